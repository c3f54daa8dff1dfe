"""A leaf: reads the Markdown of a cell as JupyterLab does. In: its source. Out: markdown-it's tokens.

What is no Markdown (formulas, live values, the author's Liquid, `<module>` that is no HTML) is taken out
before the parser sees the text and leaves a mark, a word that Markdown passes on untouched. Only so can a
formula hold `|`, `*` or `_` in a table or a list item. Where a mark ends up in code, its text comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from nbpress.core.regex import regex
from nbpress.notebook import citations, embeds, explanations, fence_info, fences, references
from nbpress.notebook.dialects import dialects
from nbpress.notebook.document import Document as Document
from nbpress.notebook.document import Kept as Kept
from nbpress.notebook.equation_labels import TAKEN, Taken
from nbpress.notebook.protected import holds_values, take_out
from nbpress.notebook.work_bounds import laborious, laborious_html


def parse(source: str, *, liquid: bool = False, spoken: frozenset[str] = frozenset()) -> Document:
    """Parse a cell; `liquid` keeps the author's Liquid tags in one piece, `spoken` names the dialects of its notebook.

    Among these stands `citations.CITING` where the notebook has a bibliography.
    """
    return _parsed(source, liquid, spoken)


@lru_cache(maxsize=512)
def _parsed(source: str, liquid: bool, spoken: frozenset[str]) -> Document:
    """A page asks for the same cell several times: for its title, its links, its live values. Nobody changes the tokens."""
    text = clean(source)
    used = _WORDS.findall(text)
    word = "0nb" + "x" * (max(map(len, used)) - 2 if used else 0)  # begins with a digit: `<` before it makes no tag
    kept: list[Kept] = []
    text = take_out(text, word, kept, liquid=liquid, prose=_readers(spoken).holds_prose)
    taken = Taken(kept, word)
    env: dict[str, Any] = {TAKEN: taken}
    tokens = _tokens(text, _parser(spoken), env)
    kept = taken.labelled()
    numbers = {each: number for number, each in reversed(list(enumerate(kept)))}
    mark = re.compile(word + r"(\d+)z")
    document = Document(tokens, tuple(kept), mark, word, numbers, env.get(_PROBLEM, ""))
    unread = ((document.restore(what), document.restore(about)) for what, about in env.get(fences.UNREAD, ()))
    return replace(document, unread=tuple(dict.fromkeys(unread)))


_WORDS = regex("0nbx*")


def _tokens(text: str, parser: MarkdownIt, env: dict[str, Any]) -> list[Token]:
    """Parse text; a footnote that its cell does not refer to is no footnote but text, so that it shows.

    The parser drops what is nested too deep: such a cell is shown as its source.
    """
    tokens = parser.parse(text, env)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        env[_PROBLEM] = "it is nested too deep to be read as Markdown"
        return [Token("fence", "code", 0, content=f"{text}\n", block=True)]
    notes: dict[str, int] = env.get("footnotes", {}).get("refs", {})
    names = {label[1:] for label, number in notes.items() if number < 0}
    if not names:
        return tokens
    shown = _NOTE.sub(lambda found: "\\" + found[0] if found[1] in names else found[0], text)
    again = {_PROBLEM: env.get(_PROBLEM, ""), TAKEN: env[TAKEN]}
    env.clear()
    env.update(again)
    return parser.parse(shown, env)


def expressions(source: str) -> tuple[str, ...]:
    """List the expressions of the live values (`` {eval}`expression` ``) that the cell shows, in order."""
    if not holds_values(source):
        return ()
    document = parse(source)
    shown = (part for text in _texts(document.tokens) for part in document.split(text))
    return tuple(part.text for part in shown if isinstance(part, Kept) and part.kind == "value")


def targets(source: str) -> tuple[str, ...]:
    """List the targets of the cell's links and images as they are written, those of raw HTML too."""
    found: list[str] = []
    document = parse(source)
    for token in _walk(document.tokens):
        if token.attrs:
            named = (token.attrs.get(name) for name in ("href", "src"))
            found.extend(document.restore(str(target)) for target in named if target is not None)
        elif token.type[:5] == "html_":
            found.extend(value for _, value in _TARGET.findall(document.restore(token.content)))
    return tuple(dict.fromkeys(found))


def cited(source: str, spoken: frozenset[str]) -> tuple[citations.Citation, ...]:
    """List the citations of a cell, in order."""
    document = parse(source, spoken=spoken | {citations.CITING})
    found = (token.meta[citations.CITATION] for token in _walk(document.tokens) if token.type == citations.CITATION)
    return tuple(each.restored(document.restore) for each in found)


def of_others(source: str, spoken: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """List what a cell embeds of other articles, and refers to without words: its target, and how it is written."""
    document = parse(source, spoken=spoken)
    found: list[tuple[str, str]] = []
    for token in _walk(document.tokens):
        if token.type == embeds.TYPE:
            found.append((token.meta[embeds.EMBED].target, token.meta[embeds.EMBED].raw))
        elif token.type == references.TYPE and token.attrs and token.meta[references.REFERENCE].sure:
            found.append((str(token.attrs["href"]), token.content))
    return tuple((document.restore(target), document.restore(raw)) for target, raw in found)


def words(source: str) -> Iterator[str]:
    """Yield the texts of a cell, as they are read; code and HTML are none."""
    yield from (token.content for token in _walk(parse(source).tokens) if token.type == "text")


def options() -> OptionsDict:
    """Return the parser's options, which markdown-it's renderer asks for."""
    return _parser(frozenset()).options


def clean(text: str) -> str:
    """Drop what no page can hold: control characters but tab and newline, surrogates, non-characters."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


_UNFIT = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
DEEPEST = 100  # levels of blocks, two for a list; of markup in a line as well
_PROBLEM = "problem"
_NOTE = regex(r"\[\^(?=([^\]\n]+)\]:)")
_TARGET = regex(r"""<[^>]*?\s(?:src|href|poster)\s*=\s*(["'])(.*?)\1""", re.I | re.S)

# --- the parser -------------------------------------------------------------------------------------------


@cache
def _readers(spoken: frozenset[str]) -> fences.Readers:
    own = (citations.fence, citations.CITING in spoken)
    return fences.Readers((own, *((dialect.fence, dialect.name in spoken) for dialect in dialects())))


@cache
def _parser(spoken: frozenset[str]) -> MarkdownIt:
    """Build markdown-it as JupyterLab reads Markdown: CommonMark and GitHub's additions, footnotes, and the dialects' rules."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False)
    parser.block.ruler.before("heading", "spaced_heading", _spaced_heading, {"alt": ["paragraph", "blockquote"]})
    fences.install(parser, _readers(spoken))
    if citations.CITING in spoken:
        citations.install(parser)
    embeds.install(parser)
    for dialect in dialects():
        dialect.rules(parser, dialect.name in spoken)
    parser.core.ruler.before("inline", "explanations", explanations.Rule(fence_info.of_fence, fences.titled))
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.push("bare_links", _bare_links)
    parser.core.ruler.push("tasks", _tasks)
    # Targets stay as the author wrote them: they are looked up by that, and encoded when they are written.
    parser.normalizeLink = _same  # type: ignore[assignment,method-assign]
    parser.normalizeLinkText = _same  # type: ignore[assignment,method-assign]
    return parser


def _inline(state: StateCore) -> None:
    """Read each line of text as markdown-it does; one that would take it too long, or nests too deep, is text."""
    for token in state.tokens:
        if token.type == "html_block" and laborious_html(token.content):
            token.type, token.tag, token.info = "fence", "code", "html"
            state.env[_PROBLEM] = _UNREAD
        elif token.type == "inline":
            token.children = []
            dense = laborious(token.content)
            if not dense:
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            if dense or any(child.level > DEEPEST for child in token.children):
                token.children = [Token("text", "", 0, content=" ".join(token.content.split()))]
                state.env[_PROBLEM] = _UNREAD if token.content.strip() else state.env.get(_PROBLEM, "")


_UNREAD = "a part of it opens brackets or tags over and over; it is shown as its source"
_SPACED = regex(r"(#{1,6})[^\S\n\t ]")


def _spaced_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Let any space follow the signs of a heading, as JupyterLab does: Macs type a no-break space easily."""
    at = state.bMarks[start] + state.tShift[start]
    found = _SPACED.match(state.src, at) if state.src.startswith("#", at) else None
    if found:
        state.src = f"{state.src[: found.end(1)]} {state.src[found.end() :]}"
    return False


def _same(target: str) -> str:
    return target


_BARE = regex(r"(?<![\w/@.:-])(?:https?://|ftp://|www\.)[^\s<>\"]*[^\s<>\"?!.,:;*_~'()\]\[]\)?/?", re.I)


def _bare_links(state: StateCore) -> None:
    """Make links of bare addresses, as GitHub's Markdown does."""
    for token in state.tokens:
        if token.type == "inline" and token.children and ("://" in token.content or "www." in token.content.lower()):
            token.children = list(_linked(token.children))


def _linked(children: list[Token]) -> Iterator[Token]:
    inside = 0
    for token in children:
        inside += token.nesting if token.tag == "a" else 0
        if token.type != "text" or inside or not _BARE.search(token.content):
            yield token
            continue
        end = 0
        for found in _BARE.finditer(token.content):
            address = found[0]
            if address.endswith(")") and address.count(")") > address.count("("):
                address = address[:-1]
            yield Token("text", "", 0, content=token.content[end : found.start()])
            href = address if "://" in address else f"http://{address}"
            yield Token("link_open", "a", 1, attrs={"href": href}, info="auto")
            yield Token("text", "", 0, content=address)
            yield Token("link_close", "a", -1, info="auto")
            end = found.start() + len(address)
        yield Token("text", "", 0, content=token.content[end:])


def _tasks(state: StateCore) -> None:
    """Take `[x] ` off the start of a list item and note it in the item's token."""
    for item, inside, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type == "list_item_open" and inside.type == "paragraph_open" and inline.children:
            first = inline.children[0]
            if first.type == "text" and (found := re.match(r"\[([ xX])\]\s+(?=\S)", first.content)):
                first.content = first.content[found.end() :]
                item.meta["checked"] = found[1] != " "


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _walk(token.children)


def _texts(tokens: list[Token]) -> Iterator[str]:
    """Yield the texts of a page that are no code."""
    for token in _walk(tokens):
        if token.type in ("text", "html_inline", "html_block"):
            yield token.content
