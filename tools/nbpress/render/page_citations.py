"""The citations of a page: gathered in page order while it is made a first time, then written as what they became."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbpress.core.citing import Bibliography, Cited, Mention, Work
from nbpress.core.notices import Warn
from nbpress.notebook import citations
from nbpress.notebook.citations import Citation


@dataclass(slots=True)
class PageCitations:
    """The citations of one page, which grow while it is made.

    asked: those that it has come to. placed: whether its list stands somewhere. places: the ids of the citations of each work.
    """

    bibliography: Bibliography | None
    cited: Cited | None
    asked: list[Citation] = field(default_factory=list)
    placed: bool = False
    places: dict[str, list[str]] = field(default_factory=dict)

    def of(self, number: int, source: str) -> CellCitations | None:
        """Take those of a cell; None where the page has no bibliography. number: of the cell, from 1."""
        return CellCitations(self, number, source) if self.bibliography else None

    @property
    def works(self) -> tuple[Work, ...]:
        """The entries of the list."""
        return self.cited.works if self.cited else ()


@dataclass(frozen=True, slots=True)
class CellCitations:
    """Takes the citations of one cell."""

    page: PageCitations
    number: int
    source: str

    def mention(self, citation: Citation, warn: Warn) -> Mention | None:
        """Give what a citation becomes; None where it is text. Raises RenderError for a key that no entry has."""
        self.page.asked.append(citation)
        if self.page.cited is None:
            return None
        found = self.page.cited.mentions[len(self.page.asked) - 1]
        if not found.unknown:
            return found
        if not citation.bare:
            raise citations.unknown(citation, found.unknown, found.near, self.number, self.source)
        if found.near:
            said = f"`@{found.unknown}` is text: the bibliography has no such key; did you mean `@{found.near}`?"
            warn("nb-near-key", said, citation.source)
        return None

    def place(self, mention: Mention) -> str:
        """Give a mention its id, and note it for the way back from each work."""
        name = f"cite-{len(self.page.asked)}"
        for each in mention.works:
            self.page.places.setdefault(each, []).append(name)
        return name

    def works(self) -> tuple[Work, ...]:
        """Give the entries of the list, at the place that its author gave it."""
        if self.page.cited is not None:
            self.page.placed = True
        return self.page.works

    def back(self, work: Work) -> tuple[str, ...]:
        """Give the places that cite a work, as far as the page has come."""
        return tuple(self.page.places.get(work.id, ()))
