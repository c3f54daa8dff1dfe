"""A leaf: what stands in braces, as Pandoc writes it: `{#id .class key=value key="a value"}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nbpress.core.regex import regex

BRACES = r"""\{((?:[^{}"'\n]|"[^"\n]*"|'[^'\n]*')*)\}"""
TRAILED = regex(rf"(?<=\s){BRACES}\s*\Z")  # behind a heading or a caption
_PART = regex(
    r"""\s*(?:\#(?P<id>[^\s{}"'=]+)|\.(?P<class>[^\s{}"'=.\#]+)|(?P<key>[A-Za-z_:][\w:.-]*)\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s{}"']+))(?=\s|\.|$)""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Attributes:
    """An id, classes, and values by key."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)


def read(text: str) -> Attributes | None:
    """Read what stands between the braces; None where that is no list of attributes."""
    name, end = "", 0
    classes: list[str] = []
    values: dict[str, str] = {}
    while text[end:].strip():
        found = _PART.match(text, end)
        if not found:
            return None
        end = found.end()
        name = found["id"] or name
        classes += [found["class"]] if found["class"] else []
        values |= {found["key"]: _unquoted(found["value"])} if found["key"] else {}
    return Attributes(name, tuple(classes), values) if end else None


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value
