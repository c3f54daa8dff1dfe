r"""References as tokens: `@fig-x`, `{numref}`, `\ref{x}`, an empty link, and links whose words hold `%s`.

In: what a dialect found. Out: a token `reference`, whose meta holds a `Reference`; what it says depends on the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nbpress.core.regex import regex

TYPE = "reference"
WRITTEN = "written"  # in the meta of a line whose references are filled in: the line as the parser gave it
REFERENCE = "reference"  # in the meta of its token
HOLES = regex(r"%s|\{(?:number|name)\}")
ELSEWHERE = regex(r"(?![\w+.-]*:|[/#])[^#?]+#.+")  # the path of a notebook, and a label in its article
_TEX = regex(r"\\(eq)?ref\{([^{}\s]{1,200})\}")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a reference names. lead: words before it. word: what stands for its kind's own."""

    label: str
    lead: str = ""
    word: str | None = None
    trail: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What is referred to, and how it is to be said.

    raw: as it was written. bare: the number alone; bracketed: in brackets. capital: as at the beginning of a sentence.
    template: words in which `%s` and `{number}` stand for the number, `{name}` for the title or caption.
    linked: whether it is a link itself. sure: whether it is one also where the page has nothing of that name. shown: whether it
    is no link, but the value of another article.
    """

    parts: tuple[Part, ...]
    raw: str
    bare: bool = False
    bracketed: bool = False
    capital: bool = False
    template: str = ""
    linked: bool = True
    sure: bool = True
    shown: bool = False


def is_elsewhere(target: str) -> bool:
    """Tell whether a target is a place in another file."""
    return ELSEWHERE.fullmatch(target) is not None


def _attributes(reference: Reference) -> dict[str, str | int | float]:
    """Give what tells whoever reads files of a reference to another article."""
    label = reference.parts[0].label
    return {"href": label} if is_elsewhere(label) else {}


def push(state: StateInline, reference: Reference) -> bool:
    """Write a reference; within a link it is none itself."""
    reference = replace(reference, linked=reference.linked and not state.linkLevel)
    token = state.push(TYPE, "", 0)
    token.meta, token.content, token.attrs = {REFERENCE: reference}, reference.raw, _attributes(reference)
    return True


def of_role(state: StateInline, text: str, label: str, raw: str, *, bracketed: bool = False) -> bool:
    """Write what a role refers to: a label, and words of its own or a template."""
    return push(state, Reference((Part(label),), raw, bracketed=bracketed, template=text))


def tex(state: StateInline, silent: bool) -> bool:
    r"""Read `\ref{x}` and `\eqref{x}` in a line, as MathJax does."""
    found = _TEX.match(state.src, state.pos, state.posMax) if state.src.startswith("\\", state.pos) else None
    if not found:
        return False
    if not silent:
        own = Reference((Part(found[2]),), found[0], bare=not found[1], bracketed=bool(found[1]))
        push(state, own)
    state.pos = found.end()
    return True


def links(state: StateCore) -> None:
    """Make a reference of a link within the page, or to another, that has no words, and of each hole in the words of one."""
    for token in state.tokens:
        if token.children and any(child.type == "link_open" for child in token.children):
            token.children = list(_linked(token.children))
        for picture in token.children or ():
            picture.children = list(_linked(picture.children)) if picture.children else None


def _linked(children: list[Token]) -> Iterable[Token]:
    label = ""
    skipped = False
    for index, token in enumerate(children):
        if token.type == "link_open" and (href := _labelled(str(token.attrs.get("href", "")))):
            label = href.removeprefix("#")
            words = 2 if children[index + 1].type == "text" and not children[index + 1].content.strip() else 1
            skipped = bool(label) and children[index + words].type == "link_close"
            if skipped:
                yield node(Reference((Part(label),), f"[{' ' * (words - 1)}]({href})"), token.level)
                continue
        if skipped:
            label, skipped = ("", False) if token.type == "link_close" else (label, True)
            continue
        if token.type == "link_close":
            label = ""
        if label and token.type == "text" and HOLES.search(token.content):
            yield from _filled(token, label)
        else:
            yield token


def _labelled(href: str) -> str:
    return href if href.startswith("#") or is_elsewhere(href) else ""


def _filled(token: Token, label: str) -> Iterable[Token]:
    end = 0
    for found in HOLES.finditer(token.content):
        yield Token("text", "", 0, content=token.content[end : found.start()], level=token.level)
        own = Reference((Part(label),), found[0], template=found[0], linked=False, sure=False)
        yield node(own, token.level)
        end = found.end()
    yield Token("text", "", 0, content=token.content[end:], level=token.level)


def node(own: Reference, level: int) -> Token:
    """Give the token of a reference."""
    return Token(TYPE, "", 0, content=own.raw, level=level, meta={REFERENCE: own}, attrs=_attributes(own))


def install(parser: Any) -> None:
    """Add what needs no dialect: links, and TeX's own words."""
    parser.inline.ruler.before("escape", "tex_reference", tex)
    parser.core.ruler.after("inline", "link_references", links)
