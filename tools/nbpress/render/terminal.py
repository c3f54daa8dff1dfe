"""Text as a terminal would leave it: what a stream, a traceback or a text result shows after all its cursor moves.

Progress bars write over themselves with carriage returns, backspaces and erase codes; a page shows the last state.
Colours are dropped, and every character that HTML or Ruby cannot take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbpress.core.regex import regex

# What no page shows: control characters but tab and newline, lone surrogates, and two that are no characters.
UNSHOWN = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Every escape of a terminal, read once from left to right: what stands around one may not become another. Only the moves
# count for the text. A torn one ends where it is torn, and swallows nothing more.
ESCAPES = regex(
    r"""(?P<move>\x1b\[[0-9;]*[A-GJK])
    | \x1b\[[0-?]*(?:[@-~]|[ ]q|!p|"[pq]|\$[a-z{|}~])?              # colours, modes
    | \x1b\](?:[^\x07\x1b\n]*(?:\x07|\x1b\\)|\d*;?)                # window titles and links
    | \x1b[PX^_](?:[^\x1b]*\x1b\\)?                                # strings for the terminal itself
    | \x1b(?:[()*+\-.][0-9A-Za-z<=>%]|\#[3-68]|%[@G8]|[78=>DEHMNOZcno|}~\\])?
    """,
    re.X,
)
MOVES = regex("[\r\x08]|\x1b\\[[0-9;]*[A-GJK]")
VERTICAL = regex("\x1b\\[[0-9;]*[ABEFJ]")
TOKENS = regex(
    "(?P<text>[^\x00-\x1f\x7f-\x9f]+)|\x1b\\[(?P<args>[0-9;:?<=>]*)[ -/]*(?P<code>[@-~])|\x1b[ -/]*[0-~]|(?P<one>.)",
    re.S,
)
TAB = 8
FARTHEST = 10_000  # rows or columns that one move goes
ROWS, COLUMNS = 100_000, 10_000  # that a cursor is moved to where nothing was written
PADDING = 5_000_000  # spaces that are filled in before what a moved cursor writes
LONGEST = 1_000_000  # characters that a page shows of one text
RAW = 10_000_000  # characters that are played, of one text: most of a progress bar's are moves
PLAYED = 1_000_000  # moves that are played, of one text


def cut(text: str, longest: int) -> str:
    """Leave out the middle of a text that is too long, with a note in its place."""
    left = len(text) - longest
    if left <= 0:
        return text
    half = longest // 2
    return f"{text[:half]}\n[… {left:,} characters are left out here …]\n{text[-half:]}"


def playable(text: str) -> str:
    """Leave out the middle of a text that would take long to play: it has too many characters, or moves too often."""
    text = cut(text, RAW)
    moves = sum(map(text.count, "\r\x08\x1b"))
    return cut(text, len(text) * PLAYED // moves) if moves > PLAYED else text


def plain(text: str) -> str:
    """Drop the characters that no page can show; tab and newline stay, a carriage return ends its line."""
    if not UNSHOWN.search(text):
        return text
    return UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def resolve(text: str) -> str:
    """Give `text` as a terminal shows it in the end."""
    if not UNSHOWN.search(text):
        return text
    text = (ESCAPES.sub(r"\g<move>", text) if "\x1b" in text else text).replace("\r\n", "\n")
    if not MOVES.search(text):
        return UNSHOWN.sub("", text)
    # Without vertical moves each line is a screen of its own, and most lines are as they are.
    parts = [text] if VERTICAL.search(text) else text.split("\n")
    return UNSHOWN.sub("", "\n".join(_played(part) if UNSHOWN.search(part) else part for part in parts))


def _played(text: str) -> str:
    screen = Screen()
    for token in TOKENS.finditer(text):
        screen.take(token)
    return screen.text()


def merged(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Join neighbouring streams of one name into one output, so that a progress bar is one text."""
    runs: list[tuple[Mapping[str, Any], list[str]]] = []
    for output in outputs:
        text = [joined(output.get("text"))] if output.get("output_type") == "stream" else []
        if text and runs and runs[-1][1] and runs[-1][0].get("name") == output.get("name"):
            runs[-1][1].extend(text)
        else:
            runs.append((output, text))
    return [{**output, "text": "".join(texts)} if texts else output for output, texts in runs]


def joined(value: Any) -> str:
    """Give a notebook's text, which may be a list of its lines."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(str(line) for line in value)
    return "" if value is None else str(value)


class Screen:
    """Rows of text and a cursor, endless in width and height."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = [[]]
        self.row = 0
        self.column = 0
        self.padded = 0

    def text(self) -> str:
        """Give what the screen shows."""
        return "\n".join("".join(row) for row in self.rows)

    def take(self, token: re.Match[str]) -> None:
        """Do what one piece of the stream says."""
        if token["text"]:
            self.write(token["text"])
        elif token["code"]:
            self.control(token["code"], token["args"])
        elif token["one"] == "\n":
            self.down(1)
            self.column = 0
        elif token["one"] == "\r":
            self.column = 0
        elif token["one"] == "\x08":
            self.column = max(0, self.column - 1)
        elif token["one"] == "\t":
            self.write(" " * (TAB - self.column % TAB) if self.column < len(self.rows[self.row]) else "\t")

    def write(self, text: str) -> None:
        """Write over what stands at the cursor."""
        row = self.rows[self.row]
        gap = self.column - len(row)
        if gap > 0:
            self.padded += gap
            self.column = len(row) if self.padded > PADDING else self.column
            row.extend(" " * (self.column - len(row)))
        row[self.column : self.column + len(text)] = text
        self.column += len(text)

    def down(self, count: int) -> None:
        """Move the cursor down, onto new rows where there are none."""
        self.row += min(count, max(1, ROWS - len(self.rows)))
        while self.row >= len(self.rows):
            self.rows.append([])

    def control(self, code: str, args: str) -> None:
        """Move the cursor or erase; anything else leaves no trace in the text."""
        first = args.split(";")[0]
        number = min(int(first[:9]), FARTHEST) if first.isdigit() else 0
        row = self.rows[self.row]
        if code == "K":
            self.erase(row, number)
        elif code == "J":
            self.erase(row, number)
            if number == 0:
                del self.rows[self.row + 1 :]
            elif number in (2, 3):
                self.rows, self.row, self.column = [[]], 0, 0
        elif code in "AF":
            self.row = max(0, self.row - max(1, number))
        elif code in "BE":
            self.down(max(1, number))
        elif code == "C":
            self.column = min(max(self.column, COLUMNS), self.column + max(1, number))
        elif code == "D":
            self.column = max(0, self.column - max(1, number))
        elif code == "G":
            self.column = max(0, number - 1)
        if code in "EF":
            self.column = 0

    def erase(self, row: list[str], mode: int) -> None:
        """Erase the row after the cursor, before it, or all of it."""
        if mode == 0:
            del row[self.column :]
        elif mode == 1:
            end = min(len(row), self.column + 1)
            row[:end] = " " * end
        else:
            row.clear()
