"""Plain text of Markdown: for titles, excerpts and alternative texts. In: source. Out: the words, without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from types import MappingProxyType
from typing import Literal

from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook import markdown
from nbpress.notebook.citations import CITATION, CITING
from nbpress.notebook.references import REFERENCE, TYPE, Reference
from nbpress.render import math

Kind = Literal["heading", "paragraph"]


_HEADING = regex(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.S | re.I)


Said = Callable[[Reference], str]


def raw(reference: Reference) -> str:
    """Give a reference as it was written."""
    return reference.raw


def blocks(
    source: str,
    answers: Mapping[str, str] | None = None,
    said: Said = raw,
    cited: Mapping[str, str] | None = None,
    spoken: frozenset[str] = frozenset(),
) -> Iterator[tuple[Kind, str]]:
    """Yield the text of each top-level heading and paragraph.

    answers: fill in the live values, by expression. said: gives what a reference says. cited: what citations became, by how
    they are written. spoken: the dialects of the notebook.
    """
    for level, text in _levelled(source, answers, said, cited, spoken):
        yield ("heading" if level else "paragraph"), text


def line(inline: Token, document: markdown.Document) -> str:
    """Give the text of a line."""
    return re.sub(r"\s+", " ", "".join(_words(inline.children or [], document, {}, raw))).strip()


def headings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the level of each top-level heading, and its text."""
    return ((level, text) for level, text in _levelled(source, None, raw) if level)


def heading_lines(source: str) -> str:
    """Give the part of a cell that can hold headings: mostly their lines, which are faster to parse than all of it."""
    if _OTHERWISE.search(source):
        return source
    return "\n\n".join(line for line in source.split("\n") if line.lstrip().startswith("#"))


_OTHERWISE = regex(r"^\s*(?:```|~~~|:::|=+\s*$|-+\s*$)|<h[1-6]\b", re.M | re.I)  # a fence, a box, an underline, HTML


def _levelled(
    source: str,
    answers: Mapping[str, str] | None,
    said: Said,
    cited: Mapping[str, str] | None = None,
    spoken: frozenset[str] = frozenset(),
) -> Iterator[tuple[int, str]]:
    """Yield each top-level heading and paragraph with its level; a paragraph's is 0."""
    document = markdown.parse(source, spoken=spoken | {CITING} if cited else spoken)
    for opening, inline in zip(document.tokens, [*document.tokens[1:], Token("", "", 0)], strict=False):
        if opening.type == "html_block":
            for level, inner in _HEADING.findall(document.restore(opening.content)):
                text = " ".join(unescape(re.sub(r"<[^>]*>", "", inner)).split())
                if text:
                    yield int(level), text
        elif opening.level == 0 and opening.type in ("heading_open", "paragraph_open"):
            words = "".join(_words(inline.children or [], document, answers or {}, said, cited or {}))
            text = re.sub(r"\s+", " ", words).strip()
            if text:
                yield (int(opening.tag[1]) if opening.type == "heading_open" else 0), text


def _words(
    tokens: list[Token],
    document: markdown.Document,
    answers: Mapping[str, str],
    said: Said,
    cited: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == TYPE:
            yield document.restore(said(token.meta[REFERENCE]))
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
