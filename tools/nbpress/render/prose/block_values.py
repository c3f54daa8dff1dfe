"""Live values that are blocks, a table for one: each alone in its paragraph takes that one's place. Tokens in, tokens out."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.token import Token

from nbpress.notebook.document import Document, Kept

TYPE = "block_value"  # a token of its own, whose content is HTML


def apart(tokens: list[Token], document: Document, block: Callable[[str], str]) -> list[Token]:
    """Replace each paragraph that is one live value, of which `block` gives HTML, by that."""
    if not any(kept.kind == "value" for kept in document.kept):
        return tokens
    found: list[Token] = []
    for token in tokens:
        shown = _alone(found, document, block) if token.type == "paragraph_close" else ""
        if shown:
            opened = found[-2]
            found[-2:] = [Token(TYPE, "div", 0, content=shown, attrs=opened.attrs, level=opened.level)]
        else:
            found.append(token)
    return found


def _alone(found: list[Token], document: Document, block: Callable[[str], str]) -> str:
    """Give the HTML of the value that is all of the last line; nothing where there is more in it, or no such value."""
    inline = found[-1]
    if inline.type != "inline" or [child.type for child in inline.children or ()] != ["text"]:
        return ""
    parts = [part for part in document.split(inline.content) if isinstance(part, Kept) or part.strip()]
    value = parts[0] if len(parts) == 1 else ""
    return block(value.text) if isinstance(value, Kept) and value.kind == "value" else ""
