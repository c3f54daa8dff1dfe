"""Pictures and tables of prose with their captions, as Quarto and MyST write them: tokens in, tokens out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook import attributes, fences
from nbpress.notebook.dialect import UNDESCRIBED

LAYOUTS = ("layout-ncol", "layout-nrow", "layout")
_PICTURE = regex(
    rf"!\[(?P<caption>(?:[^\[\]]|\[[^\[\]]*\])*)\](?P<target>\([^()\n]+\))"
    rf"(?P<braces>{attributes.BRACES.replace('(', '(?P<own>', 1)})?"
)
_ID = regex(r"""(?<=[{\s])\#[^\s{}"'=]+""")


def columns(given: str) -> tuple[str, ...]:
    """Give the class of so many columns."""
    return (f"nb-columns-{given}",) if re.fullmatch(r"[1-6]", given) else ()


def parts(content: list[Token], options: Mapping[str, str]) -> list[Token]:
    """Give what a box of figures holds: its last paragraph is the caption, the rest stands in columns where it says so."""
    last = _last_paragraph(content)
    caption = captioned(content[last : last + 3]) if last >= 0 else []
    rest = content[:last] if last >= 0 else content
    layout = next((options[name] for name in LAYOUTS if name in options), "")
    if layout and rest:
        level = rest[0].level
        for token in rest:
            token.level += 1
        meta = {"classes": ("nb-columns", *columns(layout))}
        opening = Token("div_open", "div", 1, level=level, block=True, meta=meta)
        rest = [opening, *rest, Token("div_close", "div", -1, level=level, block=True)]
    return [*rest, *caption]


def _last_paragraph(content: list[Token]) -> int:
    """Find the paragraph of words that a box ends with; -1 where there is none, or nothing before it."""
    place = len(content) - 3
    ends = (
        place > 0
        and content[place].type == "paragraph_open"
        and not content[place + 1].content.startswith(("![", "{{<"))
    )
    return place if ends and content[place].level == content[0].level else -1


def captioned(paragraph: list[Token]) -> list[Token]:
    """Make a caption of a paragraph."""
    paragraph[0].type, paragraph[0].tag = "caption_open", "figcaption"
    paragraph[-1].type, paragraph[-1].tag = "caption_close", "figcaption"
    return paragraph


def first_captioned(content: list[Token]) -> list[Token]:
    """Make a caption of the paragraph that the content of a directive begins with; what follows explains the figure."""
    if content and content[0].type == "paragraph_open":
        captioned(content[:3])
    return content


def pictures(state: StateCore) -> None:
    """Make a figure of a paragraph that is a picture alone: what stands in its brackets is its caption."""
    tokens = state.tokens
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        figure = _alone(tokens[place : place + 2])
        out += figure or [tokens[place]]
        place += 3 if figure else 1
    state.tokens = out


def _alone(tokens: list[Token]) -> list[Token]:
    """Make a figure of a paragraph that begins with these tokens; nothing where it is none."""
    before, line = tokens[0], tokens[-1]
    if before.type != "paragraph_open" or before.hidden or line.type != "inline":
        return []
    found = _PICTURE.fullmatch(line.content.strip())
    own = attributes.read(found["own"] or "") if found else None
    return list(_figure(found, own, before)) if found and (found["caption"] or (own and own.id)) else []


def _figure(found: re.Match[str], own: attributes.Attributes | None, before: Token) -> Iterable[Token]:
    level, named = before.level, own.id if own else ""
    words = own.values.get("fig-alt", "") if own else ""
    alt = re.sub(r"([\[\]\\])", r"\\\1", words)
    braces = _ID.sub("", found["braces"] or "", count=1) if named else found["braces"] or ""
    picture = f"![{alt or found['caption']}]{found['target']}{'' if braces.strip('{} ') == '' else braces}"
    meta = {"id": named, UNDESCRIBED: not words}
    yield Token("figure_open", "figure", 1, level=level, block=True, map=before.map, meta=meta)
    yield from fences.titled(picture, level + 1)
    if found["caption"]:
        yield Token("caption_open", "figcaption", 1, level=level + 1, block=True, map=before.map)
        yield Token("inline", "", 0, content=found["caption"], children=[], level=level + 2, block=True, map=before.map)
        yield Token("caption_close", "figcaption", -1, level=level + 1, block=True)
    yield Token("figure_close", "figure", -1, level=level, block=True)


def table_captions(state: StateCore) -> None:
    """Give a table the caption that stands below it, `: The rows {#tbl-rows}`."""
    out: list[Token] = []
    first = 0  # where the table begins that has ended last
    for token in state.tokens:
        first = len(out) if token.type == "table_open" else first
        out.append(token)
        if token.type == "paragraph_close" and len(out) > 3 and out[-4].type == "table_close":
            line = out[-2].content
            if line.startswith(": ") and out[-4].level == token.level:
                out[first:] = _table(out[first:-3], line[1:].strip())
    state.tokens = out


def _table(table: list[Token], caption: str) -> list[Token]:
    braces = attributes.TRAILED.search(f" {caption}")
    own = attributes.read(braces[1]) if braces else None
    caption = caption[: max(braces.start() - 1, 0)].rstrip() if braces and own else caption
    level, meta = table[0].level, {"id": own.id if own else "", "kind": "table"}
    for token in table:
        token.level += 1
    return [
        Token("listing_open", "figure", 1, level=level, block=True, map=table[0].map, meta=meta),
        *fences.titled(caption, level + 1),
        *table,
        Token("listing_close", "figure", -1, level=level, block=True),
    ]
