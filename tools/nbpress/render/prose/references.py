"""What the references in a piece of Markdown say on this page: tokens in, tokens out, texts and links in the place of each."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from nbpress.notebook.references import REFERENCE, TYPE
from nbpress.render import page_references
from nbpress.render.prose.cell import WRITTEN, Place


def filled(tokens: list[Token], place: Place) -> list[Token]:
    """Give tokens with their references filled in; the parser's own stay as they are."""
    if place.numbers is None or not any(map(_refers, tokens)):
        return tokens
    return [_filled(token, place) if _refers(token) else token for token in tokens]


def _refers(token: Token) -> bool:
    return any(child.type == TYPE for child in token.children or ())


def _filled(line: Token, place: Place) -> Token:
    children = [each for child in line.children or () for each in _said(child, place)]
    return line.copy(children=children, meta={**line.meta, WRITTEN: line})


def _said(token: Token, place: Place) -> Iterator[Token]:
    if token.type != TYPE or place.numbers is None:
        yield token
        return
    for piece in page_references.said(token.meta[REFERENCE], place.numbers, place.stop, place.anchor):
        if piece.id:
            yield Token("link_open", "a", 1, level=token.level, attrs={"href": f"#{piece.id}"})
        yield Token("text", "", 0, level=token.level + bool(piece.id), content=piece.text)
        if piece.id:
            yield Token("link_close", "a", -1, level=token.level)
