"""What all writers of a Markdown cell share: its document, its place on the page, ids and notes given so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol
from urllib.parse import unquote

from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from nbpress.core.citing import Mention, Work
from nbpress.core.notices import CellNotices, Warn
from nbpress.core.regex import regex
from nbpress.notebook import attributes, diagrams
from nbpress.notebook.citations import CITATION, Citation
from nbpress.notebook.dialect import LABELS
from nbpress.notebook.document import Document, Kept
from nbpress.notebook.explanations import EXPLAINS, LISTING
from nbpress.notebook.listings import PLAIN
from nbpress.notebook.references import WRITTEN
from nbpress.render import escape, ipython_syntax, liquid, listing
from nbpress.render.drawn import Drawn
from nbpress.render.heading_ids import identifier
from nbpress.render.page_numbers import PageNumbers, Thing
from nbpress.render.prose import citation

CHECKBOX = '<input type="checkbox" class="task-list-item-checkbox" disabled="disabled" aria-label="{}" />'
CHECKED = {False: CHECKBOX.format("to do"), True: CHECKBOX.format('done" checked="checked')}


class Ids(set[str]):
    """Names that are taken on a page; the next free one of many alike is known, not looked for from the first."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, int] = {}

    def free(self, base: str) -> str:
        """Give a name, once on the page, and take it."""
        name, count = base, self._last.get(base, 0)
        while name in self:
            count += 1
            name = f"{base}-{count}"
        self._last[base] = count
        self.add(name)
        return name


class Diagrams(Protocol):
    """Takes the diagrams of a page. itself: whether the theme draws them."""

    itself: bool

    def figure(self, diagram: diagrams.Diagram, warn: Warn) -> str:
        """Write a diagram as a figure that is open for its caption."""


class Citations(Protocol):
    """Takes the citations of a cell."""

    def mention(self, citation: Citation, warn: Warn) -> Mention | None:
        """Give what a citation becomes; None where it is text."""

    def place(self, mention: Mention) -> str:
        """Give a mention its id."""

    def works(self) -> tuple[Work, ...]:
        """Give the entries of the list that stands here."""

    def back(self, work: Work) -> tuple[str, ...]:
        """Give the ids of what cites a work."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a Markdown cell stands, and how to ask for what it cannot know.

    link: the target of a link as written -> its target on the page. picture: the same of an image, nothing where there is
    none. anchor: the fragment of a link inside the notebook -> the id that it means,
    nothing where the page has none.
    value: an expression -> its value as text of the post (`escape.text`, `liquid.inline`). block: the same as HTML that stands
    in no line; nothing of a value that does.
    math: TeX and whether it is displayed -> text of the post (`math.render`).
    prefix: makes footnotes of this cell differ from those of others. ids: heading ids of the page so far; grows.
    warn: takes its warnings. liquid: whether the author's own Liquid passes.
    sanitized: whether the author's HTML is that of somebody who is not trusted.
    skip_title: a heading with this text, with none of its level or a higher one before it in the cell, is left out: the page
    shows it as its title. code: how the site's theme wants code.
    spoken: the dialects that the notebook is of. callouts: the classes of the theme's own callouts, by kind.
    numbered: whether lines of code have numbers where nothing else is said. explains: the lines above the cell that the list at
    its beginning explains, by its numbers.
    diagrams: takes those of the page; where there is none, a diagram is code. citations: takes those of the cell.
    numbers: of the page's figures, tables and their like; where there are none, nothing has one. stop: takes what the article
    cannot be published with.
    """

    link: Callable[[str], str]
    value: Callable[[str], str]
    math: Callable[[str, bool], str]
    prefix: str
    ids: Ids
    liquid: bool = False
    sanitized: bool = False
    skip_title: str = ""
    code: str = "highlight"
    picture: Callable[[str], Drawn | None] | None = None
    anchor: Callable[[str], str | None] | None = None
    warn: Warn = field(default_factory=CellNotices)
    spoken: frozenset[str] = frozenset()
    callouts: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False
    explains: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    diagrams: Diagrams | None = None
    numbers: PageNumbers | None = None
    stop: Warn = field(default_factory=CellNotices)
    citations: Citations | None = None
    block: Callable[[str], str] | None = None


@dataclass(slots=True)
class Cell:
    """A cell while it is written.

    noted: the footnotes that kramdown will find a reference to. groups: how many parts of it are HTML up to here.
    explaining: the list that explains code above the cell. citing: footnotes that citations are written in, by name.
    """

    document: Document
    place: Place
    options: OptionsDict
    noted: set[str] = field(default_factory=set)
    groups: int = 0
    explaining: Token | None = None
    citing: dict[str, str] = field(default_factory=dict)

    def explains(self, token: Token) -> Mapping[int, tuple[int, ...]]:
        """Give the lines of code that a list explains, by its numbers."""
        own: Mapping[int, tuple[int, ...]] = token.meta.get(EXPLAINS) or {}
        return own or (self.place.explains if token is self.explaining else {})

    def group(self) -> str:
        """Name a part of the cell that is written as HTML, once on the page."""
        self.groups += 1
        return f"{self.place.prefix}-{self.groups}"

    def diagram(self, token: Token) -> diagrams.Diagram | None:
        """Read a block of code as a diagram of the page; None where it is none."""
        return diagrams.read(token, self.document.restore(token.content)) if self.place.diagrams else None

    def cited(self, token: Token, *, linked: bool = True, noted: bool = True) -> str | None:
        """Return a citation as text of the post; None where it is text.

        linked: whether links may stand there. noted: whether a reference to a note.
        """
        page = self.place.citations
        found = page.mention(token.meta[CITATION].restored(self.document.restore), self.place.warn) if page else None
        if page is None or found is None:
            return None
        place = page.place(found) if linked and (any(found.pieces) or found.note) else ""
        shown, note = citation.write(found, place, lambda tex: self.place.math(tex, False))
        if not note or not linked:
            return shown
        if not noted:
            return f"{shown} ({note})" if shown else f"({note})"
        name = self.note(f"cite {len(self.citing)}")
        self.citing[name] = note
        return f"{shown or citation.TIGHT}[^{name}]"

    def shown(self, kept: Kept) -> str:
        """Return what was kept from Markdown as text of the post."""
        if kept.kind == "value":
            return self.place.value(kept.text)
        if kept.kind == "liquid":
            return kept.raw
        if kept.kind == "text":
            return "&lt;"
        return self.place.math(kept.text, kept.kind == "display")

    def target(self, written: str) -> str:
        """Return a link's target on the page; a link to a heading gets the id that the heading got."""
        if written.startswith(
            f"#fn:fn{self.place.prefix}-"
        ):  # a note of this cell, which kramdown puts at the end of the page
            return written
        if written.startswith("#"):
            return "#" + self._fragment(unquote(written[1:]))
        return written if self.place.liquid and _LIQUID.search(written) else self.place.link(written)

    def _fragment(self, written: str) -> str:
        found = self.place.anchor(written) if self.place.anchor else identifier(written)
        if found is None:
            said = f"the link to #{written} leads nowhere: the page has no such part"
            self.place.warn("nb-dead-anchor", said, f"#{written}")
        return identifier(written) if found is None else found

    def picture(self, written: str) -> Drawn | None:
        """Return a picture as the page has it; nothing where there is none."""
        if self.place.picture is None or (self.place.liquid and _LIQUID.search(written)):
            return Drawn(self.target(written))
        return self.place.picture(written)

    def address(self, target: str) -> str:
        """Return a target as it stands in a link; the author's Liquid in it, where that passes, stays."""
        if not self.place.liquid:
            return escape.target(target)
        parts = _LIQUID.split(target)
        return "".join(part if odd % 2 else escape.target(part) for odd, part in enumerate(parts))

    def anchor(self, inline: Token) -> str:
        """Give a heading its id, once on the page."""
        return self.place.ids.free(heading_id(inline, self.document))

    def section(self, heading: Token, inline: Token, name: str) -> str:
        """Count a heading, whose id is `name`; give its number as HTML, where the page's sections have any."""
        numbers = self.place.numbers
        if numbers is None:
            return ""
        labels = tuple(heading.meta.get(LABELS, ()))
        uncounted = bool(heading.meta.get("unnumbered"))
        words = numbers.text(inline, self.document)
        own = numbers.add(Thing("section", labels, words, name, level=int(heading.tag[1]), plain=uncounted))
        return f'<span class="nb-number">{own.number}</span> ' if own else ""

    def note(self, label: str) -> str:
        """Return the name of a footnote, once on the page, in kramdown's alphabet."""
        safe = "".join(char if char.isascii() and char.isalnum() else f"-{ord(char):x}" for char in label)
        return re.sub(r"[^\w-]", "-", f"fn{self.place.prefix}-{safe}", flags=re.A)


def tell(document: Document, warn: Warn) -> None:
    """Tell what of a cell is not read as its author may have meant it."""
    if document.problem:
        warn("nb-dense-markdown", document.problem)
    for what, about in document.unread:
        warn("nb-unknown-syntax", what, about)
    for line in document.tokens:
        for link, after in pairwise(line.children or ()):
            if link.type == "link_open" and after.type == "link_close":
                target = document.restore(str(link.attrs.get("href", "")))
                warn("nb-empty-link", f"the link to {target or 'nowhere'} has no words", target)


def label(note: Token) -> str:
    """Give the label of a footnote; one that stands in its line has a number."""
    return str(note.meta.get("label") or f"inline {note.meta['id'] + 1}")


_LIQUID = regex(r"(\{%.*?%\}|\{\{.*?\}\})", re.S)


def plain(inline: Token, document: Document) -> str:
    """Return the text of an inline token, as a page shows it."""
    parts = []
    for token in inline.children or []:
        if token.type == "image":
            continue
        parts.append(
            " " if token.type in ("softbreak", "hardbreak") else "" if token.type[:4] == "html" else token.content
        )
    return document.restore("".join(parts))


def heading_id(inline: Token, document: Document) -> str:
    """Return the id that a heading asks for."""
    return identifier(plain(inline.meta.get(WRITTEN, inline), document)) or "section"


def language(token: Token) -> str:
    """Return the language that a fence names."""
    own = _BRACED.match(token.info.strip())
    if own and (listed := attributes.read(own[1])) and listed.classes:
        return _LANGUAGES.get(listed.classes[0].lower(), listed.classes[0].lower())
    if own and own[1][:1].isdecimal():
        return "text"
    words = re.split(r"[\s,:{]+", token.info.strip().lstrip("{.").rstrip("}"), maxsplit=1)
    return _LANGUAGES.get(words[0].lower(), words[0].lower()) or "text"


_BRACED = regex(attributes.BRACES)
_LANGUAGES = {"ipython": "python", "ipython3": "python", "py": "python", "python3": "python"}


def listed(token: Token, cell: Cell, style: str = "highlight") -> str:
    """Return the code of a fence, with what its author wants beside it."""
    code, own = cell.document.restore(token.content), token.meta.get(LISTING, PLAIN)
    if cell.place.numbered and token.info and own.first == 0:
        own = replace(own, first=1)
    if own.problem:
        cell.place.warn("nb-unknown-syntax", own.problem, token.info)
    if own.plain:
        return highlighted(code, language(token), style)
    return listing.framed(code, language(token), own, cell.place.warn, style)


def highlighted(code: str, name: str, style: str = "highlight") -> str:
    """Return code blocks of the post, most often one; Jekyll strips blank lines at both ends anyway."""
    shown = ipython_syntax.parts(code.strip("\n"), name)
    return "\n\n".join(liquid.WRITERS[style](part.strip("\n"), language) for language, part in shown)
