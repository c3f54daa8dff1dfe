"""Quarto: callouts, tabs, notes at the side and what some formats show, as fenced divs; videos, keys and marks in a line.

What its front matter says is read in `article_options`.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from nbpress.core.regex import regex
from nbpress.notebook import attributes, callouts, kinds, videos
from nbpress.notebook.dialect import LABELS, Block, Dialect, Fence
from nbpress.notebook.frontmatter import read

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_PREFIX = "callout-"
_TRUE = ("true", "yes", "1", "")
_HTML = ("html", "html5", "html4", "html:js")
_SHORTCODE = regex(r"(?<!\{)\{\{<\s*([\w-]+)((?:\s+(?:\"[^\"]*\"|'[^']*'|[^\s>\"']|>(?!\}\}))+)*?)\s*>\}\}(?!\})")
_CITATION = regex(r"\[-?@\w[^\[\]\n]{0,200}\](?!\()")
_LABEL = regex(r"\{#([a-z]{2,4}-[\w:.-]*\w)[ }]")
_EQUATION = regex(r"\{#(eq-[\w:.-]*\w)\}")
_RAW = regex(r"\{=([\w-]+)\}")
_UNCOUNTED = frozenset(("unnumbered", "-"))
_TAGS = {"mark": "mark", "underline": "u", "ul": "u", "kbd": "kbd"}


def _fence(fence: Fence, spoken: bool) -> Block | None:
    from nbpress.notebook import figures

    if fence.name:
        return None
    if "content-hidden" in fence.classes:
        return Block() if _meant(fence) else Block("div")
    if "content-visible" in fence.classes:
        return Block("div") if _meant(fence) else Block()
    if "panel-tabset" in fence.classes:
        return Block("tabs", finish=_tabs)
    if kind := _stated(fence, spoken):
        return Block("theorem", title=fence.options.get("name", ""), headed=True, meta={"kind": kind})
    if (kind := kinds.of_label(fence.id)) and kinds.kinds()[kind].captioned:
        return Block("figure", meta={"kind": kind}, finish=lambda content: figures.parts(content, fence.options))
    if columns := next((name for name in figures.LAYOUTS if name in fence.options), ""):
        return Block("div", meta={"classes": ("nb-columns", *figures.columns(fence.options[columns]), *fence.classes)})
    if "column-margin" in fence.classes or "aside" in fence.classes:
        return Block("side")
    word = next((name.removeprefix(_PREFIX) for name in fence.classes if name.startswith(_PREFIX)), "")
    return _callout(fence, word) if word.lower() in callouts.KIND_OF else None


def _stated(fence: Fence, spoken: bool) -> str:
    """Name the kind of a theorem and its like: by its id, or by its class in a notebook of Quarto's."""
    named = kinds.of_label(fence.id)
    own = [named] if named and kinds.kinds()[named].stated else []
    return next(iter([*own, *filter(None, map(kinds.stated, fence.classes if spoken else ()))]), "")


def _meant(fence: Fence) -> bool:
    """Tell whether a condition is true of a web page."""
    wanted, other = fence.options.get("when-format"), fence.options.get("unless-format")
    return (wanted is None or wanted in _HTML) and (other is None or other not in _HTML)


def _callout(fence: Fence, word: str) -> Block:
    asked = fence.options.get("collapse")
    folded = "" if asked is None else "closed" if asked.lower() in _TRUE else "open"
    icon = fence.options.get("icon", "true").lower() in _TRUE and fence.options.get("appearance") != "minimal"
    return callouts.block(word, title=fence.options.get("title", ""), folded=folded, icon=icon, headed=True)


def _tabs(content: list[Token]) -> list[Token]:
    """Make a tab of each heading of the highest level, and of what stands below it."""
    from markdown_it.token import Token

    level = content[0].level if content else 0
    headings = [token for token in content if token.type == "heading_open" and token.level == level]
    tag = min((token.tag for token in headings), default="")
    out: list[Token] = []
    for index, token in enumerate(content):
        if token.type == "heading_open" and token.level == level and token.tag == tag:
            out += [Token("tab_close", "div", -1)] if token is not headings[0] else []
            out.append(Token("tab_open", "div", 1, meta={"open": token is headings[0]}))
            token.type, content[index + 2].type = "title_open", "title_close"
        out.append(token)
    return [*out, Token("tab_close", "div", -1)] if headings else out


# --- in a line ----------------------------------------------------------------------------------------------


def _shown(state: StateCore) -> None:
    """Make a video, or what is embedded, of a paragraph that is nothing but its shortcode."""
    tokens = state.tokens
    for index in range(len(tokens) - 2, 0, -1):
        line = tokens[index].content.strip() if tokens[index].type == "inline" else ""
        found = _SHORTCODE.fullmatch(line) if line.startswith("{{<") else None
        if found and tokens[index - 1].type == "paragraph_open":
            nodes = _nodes(found, tokens[index - 1].level)
            tokens[index - 1 : index + 2] = nodes or tokens[index - 1 : index + 2]


def _nodes(found: re.Match[str], level: int) -> list[Token]:
    """Give what a shortcode shows that stands by itself; nothing where it shows nothing."""
    from nbpress.notebook import embeds

    words, options = _words(found[2])
    if found[1] == "video" and words and (film := videos.node(words[0], options.get("title", ""))):
        return [film.copy(level=level)]
    if found[1] != "embed" or not words or not embeds.names(words[0]):
        return []
    path, _, labels = ",".join(words).partition("#")
    code = embeds.asked(options.get("echo", ""))
    every = (label.strip() for label in labels.split(","))
    return [embeds.node(embeds.Embed(f"{path}#{label}", found[0], code=code), level) for label in every if label]


def _words(text: str) -> tuple[list[str], dict[str, str]]:
    try:
        parts = shlex.split(text.replace("\\", "\\\\"))
    except ValueError:
        parts = text.split()
    pairs = [part.partition("=") for part in parts if re.match(r"[\w-]+=", part)]
    return [part for part in parts if not re.match(r"[\w-]+=", part)], {key: value for key, _, value in pairs}


def _shortcode(state: StateInline, found: re.Match[str]) -> bool:
    from nbpress.notebook import embeds, fences, references, spans

    words, options = _words(found[2])
    if found[1] == "pagebreak":
        return True
    if found[1] == "embed" and words and embeds.names(words[0]):
        return references.push(state, embeds.value(words[0], found[0]))
    if found[1] == "kbd" and words:
        return spans.span(state, "kbd", " ".join(words))
    if found[1] == "video" and words and words[0].startswith("https://"):
        state.push("link_open", "a", 1).attrs = {"href": words[0]}
        state.push("text", "", 0).content = options.get("title") or words[0]
        state.push("link_close", "a", -1)
        return True
    line = state.src[state.src.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
    if found[1] != "include" or line.strip() != found[0]:  # whoever reads the files tells of one on its own line
        fences.unread(state.env, _no_shortcode(found[1]), found[0])
    state.push("text", "", 0).content = found[0]
    return True


def _no_shortcode(name: str) -> str:
    """Say that a shortcode is not read."""
    return f"the shortcode `{name}` is not read here; it is shown as text"


def _bracketed(state: StateInline, silent: bool) -> bool:
    """Read `[text]{.class}`."""
    from nbpress.notebook import spans

    if not state.src.startswith("[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = re.compile(attributes.BRACES).match(state.src, end + 1, state.posMax) if end >= 0 else None
    own = attributes.read(found[1]) if found else None
    if not found or not own:
        return False
    if not silent:
        tag = next((_TAGS[name] for name in own.classes if name in _TAGS), "span")
        names = " ".join(name for name in own.classes if name not in _TAGS)
        spans.marked(state, end, tag, {key: value for key, value in (("id", own.id), ("class", names)) if value})
    state.pos = found.end()
    return True


def _line_blocks(state: StateCore) -> None:
    """Keep the lines of a paragraph whose lines all begin with a bar, and the blanks that they begin with."""
    for token in state.tokens:
        lines = token.content.split("\n") if token.type == "inline" and token.content.startswith("| ") else []
        if lines and all(line.startswith("| ") or line.strip() == "|" for line in lines):
            texts = [line[2:] for line in lines]
            kept = ["\xa0" * (len(line) - len(line.lstrip(" "))) + line.strip() for line in texts]
            token.content = "  \n".join(line or "\xa0" for line in kept)


def _section_ids(state: StateCore) -> None:
    """Make a place that a link leads to of the id behind a heading, `{#sec-rows}`."""
    from nbpress.notebook import spans

    out: list[Token] = []
    for token in state.tokens:
        own = (
            attributes.TRAILED.search(token.content)
            if token.type == "inline" and out[-1].type == "heading_open"
            else None
        )
        if own and (named := attributes.read(own[1])):
            heading = out[-1]
            heading.meta |= {LABELS: (named.id,) if named.id else (), "unnumbered": bool(_UNCOUNTED & {*named.classes})}
            out[-1:] = [*(spans.anchor(named.id, heading.level) if named.id else ()), heading]
            token.content = token.content[: own.start()].rstrip()
        out.append(token)
    state.tokens = out


def _raw_blocks(state: StateCore) -> None:
    """Take a block of code `{=html}` for HTML, and leave out what is raw for another format."""
    for token in state.tokens:
        raw = _RAW.fullmatch(token.info.strip()) if token.type == "fence" else None
        if raw:
            token.type, token.tag = "html_block", ""
            token.content = token.content if raw[1] in _HTML else ""


def _equation(state: StateInline, found: re.Match[str]) -> bool:
    """Name the displayed formula that stands before; a name behind anything else is that of a place."""
    from nbpress.notebook import equation_labels, spans

    return equation_labels.name_last(state, found[1]) or spans.span(state, "span", "", id=found[1])


def _citation(state: StateInline, found: re.Match[str]) -> bool:
    from nbpress.notebook import fences

    fences.unread(state.env, _no_reference(found[0]), found[0])
    state.push("text", "", 0).content = found[0]
    return True


def _raw_span(state: StateInline, found: re.Match[str]) -> bool:
    from nbpress.notebook import fences

    if state.tokens and not state.pending and state.tokens[-1].type == "code_inline":
        fences.unread(state.env, _no_reference(found[0]), found[0])
    state.push("text", "", 0).content = found[0]
    return True


def _no_reference(text: str) -> str:
    """Say that a reference or a citation is not read."""
    return f"the reference `{text}` is not read here; it is shown as text"


def _rules(parser: Any, spoken: bool) -> None:
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote.index import footnote_inline

    from nbpress.notebook import figures, quarto_references, spans

    parser.core.ruler.before("inline", "shortcode_blocks", _shown)
    spans.add(parser, "shortcode", _SHORTCODE, _shortcode)
    quarto_references.install(parser, spoken)
    if spoken:
        parser.inline.ruler.before("link", "inline_note", footnote_inline)
        parser.core.ruler.before("inline", "raw_blocks", _raw_blocks)
        parser.core.ruler.before("inline", "table_captions", figures.table_captions)
        parser.core.ruler.before("inline", "figures", figures.pictures)
        parser.core.ruler.before("inline", "line_blocks", _line_blocks)
        parser.core.ruler.before("inline", "section_ids", _section_ids)
        spans.after_image(parser, "image_attributes", re.compile(attributes.BRACES))
        spans.add(parser, "citation", _CITATION, _citation)
        spans.add(parser, "raw_span", _RAW, _raw_span)
        spans.add(parser, "equation_id", _EQUATION, _equation)
        deflist_plugin(parser)
        spans.add(
            parser, "subscript", re.compile(r"~(?!~)([^~\s]+)~(?!~)"), lambda state, it: spans.span(state, "sub", it[1])
        )
        spans.add(
            parser, "superscript", re.compile(r"\^([^\^\s\[]+)\^"), lambda state, it: spans.span(state, "sup", it[1])
        )
        parser.inline.ruler.before("link", "bracketed_span", _bracketed)


def _labels(prose: str) -> bool:
    return any(kinds.of_label(each) for each in _LABEL.findall(prose))


def speaks(nb: Any) -> bool:
    """Tell whether a notebook's front matter is written for Quarto, or its prose has labels as Quarto has them, `{#eq-x}`."""
    prose = ("".join(cell["source"]) for cell in nb["cells"] if cell["cell_type"] == "markdown")
    return bool(read(nb).foreign) or any("{#" in each and _labels(each) for each in prose)


DIALECT = Dialect("quarto", speaks=speaks, fence=_fence, rules=_rules)
