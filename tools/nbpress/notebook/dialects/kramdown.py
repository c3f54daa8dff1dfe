"""kramdown: attributes behind a picture, and below a paragraph, a quotation, a heading or a table; `{:toc}`.

They are written `{: .notice}`, `{: #name width="50%"}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nbpress.core.regex import regex
from nbpress.notebook.dialect import Dialect

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_LIST = regex(r"\{:((?:[^{}\"'\n]|\"[^\"\n]*\"|'[^'\n]*')*)\}")


def _below(state: StateCore) -> None:
    """Give a block the attributes that its last line holds, or that stand right below it."""
    from nbpress.notebook import fences, spans

    tokens = state.tokens
    lines = state.src.split("\n") if "{:" in state.src else []
    for index in range(1, len(tokens) if lines else 0):
        token, opening = tokens[index], tokens[index - 1]
        if token.type != "inline" or opening.type != "paragraph_open" or "{:" not in token.content:
            continue
        if index > 3 and tokens[index - 2].type == "heading_close":
            _of_heading(tokens[index - 4], opening, token)
        text, _, last = token.content.rpartition("\n")
        found = _LIST.fullmatch(last.strip())
        if found and not text and (found[1].strip() == "toc" or spans.kept(found[1])):
            fences.unread(state.env, _no_owner(last.strip()), last.strip())
        if not found or not text:
            continue
        listed = _list(tokens, index) if found[1].strip() == "toc" else None
        if listed:
            listed.meta["toc"], token.content = True, text
        elif own := spans.kept(found[1]):
            owner = _quotation(tokens, index, lines) or opening
            owner.attrs, token.content = {**owner.attrs, **own}, text


def _no_owner(text: str) -> str:
    """Say that a list of attributes stands alone."""
    return f"`{text}` stands below nothing that takes it; it is shown as text"


def _quotation(tokens: Sequence[Token], index: int, lines: Sequence[str]) -> Token | None:
    """Find the quotation below which a line stands that is, in Markdown's eyes, the last of its last paragraph."""
    token = tokens[index]
    if not token.map or [each.type for each in tokens[index + 1 : index + 3]] != [
        "paragraph_close",
        "blockquote_close",
    ]:
        return None
    if lines[token.map[1] - 1].lstrip().startswith(">"):
        return None
    level = tokens[index + 2].level
    openings = (tokens[at] for at in range(index, -1, -1) if tokens[at].type == "blockquote_open")
    return next(each for each in openings if each.level == level)


def _of_heading(heading: Token, opening: Token, below: Token) -> None:
    from nbpress.notebook import spans

    first, _, rest = below.content.partition("\n")
    found = _LIST.fullmatch(first.strip())
    own = spans.kept(found[1]) if found else {}
    if own and (heading.map or [0, 0])[1] == (opening.map or [-1])[0]:
        heading.attrs = {**heading.attrs, **own}
        opening.hidden, below.content = not rest, rest


def _list(tokens: Sequence[Token], index: int) -> Token | None:
    """Find the list whose first item a line is in."""
    item, opening = tokens[index - 2 : index - 1], tokens[index - 3 : index - 2] if index > 2 else []
    found = [*item, *opening]
    inside = len(found) == 2 and found[0].type == "list_item_open" and found[1].type.endswith("list_open")
    return found[1] if inside else None


def _below_tables(state: StateCore) -> None:
    """Give a table the attributes right below it, which GitHub's Markdown takes for its last row."""
    from nbpress.notebook import spans

    tokens, out = state.tokens, state.tokens[:0]
    table, index = None, 0
    while index < len(tokens):
        token = tokens[index]
        table = token if token.type == "table_open" else table
        if table and token.type == "tr_open":
            end = next(at for at in range(index, len(tokens)) if tokens[at].type == "tr_close")
            first, *others = [each.content.strip() for each in tokens[index:end] if each.type == "inline"]
            own = spans.kept(found[1]) if (found := _LIST.fullmatch(first)) and not any(others) else {}
            if own:
                table.attrs, index = {**table.attrs, **own}, end + 1
                continue
        out.append(token)
        index += 1
    state.tokens = out


def _rules(parser: Any, spoken: bool) -> None:
    from nbpress.notebook import spans

    spans.after_image(parser, "attribute_list", _LIST)
    parser.core.ruler.before("inline", "attributes_below", _below)
    parser.core.ruler.before("inline", "attributes_below_tables", _below_tables)


DIALECT = Dialect("kramdown", rules=_rules)
