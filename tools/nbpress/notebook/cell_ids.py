"""Ids of cells that have none of their own, carried over from what is remembered of their article. A leaf.

A cell of the same content keeps its id; one that was edited keeps it where it stands between the same neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nbpress.notebook.ipynb import unused


@dataclass(frozen=True, slots=True)
class Known:
    """A cell, then or now: its id, a hash of what it shows, whether it runs, and whether its id may be another one."""

    id: str
    shown: str
    runs: bool
    free: bool = True


def carried(then: Sequence[Known], now: Sequence[Known], *, ordered: bool) -> list[str]:
    """Give the ids of today's cells. ordered: whether the cells of then stand in their order."""
    fixed = {cell.id for cell in now if not cell.free}
    old = [cell for cell in then if cell.id not in fixed]
    places = [place for place, cell in enumerate(now) if cell.free]
    given: dict[int, str] = {}
    if ordered:
        for one, other in _matched(old, [now[place] for place in places]):
            given[places[other]] = old[one].id
    left = [cell for cell in old if cell.id not in given.values()]
    for place in places:
        same = next((cell for cell in left if place not in given and cell.shown == now[place].shown), None)
        if same:
            left.remove(same)
            given[place] = same.id
    seen = Counter([*fixed, *given.values()])
    for place in places:
        if place not in given:
            given[place] = unused(now[place].id, seen)
            seen[given[place]] += 1
    return [given.get(place, cell.id) for place, cell in enumerate(now)]


def _matched(then: Sequence[Known], now: Sequence[Known]) -> Iterator[tuple[int, int]]:
    """Pair the cells that are the same, and those that changed where as many stood between the same neighbours."""
    blocks = SequenceMatcher(None, [cell.shown for cell in then], [cell.shown for cell in now], autojunk=False)
    codes = blocks.get_opcodes()
    gone = {then[n].shown for kind, first, last, _, _ in codes if kind != "equal" for n in range(first, last)}
    come = {now[n].shown for kind, _, _, start, end in codes if kind != "equal" for n in range(start, end)}
    elsewhere = gone & come  # moved, and no other cell's
    for kind, first, last, start, end in codes:
        if kind == "equal":
            yield from zip(range(first, last), range(start, end), strict=True)
        for runs in (True, False) if kind == "replace" else ():
            old = [n for n in range(first, last) if then[n].runs is runs and then[n].shown not in elsewhere]
            new = [n for n in range(start, end) if now[n].runs is runs and now[n].shown not in elsewhere]
            yield from zip(old, new, strict=True) if len(old) == len(new) else ()
