"""Quotations that are something else: their first line says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nbpress.notebook.fences import titled


@dataclass(slots=True)
class Quotation:
    """A quotation that begins with a paragraph. text: that paragraph. first: the tokens that stand in its place."""

    opening: Token
    closing: Token
    paragraph: list[Token]
    first: list[Token] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of its first paragraph."""
        return self.paragraph[1].content

    def begin(self, title: str, rest: str) -> None:
        """Let it begin with a heading, and with what is left of its first paragraph."""
        self.paragraph[1].content = rest
        self.first = [*titled(title, self.opening.level + 1), *(self.paragraph if rest.strip() else [])]


def each(state: StateCore, turn: Callable[[Quotation], None]) -> None:
    """Let `turn` change the quotations of a cell that begin with a paragraph."""
    tokens = state.tokens
    if not any(token.type == "blockquote_open" for token in tokens):
        return
    closings = _closings(tokens)
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        out.append(tokens[index])
        index += 1
        if tokens[index - 1].type == "blockquote_open" and tokens[index].type == "paragraph_open":
            paragraph = tokens[index : index + 3]
            quote = Quotation(tokens[index - 1], closings[index - 1], paragraph, paragraph)
            turn(quote)
            out += quote.first
            index += 3
    state.tokens = out


def _closings(tokens: list[Token]) -> dict[int, Token]:
    found: dict[int, Token] = {}
    open_at: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            open_at.append(index)
        elif token.type == "blockquote_close":
            found[open_at.pop()] = token
    return found
