"""markdown-it's flat tokens as a tree of blocks, or of what stands in a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token


@dataclass(slots=True)
class Node:
    """An element: its opening (or only) token, its children, and all its tokens from opening to closing."""

    kind: str
    token: Token
    tokens: Sequence[Token]
    children: list[Node] = field(default_factory=list)


def blocks(tokens: Sequence[Token]) -> list[Node]:
    """Nest tokens: `paragraph_open … paragraph_close` becomes a node of the kind `paragraph`."""
    root: list[Node] = []
    open_at: list[tuple[int, Node]] = []
    for index, token in enumerate(tokens):
        if token.nesting < 0:
            start, node = open_at.pop()
            node.tokens = tokens[start : index + 1]
            continue
        node = Node(token.type.removesuffix("_open"), token, (token,))
        (open_at[-1][1].children if open_at else root).append(node)
        if token.nesting > 0:
            open_at.append((index, node))
    return root


def line(inline: Token) -> list[Node]:
    """Nest what stands in a line; adjacent texts become one, a line break of the source is a space."""
    merged: list[Token] = []
    for token in inline.children or []:
        text = " " if token.type == "softbreak" else token.content if token.type[:4] == "text" else None
        if text is None:
            merged.append(token)
        elif merged and merged[-1].type == "text":
            merged[-1] = Token("text", "", 0, content=merged[-1].content + text)
        elif text:
            merged.append(Token("text", "", 0, content=text))
    return blocks(merged)
