"""Where a published page is not the page that comes out now: both in, the differences by cell out.

Neither page says where its cells begin: the new one comes in pieces, one a cell, and its lines are held against those of the
old one.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbpress.check import line_alignment, run_noise
from nbpress.core.records import CHANGED
from nbpress.core.regex import regex
from nbpress.notebook import frontmatter

BLANK = "\ue000"  # a live value that is not compared; a character for private use
SHOWN = 4  # lines of each text
WIDEST = 160
PAIRS = 100_000  # of lines that are held against each other because of live values
CODE = ('<div class="nb-input"', '<details class="nb-fold"')  # what shows code begins with it
OF_THE_RUN = frozenset(("results", "versions", "date", "duration", "beside"))  # and those below `nbpress:`
_MARKS = regex(r"\{:?:?/?nomarkdown\}|\{% (?:end)?(?:raw|highlight[^%]*) %\}|</?(?:div|pre|figure|span)\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a cell differs: its number (0: what stands before all cells), the text of the published page, and the one of now.

    what: a sentence that says it, where it is no text.
    """

    cell: int
    then: tuple[str, ...]
    now: tuple[str, ...]
    what: str = ""

    @property
    def place(self) -> str:
        """Name where it is."""
        return f"cell {abs(self.cell)}" if self.cell else "the head of the page"

    def __str__(self) -> str:
        if self.what:
            return f"{self.place}: {self.what}"
        lines = (*(f"    - {line}" for line in _cut(self.then)), *(f"    + {line}" for line in _cut(self.now)))
        return "\n".join([f"{self.place} differs (- the page, + now):", *lines])


@dataclass(frozen=True, slots=True)
class Page:
    """A page that comes out now: its text, what it shows of each cell by number (0: before them), the day of its run.

    dated: keys of its header that every run changes.
    """

    text: str
    cells: Mapping[int, str]
    day: str
    dated: frozenset[str] = frozenset(("modified", CHANGED))


def differences(post: str, day: str, page: Page, excused: Iterable[int] = ()) -> tuple[list[Difference], int]:
    """Compare a published post, of a run of this day, with a page; give what differs, and how much of the page was put aside.

    excused: numbers of cells that may differ.
    """
    head, body = _parts(post)
    new_head, _ = _parts(page.text)
    found = [Difference(0, (one,), (other,)) for one, other in _headers(head, new_head, day, page)]
    old, _ = _lines(body, day)
    aside = 0
    new: list[str] = []
    owners: list[int] = []
    for number, text in page.cells.items():
        lines, count = _lines(text, page.day)
        new += lines
        owners += [number] * len(lines)
        aside += count
    by_cell: dict[int, list[Difference]] = {}
    for change in _changes(old, new, owners, sorted(excused)):
        by_cell.setdefault(change.cell, []).append(change)
    for number, own in by_cell.items():
        found.append(Difference(number, _flat(each.then for each in own), _flat(each.now for each in own)))
    return found, aside


def _parts(post: str) -> tuple[str, str]:
    _, head, body = post.split("---\n", 2)
    return head, body


def _headers(then: str, now: str, day: str, page: Page) -> Iterator[tuple[str, str]]:
    """Give the keys of two headers whose values differ, as lines."""
    old, new = _values(then, page.dated), _values(now, page.dated)
    for key in dict.fromkeys([*old, *new]):
        one, other = (
            run_noise.without(f"{key}: {_json(values[key])}" if key in values else "", when)[0]
            for values, when in ((old, day), (new, page.day))
        )
        if not _fits(one, other):
            yield one or f"no {key}", other or f"no {key}"


def _values(head: str, dated: frozenset[str]) -> dict[str, Any]:
    front = frontmatter.parse(head)
    kept = {key: value for key, value in front.values.items() if key not in dated}
    own = {key: value for key, value in front.settings.items() if key not in OF_THE_RUN}
    return kept | {f"nbpress: {key}": value for key, value in own.items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _lines(text: str, day: str) -> tuple[list[str], int]:
    """The lines of a text that say something, without what differs by nature; and how often that was put aside."""
    said, count = run_noise.without(text, day)
    return [line.rstrip() for line in said.splitlines() if line.strip()], count


def _changes(
    old: Sequence[str], new: Sequence[str], owners: Sequence[int], excused: Sequence[int]
) -> Iterator[Difference]:
    most, passed = max(owners, default=0), frozenset(excused)
    for start, end, first, last in line_alignment.changed(old, new):
        then, now = _unlike(old[start:end], list(zip(owners[first:last], new[first:last], strict=True)))
        before = owners[first - 1] if first else 0
        after = owners[last] if last < len(owners) else most + 1
        told = [(number, line) for number, line in now if number not in passed]
        if told:
            yield Difference(told[0][0], tuple(then), tuple(line for _, line in told))
        elif then and not now and not _may_go(before, after, new[last : last + 1], excused):
            yield Difference(before or after, tuple(then), ())


def _may_go(before: int, after: int, follows: Sequence[str], excused: Sequence[int]) -> bool:
    """Tell whether lines that went may be of an excused cell: what stood above the code of the next cell was not its own."""
    if bisect_left(excused, before) < bisect_left(excused, after):
        return True
    return after in excused and not any(line.startswith(CODE) for line in follows)


def _unlike(old: Sequence[str], new: Sequence[tuple[int, str]]) -> tuple[list[str], list[tuple[int, str]]]:
    """Leave out of lines that differ those that only a live value changed which is not compared."""
    then, now, left = list(old), [], PAIRS
    for number, line in new:
        left -= len(then) if BLANK in line else 0
        like = next((each for each in then if _fits(each, line)), None) if BLANK in line and left > 0 else None
        if like is None:
            now.append((number, line))
        else:
            then.remove(like)
    return then, now


def _fits(line: str, template: str) -> bool:
    """Tell whether a line is what a template says, with anything in the place of its blanks."""
    first, *others = template.split(BLANK)
    if not others:
        return line == template
    place = len(first)
    for part in others[:-1]:  # each where it stands first: no other choice leaves more to those behind it
        place = line.find(part, place) + len(part)
        if place < len(part):
            return False
    return line.startswith(first) and line.endswith(others[-1]) and place + len(others[-1]) <= len(line)


def _flat(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(line for text in texts for line in text)


def _cut(lines: Sequence[str]) -> Iterator[str]:
    """The first lines, as a reader of the page would see them."""
    plain = [text for line in lines if (text := _MARKS.sub("", line).strip())] or [line.strip() for line in lines]
    yield from (line if len(line) <= WIDEST else f"{line[:WIDEST]}…" for line in plain[:SHOWN])
    if len(plain) > SHOWN:
        yield f"… and {len(plain) - SHOWN} more lines"
