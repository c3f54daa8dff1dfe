"""HTML that acts without a script element: event handlers, links that are scripts, a `<base>`. None of it gets onto a page.

In comes a fragment as a browser reads it. An output that needs such a thing is shown in a frame, as one with a script is; in
prose, and where a fragment shows what it has to show without it, it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from nbpress.core.regex import regex

SANDBOX = "allow-scripts allow-popups allow-downloads"  # what a frame of an output may do
# Where none of this stands in the source, nothing acts; with a character reference anything may.
_MAYBE = regex(r"""[\s/"']on[a-z]+\s*=|script\s*:|data\s*:|<base\b|&(?!(?:amp|lt|gt|quot|nbsp);)""", re.I)
_HANDLER = regex(r"on[a-z]+", re.I)
# A browser passes over blanks and control characters in front of a scheme, and over line breaks within.
_BLANK = regex(r"[\x00-\x20\u200b\ufeff]+")
_SCHEME = regex(r"(?:^|;)(?:(?:java|vb|live)script:|data:(?:text|application)/(?:[\w.+-]*(?:html|xml|script)\b))", re.I)
_ADDRESSES = frozenset(
    ("href", "xlink:href", "src", "action", "formaction", "data", "poster", "background", "from", "to", "by", "values")
)


def acts(body: LexborNode, source: str) -> bool:
    """Tell whether something in a fragment acts without a script element. source: what `body` was read from."""
    return bool(_MAYBE.search(source)) and (body.css_first("base") is not None or any(_active(body)))


def disarm(body: LexborNode, source: str) -> list[str]:
    """Take out what acts; name each kind of it once."""
    if not _MAYBE.search(source):
        return []
    found: dict[str, None] = {}
    for node, name, what in list(_active(body)):
        found[what] = None
        del node.attrs[name]
    for node in body.css("base"):
        found["<base>"] = None
        node.decompose()
    return list(found)


def _active(body: LexborNode) -> Iterator[tuple[LexborNode, str, str]]:
    """Yield each attribute that acts: its element, its name, and what it is."""
    for node in body.css("*"):
        for name, value in node.attributes.items():
            if what := acting(name, value or ""):
                yield node, name, what


def acting(name: str, value: str) -> str:
    """Name what an attribute does by itself: an event handler, a link that is a script; empty for any other."""
    scheme = _SCHEME.search(_BLANK.sub("", value)) if name in _ADDRESSES else None
    if scheme:
        return scheme[0].lstrip(";").lower()
    return name.lower() if _HANDLER.fullmatch(name) else ""


def confine(body: LexborNode) -> None:
    """Take the page's origin from documents that stand in a fragment as text."""
    for node in body.css("iframe[srcdoc]"):
        node.attrs["sandbox"] = SANDBOX
