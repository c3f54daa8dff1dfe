"""Footnotes whose note stands in another cell than what refers to it, as Pandoc, Quarto and MyST read a whole notebook.

In: the Markdown of the cells. Out: the same, where such a note has come to each cell that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nbpress.core.regex import regex
from nbpress.notebook import markdown
from nbpress.notebook.protected import holds_values

_SIGN = regex(r"\[\^([^\[\]\s]+)\](:?)")
_BEGINS = regex(r" {0,3}\[\^([^\[\]\s]+)\]:(?=\s|$)")
_FENCE = regex(r" {0,3}(```|~~~)")
_INDENTED = regex(r"(?: {4}|\t)")


def gathered(sources: Sequence[str]) -> list[str]:
    """Bring each note to the cells that refer to it, and leave it out where nothing does.

    A note of the cell's own stands before one of the same name in another cell; of several others the first one counts. One
    that shows a live value or a picture of its cell stays: those are known in that cell alone.
    """
    if sum("[^" in source for source in sources) < 2:
        return list(sources)
    wanted = [_unknown(source) if "[^" in source else frozenset() for source in sources]
    notes: dict[str, str] = {}
    for source in sources:
        for label, lines in _notes(source):
            if not holds_values(lines) and "attachment:" not in lines:
                notes.setdefault(label, lines)
    moved = {label for labels in wanted for label in labels if label in notes}
    return [_with(source, labels & moved, notes, moved) for source, labels in zip(sources, wanted, strict=True)]


def _with(source: str, wanted: frozenset[str], notes: Mapping[str, str], moved: set[str]) -> str:
    """Give a cell the notes that it refers to, and take out those that only others refer to."""
    own = _unused(source) & moved if "[^" in source else frozenset()
    for label, lines in [*_notes(source)] if own else ():
        if label in own:
            source = source.replace(lines, "", 1)
    added = (notes[label].strip("\n") for label in sorted(wanted))
    return "\n\n".join((source.rstrip("\n"), *added)) if wanted else source


def _unknown(source: str) -> frozenset[str]:
    """Name the notes that a cell refers to and does not hold."""
    return frozenset(label for label, begins in _signs(source) if not begins)


def _unused(source: str) -> frozenset[str]:
    """Name the notes that a cell holds and does not refer to: such a note is text."""
    return frozenset(label for label, begins in _signs(source) if begins)


def _signs(source: str) -> Iterator[tuple[str, bool]]:
    """Yield what looks like a reference to a note, or like the beginning of one, and is neither by itself."""
    for text in markdown.words(source):
        yield from ((found[1], bool(found[2]) and found.start() == 0) for found in _SIGN.finditer(text))


def _notes(source: str) -> Iterator[tuple[str, str]]:
    """Yield the notes of a cell, by name, each with its lines: up to a blank line that nothing indented follows."""
    lines = source.splitlines(keepends=True)
    at, fence = 0, ""
    while at < len(lines):
        sign = _FENCE.match(lines[at])
        fence = "" if sign and sign[1] == fence else fence or (sign[1] if sign else "")
        found = None if fence else _BEGINS.match(lines[at])
        end = at + 1
        while found and end < len(lines) and not _BEGINS.match(lines[end]):
            below = end
            while below < len(lines) and not lines[below].strip():
                below += 1
            if below > end and not (below < len(lines) and _INDENTED.match(lines[below])):
                break
            end = below + 1
        if found:
            yield found[1], "".join(lines[at:end])
        at = end
