"""What pandoc writes into a line, as safe HTML and as plain text; and words of a citation as pandoc takes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from typing import Any
from unicodedata import normalize

from nbpress.core.citing import Pieces
from nbpress.core.regex import regex

Inlines = Sequence[Any]
_TAGS = {
    "Emph": "em",
    "Strong": "strong",
    "Underline": "u",
    "Superscript": "sup",
    "Subscript": "sub",
    "Strikeout": "del",
}
_UNDOTTED = regex("[ıȷ](?=[\u0300-\u036f])")
_QUOTES = {"SingleQuote": "‘’", "DoubleQuote": "“”"}
_SAFE = regex(r"(?:https?://|mailto:|#)", re.I)
_MARKED = regex(r"\$([^$]+)\$|\*([^*\s](?:[^*]*[^*\s])?)\*|(?<!\w)_([^_\s](?:[^_]*[^_\s])?)_(?!\w)")


def pieces(inlines: Inlines, target: Callable[[str], str] = str) -> Pieces:
    """Write inlines as HTML, and formulas as their TeX at each odd place. target: gives the addresses of links."""
    found = [""]
    for kind, text in _written(inlines, target):
        if kind == "math":
            found += [text, ""]
        else:
            found[-1] += text
    return tuple(found)


def _written(inlines: Inlines, target: Callable[[str], str], linked: bool = False) -> Iterator[tuple[str, str]]:
    """Yield pieces; linked: whether they stand in a link, which holds no other."""
    for each in inlines:
        kind, content = each["t"], each.get("c")
        if kind == "Str":
            yield "", escape(_composed(content))
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield "", " "
        elif kind == "Math":
            yield "math", content[1]
        elif kind == "Code":
            yield "", f"<code>{escape(content[1])}</code>"
        elif kind != "RawInline":
            tags, inner = _element(kind, content, target, linked)
            yield "", tags[0]
            yield from _written(inner, target, linked or kind == "Link")
            yield "", tags[1]


def _composed(text: str) -> str:
    """Give letters their accents in one sign; those that TeX takes the dot from for that get back theirs."""
    return normalize("NFC", _UNDOTTED.sub(lambda found: "ij"["ıȷ".index(found[0])], text))


def _element(kind: str, content: Any, target: Callable[[str], str], linked: bool) -> tuple[tuple[str, str], Inlines]:
    """Give what an element begins and ends with, and what it holds."""
    if kind in _TAGS:
        return (f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"), content
    if kind == "SmallCaps":
        return ('<span class="nb-small-caps">', "</span>"), content
    if kind == "Quoted":
        signs = _QUOTES[content[0]["t"]]
        return (signs[0], signs[1]), content[1]
    if kind == "Link":
        address = target(content[2][0])
        led = _SAFE.match(address) and not linked
        return (f'<a href="{escape(address)}">' if led else "", "</a>" if led else ""), content[1]
    if kind in ("Span", "Cite", "Image"):
        return ("", ""), content[1]
    return ("", ""), joined(content) if kind == "Note" else ()


def joined(blocks: Sequence[Any]) -> list[Any]:
    """Give what stands in the paragraphs of a note, or of an entry."""
    found: list[Any] = []
    for block in blocks:
        if block["t"] in ("Para", "Plain"):
            found += [*([{"t": "Space"}] if found else []), *block["c"]]
        elif block["t"] == "Div":
            found += joined(block["c"][1])
    return found


def plain(inlines: Inlines) -> str:
    """Give the text of inlines; a formula is its TeX."""
    parts = pieces(inlines)
    return " ".join("".join(text if odd % 2 else _untagged(text) for odd, text in enumerate(parts)).split())


def _untagged(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def words(text: str) -> list[Any]:
    """Read the words before or behind a key: formulas, and what stands out, as Markdown writes it."""
    found: list[Any] = []
    end = 0
    for mark in _MARKED.finditer(text):
        found += _plain_words(text[end : mark.start()])
        inner = mark[2] or mark[3]
        found.append(
            {"t": "Math", "c": [{"t": "InlineMath"}, mark[1]]} if mark[1] else {"t": "Emph", "c": words(inner)}
        )
        end = mark.end()
    return [*found, *_plain_words(text[end:])]


def _plain_words(text: str) -> Iterator[Any]:
    for part in re.findall(r"\s+|\S+", text):
        yield {"t": "Space"} if part.isspace() else {"t": "Str", "c": part}
