"""Plain text of Markdown: for titles, excerpts and alternative texts. In: source. Out: the words, without markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Literal

from markdown_it.token import Token

from nbpress.notebook import markdown
from nbpress.render import math

Kind = Literal["heading", "paragraph"]


_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.S | re.I)


def blocks(source: str, answers: Mapping[str, str] | None = None) -> Iterator[tuple[Kind, str]]:
    """Yield the text of each top-level heading and paragraph; `answers` fill in the live values, by expression."""
    document = markdown.parse(source)
    for opening, inline in zip(document.tokens, [*document.tokens[1:], Token("", "", 0)], strict=False):
        if opening.type == "html_block":
            for found in _HEADING.findall(document.restore(opening.content)):
                text = " ".join(unescape(re.sub(r"<[^>]*>", "", found[1])).split())
                if text:
                    yield "heading", text
        elif opening.level == 0 and opening.type in ("heading_open", "paragraph_open"):
            words = "".join(_words(inline.children or [], document, answers or {}))
            text = re.sub(r"\s+", " ", words).strip()
            if text:
                yield ("heading" if opening.type == "heading_open" else "paragraph"), text


def _words(tokens: list[Token], document: markdown.Document, answers: Mapping[str, str]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "code_inline":
            yield document.restore(token.content)
        elif token.type == "text":
            for part in document.split(token.content):
                if isinstance(part, str):
                    yield part
                else:
                    yield answers.get(part.text, "") if part.kind == "value" else _kept(part)


def _kept(part: markdown.Kept) -> str:
    return math.spoken(part.text) if part.kind in ("math", "display") else part.text
