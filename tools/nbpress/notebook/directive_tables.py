"""Tables that directives write: `list-table`, a list of lists, and `csv-table`. In come their tokens, out go a table's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from markdown_it.token import Token

MOST = 10_000  # cells: more of them are data, and no table that is read

Cell = list[Token]


def of_list(content: Sequence[Token], options: Mapping[str, str]) -> list[Token]:
    """Make a table of a list whose items are lists; what is no such list stays."""
    rows: list[list[Cell]] = []
    level = content[0].level if content else 0
    for token in content:
        depth = token.level - level
        if (depth, token.type) == (1, "list_item_open"):
            rows.append([])
        elif (depth, token.type) == (3, "list_item_open") and rows:
            rows[-1].append([])
        elif depth > 3 and rows and rows[-1]:
            rows[-1][-1].append(token)
        elif depth > 1 and token.type not in ("bullet_list_open", "bullet_list_close", "list_item_close"):
            return list(content)
    lists = [token for token in content if token.level == level and token.nesting > 0]
    if [token.type for token in lists] != ["bullet_list_open"] or not all(rows):
        return list(content)
    return _table(rows, _number(options, "header-rows"), _number(options, "stub-columns"), level)


def of_csv(content: Sequence[Token], options: Mapping[str, str]) -> list[Token]:
    """Make a table of the code that a directive holds; what is no CSV stays."""
    sign = {"tab": "\t", "space": " ", "": ","}.get(options.get("delim", ""), options.get("delim", "")[:1])
    try:
        text = csv.reader(io.StringIO(content[0].content.strip()), delimiter=sign, skipinitialspace=True, strict=True)
        rows = [row for row in text if row]
        head = list(csv.reader(io.StringIO(options.get("header", "")), delimiter=sign, skipinitialspace=True))
    except (csv.Error, TypeError):
        return list(content)
    if not rows or sum(map(len, rows)) > MOST:
        return list(content)
    cells = [[[_line(text)] for text in row] for row in (*head, *rows)]
    return _table(
        cells, len(head) + _number(options, "header-rows"), _number(options, "stub-columns"), content[0].level
    )


def _number(options: Mapping[str, str], name: str) -> int:
    given = options.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0


def _line(text: str) -> Token:
    return Token("inline", "", 0, content=text.strip(), children=[], block=True)


def _table(rows: Sequence[Sequence[Cell]], heads: int, stubs: int, level: int) -> list[Token]:
    out = [_part("table", 1, level)]
    for name, part in (("thead", rows[:heads]), ("tbody", rows[heads:])):
        if part:
            out += [_part(name, 1, level + 1), *_rows(part, name == "thead", stubs), _part(name, -1, level + 1)]
    return [*out, _part("table", -1, level)]


def _rows(rows: Iterable[Sequence[Cell]], head: bool, stubs: int) -> list[Token]:
    out: list[Token] = []
    for row in rows:
        out.append(_part("tr", 1, 0))
        for column, cell in enumerate(row):
            name = "th" if head or column < stubs else "td"
            out += [_part(name, 1, 0), *cell, _part(name, -1, 0)]
        out.append(_part("tr", -1, 0))
    return out


def _part(name: str, nesting: int, level: int) -> Token:
    return Token(f"{name}_{'open' if nesting > 0 else 'close'}", name, nesting, level=level, block=True)  # type: ignore[arg-type]
