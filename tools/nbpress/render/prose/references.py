"""What the references in a piece of Markdown say on this page: tokens in, tokens out, texts and links in the place of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from markdown_it.token import Token

from nbpress.core.notices import Warn
from nbpress.notebook.references import REFERENCE, TYPE, WRITTEN, Reference
from nbpress.render import page_references
from nbpress.render.page_numbers import PageNumbers
from nbpress.render.page_references import Find, Piece

Said = Callable[[Reference], list[Piece]]


def filled(tokens: list[Token], numbers: PageNumbers | None, stop: Warn, find: Find | None) -> list[Token]:
    """Give tokens with their references filled in; the parser's own stay as they are.

    numbers: of the page. stop, find: see `page_references.said`.
    """
    if numbers is None or not any(map(_refers, tokens)):
        return tokens
    said = partial(page_references.said, numbers=numbers, stop=stop, find=find)
    return [_filled(token, said) if _refers(token) else token for token in tokens]


def _refers(token: Token) -> bool:
    """Tell whether a line refers to something, in the words of a picture as well."""
    return any(child.type == TYPE or _refers(child) for child in token.children or ())


def _filled(line: Token, said: Said) -> Token:
    children = [each for child in line.children or () for each in _said(child, said)]
    return line.copy(children=children, meta={**line.meta, WRITTEN: line})


def _said(token: Token, said: Said) -> Iterator[Token]:
    if token.type != TYPE:
        yield _filled(token, said) if _refers(token) else token
        return
    for piece in said(token.meta[REFERENCE]):
        href = piece.target or (f"#{piece.id}" if piece.id else "")
        level = token.level + bool(href)
        if href:
            yield Token("link_open", "a", 1, level=token.level, attrs={"href": href})
        yield Token("text", "", 0, level=level, content=piece.text)
        if piece.title:
            yield Token("em_open", "em", 1, level=level, markup="*")
            yield Token("text", "", 0, level=level + 1, content=piece.title)
            yield Token("em_close", "em", -1, level=level, markup="*")
        if piece.after:
            yield Token("text", "", 0, level=level, content=piece.after)
        if href:
            yield Token("link_close", "a", -1, level=token.level)
