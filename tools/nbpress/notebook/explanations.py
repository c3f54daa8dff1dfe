"""Code in prose with what stands beside it: its caption becomes a heading, and the list below it may explain its signs.

A rule of the Markdown parser. In come the blocks of a cell, out go the same with the `Listing` of each piece of code in its
`meta`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nbpress.notebook import listings
from nbpress.notebook.listings import Listing

EXPLAINS = "explains"  # in the `meta` of a list: the lines that each of its numbers explains
LISTING = "listing"  # in that of code: its Listing


def items(tokens: Sequence[Token], start: int = 0) -> range:
    """Give the numbers of the list that begins with a token; none where it is no ordered one."""
    if start >= len(tokens) or tokens[start].type != "ordered_list_open":
        return range(0)
    level = tokens[start].level
    count = 0
    for token in tokens[start + 1 :]:
        if token.level == level and token.nesting < 0:
            break
        count += token.type == "list_item_open" and token.level == level + 1
    first = int(tokens[start].attrs.get("start", 1))
    return range(first, first + count)


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule. read: gives what stands behind the signs of a fence. titled: gives the tokens of a heading, on a level."""

    read: Callable[[str], Listing]
    titled: Callable[[str, int], list[Token]]

    def __call__(self, state: StateCore) -> None:
        """Read what stands behind the signs of each fence, and the list below it."""
        out: list[Token] = []
        for index, token in enumerate(state.tokens):
            own = self._listing(state, token, index) if token.type == "fence" else listings.PLAIN
            if own != listings.PLAIN:
                token.meta = {**token.meta, LISTING: own, "id": "" if own.caption else own.label}
            out += self._captioned(token, own) if own.caption else [token]
        state.tokens = out

    def _listing(self, state: StateCore, token: Token, index: int) -> Listing:
        own: Listing = token.meta.get(LISTING) or self.read(token.info)
        signs = listings.signs(token.content)
        lines = listings.explained(signs, items(state.tokens, index + 1)) if signs else {}
        if not lines:
            return own
        more = max(own.first - 1, 0)
        told = {number: tuple(line + more for line in each) for number, each in lines.items()}
        state.tokens[index + 1].meta[EXPLAINS] = told
        return replace(own, explained=True)

    def _captioned(self, token: Token, own: Listing) -> list[Token]:
        level, meta = token.level, {"id": own.label}
        return [
            Token("listing_open", "figure", 1, level=level, block=True, meta=meta, map=token.map),
            *self.titled(own.caption, level + 1),
            token.copy(level=level + 1),
            Token("listing_close", "figure", -1, level=level, block=True),
        ]
