"""The lines of a cell as a traceback counts them, and as the page shows them: without options, flags and blank lines before.

In come the outputs of a cell, out go the same with the numbers of the code that stands above them. What a traceback shows of
the option lines themselves is left out, as they are. A frame of another cell counts in the lines of that one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nbpress.core.regex import regex
from nbpress.render.terminal import joined

Lines = Mapping[int, int]  # the number on the page of each line that is shown, by its number in the cell

_ANSI = r"(?:\x1b\[[\d;]*m)*"
# The head of a frame, as IPython 9, 8 and 7 write it; the number of a syntax error stands only there.
_FRAME = regex(
    rf"(?:(?:Cell|Input){_ANSI} ?{_ANSI}In ?\[(?P<count>\d+)\]{_ANSI},(?:{_ANSI} line | {_ANSI}in {_ANSI}<cell line: )"
    rf"(?P<line>\d+)|<ipython-input-(?P<old>\d+)-\w+>{_ANSI} in )"
)
_NUMBERED = regex(rf"(?P<codes>{_ANSI})(?P<arrow>-+>|) *(?P<more>{_ANSI})(?P<line>\d+)(?=\D|\Z)")
# A warning, and a frame of Python itself; which cell it is of, only the statement that follows can tell.
_NAMED = regex(
    r'(?P<place>(?:<cell>|/tmp/ipykernel_\d+/\d+\.py|<ipython-input-\d+-\w+>)(?::|", line ))(?P<line>\d+)'
    r"(?P<rest>.*\n[ |]*(?P<code>.*))"
)


def numbered(shown: Sequence[tuple[int, str]]) -> Lines:
    """Number the lines that the page shows of a cell, given with their numbers in it: no blank line is before them."""
    first = next((position for position, (_, text) in enumerate(shown) if text.strip()), len(shown))
    return {number: position for position, (number, _) in enumerate(shown[first:], 1)}


def renumbered(output: Mapping[str, Any], source: str, own: Lines, cells: Mapping[int, Lines]) -> Mapping[str, Any]:
    """Copy a traceback or a warning with the numbers of the page.

    source: of the cell, whose lines are `own`. cells: the lines of each cell by its execution count.
    """
    if output.get("output_type") == "stream" and output.get("name") == "stderr":
        return {**output, "text": _warned(joined(output.get("text")), source.split("\n"), own)}
    given = output.get("traceback")
    if output.get("output_type") != "error" or not isinstance(given, list):
        return output
    text = "\n".join(joined(part) for part in given if isinstance(part, str | list))
    return {**output, "traceback": [_warned(_traced(text, cells), source.split("\n"), own)]}


def _traced(text: str, cells: Mapping[int, Lines]) -> str:
    """Renumber the frames of cells; a line is of the frame above it, until a blank one."""
    found: list[str] = []
    lines: Lines | None = None
    for row in text.split("\n"):
        head, numbered = _FRAME.search(row), _NUMBERED.match(row)
        if head:
            lines = cells.get(int(head["count"] or head["old"]))
            place = lines.get(int(head["line"] or 0)) if lines else None
            found.append(f"{row[: head.start('line')]}{place}{row[head.end('line') :]}" if place else row)
        elif lines is not None and numbered:
            found += [_row(row, numbered, lines[int(numbered["line"])])] if int(numbered["line"]) in lines else []
        else:
            lines = lines if row.strip() else None
            found.append(row)
    return "\n".join(found)


def _row(row: str, numbered: re.Match[str], line: int) -> str:
    width = numbered.end("line") - numbered.start("arrow") - len(numbered["more"])
    arrow = f"{'-' * (width - len(str(line)) - 2)}> " if numbered["arrow"] else " " * (width - len(str(line)))
    return f"{numbered['codes']}{arrow}{numbered['more']}{line}{row[numbered.end() :]}"


def _warned(text: str, source: list[str], lines: Lines) -> str:
    def number(found: re.Match[str]) -> str:
        line = int(found["line"])
        own = line in lines and source[line - 1].strip() == found["code"].strip()
        return f"{found['place']}{lines[line] if own else line}{found['rest']}"

    return _NAMED.sub(number, text)
