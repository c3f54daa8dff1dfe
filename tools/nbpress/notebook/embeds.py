"""Embeds: `![](other.ipynb#fig-x)` and what dialects write for it, as tokens. What stands there is another article's.

Alone in its paragraph, or as a directive, one becomes a token `embed`, whose meta holds an `Embed`; within a line a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook import attributes
from nbpress.notebook.dialect import Block, Fence
from nbpress.notebook.references import Part, Reference, is_elsewhere
from nbpress.notebook.references import node as reference_node

TYPE = "embed"
EMBED = "embed"  # in the meta of its token
_PICTURE = regex(
    r"!\[(?P<caption>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*(?:<(?P<spaced>[^<>\n]+)>|(?P<target>[^()\s]+))\s*\)"
    rf"(?: ?{attributes.BRACES.replace('(', '(?P<own>', 1)})?"
)
_FILE = regex(r"\.(?:avif|bmp|gif|jpe?g|mov|mp4|ogv|pdf|png|svg|webm|webp)(?:[?#]|\Z)", re.I)
_YES = ("true", "yes", "1")


@dataclass(frozen=True, slots=True)
class Embed:
    """What is embedded, `other.ipynb#fig-x`, and how.

    raw: as it was written. label: its own on this page, nothing where it has none. caption: Markdown, in the place of its own.
    code: whether the code that drew it is asked for.
    """

    target: str
    raw: str
    label: str = ""
    caption: str = ""
    code: bool = False


def names(target: str) -> bool:
    """Tell whether the target of a picture is a thing of another article, and no file."""
    return is_elsewhere(target) and not _FILE.search(target)


def asked(value: str) -> bool:
    """Tell whether an option says yes."""
    return value.lower() in _YES


def node(own: Embed, level: int) -> Token:
    """Give the token of an embed."""
    meta = {EMBED: own, "id": own.label}
    return Token(TYPE, "", 0, level=level, block=True, meta=meta, attrs={"src": own.target})


def block(target: str, fence: Fence, *, code: bool = False) -> Block:
    """Make an embed of a directive: what stands in it is its caption."""
    label = fence.options.get("name") or fence.options.get("label") or ""

    def finish(content: list[Token]) -> list[Token]:
        return [node(Embed(target, target, label, content[0].content.strip(), code), content[0].level)]

    return Block(code="text", finish=finish)


def alone(state: StateCore) -> None:
    """Make an embed of a paragraph that is nothing but a picture of another article."""
    tokens = state.tokens
    for index in range(len(tokens) - 2, 0, -1):
        found = _PICTURE.fullmatch(tokens[index].content.strip()) if tokens[index].type == "inline" else None
        target = (found["spaced"] or found["target"]) if found else ""
        if found and names(target) and tokens[index - 1].type == "paragraph_open":
            tokens[index - 1 : index + 2] = [node(_of(found, target), tokens[index - 1].level)]


def _of(found: re.Match[str], target: str) -> Embed:
    own = attributes.read((found["own"] or "").removeprefix(":")) or attributes.Attributes()
    given = own.values
    caption = found["caption"] or given.get("fig-cap", "")
    return Embed(target, found[0], own.id, caption, asked(given.get("echo", "")))


def within(state: StateCore) -> None:
    """Make a reference of a picture of another article that stands within a line."""
    for line in state.tokens:
        if line.children and any(child.type == "image" for child in line.children):
            line.children = list(_shown(line.children))


def _shown(children: list[Token]) -> Iterator[Token]:
    for child in children:
        target = str(child.attrs.get("src", "")) if child.type == "image" else ""
        yield reference_node(value(target, f"![{child.content}]({target})"), child.level) if names(target) else child


def value(target: str, raw: str) -> Reference:
    """Refer to something whose value stands in the line."""
    return Reference((Part(target),), raw, linked=False, shown=True)


def install(parser: Any) -> None:
    """Add what needs no dialect."""
    parser.core.ruler.before("inline", "embeds", alone)
    parser.core.ruler.after("inline", "embedded_values", within)
