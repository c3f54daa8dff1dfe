"""Blocks that may have a number, as HTML: figures, tables and listings with their captions, theorems and their like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown_it.token import Token

from nbpress.core.labelled import Labelled
from nbpress.core.notices import Warn
from nbpress.notebook import kinds
from nbpress.notebook.dialect import LABELS, UNDESCRIBED
from nbpress.notebook.document import Document
from nbpress.render import escape
from nbpress.render.page_numbers import PageNumbers, Thing
from nbpress.render.prose.components import Components
from nbpress.render.prose.open_element import Tokens, Written, attributes


class NumberedBlocks(Components):
    """The part of a renderer of markdown-it's that writes what may have a number."""

    def __init__(
        self, document: Document, numbers: PageNumbers | None, warn: Warn, classes: Mapping[str, str], name: str
    ) -> None:
        """classes, name: see `Components`."""
        super().__init__(classes, name)
        self.document, self.numbers, self.warn = document, numbers, warn

    def figure_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin a picture or a player with its caption."""
        meta = tokens[idx].meta
        line = _line(tokens, idx, "caption_open")
        own = self._begin(tokens[idx], _kind(meta, "figure"), line)
        if line and meta.get(UNDESCRIBED):
            said = f"the figure with the caption “{self._words(line)}” has no alternative text"
            self.warn("nb-no-alt", said, line.content)
        self._open.append(Written(("", ""), "</figure>\n", own, line is not None))
        return f"<figure{attributes(meta, 'nb-figure')}>\n"

    def figure_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it; a number that no caption shows stands here."""
        return self._ended()

    def caption_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin a caption with the number of its figure."""
        return f"<figcaption>{self._lead(self._open[-1].own)}"

    def caption_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return "</figcaption>\n"

    def listing_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin code or a table with its caption."""
        meta = tokens[idx].meta
        line = tokens[idx + 2] if tokens[idx + 1].type == "title_open" else None
        own = self._begin(tokens[idx], _kind(meta, "listing"), line)
        heading = f"<figcaption>{self._lead(own)}", "</figcaption>"
        self._open.append(Written(heading, "</figure>\n", own, line is not None))
        return f"<figure{attributes(meta, 'nb-listing')}>\n"

    def listing_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return self._ended()

    def theorem_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin a theorem or its like: its word and number, and its name in brackets."""
        meta, kind = tokens[idx].meta, str(tokens[idx].meta["kind"])
        line = tokens[idx + 2] if tokens[idx + 1].type == "title_open" else None
        plain = bool(meta.get("plain")) or kinds.kinds()[kind].bare
        own = self._begin(tokens[idx], kind, line, plain=plain)
        numbers = self.numbers
        head = numbers.words.title(kind, own.number if own else "") if numbers else kind.capitalize()
        opening = f'<p class="nb-theorem-title"><strong>{escape.attribute(head)}</strong>'
        self._open.append(Written((f"{opening} (", ")</p>"), "</div>\n", own))
        names = f"nb-theorem nb-theorem-{kind}"
        alone = "" if line else f"{opening}</p>\n"
        return f"<div{attributes(meta, names)}>\n{alone}"

    def theorem_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return self._ended(stated=True)

    def _begin(self, token: Token, kind: str, line: Token | None, *, plain: bool = False) -> Labelled | None:
        numbers, meta = self.numbers, token.meta
        if numbers is None:
            return None
        own, more = str(meta.get("id") or ""), meta.get(LABELS, ())
        labels = tuple(dict.fromkeys(filter(None, (own, *more))))
        words = self._words(line) if line else ""
        return numbers.begin(Thing(kind, labels, words, own or next(iter(more), ""), plain=plain))

    def _ended(self, *, stated: bool = False) -> str:
        written, numbers = self._open.pop(), self.numbers
        if numbers:
            numbers.end()
        alone = written.own is not None and not written.captioned and not stated
        return (f"<figcaption>{self._lead(written.own, alone=True)}</figcaption>" if alone else "") + written.end

    def _lead(self, own: Labelled | None, *, alone: bool = False) -> str:
        numbers = self.numbers
        return numbers.lead(own, alone=alone) if numbers else ""

    def _words(self, line: Token) -> str:
        return self.numbers.text(line, self.document) if self.numbers else ""


def _kind(meta: Mapping[str, Any], usual: str) -> str:
    named = kinds.of_label(str(meta.get("id") or ""))
    return str(meta.get("kind") or (named if named and kinds.kinds()[named].captioned else usual))


def _line(tokens: Tokens, idx: int, kind: str) -> Token | None:
    """Find the line of a caption that stands in a figure, and in none within it."""
    level = tokens[idx].level
    for place in range(idx + 1, len(tokens)):
        if tokens[place].level <= level:
            return None
        if tokens[place].type == kind and tokens[place].level == level + 1:
            return tokens[place + 1]
    return None
