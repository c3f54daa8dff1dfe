"""Warnings as values: what an article's author should know, though the article is published. The one list of their kinds.

A `Notice` says what happened in one place; its kind (`KINDS`, by code) says what the reader of the page sees of it, and what
to do. The guide explains each kind in these words, and a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of warning. shown: what the reader of the page sees. advice: what the author can do."""

    shown: str
    advice: str


KINDS = {
    "nb-dead-link": Kind(
        "a link that does nothing when it is pressed", "put the file into the project, or mend the link"
    ),
    "nb-dead-anchor": Kind(
        "a link within the page that does nothing when it is pressed", "name a heading, a label or an id of the page"
    ),
    "nb-empty-link": Kind("nothing: a link without words", "give it words, or a label of what it leads to"),
    "nb-same-label": Kind(
        "the first of them, wherever it is referred to", "give each a label of its own: ids of a page are there once"
    ),
    "nb-missing-picture": Kind(
        "the words of the picture in its place", "put the picture into the project, or mend its path"
    ),
    "nb-kept-out": Kind(
        "a link that does nothing, or the words of a picture in its place",
        "put a file there that may come along, or take the link out",
    ),
    "nb-broken-image": Kind("another form of it, or the words of the picture", "make the picture again"),
    "nb-no-alt": Kind(
        "the figure; who does not see it hears its caption, and nothing of what it shows",
        "say what it shows: `fig-alt`, or `:alt:` in a directive",
    ),
    "nb-renderings": Kind(
        "all outputs of the cell, light and dark, one below the other",
        "let the cell show as many as it names; a value at its end counts too, unless a `;` follows it",
    ),
    "nb-active-file": Kind(
        "the file, which can do on the blog what its pages can",
        "look at what the file holds, or set `html: sanitized`",
    ),
    "nb-active-html": Kind("the HTML without what acts in it", "let a cell output it, `display(HTML(…))`"),
    "nb-sanitized": Kind(
        "the page without it, or another form of an output", "nothing, or `html: trusted` where you trust the author"
    ),
    "nb-trusted-html": Kind("the article's HTML as it was written", "look whether you trust its author"),
    "nb-unread-liquid": Kind("tags of Liquid in the prose as text", "leave out one of the two settings"),
    "nb-formula": Kind(
        "the TeX source of the formula", "write it another way; in the brackets stands what is not known"
    ),
    "nb-raw-cell": Kind("nothing of the cell", "leave it, or make it Markdown or HTML"),
    "nb-unknown-option": Kind("the cell as it is without the option", "mend the option, or leave it"),
    "nb-unknown-tag": Kind("the cell as if it had no such tag", "mend the tag, or leave it"),
    "nb-option-lines": Kind(
        "the option lines, above the code", "write `name: value`, and quote a text that holds a colon"
    ),
    "nb-foreign-script": Kind(
        "a link to the chart in its place", "set what the warning names: it makes a chart that brings its scripts"
    ),
    "nb-unshown-output": Kind(
        "a note that the output is to be seen in the notebook", "set what the warning names, or show a picture"
    ),
    "nb-notebook-script": Kind("nothing of the script, or a note", "nothing, or show a picture"),
    "nb-no-value": Kind(
        "the expression as code", "run the notebook with `nbpress publish` or `papermill --engine nbpress`"
    ),
    "nb-unfilled-value": Kind(
        "the expression, where the value was meant", "let a cell make it: `display(Markdown(…))`, `display(Math(…))`"
    ),
    "nb-block-value": Kind(
        "its words, in the line", "let the expression stand alone in its paragraph, or let a cell show the value"
    ),
    "nb-left-behind": Kind(
        "two articles, an old one and this one",
        "publish it with `--moved-from`, or take the old one out: `nbpress clean`",
    ),
    "nb-long-text": Kind("beginning and end of the text, and a note between them", "print less"),
    "nb-large-output": Kind("another form of the output, or a note", "show a part, or a picture"),
    "nb-full-page": Kind("a note in the place of the other outputs", "print less, or make two articles"),
    "nb-dense-markdown": Kind(
        "the source of the cell, or of a paragraph", "write it with fewer levels, or put it into a code block"
    ),
    "nb-unknown-syntax": Kind("its words as text", "mend it, or write it another way; nothing where text is meant"),
    "nb-unrun-fence": Kind(
        "the code, and nothing that it gives",
        "write it as a cell of the notebook's language; nothing where it is shown",
    ),
    "nb-built-source": Kind(
        "the text of the notebook as a page, or as a file, beside the article",
        "move it to `_notebooks/`, or name its folder under `exclude:` in `_config.yml`",
    ),
    "nb-undrawn-diagram": Kind(
        "the source of the diagram, folded", "install what the warning names, and publish again: it is drawn once"
    ),
    "nb-broken-diagram": Kind("the source of the diagram, folded", "mend the diagram"),
    "nb-near-key": Kind("the word as text", "mend the key; nothing where no citation is meant"),
    "nb-rewritten-file": Kind("nothing of it", "name the file under `depends`, or write to another one"),
    "nb-other-kernel": Kind("what another kernel of the language gave", "install that kernel, or choose one"),
    "nb-unknown-language": Kind(
        "the text that its kernel gave for a value", "look whether values and parameters are as you mean them"
    ),
    "nb-broken-cell": Kind(
        "the page without the cell, or without what is left out of it",
        "mend the cell in JupyterLab, and save the notebook",
    ),
    "nb-broken-output": Kind("the page without the output", "run the notebook again"),
    "nb-broken-metadata": Kind("the page as if it were not there", "open the notebook in JupyterLab and save it"),
    "nb-other-format": Kind(
        "what nbpress knows of the notebook", "look whether something is missing, or save it in an older format"
    ),
    "nb-changing-file": Kind(
        "what the run read, old or new",
        "publish again: the second run in which it changes tells whether it is the run's own",
    ),
    "nb-no-article": Kind("the words of the link, without it", "publish that notebook, then this one anew"),
    "nb-controls": Kind("their descriptions and values, and what they showed", "nothing, or leave the output out"),
    "nb-no-widget-state": Kind(
        "the name of the widget", "let `nbpress publish` run the notebook, or save the state of its widgets"
    ),
    "nb-no-layout": Kind(
        "the content alone, without the blog around it",
        "name one that the site has: `layout` in the front matter, or `theme: {layouts: …}` in the settings",
    ),
    "nb-no-page": Kind("no such page", "set `output: true` for the collection"),
    "nb-future-date": Kind("no such post until then", "wait, or change `date`"),
    "nb-warn": Kind("the numbers as they are", "look at the values that it names"),
}
LONGEST = 400  # characters of what happened that are told: a link may be of any length
PLACED = 100  # warnings of a page whose line is looked for: nobody reads on, and each search goes through the cell
FEW = 3  # warnings of a kind in one article that are told one by one
_TARGET = r"""(?:\]\(\s*<?|\]:\s*<?|=\s*["']?)"""  # what stands before a link's target, in Markdown and in HTML


@dataclass(frozen=True, slots=True)
class Notice:
    """One warning.

    code: its kind. what: what happened, a sentence. cell: the number of the cell, from 1; 0 where it is about no cell.
    line: in the cell, from 1, or in the file where it is about no cell; 0 where that is not known.
    """

    code: str
    what: str
    cell: int = 0
    line: int = 0

    @property
    def kind(self) -> Kind:
        """What its kind says; a manifest may hold a code that this nbpress does not know."""
        return KINDS.get(self.code, Kind("", ""))

    @property
    def place(self) -> str:
        """Name the cell and the line, as far as they are known."""
        words = (f"cell {self.cell}" if self.cell else "", f"line {self.line}" if self.line else "")
        return ", ".join(filter(None, words))

    def __str__(self) -> str:
        return f"{f'{self.place}: ' if self.place else ''}{self.what} [{self.code}]"


class Warn(Protocol):
    """Takes a warning: its code, what happened, and the piece of its cell that it is about, which tells the line.

    Of a piece that stands in many places, what stands before it is given as well, and a form feed between them.
    """

    def __call__(self, code: str, what: str, about: str = "") -> None:
        """Take a warning."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of a cell's text that come from elsewhere.

    first, last: lines of the text. file: that they stand in, nothing for the cell itself. line: the number of the first there.
    at: the line of the cell that includes them.
    """

    first: int
    last: int
    file: str
    line: int
    at: int


@dataclass(frozen=True, slots=True)
class CellNotices:
    """Takes the warnings of one cell (a `Warn`), and adds them to those that were `said` of the page.

    pieces: where the lines of its text come from, if it includes others.
    """

    said: list[Notice] = field(default_factory=list)
    cell: int = 0
    source: str = ""
    pieces: Sequence[Piece] = ()

    def __call__(self, code: str, what: str, about: str = "") -> None:
        """Take a warning."""
        told = what if len(what) <= LONGEST else f"{what[:LONGEST]}…"
        line = self._line(about.strip(" \n")) if len(self.said) < PLACED else 0
        piece = next((each for each in self.pieces if each.first <= line <= each.last), None)
        if piece and piece.file:
            told, line = f"{piece.file}, line {piece.line + line - piece.first}: {told}", piece.at
        elif piece:
            line += piece.line - piece.first
        self.said.append(Notice(code, told, self.cell, line))

    def _line(self, about: str) -> int:
        """Find the line of a piece: as the target of a link, else anywhere, unless it is so short that chance finds it."""
        if "\f" in about:
            before, _, about = about.partition("\f")
            start = re.escape(before) if before else r"\A"
            found = re.search(rf"{start}\s*{re.escape(about)}(?!\S)", self.source)
            return self.source.count("\n", 0, found.end()) + 1 if found else 0
        if not about or about not in self.source:
            return 0
        piece = rf"{re.escape(about)}(?![\w/%-])"
        found = re.search(_TARGET + piece, self.source)
        if not found and len(about) > FEW:
            found = re.search(piece if about[0] in "{[" else rf"(?<![\w./%-]){piece}", self.source)
        return self.source.count("\n", 0, found.end()) + 1 - about.count("\n") if found else 0


def audible(found: Iterable[Notice], silent: Iterable[str]) -> tuple[Notice, ...]:
    """Give the warnings whose code is not silenced."""
    codes = frozenset(silent)
    return tuple(notice for notice in found if notice.code not in codes)


def lines(found: Iterable[Notice]) -> Iterator[str]:
    """Tell the warnings of one article, those of a kind together: what happened where, what the reader sees, what to do."""
    kinds: dict[str, list[Notice]] = {}
    for notice in found:
        kinds.setdefault(notice.code, []).append(notice)
    for code, alike in kinds.items():
        kind = alike[0].kind
        yield f"{code}: the reader sees {kind.shown}" if kind.shown else code
        yield from (f"  {text}" for text in _told(alike))
        yield from (f"  to do: {kind.advice}",) if kind.advice else ()


def _told(alike: Sequence[Notice]) -> Iterator[str]:
    if len(alike) <= FEW:
        yield from (f"{notice.place}: {notice.what}" if notice.place else notice.what for notice in alike)
        return
    cells = list(dict.fromkeys(notice.cell for notice in alike if notice.cell))
    shown = ", ".join(map(str, cells[:FEW])) + (", …" if len(cells) > FEW else "")
    where = f" in cell{'s' if len(cells) > 1 else ''} {shown}" if cells else ""
    yield f"{len(alike)} times{where}, first: {alike[0].what}"


def counted(found: Sequence[Notice]) -> str:
    """Say how many warnings there are, and of which kinds; nothing where there is none."""
    codes = ", ".join(dict.fromkeys(notice.code for notice in found))
    return f"{len(found)} warning{'s' if len(found) > 1 else ''}: {codes}" if found else ""
