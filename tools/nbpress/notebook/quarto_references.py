"""References as Quarto writes them: `@fig-x`, `@Fig-x`, `[-@fig-x]`, `[see @fig-x; @fig-y]`, `[Fig. @fig-x]`.

What is no label of a thing that can have a number, `@key`, is none of them.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_inline import StateInline

from nbpress.core.regex import regex
from nbpress.notebook import kinds, spans
from nbpress.notebook.references import Part, Reference, push

_KEY = rf"@(?:{'|'.join(kinds.prefixes())})-[\w:.-]*\w"
_BARE = regex(rf"(?<![\w.@/]){_KEY}", re.I)
_GROUP = regex(rf"\[[^\[\]\n@]{{0,200}}{_KEY}[^\[\]\n]{{0,500}}\](?![(:])", re.I)
_ITEM = regex(rf"\s*(?P<lead>[^@;]*?)\s*(?P<bare>-?)(?P<key>{_KEY})(?P<trail>[^@;]*)", re.I)


def install(parser: Any, spoken: bool) -> None:
    """Add the rules. spoken: whether the notebook is of Quarto; elsewhere only what the page has is a reference."""
    spans.add(parser, "cross_reference", _BARE, lambda state, found: _one(state, found, spoken))
    spans.add(parser, "cross_references", _GROUP, lambda state, found: _group(state, found, spoken))


def _one(state: StateInline, found: re.Match[str], sure: bool) -> bool:
    label, capital = _label(found[0])
    return push(state, Reference((Part(label),), found[0], capital=capital, sure=sure))


def _group(state: StateInline, found: re.Match[str], sure: bool) -> bool:
    items = [_ITEM.fullmatch(each) for each in found[0][1:-1].split(";")]
    if not all(items):
        return False
    parts = tuple(_part(each) for each in items if each)
    bare = any(each["bare"] for each in items if each)
    capital = any(_label(each["key"])[1] for each in items if each)
    return push(state, Reference(parts, found[0], bare=bare, capital=capital, sure=sure))


def _part(item: re.Match[str]) -> Part:
    """Read one of several: words that begin with a capital stand for the kind's own, any others before it."""
    lead, trail = item["lead"], item["trail"].rstrip()
    label = _label(item["key"])[0]
    return Part(label, word=lead, trail=trail) if lead[:1].isupper() else Part(label, lead, trail=trail)


def _label(key: str) -> tuple[str, bool]:
    """Give the label of a key, and whether it begins with a capital, as its word shall."""
    label = key[1:]
    return label[:1].lower() + label[1:], label[:1].isupper()
