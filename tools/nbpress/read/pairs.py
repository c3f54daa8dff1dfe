"""Pairs: a notebook that is written as text, and the `.ipynb` of the same name beside it, as jupytext keeps them.

The text gives the cells, the other one the ids and the outputs of those whose source is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbpress.core import looks
from nbpress.core.errors import ReadError
from nbpress.read import sources

_TAKEN = ("id", "outputs", "execution_count", "attachments")


def text_of(path: Path) -> Path:
    """Give the text that a notebook is paired with; itself where there is none."""
    if sources.is_text(path) or path.suffix not in sources.suffixes():
        return path
    texts = (path.with_suffix(suffix) for suffix in sources.suffixes(text=True))
    return next((text for text in texts if looks.is_file(text) and sources.is_notebook(text)), path)


def filled(nb: Any, path: Path, code: Callable[[Any], str]) -> Any:
    """Give the notebook of a text with what its pair knows of its cells. code: gives that of a cell without its options."""
    other = sources.jupyter(path)
    if not sources.is_text(path) or not looks.is_file(other):
        return nb
    try:
        known = sources.of(other).read(looks.content(other).decode("utf-8"), other).nb
    except (OSError, UnicodeDecodeError, ReadError):
        return nb  # the text is whole without it
    held: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for cell in known["cells"]:
        held[_key(cell, code)].append(cell)
    pairs = [(cell, _next(held[_key(cell, code)])) for cell in nb["cells"]]
    cells = [_taken(cell, other) if other else cell for cell, other in pairs]
    left = [cell for same in held.values() for cell in same] + [cell for cell, other in pairs if not other]
    whole = all(cell["cell_type"] != "code" for cell in left)  # then the record of its run is that of these cells
    more = {name: known["metadata"][name] for name in ("widgets", "nbpress") if whole and name in known["metadata"]}
    return {**nb, "cells": cells, "metadata": {**nb["metadata"], **more}}


def _key(cell: Any, code: Callable[[Any], str]) -> tuple[str, str]:
    """What a cell is known by in both: its kind, and its source without its options."""
    source = code(cell) if cell["cell_type"] == "code" else cell["source"]
    return cell["cell_type"], source.strip()


def _next(same: list[Any]) -> Any:
    return same.pop(0) if same else None


def _taken(cell: Any, other: Any) -> Any:
    own = {name: other[name] for name in _TAKEN if name in other and (name != "id" or "id" not in cell)}
    answers = other["metadata"].get("user_expressions")
    metadata = {**cell["metadata"], **({"user_expressions": answers} if answers else {})}
    return {**cell, **own, "metadata": metadata}
