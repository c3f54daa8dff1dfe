"""The macros of a page: one that a formula defines holds in the cells below, and in their outputs, as in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbpress.notebook import markdown
from nbpress.notebook.markdown import Kept
from nbpress.render.math_macros import SIGN, Macros, defined
from nbpress.render.terminal import joined

MOST = 500  # macros that a page may define; later ones hold in their own formula only


def by_cell(cells: Iterable[Mapping[str, Any]]) -> list[Macros]:
    """Give the macros that hold in each cell: those of the cells above it, shown or not, and its own."""
    found: list[Macros] = []
    last: Macros = {}
    for cell in cells:
        own = _of_cell(cell)
        if own and len(last) < MOST:
            last = {**last, **own}
        found.append(last)
    return found


def _of_cell(cell: Mapping[str, Any]) -> dict[str, str]:
    """Give the macros that the formulas of a cell define, its outputs among them; the last definition counts."""
    return {name: text for tex in _formulas(cell) for name, text in defined(tex).items()}


def _formulas(cell: Mapping[str, Any]) -> Iterator[str]:
    if cell["cell_type"] != "code":
        yield from _of_prose(joined(cell["source"]))
    for output in cell.get("outputs") or ():
        data = output.get("data") or {}
        yield joined(data.get("text/latex"))
        yield from _of_prose(joined(data.get("text/markdown")))


def _of_prose(source: str) -> Iterator[str]:
    if SIGN.search(source):
        kept: Iterable[Kept] = markdown.parse(source).kept
        yield from (each.text for each in kept if each.kind in ("math", "display"))
