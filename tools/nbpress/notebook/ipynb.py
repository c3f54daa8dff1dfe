"""What nbpress knows of the notebook format itself (nbformat 4, as mappings): its shape, cell ids, languages, which cells run.

nbformat's own validator takes longer to import than a page takes to render, and names no cell; here is what a page and a run
rely on (nbformat's documentation, "The Jupyter Notebook format").
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from nbpress.notebook import cell_options

# What a run records, under `metadata.nbpress`, and the types that the readers of it rely on.
RECORD: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("parameters", "results", "versions", "names", "reads", "dependencies"), dict),
    **dict.fromkeys(("failures", "written", "rewritten", "changed"), list),
    **dict.fromkeys(("notebook", "date", "key"), str),
    "duration": (int, float),
}


def identified(nb: Any) -> Any:
    """Give each cell an id, so that what is named after a cell keeps its name.

    nbformat draws ids by chance; here an id that is missing or stands twice comes from the cell's content.
    """
    minor = nb.get("nbformat_minor")
    nb["nbformat_minor"] = max(minor, 5) if isinstance(minor, int) else 5
    seen: Counter[str] = Counter()
    for cell in nb["cells"]:
        name = cell.get("id")
        if not isinstance(name, str) or not name or seen[name]:
            source = "".join(cell.get("source", ""))
            name = hashlib.sha256(f"{cell.get('cell_type')}\n{source}".encode("utf-8", "replace")).hexdigest()[:8]
            base = name
            while seen[name]:
                name = f"{base}-{seen[base]}"
                seen[base] += 1
            cell["id"] = name
        seen[name] += 1
    return nb


def language_of(nb: Any) -> str:
    """Name the language of a notebook's kernel, in lower case; Python where nothing says."""
    metadata = nb.get("metadata", {})
    for block, key in (("kernelspec", "language"), ("language_info", "name")):
        named = metadata.get(block)
        if isinstance(named, Mapping) and named.get(key):
            return str(named[key]).lower()
    return "python"


def kernel(nb: Any) -> str:
    """Name the kernel that a notebook asks for; nothing where it asks for none."""
    spec = nb.get("metadata", {}).get("kernelspec")
    return str(spec.get("name") or "") if isinstance(spec, Mapping) else ""


def record(nb: Any) -> Mapping[str, Any]:
    """Give what a run recorded in a notebook's metadata; nothing in one that nbpress never ran."""
    found = nb["metadata"].get("nbpress")
    return found if isinstance(found, Mapping) else {}


def injected(cell: Any) -> bool:
    """Tell whether papermill put a cell in: a cell of parameters, or the mark of an error."""
    return bool({"injected-parameters", "papermill-error-cell-tag"} & cell_options.tags(cell["metadata"]))


def executed(cell: Any) -> bool:
    """Tell whether a cell is code of the author's that a run executes."""
    return cell["cell_type"] == "code" and not injected(cell) and not cell_options.display(cell).skipped


def fault(nb: Any) -> str:
    """Say what keeps a mapping from being a notebook of nbformat 4, and where; an empty string for a sound one."""
    cells_ = nb.get("cells")
    if not isinstance(cells_, list):
        return "`cells` is no list"
    metadata = nb.setdefault("metadata", {})
    if not isinstance(metadata, dict):
        return "`metadata` is no mapping"
    recorded = metadata.get("nbpress") or {}
    if not isinstance(recorded, dict):
        return "`metadata.nbpress` is no record of a run"
    for key in recorded.keys() & RECORD.keys():
        if not isinstance(recorded[key], RECORD[key]) or (key == "versions" and not _texts(recorded[key])):
            return f"`metadata.nbpress.{key}` is not what a run records"
    return next(
        (f"cell {number}: {wrong}" for number, cell in enumerate(cells_, 1) if (wrong := _cell_fault(cell))), ""
    )


def _texts(value: Mapping[Any, Any]) -> bool:
    return all(isinstance(each, str) for each in value.values())


def _cell_fault(cell: Any) -> str:
    if not isinstance(cell, dict):
        return "this is no cell, but a value"
    if cell.get("cell_type") not in ("code", "markdown", "raw"):
        return f"there is no cell type {cell.get('cell_type')!r}"
    if not isinstance(cell.setdefault("metadata", {}), dict):
        return "`metadata` is no mapping"
    if not _is_text(cell.get("source")):
        return "`source` is missing, or no text"
    attached = cell.get("attachments") or {}
    if not isinstance(attached, dict) or not all(isinstance(bundle, dict) for bundle in attached.values()):
        return "`attachments` is no mapping of names to files"
    outputs = cell.setdefault("outputs", []) if cell["cell_type"] == "code" else []
    if not isinstance(outputs, list):
        return "`outputs` is no list"
    return next(
        (f"output {number}: {wrong}" for number, each in enumerate(outputs, 1) if (wrong := _output_fault(each))), ""
    )


def _output_fault(output: Any) -> str:
    if not isinstance(output, dict):
        return "this is no output, but a value"
    if any(not isinstance(output.get(name) or {}, dict) for name in ("metadata", "transient")):
        return "`metadata` is no mapping"
    kind = output.get("output_type")
    if kind == "stream":
        return (
            ""
            if _is_text(output.get("text")) and isinstance(output.get("name"), str)
            else "a stream without name or text"
        )
    if kind == "error":
        return "" if isinstance(output.get("traceback"), list) else "an error without a traceback"
    if kind in ("display_data", "execute_result", "update_display_data"):
        return "" if isinstance(output.get("data"), dict) else "`data` is no mapping"
    return f"there is no output type {kind!r}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))


def joined(nb: Any) -> Any:
    """Join the lists of lines that notebook files hold into texts, as nbformat does, and give it back.

    Tags that are no list of words are none.
    """
    for cell in nb["cells"]:
        if not isinstance(cell["metadata"].get("tags", []), list) or not _is_text(cell["metadata"].get("tags", [])):
            del cell["metadata"]["tags"]
        cell["source"] = _text(cell["source"])
        for output in cell.get("outputs", ()) if cell["cell_type"] == "code" else ():
            if "text" in output:
                output["text"] = _text(output["text"])
            for kind, content in output.get("data", {}).items():
                if not kind.endswith("json") and _is_text(content):
                    output["data"][kind] = _text(content)
        for bundle in (cell.get("attachments") or {}).values():
            bundle.update({kind: _text(content) for kind, content in bundle.items() if _is_text(content)})
    return nb


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)
