"""A notebook's form, made whole: what no reader of nbformat 4 could work with is left out, with a warning.

nbformat's own validator takes longer to import than a page takes to render, names no cell, and refuses all for the sake of
one; here is what a page and a run rely on. Numbers of cells stay: one that is left out leaves an empty one behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nbpress.core.notices import Notice

MINOR = 5  # the newest nbformat 4 that there is
# What a run records, under `metadata.nbpress`, and the types that the readers of it rely on.
RECORD: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("parameters", "results", "versions", "names", "reads", "dependencies"), dict),
    **dict.fromkeys(("failures", "written", "rewritten"), list),
    **dict.fromkeys(("notebook", "date", "key"), str),
    "duration": (int, float),
}
_BUNDLES = ("display_data", "execute_result", "update_display_data")


def mended(nb: dict[str, Any]) -> tuple[Notice, ...]:
    """Make the form of a notebook of nbformat 4 whole, in place; give the warnings of what was left out."""
    return (
        *_format(nb),
        *_metadata(nb),
        *(notice for number in range(len(nb["cells"])) for notice in _cell(nb, number)),
    )


def _format(nb: dict[str, Any]) -> Iterator[Notice]:
    major, minor = nb.get("nbformat"), nb.get("nbformat_minor", 0)
    if major != 4 or type(minor) is not int or minor > MINOR:
        found = f"{_brief(major)}.{_brief(minor)}" if major is not None else "not told"
        yield Notice("nb-other-format", f"its nbformat is {found}; it is read as 4.{MINOR}")
    nb["nbformat"] = 4


def _metadata(nb: dict[str, Any]) -> Iterator[Notice]:
    if not isinstance(nb.get("metadata") or {}, dict):
        yield Notice("nb-broken-metadata", "its `metadata` is no mapping, and left out")
        del nb["metadata"]
    metadata = nb["metadata"] = nb.get("metadata") or {}
    if wrong := _record(metadata.get("nbpress") or {}):
        yield Notice("nb-broken-metadata", f"its record of a run is left out: {wrong}")
        del metadata["nbpress"]


def _record(recorded: Any) -> str:
    if not isinstance(recorded, dict):
        return "`metadata.nbpress` is no mapping"
    for key in sorted(recorded.keys() & RECORD.keys()):
        if not isinstance(recorded[key], RECORD[key]) or (key == "versions" and not _texts(recorded[key])):
            return f"`metadata.nbpress.{key}` is not what a run records"
    return ""


def _texts(value: Mapping[Any, Any]) -> bool:
    return all(isinstance(each, str) for each in value.values())


def _cell(nb: dict[str, Any], number: int) -> Iterator[Notice]:
    cell, place = nb["cells"][number], number + 1
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if kind not in ("code", "markdown", "raw"):
        said = f"its type is {_brief(kind)}" if isinstance(cell, dict) else "it is a value, and no cell"
        yield Notice("nb-broken-cell", f"the cell is left out: {said}", place)
        nb["cells"][number] = {"cell_type": "raw", "metadata": {}, "source": ""}
        return
    if not _is_text(cell.get("source")):
        yield Notice("nb-broken-cell", "its `source` is missing, or no text", place)
        cell["source"] = ""
    if not isinstance(cell.get("metadata") or {}, dict):
        yield Notice("nb-broken-metadata", "its `metadata` is no mapping, and left out", place)
        del cell["metadata"]
    cell["metadata"] = cell.get("metadata") or {}
    attached = cell.get("attachments") or {}
    if not isinstance(attached, dict) or not all(isinstance(bundle, dict) for bundle in attached.values()):
        yield Notice("nb-broken-cell", "its `attachments` are no mapping of names to files, and left out", place)
        del cell["attachments"]
    if kind == "code":
        yield from _outputs(cell, place)
    else:
        cell.pop("outputs", None)  # prose has none


def _outputs(cell: dict[str, Any], place: int) -> Iterator[Notice]:
    """Keep the outputs that are whole; nobody reads how often a cell ran."""
    if type(cell.get("execution_count")) is not int:
        cell["execution_count"] = None
    given = cell.get("outputs") or []
    if not isinstance(given, list):
        yield Notice("nb-broken-output", "its `outputs` are no list, and left out", place)
        given = []
    cell["outputs"] = []
    for number, output in enumerate(given, 1):
        if wrong := broken(output):
            yield Notice("nb-broken-output", f"output {number} is left out: {wrong}", place)
        else:
            cell["outputs"].append(output)


def broken(output: Any) -> str:
    """Make an output whole, in place; say what keeps it from being one."""
    if not isinstance(output, dict):
        return "it is a value, and no output"
    for name in ("metadata", "transient"):
        if not isinstance(output.get(name) or {}, dict):
            del output[name]
    kind = output.get("output_type")
    if kind == "stream":
        output["name"] = output["name"] if isinstance(output.get("name"), str) else "stdout"
        return "" if _is_text(output.get("text")) else "its `text` is missing, or no text"
    if kind == "error":
        output["traceback"] = [line for line in _list(output.get("traceback")) if isinstance(line, str | list)]
        return ""
    if kind in _BUNDLES:
        return "" if isinstance(output.get("data"), dict) else "its `data` is no mapping"
    return f"its type is {_brief(kind)}"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _brief(value: Any) -> str:
    """Say a value of a file in a few letters."""
    return "not told" if value is None else repr(value)[:40]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))


def joined(nb: Any) -> Any:
    """Join the lists of lines that notebook files hold into texts, as nbformat does, and give it back.

    Tags that are no list of words are none; a text is a list of them. The lines of a cell end as they do on Unix: an editor on
    Windows may have written others, and a flag such as `#hide` has to be read all the same.
    """
    for cell in nb["cells"]:
        tags = cell["metadata"].get("tags", [])
        if isinstance(tags, str):  # a word that hides has to be read however it is written
            cell["metadata"]["tags"] = tags.replace(",", " ").split()
        elif not isinstance(tags, list) or not _is_text(tags):
            del cell["metadata"]["tags"]
        cell["source"] = _text(cell["source"]).replace("\r\n", "\n").replace("\r", "\n")
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
