"""Commutative diagrams as amscd has them: in comes what stands inside `CD`, out goes an array of the same shape."""

from __future__ import annotations

import re

from nbpress.core.regex import regex

_ACROSS = regex(
    r"@\s*(?:(?P<right>>)(?P<above>[^>]*)>(?P<below>[^>]*)>|(?P<left><)(?P<over>[^<]*)<(?P<under>[^<]*)<|(?P<same>=)|(?P<none>\.))"
)
_DOWN = regex(
    r"@\s*(?:(?P<down>V)(?P<before>[^V]*)V(?P<after>[^V]*)V|(?P<up>A)(?P<first>[^A]*)A(?P<last>[^A]*)A|(?P<same>[|]|\\[|])|(?P<none>\.))"
)


def diagram(body: str) -> str:
    """Write a diagram: objects and arrows side by side, the arrows between two rows below the objects."""
    rows = [row.strip() for row in re.split(r"\\\\", body)]
    cells = [_down(row) if row.startswith("@") and _DOWN.match(row) else _across(row) for row in rows if row]
    width = max((len(row) for row in cells), default=1)
    lines = r"\\".join("&".join(row) for row in cells)
    return rf"\begin{{array}}{{{'c' * width}}}{lines}\end{{array}}"


def _across(row: str) -> list[str]:
    cells, position = [], 0
    for found in _ACROSS.finditer(row):
        cells += [row[position : found.start()], _arrow(found)]
        position = found.end()
    return [*cells, row[position:]]


def _arrow(found: re.Match[str]) -> str:
    if found["right"]:
        return rf"\xrightarrow[{found['below']}]{{{found['above']}}}"
    if found["left"]:
        return rf"\xleftarrow[{found['under']}]{{{found['over']}}}"
    return "=" if found["same"] else ""


def _down(row: str) -> list[str]:
    """Arrows stand below objects, so that there is an empty cell between two of them."""
    cells: list[str] = []
    for found in _DOWN.finditer(row):
        cells += [_vertical(found), ""]
    return cells[:-1]


def _vertical(found: re.Match[str]) -> str:
    if found["same"]:
        return r"\Big\Vert"
    sign = r"\Big\downarrow" if found["down"] else r"\Big\uparrow" if found["up"] else ""
    before, after = (found["before"] or found["first"] or ""), (found["after"] or found["last"] or "")
    return rf"{{\scriptstyle {before}}}{sign}{{\scriptstyle {after}}}" if sign else ""
