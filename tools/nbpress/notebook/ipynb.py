"""What nbpress knows of the notebook format itself (nbformat 4, as mappings): cell ids, languages, which cells run.

See nbformat's documentation, "The Jupyter Notebook format". What is malformed is left out in `validation`, before.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from nbpress.notebook import cell_options

NOTES, MADE = (
    "nbpress",
    "made",
)  # in the metadata of a cell: what whoever read it, or ran it, notes of it; no page shows it


def identified(nb: Any) -> Any:
    """Give each cell an id, so that what is named after a cell keeps its name.

    nbformat draws ids by chance; here an id that is missing or stands twice comes from the cell's label, else from its
    content. Such a cell is marked: what is remembered of its article may know it by another id (`cell_ids`).
    """
    nb["nbformat_minor"] = 5
    seen: Counter[str] = Counter()
    for cell in nb["cells"]:
        name = cell.get("id")
        if not isinstance(name, str) or not name or seen[name]:
            label = _label(cell)
            name = unused(label or content_id(cell), seen)
            cell["id"] = name
            if not label:
                notes = cell.get("metadata", {}).get(NOTES)
                cell.setdefault("metadata", {})[NOTES] = {**(notes if isinstance(notes, Mapping) else {}), MADE: True}
        seen[name] += 1
    return nb


def content_id(cell: Any) -> str:
    """Make an id of a cell's content."""
    source = "".join(cell.get("source", ""))
    return hashlib.sha256(f"{cell.get('cell_type')}\n{source}".encode("utf-8", "replace")).hexdigest()[:8]


def unused(base: str, seen: Counter[str]) -> str:
    """Give an id, with a number behind it where another cell has it. seen: how often each was given; it counts along."""
    name = base
    while seen[name]:
        name = f"{base}-{seen[base]}"
        seen[base] += 1
    return name


def made(cell: Any) -> bool:
    """Tell whether the id of a cell is none of its author's."""
    notes = cell.get("metadata", {}).get(NOTES)
    return isinstance(notes, Mapping) and notes.get(MADE) is True


def line_of(cell: Any) -> int:
    """Give the line of its file in which a cell begins, where it is written as text; else 0."""
    notes = cell.get("metadata", {}).get(NOTES)
    found = notes.get("line") if isinstance(notes, Mapping) else None
    return found if isinstance(found, int) else 0


def file_line(cell: Any, line: int) -> int:
    """Give the line of its file for a line of a cell, 0 for where it begins; 0 where the cell is no text's.

    Options that stand before the code in the file, or on one line, are lines of the cell: to these the file's line is one.
    """
    first = line_of(cell)
    begins = cell["metadata"][NOTES].get("begins", 0) if first else 0
    return max(first + max(line, 1) - 1, begins) if first else 0


def place(nb: Any, number: int, line: int = 0) -> str:
    """Name a cell by its number, from 1, and the line in it, if that is known; of a text the line of the file."""
    there = file_line(nb["cells"][number - 1], line) if 0 < number <= len(nb["cells"]) else 0
    if there:
        return f"line {there} (cell {number})"
    return f"cell {number}, line {line}" if line else f"cell {number}"


def _label(cell: Any) -> str:
    """Give the label of a cell that is written as text as an id; what JupyterLab saves has ids of its own."""
    if not line_of(cell):
        return ""
    return re.sub(r"[^\w-]", "-", cell_options.display(cell).label, flags=re.A)[:64]


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
