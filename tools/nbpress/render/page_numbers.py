"""The numbers of a page: what of it is counted, in the order in which the page shows it, and what a reference to it says.

A page that has something to count, or a reference, is written twice: the first time tells what it shows, and is thrown away.
`PageNumbers` gathers during each; what it settles after the first, `Settled`, is what the second is written with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from string import ascii_lowercase
from typing import Any, NamedTuple, Protocol

from markdown_it.token import Token

from nbpress.core.labelled import Elsewhere, Labelled
from nbpress.notebook import kinds
from nbpress.notebook.words import Words

AUTO, ALL, NONE = "auto", "all", "none"  # the values of `numbers:`
_HIGHEST = 7  # above every level of a heading
_BY_LABEL = frozenset(("equation",))  # a label of these is for nothing but a number


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that may have a number.

    labels: by which it is referred to. caption: its words, without markup. id: on the page. tag: its author's own number.
    within: position of the figure that it is a part of. level: of a heading. plain: whether it never has a number.
    """

    kind: str
    labels: tuple[str, ...] = ()
    caption: str = ""
    id: str = ""
    tag: str = ""
    within: int | None = None
    level: int = 0
    plain: bool = False

    @property
    def meant(self) -> bool:
        """Whether its label says of which kind it is, or has no other use."""
        return bool(self.labels) and (
            self.kind in _BY_LABEL or any(kinds.of_label(label) == self.kind for label in self.labels)
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """The things of a page in their order, each with its number.

    cells: of the outputs of a cell: the position of the first, how many there are, and how many pictures it shows.
    """

    things: tuple[Labelled, ...] = ()
    cells: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)

    def named(self, label: str) -> Labelled | None:
        """Give what a label, or an id, names."""
        own = (each for each in self.things if label in each.labels)
        return next(own, None) or next((each for each in self.things if label and label == each.id), None)

    def labels(self) -> tuple[str, ...]:
        """Give all labels of the page."""
        return tuple(label for each in self.things for label in each.labels)


class Mark(NamedTuple):
    """A picture that may have a number: its id, what its caption begins with, and what stands there without one."""

    id: str
    lead: str
    alone: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What a page counts: a value of `numbers:`, the words for it, and whether its sections have numbers."""

    mode: str
    words: Words
    sections: bool = False


Text = Callable[[Token, Any], str]


def _no_text(line: Token, document: Any) -> str:
    return ""


class Others(Protocol):
    """What other articles have."""

    @property
    def provisional(self) -> bool:
        """Whether nobody minds what is lacking."""

    def find(self, target: str) -> Elsewhere | None:
        """Give what a target names; None where it is none of another article's."""


class PageNumbers:
    """What the page has shown up to here. known: what it shows in all, where that is known."""

    def __init__(
        self,
        policy: Policy,
        known: Settled | None = None,
        text: Text = _no_text,
        others: Others | None = None,
        of_cells: frozenset[str] = frozenset(),
    ) -> None:
        """text: gives the words of a line of a document, without markup. others: what other articles have.

        of_cells: labels that its cells of code have, whatever of these is shown.
        """
        self.of_cells = of_cells
        self.text = text
        self.others = others
        self.policy = policy
        self.words = policy.words
        self.known = known or Settled()
        self.first = known is None  # whether the page is written to see what it shows
        self.things: list[Thing] = []
        self.cells: dict[int, tuple[int, int, int]] = {}
        self.referred: set[str] = set()
        self.through: dict[str, tuple[str, ...]] = {}  # of what was embedded, by its id: the articles that it came from
        self._parents: list[int] = []

    # --- what the page shows --------------------------------------------------------------------------------

    def add(self, thing: Thing) -> Labelled | None:
        """Take something that the page shows; give it back with its number, nothing where it has none."""
        place = len(self.things)
        self.things.append(replace(thing, within=self._within(thing)) if thing.within is None else thing)
        found = self.known.things[place] if place < len(self.known.things) else None
        return found if found and found.number and found.kind == thing.kind else None

    def _within(self, thing: Thing) -> int | None:
        above = self._parents[-1] if self._parents and kinds.kinds()[thing.kind].captioned else None
        return above if above is not None and self.things[above].kind == thing.kind else None

    def begin(self, thing: Thing) -> Labelled | None:
        """Take something that may have parts, which follow until it ends."""
        found = self.add(thing)
        self._parents.append(len(self.things) - 1)
        return found

    def end(self) -> None:
        """End it."""
        self._parents.pop()

    def outputs(self, cell: int, things: Sequence[Thing], pictures: int, *, parts: bool) -> None:
        """Take what the outputs of a cell show. parts: whether all but the first are parts of that."""
        first = len(self.things)
        self.cells[cell] = (first, len(things), pictures)
        for place, thing in enumerate(things):
            self.add(replace(thing, within=first) if parts and place else thing)

    def of_outputs(self, cell: int) -> tuple[tuple[Labelled, ...], int]:
        """Give what the outputs of a cell are going to show, and how many pictures these have."""
        first, count, pictures = self.known.cells.get(cell, (0, 0, 0))
        return self.known.things[first : first + count], pictures

    def labels_of(self, cell: int) -> tuple[str, ...]:
        """Give the labels of what the outputs of a cell show."""
        first, count, _ = self.cells.get(cell, (0, 0, 0))
        return tuple(label for each in self.things[first : first + count] for label in each.labels)

    def lead(self, own: Labelled | None, *, alone: bool = False) -> str:
        """Write what a caption begins with: `Figure 1:`, or `(a)` of a part. alone: whether nothing follows."""
        if own is None or not own.number:
            return ""
        part = own.number.lstrip("0123456789")
        sign = "" if alone or part else self.words.delimiter
        head = f"({part})" if part else self.words.title(own.kind, own.number)
        return f'<span class="nb-number">{escape(head + sign)}</span>{"" if alone else " "}'

    def mark(self, own: Labelled) -> Mark:
        """Give the id of a picture and what its caption begins with."""
        return Mark(own.id, self.lead(own), self.lead(own, alone=True))

    # --- references -----------------------------------------------------------------------------------------

    def refer(self, label: str) -> Labelled | None:
        """Note that something is referred to; give it, where it is known."""
        self.referred.add(label)
        return self.known.named(label)

    def elsewhere(self, target: str) -> Elsewhere | None:
        """Give what a target names of another article; None where it is none of one."""
        return self.others.find(target) if self.others else None

    @property
    def provisional(self) -> bool:
        """Whether nobody minds what is lacking of other articles."""
        return self.others is not None and self.others.provisional

    # --- settling -------------------------------------------------------------------------------------------

    def settled(self) -> Settled | None:
        """Give every thing its number; nothing where the page need not be written again."""
        found = self._labelled()
        numbered = any(each.number for each in found)
        return Settled(found, dict(self.cells)) if self.referred or numbered else None

    def labelled(self) -> tuple[Labelled, ...]:
        """Give what of the page has a number or a label."""
        every = self._labelled() if self.first else self.known.things
        return tuple(each for each in every if each.number or each.labels)

    def _labelled(self) -> tuple[Labelled, ...]:
        return tuple(
            Labelled(each.kind, number, each.caption, each.id, each.labels)
            for each, number in zip(self.things, self._numbers(), strict=True)
        )

    def _numbers(self) -> list[str]:
        counted = self._counted()
        counts: dict[str, int] = {}
        parts: dict[int, int] = {}
        sections = _Sections(self.things) if self.policy.sections and self.policy.mode != NONE else None
        found: list[str] = []
        for thing in self.things:
            number = ""
            if thing.kind == "section":
                number = sections.number(thing) if sections else ""
            elif thing.tag or thing.within is not None:
                number = thing.tag if self.policy.mode != NONE else ""
                if thing.within is not None and found[thing.within]:
                    parts[thing.within] = parts.get(thing.within, 0) + 1
                    number = found[thing.within] + letter(parts[thing.within])
            elif self._counts(thing, counted):
                counts[thing.kind] = counts.get(thing.kind, 0) + 1
                number = str(counts[thing.kind])
            found.append(number)
        return found

    def _counts(self, thing: Thing, counted: Iterable[str]) -> bool:
        if thing.plain or thing.kind not in counted:
            return False
        captioned = kinds.kinds()[thing.kind].captioned
        return not captioned or bool(thing.caption) or thing.meant or self._asked(thing)

    def _asked(self, thing: Thing) -> bool:
        return any(label in self.referred for label in (*thing.labels, thing.id) if label)

    def _counted(self) -> frozenset[str]:
        """Name the kinds that have numbers on this page."""
        if self.policy.mode == NONE:
            return frozenset()
        every = kinds.kinds()
        if self.policy.mode == ALL:
            return frozenset(every)
        asked = {thing.kind for thing in self.things if thing.meant or self._asked(thing)}
        return frozenset(asked | {name for name, kind in every.items() if kind.stated})


class _Sections:
    """The numbers of headings; the highest level that the page has counts as the first."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.top = min((each.level for each in things if each.kind == "section" and not each.plain), default=_HIGHEST)
        self.counts: list[int] = []

    def number(self, thing: Thing) -> str:
        if thing.plain:
            return ""
        depth = thing.level - self.top + 1
        self.counts = [*self.counts[:depth], *[0] * (depth - len(self.counts))]
        self.counts[-1] += 1
        return ".".join(str(max(count, 1)) for count in self.counts)


def letter(number: int) -> str:
    """Name a part of a figure: a to z, then aa."""
    number, rest = divmod(number - 1, len(ascii_lowercase))
    return (letter(number) if number else "") + ascii_lowercase[rest]
