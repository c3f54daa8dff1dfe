"""Plain text of Markdown: for titles, excerpts and alternative texts. In: source. Out: the words, without markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Literal

from markdown_it.token import Token

from nbpress.notebook import markdown
from nbpress.notebook.citations import CITATION, CITING
from nbpress.render import math

Kind = Literal["heading", "paragraph"]


_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.S | re.I)


def blocks(
    source: str, answers: Mapping[str, str] | None = None, cited: Mapping[str, str] | None = None
) -> Iterator[tuple[Kind, str]]:
    """Yield the text of each top-level heading and paragraph.

    answers: fill in the live values, by expression. cited: what citations became, by how they are written.
    """
    for level, text in _levelled(source, answers, cited):
        yield ("heading" if level else "paragraph"), text


def headings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the level of each top-level heading, and its text."""
    return ((level, text) for level, text in _levelled(source, None) if level)


def _levelled(
    source: str, answers: Mapping[str, str] | None, cited: Mapping[str, str] | None = None
) -> Iterator[tuple[int, str]]:
    """Yield each top-level heading and paragraph with its level; a paragraph's is 0."""
    document = markdown.parse(source, spoken=frozenset((CITING,)) if cited else frozenset())
    for opening, inline in zip(document.tokens, [*document.tokens[1:], Token("", "", 0)], strict=False):
        if opening.type == "html_block":
            for level, inner in _HEADING.findall(document.restore(opening.content)):
                text = " ".join(unescape(re.sub(r"<[^>]*>", "", inner)).split())
                if text:
                    yield int(level), text
        elif opening.level == 0 and opening.type in ("heading_open", "paragraph_open"):
            words = "".join(_words(inline.children or [], document, answers or {}, cited or {}))
            text = re.sub(r"\s+", " ", words).strip()
            if text:
                yield (int(opening.tag[1]) if opening.type == "heading_open" else 0), text


def _words(
    tokens: list[Token], document: markdown.Document, answers: Mapping[str, str], cited: Mapping[str, str]
) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == CITATION:
            written = document.restore(token.content)
            yield cited.get(written, written)
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
