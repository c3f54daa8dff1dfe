"""What stands beside code: the name of its file, a caption, numbers of its lines, marks on some, signs that a list explains.

A leaf. In come options of a cell, of a directive or of a fence, out goes a `Listing`. Lines count from 1, in the code as it is
shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbpress.core.regex import regex

LONGEST = 1_000  # characters of a fence's first line, and of a list of lines, that are read
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """How code wants to be shown beside its text.

    filename: of the file that it is. caption: a line of Markdown. label: its id. first: the number of its first line; 0 where
    lines have no numbers. marked: first and last line of what is marked. explained: whether a list explains its signs.
    problem: what of it cannot be read, a sentence.
    """

    filename: str = ""
    caption: str = ""
    label: str = ""
    first: int = 0
    marked: Ranges = ()
    explained: bool = False
    problem: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is code and nothing beside it."""
        named = bool(self.label) and not self.caption  # a caption has the name itself
        return not (self.filename or self.first or self.marked or self.explained or named)


PLAIN = Listing()
_NAMES = ("filename", "title", "file")
_CAPTIONS = ("lst-cap", "caption")
_LABELS = ("lst-label", "name", "label")
_NUMBERED = ("code-line-numbers", "linenos", "number-lines", "line-numbers", "lineno-start", "startFrom", "start-from")
_MARKED = ("code-line-numbers", "emphasize-lines", "hl_lines")
OPTIONS = ("filename", "lst-cap", "lst-label", "code-line-numbers", "linenos", "lineno-start", "emphasize-lines")
_NO = ("false", "no", "off", "none")


def ranges(text: str) -> Ranges | None:
    """Read `2,4-6`; None where that is no list of lines."""
    parts = re.split(r"[,|;\s]+", text.strip(" \t,|;"))
    if len(text) > LONGEST or not parts[0]:
        return None
    found = [re.fullmatch(r"(\d{1,9})(?:([-:])(\d{0,9}))?", part, re.A) for part in parts]
    if not all(found):
        return None
    pairs = ((int(it[1]), int(it[3] or 10**9) if it[2] else int(it[1])) for it in found if it)
    return tuple(sorted({(least, most) for least, most in pairs if 0 < least <= most}))


def of_options(options: Mapping[str, Any]) -> Listing:
    """Read the options of a cell, of a directive, or those of a fence."""
    marked, problem = _marked(options)
    return Listing(
        filename=_first(options, _NAMES),
        caption=_first(options, _CAPTIONS),
        label=_first(options, _LABELS),
        first=_numbered(options),
        marked=marked,
        problem=problem,
    )


def of_cell(options: Mapping[str, Any]) -> Listing:
    """Read the options of a code cell, whose `label` is that of its figure."""
    named = {name: options[name] for name in OPTIONS if name in options}
    return of_options(named) if named else PLAIN


def _first(options: Mapping[str, Any], names: Iterable[str]) -> str:
    values = (options[name] for name in names if name in options)
    return next(
        (" ".join(str(value).split()) for value in values if isinstance(value, (str, int, float)) and value), ""
    )


def _numbered(options: Mapping[str, Any]) -> int:
    """Give the number of the first line; what marks lines numbers them only where Quarto's word says so."""
    given = {name: options[name] for name in _NUMBERED if name in options}
    if not given or any(value is False or str(value).lower() in _NO for value in given.values()):
        return 0
    starts = (given.get(name) for name in ("lineno-start", "startFrom", "start-from", "number-lines"))
    return next((int(str(start)) for start in starts if re.fullmatch(r"\d{1,9}", str(start), re.A)), 1) or 1


def _marked(options: Mapping[str, Any]) -> tuple[Ranges, str]:
    for name in _MARKED:
        value = options.get(name)
        text = ",".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        if isinstance(value, bool) or text.lower() in ("", "true", *_NO):
            continue
        found = ranges(text)
        return (found, "") if found else ((), no_lines(f"{name}: {text[:80]}"))
    return (), ""


def no_lines(what: str) -> str:
    """Say that something was to name lines."""
    return f"`{what}` names no lines, such as 2,4-6"


# --- signs that a list explains -----------------------------------------------------------------------------

_SIGN = regex(
    r"(?:(?:\#|//|--|%|;{1,2}|'|!)[ \t]*(?P<sign>(?:<\d{1,2}>[ \t]*)+)"
    r"|(?:/\*|<!--|\(\*)[ \t]*(?P<closed>(?:<\d{1,2}>[ \t]*)+)(?:\*/|-->|\*\)))[ \t]*$"
)
_TAIL = 80  # characters at the end of a line in which its sign stands


def signs(code: str) -> dict[int, tuple[int, ...]]:
    """Give the numbers `# <1>` that stand at the ends of lines, by line."""
    if ">" not in code:
        return {}
    return {number: found for number, line in enumerate(code.split("\n"), 1) if (found := _split(line)[1])}


def without_signs(code: str) -> str:
    """Give code without them."""
    return "\n".join(_split(line)[0] for line in code.split("\n"))


def _split(line: str) -> tuple[str, tuple[int, ...]]:
    bare = line.rstrip()
    found = _SIGN.search(bare, max(0, len(bare) - _TAIL)) if ">" in bare[-6:] else None
    if not found:
        return line, ()
    numbers = re.findall(r"\d+", found["sign"] or found["closed"])
    return bare[: found.start()].rstrip(), tuple(dict.fromkeys(map(int, numbers)))


def explained(found: Mapping[int, tuple[int, ...]], items: range) -> dict[int, tuple[int, ...]]:
    """Give the lines of each sign where a list of these numbers explains all of them; nothing where it does not."""
    named = {number for numbers in found.values() for number in numbers}
    if not named or not named <= set(items):
        return {}
    return {number: tuple(line for line, own in found.items() if number in own) for number in sorted(named)}


def words(lines: Iterable[tuple[int, int]]) -> str:
    """Say which lines: `line 2`, `lines 2, 4–6`."""
    pairs = list(lines)
    told = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in pairs)
    return f"line{'s' if len(pairs) > 1 or pairs[0][0] != pairs[0][1] else ''} {told}"


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join numbers that follow each other."""
    first = last = 0
    for number in sorted(numbers):
        if first and number != last + 1:
            yield first, last
        first, last = (number, number) if not first or number != last + 1 else (first, number)
    if first:
        yield first, last
