"""Fenced blocks in Markdown: `::: {.class}`, `:::{name}`, and ```` ```{name} ```` where a dialect knows the name.

They nest as Pandoc's do: a fence with attributes or a name opens, a bare one closes the innermost. One that is never closed
is text. In: lines of a cell, and what the dialects read. Out: tokens around those of the content; no line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook import attributes
from nbpress.notebook.dialect import Block, Fence

UNREAD = "unread"  # in the parser's environment: what is told of syntax that is not read, and where it stands
_PAIRS = (
    "fences"  # as well: by the place of an opening fence, and how far its block is indented, the line that closes it
)
_COLONS = regex(r":{3,}[ \t]*")
_STRAY = "`:::` closes nothing; it is shown as text"
_DIRECTIVE = regex(r"\{([A-Za-z][\w:.+-]*)\}[ \t]*(.*)")
_TRAILED = regex(rf"(?:{attributes.BRACES}|([^\s{{}}:]+))[ \t]*:*[ \t]*")
_CODE = regex(r"(`{3,})[^`]*$|(~{3,})")
_TICKS = regex(r"(?:`{3,}|~{3,})[ \t]*(\{[A-Za-z].*)")
_MARKER = regex(r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+")
_OPTION = regex(r":([\w-]+):(?:[ \t]+(.*))?$")
_LANGUAGE_NAMES = """
    bash c c++ clojure coffeescript cpp css csharp dot fortran fsharp go graphviz groovy haskell html ipython ipython3 java
    javascript js json julia jl kotlin latex lua markdown matlab mermaid node observable octave ojs perl php powershell py
    python python3 r rcpp rb ruby rust sas scala sh shell sql stan stata svg swift tex toml ts typescript wolfram xml yaml zsh
    code-cell
"""
_LANGUAGES = frozenset(_LANGUAGE_NAMES.split())


@dataclass(frozen=True, slots=True)
class Readers:
    """What reads a fenced block, in turn: of each dialect, and whether the notebook is of it."""

    each: tuple[tuple[Callable[[Fence, bool], Block | None], bool], ...]

    def read(self, fence: Fence) -> Block | None:
        """Give what the first dialect that knows it makes of a fence."""
        found = (reader(fence, spoken) for reader, spoken in self.each)
        return next((block for block in found if block), None)

    def holds_prose(self, line: str) -> bool:
        """Tell whether a fence of backticks holds Markdown, by its first line."""
        ticks = _TICKS.match(line)
        fence = opening(ticks[1]) if ticks else None
        block = self.read(replace(fence, ticks=True)) if fence else None
        return block is not None and block.code is None


def install(parser: MarkdownIt, readers: Readers) -> None:
    """Add the rule to a parser."""
    rule = _Rule(readers)
    parser.block.ruler.before("fence", "fenced", rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def opening(text: str) -> Fence | None:
    """Read what stands behind the signs of a fence; None where that opens nothing."""
    named = _DIRECTIVE.fullmatch(text)
    if named:
        return Fence(named[1], named[2].strip())
    found = _TRAILED.fullmatch(text)
    if not found:
        return None
    if found[2]:
        return Fence(classes=(found[2],))
    own = attributes.read(found[1])
    return Fence(classes=own.classes, id=own.id, options=own.values) if own else None


def unread(env: Any, what: str, about: str) -> None:
    """Note that something looks like syntax and is not read."""
    env.setdefault(UNREAD, []).append((what, about))


def _unclosed(line: str) -> str:
    """Say that a fence is never closed."""
    return f"`{line}` is never closed; it is shown as text"


def _no_directive(name: str) -> str:
    """Say that a directive is not known."""
    return f"`{{{name}}}` is no directive that is known"


@dataclass(frozen=True, slots=True)
class _Rule:
    readers: Readers

    def __call__(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        text = _line(state, start)
        if text[:3] not in (":::", "```", "~~~") or state.is_code_block(start):
            return False
        ticks = _TICKS.fullmatch(text)
        colons = _COLONS.match(text)
        fence = opening(text[colons.end() :].rstrip() if colons else ticks[1].rstrip() if ticks else "")
        if not fence:
            if colons and not text.strip(": \t"):
                above = next((each for each in range(start - 1, -1, -1) if not state.isEmpty(each)), None)
                before = "" if above is None else _line(state, above).strip()
                unread(state.env, _STRAY, f"{before}\f{text.strip()}")
            return False
        close = _ticked(state, start, end) if ticks else _closing(state, start, end)
        if close < 0:
            if colons or self.readers.read(replace(fence, ticks=True)):
                unread(state.env, _unclosed(text.strip()), text.strip())
            return False
        return self._read(state, fence, (start, close), bool(ticks), silent)

    def _read(self, state: StateBlock, fence: Fence, lines: tuple[int, int], ticks: bool, silent: bool) -> bool:
        start, close = lines
        first, options = _options(state, start + 1, close) if fence.name else (start + 1, fence.options)
        empty = all(state.isEmpty(line) for line in range(first, close))
        fence = replace(fence, options=options, ticks=ticks, empty=empty)
        block = self.readers.read(fence)
        if not block and ticks and fence.name.lower() in _LANGUAGES:
            return False
        if not silent:
            if not block and fence.name:
                unread(state.env, _no_directive(fence.name), _line(state, start).strip())
            _push(state, block or _unknown(fence), fence, (start, first, close))
            state.line = close + 1
        return True


def _unknown(fence: Fence) -> Block:
    """Give what a block becomes that no dialect knows: itself, and all its words."""
    if fence.ticks:
        return Block("div", code="text", meta={"first": f"{{{fence.name}}} {fence.argument}".rstrip()})
    classes = (*fence.classes, *((fence.name,) if fence.name else ()))
    return Block("div", title=fence.argument, meta={"classes": classes})


def _push(state: StateBlock, block: Block, fence: Fence, lines: tuple[int, int, int]) -> None:
    start, first, close = lines
    before = len(state.tokens)
    if block.code is not None:
        _push_code(state, block, (start if block.meta.get("first") else first, first, close))
        return
    token = state.push(f"{block.kind}_open", "div", 1)
    named = fence.id or fence.options.get("name") or fence.options.get("label") or ""
    token.meta, token.map, token.block = {"id": named, **block.meta}, [start, close], True
    content = len(state.tokens)
    _tokenize(state, first, close)
    if block.finish:
        state.tokens[content:] = block.finish(state.tokens[content:])
    if fence.empty and block.body:
        _push_line(state, "paragraph", "p", block.body)
    state.tokens[content:] = _headed(block, state.tokens[content:], state.level)
    state.push(f"{block.kind}_close", "div", -1)
    if not block.kind:
        del state.tokens[before:]


def _push_code(state: StateBlock, block: Block, lines: tuple[int, int, int]) -> None:
    start, first, close = lines
    head = block.meta.get("first", "")
    token = state.push("fence", "code", 0)
    token.info, token.map, token.meta = block.code or "", [start, close + 1], dict(block.meta)
    body = state.getLines(start + 1 if head else first, close, state.sCount[start], True)
    token.content = f"{head}\n{body}" if head else body
    if block.finish:
        state.tokens[-1:] = block.finish(state.tokens[-1:])


def _tokenize(state: StateBlock, first: int, close: int) -> None:
    """Read the content as blocks; none of them goes over the line that closes it."""
    parent, last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "fenced", close
    state.md.block.tokenize(state, first, close)
    state.parentType, state.lineMax = parent, last


def _headed(block: Block, content: list[Token], level: int) -> list[Token]:
    """Put the heading before the content: what the fence says, else a heading that the content begins with, else the spare."""
    if not block.title and block.headed and content and content[0].type == "heading_open":
        content[0].type, content[2].type = "title_open", "title_close"
        return content
    return [*titled(block.title or block.spare, level), *content]


def titled(text: str, level: int) -> list[Token]:
    """Give the tokens of a heading that is a line of Markdown."""
    if not text:
        return []
    line = Token("inline", "", 0, content=text, children=[], level=level + 1, block=True)
    return [
        Token("title_open", "p", 1, level=level, block=True),
        line,
        Token("title_close", "p", -1, level=level, block=True),
    ]


def _push_line(state: StateBlock, kind: str, tag: str, text: str) -> None:
    state.push(f"{kind}_open", tag, 1)
    token = state.push("inline", "", 0)
    token.content, token.children = text, []
    state.push(f"{kind}_close", tag, -1)


# --- lines --------------------------------------------------------------------------------------------------


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _options(state: StateBlock, first: int, close: int) -> tuple[int, Mapping[str, str]]:
    """Read the lines `:key: value` that a directive begins with, or those between two lines of dashes."""
    found: dict[str, str] = {}
    line = first
    if line < close and re.fullmatch(r"-{3,}\s*", _line(state, line)):
        end = next((each for each in range(line + 1, close) if re.fullmatch(r"-{3,}\s*", _line(state, each))), 0)
        pairs = [_line(state, each).partition(":") for each in range(line + 1, end)]
        if end and all(sign and re.fullmatch(r"[\w-]+", key) for key, sign, _ in pairs):
            return end + 1, {key: value.strip().strip("\"'") for key, _, value in pairs}
        return line, found
    while line < close and (option := _OPTION.match(_line(state, line))):
        found[option[1]] = (option[2] or "").strip()
        line += 1
    return line, found


def _ticked(state: StateBlock, start: int, end: int) -> int:
    """Find the line that closes a fence of backticks; -1 where there is none."""
    code = _CODE.match(_line(state, start))
    for line in range(start + 1, end) if code else ():
        if _outside(state, line):
            return -1
        if not state.is_code_block(line) and _ends(_line(state, line), code[1] or code[2] if code else ""):
            return line
    return -1


def _outside(state: StateBlock, line: int) -> bool:
    return not state.isEmpty(line) and state.sCount[line] < state.blkIndent


def _ends(text: str, fence: str) -> bool:
    text = text.strip()
    return len(text) >= len(fence) and not text.strip(fence[0])


def _closing(state: StateBlock, start: int, end: int) -> int:
    """Find the line that closes a fence of colons; -1 where there is none."""
    pairs = state.env.setdefault(_PAIRS, {})
    indent = state.blkIndent
    state.blkIndent = min(indent, state.sCount[start])  # what may end a list item belongs to the block around the list
    key = (state.bMarks[start] + state.tShift[start], state.blkIndent)
    if key not in pairs:
        _pair(state, start, end, pairs)
    state.blkIndent = indent
    return int(pairs.get(key, -1))


def _pair(state: StateBlock, start: int, end: int, pairs: dict[tuple[int, int], int]) -> None:
    """Pair all fences from a line on, so that no line is looked at for each of them again."""
    stack: list[tuple[tuple[int, int], int, int]] = []  # the key, how far it is indented, the least of that up to here
    code = ""
    for line in range(start, end):
        if _outside(state, line):
            break
        text = _line(state, line)
        if code:
            code = "" if _ends(text, code) else code
            continue
        marker = _MARKER.match(text)
        place = marker.end() if marker else 0
        text = text[place:]
        if text[:3] not in (":::", "```", "~~~") or state.is_code_block(line):
            continue
        fence = _CODE.match(text)
        colons = _COLONS.match(text)
        if fence:
            code = fence[1] or fence[2]
        elif colons and not text.strip(": \t"):
            _close(stack, state.sCount[line], line, pairs)
        elif colons and opening(text[colons.end() :].rstrip()):
            key, indent = (state.bMarks[line] + state.tShift[line] + place, state.blkIndent), state.sCount[line] + place
            stack.append((key, indent, min(indent, stack[-1][2] if stack else indent)))
            pairs[key] = -1


def _close(stack: list[tuple[tuple[int, int], int, int]], indent: int, line: int, pairs: dict[Any, int]) -> None:
    """Close the innermost fence; one that stands deeper, in a list item that has ended, is no longer open."""
    while stack and stack[-1][1] > indent >= stack[-1][2]:
        stack.pop()
    if stack:
        pairs[stack.pop()[0]] = line
