"""kramdown: attributes behind a picture, and below a paragraph or a heading, `{: .notice}`, `{: width="50%"}`; `{:toc}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbpress.notebook.dialect import Dialect

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_LIST = re.compile(r"\{:((?:[^{}\"'\n]|\"[^\"\n]*\"|'[^'\n]*')*)\}")


def _below(state: StateCore) -> None:
    """Give a block the attributes that its last line holds, or that stand right below it."""
    from nbpress.notebook import spans

    tokens = state.tokens
    for index in range(1, len(tokens)):
        token, opening = tokens[index], tokens[index - 1]
        if token.type != "inline" or opening.type != "paragraph_open":
            continue
        text, _, last = token.content.rpartition("\n")
        found = _LIST.fullmatch(last.strip()) if last.lstrip().startswith("{:") else None
        if not found:
            continue
        above = tokens[index - 2] if index > 1 and not text else None
        if found[1].strip() == "toc" and text and (listed := _list(state, index)) is not None:
            tokens[listed].meta["toc"], token.content = True, text
        elif text and (own := spans.kept(found[1])):
            opening.attrs, token.content = {**opening.attrs, **own}, text
        elif above and above.type == "heading_close" and (own := spans.kept(found[1])):
            heading = tokens[index - 4]
            if (heading.map or [0, 0])[1] == (opening.map or [-1])[0]:
                heading.attrs = {**heading.attrs, **own}
                opening.hidden, token.content = True, ""


def _list(state: StateCore, index: int) -> int | None:
    """Find the list whose first item a line is in."""
    if (
        index >= 3
        and state.tokens[index - 2].type == "list_item_open"
        and state.tokens[index - 3].type.endswith("list_open")
    ):
        return index - 3
    return None


def _rules(parser: Any, spoken: bool) -> None:
    from nbpress.notebook import spans

    spans.after_image(parser, "attribute_list", _LIST)
    parser.core.ruler.before("inline", "attributes_below", _below)


DIALECT = Dialect("kramdown", rules=_rules)
