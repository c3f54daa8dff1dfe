"""Put into a notebook what its cells include: `{{< include a.md >}}`, and MyST's directives `include` and `literalinclude`.

In come its cells, out go the same with the pieces in place, so that the keys of its page and of its run hang on them. Each cell
remembers which lines come from which file. Only files that may come along with a page are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbpress.core import looks
from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.regex import regex
from nbpress.read import companions

MOST = 200  # files that one notebook includes, each as often as it is
LONGEST = 1_000_000  # characters of all of them
PLACES = "included"  # in the metadata of a cell, under `nbpress`: lines of it, and where they come from
# What code may be kept in beside the kinds of files that a page offers.
_TEXTS = frozenset(
    ("", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".kt", ".swift", ".php", ".pl", ".lua", ".tsx", ".jsx")
)
_SHORTCODE = regex(r"([ \t>]*)\{\{<[ \t]+include[ \t]+(\"[^\"\n]+\"|'[^'\n]+'|[^\s\"'>]+)[ \t]+>\}\}[ \t]*")
_DIRECTIVE = regex(
    r"([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,}|:{3,})[ \t]*\{(include|literalinclude)\}[ \t]+(\S.*)"
)
_OPTION = regex(r"[ \t>]*:([\w-]+):(?:[ \t]+(.*))?")
_FENCE = regex(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_HEAD = regex(r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.S)
_PASSED = ("caption", "name", "linenos", "lineno-start", "emphasize-lines", "filename", "class")
_READ = frozenset(
    (
        *_PASSED,
        "lines",
        "start-after",
        "start-at",
        "end-before",
        "end-at",
        "language",
        "lang",
        "lineno-match",
        "dedent",
        "literal",
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its text, the file that it stands in (none for the cell), its number there, and the line of the cell."""

    text: str
    file: str
    number: int
    at: int


@dataclass(slots=True)
class _Reader:
    """Reads the pieces of one notebook. files, size: how much was read up to here. cell: that is read."""

    path: Path
    cell: int = 0
    code: bool = False
    files: int = 0
    size: int = 0
    notices: list[Notice] = field(default_factory=list)

    def rows(self, text: str, file: Path | None, chain: tuple[Path, ...], at: int = 0, first: int = 1) -> Iterator[Row]:
        """Yield the lines of a text, what it includes in the place of what includes it. first: the number of its first line."""
        lines = text.split("\n")
        name = file.name if file else ""
        fence, number = "", 0
        while number < len(lines):
            line, here = lines[number], at or number + 1
            found, until = self._included(lines, number, fence, (chain, here))
            if found is not None:
                yield from found
                number = until
                continue
            fence = _fence(line, fence)
            yield Row(line, name, number + first, here)
            number += 1

    def _included(
        self, lines: Sequence[str], number: int, fence: str, place: tuple[tuple[Path, ...], int]
    ) -> tuple[list[Row] | None, int]:
        """Give what a line includes, and the number of the line that goes on; None where it includes nothing."""
        chain, at = place
        short = _SHORTCODE.fullmatch(lines[number])
        if short:
            path = self._file(short[2].strip("\"'"), chain, at, lines[number], quiet=bool(fence))
            if path is None:
                return None, number
            text = self._content(path).rstrip("\n")
            rows = (
                self.rows(text, path, (*chain, path), at) if self.code or fence else self._prose(path, text, chain, at)
            )
            return [Row(short[1] + row.text, row.file, row.number, row.at) for row in rows], number + 1
        directive = None if fence or self.code else _DIRECTIVE.fullmatch(lines[number])
        return self._directive(lines, number, directive, place) if directive else (None, number)

    def _directive(
        self, lines: Sequence[str], number: int, found: re.Match[str], place: tuple[tuple[Path, ...], int]
    ) -> tuple[list[Row] | None, int]:
        chain, at = place
        options: dict[str, str] = {}
        end = number + 1
        while end < len(lines) and (option := _OPTION.fullmatch(lines[end])):
            options[option[1]] = (option[2] or "").strip()
            end += 1
        if end >= len(lines) or lines[end].strip(" \t>") != found[2]:
            return None, number
        unread = sorted(options.keys() - _READ)
        path = self._file(found[4].strip(), chain, at, lines[number])
        if path is None or unread:
            if unread:
                self._tell(lines[number], f"its option `{unread[0]}` is not known", at)
            return None, number
        rows = self._chosen(path, options)
        if rows is None:
            self._tell(lines[number], "it does not have the lines that are asked for", at)
            return None, number
        literal = found[3] == "literalinclude" or "literal" in options
        text = "\n".join(line for _, line in rows)
        shown = _listing(path, options, rows, at) if literal else self._prose(path, text, chain, at, rows[0][0])
        first, more = found[1], re.sub(r"[^>\t]", " ", found[1])
        return [
            Row((more if index else first) + row.text, row.file, row.number, row.at) for index, row in enumerate(shown)
        ], end + 1

    def _prose(self, path: Path, text: str, chain: tuple[Path, ...], at: int, first: int = 1) -> Iterator[Row]:
        """Yield the lines of a piece of prose, without a front matter."""
        head = _HEAD.match(text)
        rest = text[head.end() :] if head else text
        return self.rows(rest, path, (*chain, path), at, first + (head[0].count("\n") if head else 0))

    def _file(self, written: str, chain: tuple[Path, ...], at: int, line: str, *, quiet: bool = False) -> Path | None:
        """Find a file as seen from the one that names it, else from the notebook; None where it does not come along."""
        folders = dict.fromkeys((chain[-1].parent, self.path.parent))
        try:
            path = next((each / written for each in folders if looks.is_file(each / written)), None)
        except (OSError, ValueError):  # a name that no file can have
            path = None
        why = companions.refusal(path, self.path, _TEXTS) if path else "there is no such file"
        if path and not why:
            place = looks.place(path)
            if place in chain:
                names = " → ".join(each.name for each in (*chain[chain.index(place) :], place))
                raise ReadError(
                    f"a file includes itself: {names}", path=self.path, place=f"cell {self.cell}, line {at}"
                )
            return place
        if self.code:
            raise ReadError(
                f"`{written}` cannot be included: {why}",
                path=self.path,
                place=f"cell {self.cell}, line {at}",
                hint="Put the file into the project, or take the line out.",
            )
        if not quiet:
            self._tell(line, why, at)
        return None

    def _tell(self, line: str, why: str, at: int) -> None:
        self.notices.append(Notice("nb-unknown-syntax", _no_piece(line.strip(), why), self.cell, at))

    def _content(self, path: Path) -> str:
        try:
            text = looks.content(path).decode("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
        except (OSError, UnicodeDecodeError) as error:
            raise ReadError(
                f"`{path.name}` cannot be included: {error}", path=self.path, place=f"cell {self.cell}"
            ) from error
        self.files, self.size = self.files + 1, self.size + len(text)
        if self.files > MOST or self.size > LONGEST:
            raise ReadError(
                f"it includes more than {MOST} files, or {LONGEST:,} characters",
                path=self.path,
                place=f"cell {self.cell}",
            )
        return text

    def _chosen(self, path: Path, options: Mapping[str, str]) -> list[tuple[int, str]] | None:
        """Choose the lines of a file that a directive wants, with their numbers; None where it has none of them."""
        rows = list(enumerate(self._content(path).rstrip("\n").split("\n"), 1))
        if "lines" in options:
            pairs = [
                re.fullmatch(r"\s*(\d{0,9})\s*(-?)\s*(\d{0,9})\s*", part) for part in options["lines"].split(",")[:200]
            ]
            wanted: set[int] = set()
            for pair in pairs:
                first = int(pair[1] or 1) if pair else 0
                last = (int(pair[3] or len(rows)) if pair[2] else first) if pair else 0
                wanted |= set(range(first, min(last, len(rows)) + 1))
            rows = [row for row in rows if row[0] in wanted]
        for name, more in (("start-after", 1), ("start-at", 0)):
            if name in options:
                start = next((index for index, row in enumerate(rows) if options[name] in row[1]), None)
                rows = [] if start is None else rows[start + more :]
        for name, more in (("end-before", 0), ("end-at", 1)):
            if name in options:
                end = next((index for index, row in enumerate(rows) if options[name] in row[1]), None)
                rows = [] if end is None else rows[: end + more]
        return rows or None


def expanded(nb: Any, path: Path) -> tuple[Any, tuple[Notice, ...]]:
    """Give a notebook with what its cells include, and what is told of it; the same one where they include nothing."""
    reader, cells = _Reader(path), []
    for number, cell in enumerate(nb["cells"], 1):
        source = cell["source"]
        if cell["cell_type"] == "raw" or ("{{<" not in source and "include}" not in source):
            cells.append(cell)
            continue
        reader.cell, reader.code = number, cell["cell_type"] == "code"
        rows = list(reader.rows(source, None, (looks.place(path),)))
        places = _places(rows)
        if not places:
            cells.append(cell)
            continue
        own = cell["metadata"].get("nbpress")
        metadata = {**cell["metadata"], "nbpress": {**(own if isinstance(own, Mapping) else {}), PLACES: places}}
        cells.append({**cell, "source": "\n".join(row.text for row in rows), "metadata": metadata})
    changed = any(new is not old for new, old in zip(cells, nb["cells"], strict=True))
    return ({**nb, "cells": cells} if changed else nb), tuple(reader.notices)


def _places(rows: Sequence[Row]) -> list[list[Any]]:
    """Say where lines come from: first and last line, the file, the first one's number there, and the line of the cell."""
    if not any(row.file for row in rows):
        return []
    found: list[list[Any]] = []
    for line, row in enumerate(rows, 1):
        last = found[-1] if found else None
        here = row.number if row.file else row.at
        if last and last[2] == row.file and here == last[3] + line - last[0] and (not row.file or row.at == last[4]):
            last[1] = line
        else:
            found.append([line, line, row.file, here, row.at])
    return found


def _listing(path: Path, options: Mapping[str, str], rows: Sequence[tuple[int, str]], at: int) -> list[Row]:
    """Write code as a directive that shows it."""
    texts = [line for _, line in rows]
    if "dedent" in options:
        spaces = [len(line) - len(line.lstrip()) for line in texts if line.strip()]
        count = int(options["dedent"]) if options["dedent"].isdecimal() else min(spaces, default=0)
        texts = [line[min(count, len(line) - len(line.lstrip())) :] for line in texts]
    language = options.get("language") or options.get("lang") or path.suffix.lower().removeprefix(".") or "text"
    given = {name: options[name] for name in _PASSED if name in options}
    given |= {"lineno-start": str(rows[0][0])} if "lineno-match" in options else {}
    given |= {} if "caption" in given or "filename" in given else {"filename": path.name}
    ticks = "`" * max([3, *(len(run) + 1 for line in texts for run in re.findall(r"`{3,}", line))])
    head = [f"{ticks}{{code-block}} {language}", *(f":{name}: {value}".rstrip() for name, value in given.items())]
    return [
        *(Row(line, path.name, rows[0][0], at) for line in head),
        *(Row(text, path.name, number, at) for (number, _), text in zip(rows, texts, strict=True)),
        Row(ticks, path.name, rows[-1][0], at),
    ]


def _fence(line: str, fence: str) -> str:
    """Follow which fence of code is open; none is an empty text."""
    found = _FENCE.match(line)
    if not fence:
        return found[1] if found and not ("`" in found[1] and "`" in line[found.end() :]) else ""
    bare = line.strip(" \t>")
    return "" if found and len(bare) >= len(fence) and not bare.strip(fence[0]) else fence


def _no_piece(line: str, why: str) -> str:
    """Say that something is not included."""
    return f"`{line}` is not read: {why}"
