"""How the lines of one text become those of another, in bounded time: in come both, out come the parts that differ.

difflib alone takes the square of their number, and more where many lines are the same. So it gets only what is short between
lines that both texts hold once, as in the "patience" of version control.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

PAIRS = (
    100_000  # of lines that difflib may compare in one part, and ten times as many in all; beyond that the part differs
)
Part = tuple[int, int, int, int]  # of the old lines from here to there, of the new ones from here to there


def changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Give the parts that differ, in order."""
    last, left = (0, 0), 10 * PAIRS
    for here in [*_anchors(old, new), (len(old), len(new))]:
        (one, past), (other, final) = _trimmed(old, new, last, here)
        pairs, last = (past - one) * (final - other), (here[0] + 1, here[1] + 1)
        left -= pairs
        if pairs > PAIRS or left < 0 or (not pairs and (one < past or other < final)):
            yield one, past, other, final
        elif pairs:
            yield from _close(old, new, (one, past, other, final))


def _trimmed(
    old: Sequence[str], new: Sequence[str], begin: tuple[int, int], end: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Leave out of two parts the lines that they begin and end with alike."""
    (one, other), (past, final) = begin, end
    while one < past and other < final and old[one] == new[other]:
        one, other = one + 1, other + 1
    while one < past and other < final and old[past - 1] == new[final - 1]:
        past, final = past - 1, final - 1
    return (one, past), (other, final)


def _close(old: Sequence[str], new: Sequence[str], part: Part) -> Iterator[Part]:
    one, past, other, final = part
    matcher = SequenceMatcher(None, old[one:past], new[other:final], autojunk=False)
    for what, first, end, begins, ends in matcher.get_opcodes():
        if what != "equal":
            yield one + first, one + end, other + begins, other + ends


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Find lines that both texts hold once, in the same order: the most of them that there are."""
    once = [line for line, count in Counter(new).items() if count == 1]
    places = {line: number for number, line in enumerate(new)}
    before = Counter(old)
    alone = {line: places[line] for line in once if before[line] == 1}
    return _rising([(number, alone[line]) for number, line in enumerate(old) if line in alone])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take the longest part of the pairs whose second numbers rise, too."""
    tops: list[int] = []  # of the rising parts of each length: the lowest number that one ends with
    holders: list[int] = []  # and which pair that is
    previous: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect(tops, number)
        previous.append(holders[length - 1] if length else -1)
        tops[length : length + 1] = [number]
        holders[length : length + 1] = [index]
    found = []
    index = holders[-1] if holders else -1
    while index >= 0:
        found.append(pairs[index])
        index = previous[index]
    return found[::-1]
