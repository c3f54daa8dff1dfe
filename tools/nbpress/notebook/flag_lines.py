"""The comments at the head of a code cell, among which a dialect finds its flags: `#hide`, `# export`, `#|default_exp core`.

A leaf. Lines count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nbpress.core.regex import regex

_FLAG = regex(r"\s*\#(?P<blank>[ \t]*)(?P<bar>\|?)[ \t]*(?P<word>[A-Za-z][\w-]*)(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One comment that begins with a word.

    number: of its line. blank: whether there is one between its sign and its word. bar: whether a `|` is. word: in lower case,
    with hyphens for underscores. rest: what follows the word.
    """

    number: int
    blank: bool
    bar: bool
    word: str
    rest: str


def heads(source: str) -> Iterator[FlagLine]:
    """Yield the comments that stand above a cell's code, below its magics."""
    for number, line in enumerate(source.split("\n"), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", "%%")):
            source = "\n".join(source.split("\n")[: number - 1])
            break
    yield from flag_lines(source)


def flag_lines(source: str) -> Iterator[FlagLine]:
    """Yield the lines of a cell that are comments."""
    for number, line in enumerate(source.split("\n"), 1):
        if found := _FLAG.fullmatch(line):
            yield FlagLine(
                number, bool(found["blank"]), bool(found["bar"]), _plain(found["word"]), found["rest"].strip()
            )


def _plain(word: str) -> str:
    return word.lower().replace("_", "-")
