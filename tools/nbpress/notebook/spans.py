"""Pieces of a line that dialects mark: roles, shortcodes, and what Pandoc writes with tildes, carets and brackets."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nbpress.notebook import attributes
from nbpress.notebook.dialect import PLACE

Write = Callable[[StateInline, re.Match[str]], bool]  # writes the tokens of what was found; False where it is text


def add(parser: MarkdownIt, name: str, pattern: re.Pattern[str], write: Write, before: str = "escape") -> None:
    """Add a rule for what a pattern finds in a line; its first character has to be one that ends a text."""

    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if not found or (silent and found[0].startswith("[")):
            return False  # silent is who looks where the words of a link end: brackets within them are for nothing but that
        if not silent and not write(state, found):
            return False
        state.pos = found.end()
        return True

    parser.inline.ruler.before(before, name, rule)


def span(state: StateInline, tag: str, text: str, **attributes: str) -> bool:
    """Write an element that holds a text."""
    opening = state.push("span_open", tag, 1)
    opening.attrs = dict(attributes)
    state.push("text", "", 0).content = text
    state.push("span_close", tag, -1)
    return True


def marked(state: StateInline, end: int, tag: str, attributes: dict[str, str | int | float]) -> None:
    """Write an element around what stands from here to `end`, which may hold marks of its own."""
    last = state.posMax
    state.push("span_open", tag, 1).attrs = attributes
    state.pos, state.posMax = state.pos + 1, end
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = last
    state.push("span_close", tag, -1)


def kept(text: str) -> dict[str, str | int | float]:
    """Give what a page takes of a list of attributes: an id, classes, width and height."""
    own = attributes.read(text)
    if not own:
        return {}
    given = {
        "id": own.id,
        "class": " ".join(own.classes),
        **{name: own.values.get(name, "") for name in ("width", "height")},
    }
    return {name: value for name, value in given.items() if value}


def after_image(parser: MarkdownIt, name: str, pattern: re.Pattern[str]) -> None:
    """Add a rule for the attributes right behind a picture; none of them is text, whatever a page takes."""

    def rule(state: StateInline, silent: bool) -> bool:
        image = state.tokens[-1] if state.tokens and not state.pending and state.tokens[-1].type == "image" else None
        found = pattern.match(state.src, state.pos, state.posMax) if image else None
        if not image or not found or attributes.read(found[1]) is None:
            return False
        if not silent:
            image.attrs = {**image.attrs, **kept(found[1])}
        state.pos = found.end()
        return True

    parser.inline.ruler.before("escape", name, rule)


def anchor(name: str, level: int) -> list[Token]:
    """Give the tokens of a place that a link leads to."""
    opening = Token("div_open", "div", 1, level=level, block=True, meta={"id": name, PLACE: True})
    return [opening, Token("div_close", "div", -1, level=level, block=True)]
