"""Jupyter and sphinx: boxes of HTML, `<div class="alert alert-info">`; Markdown in them is read as JupyterLab reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbpress.core.regex import regex
from nbpress.notebook import callouts
from nbpress.notebook.dialect import Dialect

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_KINDS = {
    "info": "note",
    "primary": "note",
    "success": "tip",
    "warning": "warning",
    "danger": "danger",
    "error": "error",
}
_DIV = regex(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|pre)\b.*?(?:</\1\s*>|\Z)|<div\b([^<>]*)>|(</div\s*>)", re.S | re.I
)
_CLASS = regex(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_ID = regex(r"""\sid\s*=\s*["']?([^"'\s<>]+)""", re.I)
Tag = tuple[int, int, int, str]  # the token that it stands in, from where to where; the kind of callout that it opens


def _alerts(state: StateCore) -> None:
    if any(token.type == "html_block" and "alert" in token.content for token in state.tokens):
        state.tokens = list(_split(state.tokens, _pairs(state.tokens)))


def _kind(attributes: str) -> str:
    found = _CLASS.search(attributes)
    names = (found[1] or found[2] or found[3] or "").split() if found else []
    kinds = (_KINDS.get(name.removeprefix("alert-")) for name in names if name.startswith("alert-"))
    return (next(filter(None, kinds), None) or "") if "alert" in names or "alert-block" in names else ""


def _pairs(tokens: list[Token]) -> list[tuple[Tag, Tag]]:
    """Pair the tags of the boxes that begin and end at one level of the cell's blocks."""
    found: list[tuple[Tag, Tag]] = []
    open_tags: list[Tag] = []
    for index, token in enumerate(tokens):
        while open_tags and token.level < tokens[open_tags[-1][0]].level:
            open_tags.pop()
        for tag in _DIV.finditer(token.content) if token.type == "html_block" else ():
            if tag[3]:
                opened = open_tags.pop() if open_tags and tokens[open_tags[-1][0]].level == token.level else None
                found += [(opened, (index, *tag.span(), ""))] if opened and opened[3] else []
            elif tag[2] is not None:
                open_tags.append((index, *tag.span(), _kind(tag[2])))
    return found


def _split(tokens: list[Token], pairs: list[tuple[Tag, Tag]]) -> list[Token]:
    """Put a callout's own tokens in the place of its tags."""
    from markdown_it.token import Token

    cuts: dict[int, list[Tag]] = {}
    for tag in sorted(tag for pair in pairs for tag in pair):
        cuts.setdefault(tag[0], []).append(tag)
    out: list[Token] = []
    for index, token in enumerate(tokens):
        end = 0
        for _, first, last, kind in cuts.get(index, ()):
            out += _html(token, token.content[end:first])
            box = Token("callout_open", "div", 1) if kind else Token("callout_close", "div", -1)
            own = _ID.search(token.content, first, last)
            box.meta = {**callouts.meta(kind), "id": own[1] if own else ""} if kind else {}
            out.append(box.copy(level=token.level, block=True, map=token.map))
            end = last
        out += _html(token, token.content[end:]) if end else [token]
    return out


def _html(token: Token, content: str) -> list[Token]:
    return [token.copy(content=content)] if content.strip() else []


def _rules(parser: Any, spoken: bool) -> None:
    parser.core.ruler.before("inline", "alert_boxes", _alerts)


DIALECT = Dialect("jupyter", rules=_rules)
