"""MyST: directives of prose, `:::{note}` or ```` ```{note} ````, and roles; the plain names `::: note` are read as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbpress.core.regex import regex
from nbpress.notebook import callouts, diagrams, kinds, listings, videos
from nbpress.notebook.dialect import LABELS, PLACE, UNDESCRIBED, Block, Dialect, Fence

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_ADMONITIONS = frozenset(
    ("note", "tip", "hint", "important", "warning", "caution", "danger", "error", "attention", "seealso", "todo")
) | {"admonition", "dropdown"}
_CODE = frozenset(("code", "code-block", "sourcecode"))
_BESIDE = frozenset(("margin", "sidebar", "aside"))
_GLUED = frozenset(("glue", "glue:any", "glue:figure"))
_CARDS = frozenset(("card", "grid-item-card"))
_PLAIN = frozenset(("grid", "grid-item", "div"))  # what stands behind these names says how many columns there are
_ROLE = regex(r"\{([A-Za-z][\w:.+-]+)\}(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.S)
_TARGET = regex(r"\(([A-Za-z][\w:.-]*)\)=[ \t]*(?:\n|\Z)")
_LABELLED = regex(r"(0nbx*\d+z)[ \t]+\(([A-Za-z][\w:.-]*)\)")  # a mark of what was taken out, and a label
_TITLED = regex(r"(.+?)\s*<([^<>]+)>\s*", re.S)
_EXPLAINED = regex(r"(.+?)\s*\(([^()]+)\)\s*", re.S)
_SIZE = regex(r"\d{1,5}(?:px|%)?")
_IS_TABLE = {"kind": "table"}
_TAGS = {"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup", "kbd": "kbd", "del": "del", "u": "u"}
_REFERENCES = frozenset(("ref", "numref", "eq", "prf:ref"))
_OTHERS = frozenset(("doc", "term", "glue", "cite", "footcite"))  # which refer to more than the page


def _fence(fence: Fence, spoken: bool) -> Block | None:
    if fence.name in _ADMONITIONS:
        return _admonition(fence)
    if fence.name == diagrams.LANGUAGE:
        return Block(code=fence.name, meta={diagrams.OPTIONS: fence.options, "id": fence.options.get("name", "")})
    if fence.name in _CODE:
        return Block("code", code=fence.argument or "text", meta={"listing": listings.of_options(fence.options)})
    if fence.name in _BESIDE:
        return Block("side", title=fence.argument)
    if fence.name in _CARDS or fence.name in _PLAIN:
        return Block(
            "div", title=fence.argument if fence.name in _CARDS else "", meta={"classes": (f"nb-{fence.name}",)}
        )
    if kind := kinds.stated(fence.name):
        return _stated(fence, kind)
    return _embed(fence) or _shown(fence) or _table(fence) or _tabs(fence) or _plain(fence)


def _admonition(fence: Fence) -> Block:
    classes = fence.options.get("class", "").split()
    dropdown = fence.name == "dropdown" or "dropdown" in classes
    folded = ("open" if fence.options.get("open", "false") != "false" else "closed") if dropdown else ""
    own = next((word for word in classes if word in callouts.KIND_OF), "")
    word = own or ("note" if fence.name == "dropdown" else fence.name)
    icon = fence.options.get("icon", "true") != "false"
    if fence.empty:  # Sphinx reads what stands on the first line as the beginning of the content
        return callouts.block(word, body=fence.argument, folded=folded, icon=icon)
    return callouts.block(word, title=fence.argument, folded=folded, icon=icon)


def _stated(fence: Fence, kind: str) -> Block:
    """Read a theorem and its like; behind the name of a solution stands the label of what it solves."""
    title = f"[](#{fence.argument})" if kind == "solution" and fence.argument else fence.argument
    plain = "nonumber" in fence.options or fence.options.get("enumerated", "true").lower() == "false"
    return Block("theorem", title=title, meta={"kind": kind, "plain": plain or fence.name.endswith("*")})


def _embed(fence: Fence) -> Block | None:
    """Read what is embedded from another article."""
    from nbpress.notebook import embeds

    name, target = fence.name, fence.argument.strip("<>")
    if name == "embed" and target:
        shown = fence.options.get("remove-input", "true")
        return embeds.block(target, fence, code=shown.lower() == "false")
    if name in _GLUED and target and fence.options.get("doc"):
        return embeds.block(f"{fence.options['doc']}#{target}", fence)
    return embeds.block(target, fence) if name in ("figure", "image") and embeds.names(target) else None


def _shown(fence: Fence) -> Block | None:
    """Read pictures and players."""
    from nbpress.notebook import figures

    if fence.name in ("figure", "image") and fence.argument and "\n" not in fence.argument:
        alt = re.sub(r"([\[\]\\])", r"\\\1", fence.options.get("alt", ""))
        sizes = [
            f'{name}="{fence.options[name]}"'
            for name in ("width", "height")
            if _SIZE.fullmatch(fence.options.get(name, ""))
        ]
        own = f"{{: {' '.join(sizes)}}}" if sizes else ""
        meta = {UNDESCRIBED: not alt}
        picture = f"![{alt}](<{fence.argument.strip('<>')}>){own}"
        return Block("figure", title=picture, meta=meta, finish=figures.first_captioned)
    if fence.name == "iframe" and (film := videos.node(fence.argument, fence.options.get("title", ""), other=True)):
        return Block("figure", finish=lambda content: [film, *content])
    return None


def _table(fence: Fence) -> Block | None:
    """Read tables, with their captions; one that is in a file has to be included."""
    from nbpress.notebook import directive_tables

    if fence.name == "table":
        return Block("listing", title=fence.argument, meta=_IS_TABLE)
    if fence.name == "list-table":
        return Block(
            "listing",
            title=fence.argument,
            meta=_IS_TABLE,
            finish=lambda it: directive_tables.of_list(it, fence.options),
        )
    if fence.name == "csv-table" and not {"file", "url"} & fence.options.keys():
        return Block("listing", title=fence.argument, code="text", finish=lambda it: _csv(fence, it))
    return None


def _csv(fence: Fence, content: list[Token]) -> list[Token]:
    from markdown_it.token import Token

    from nbpress.notebook import directive_tables, fences

    level = content[0].level
    named = {"id": fence.options.get("name") or fence.options.get("label") or "", **_IS_TABLE}
    return [
        Token("listing_open", "figure", 1, level=level, block=True, meta=named),
        *fences.titled(fence.argument, level + 1),
        *directive_tables.of_csv(content, fence.options),
        Token("listing_close", "figure", -1, level=level, block=True),
    ]


def _tabs(fence: Fence) -> Block | None:
    if fence.name == "tab-set":
        return Block("tabs", finish=_opened)
    return (
        Block("tab", title=fence.argument, meta={"open": "selected" in fence.options})
        if fence.name == "tab-item"
        else None
    )


def _opened(content: list[Token]) -> list[Token]:
    """Open the first of the tabs, unless their author chose one."""
    tabs = [token for token in content if token.type == "tab_open" and token.level == content[0].level]
    if tabs and not any(token.meta["open"] for token in tabs):
        tabs[0].meta["open"] = True
    return content


def _plain(fence: Fence) -> Block | None:
    name = fence.classes[0] if not fence.name and len(fence.classes) == 1 else ""
    return callouts.block(name, headed=True) if name in _ADMONITIONS - {"admonition", "dropdown"} else None


# --- in a line ----------------------------------------------------------------------------------------------


def _role(state: StateInline, found: re.Match[str]) -> bool:
    from nbpress.notebook import fences, references, spans

    name, text = found[1].lower(), found[3].strip()
    if name in _TAGS:
        return spans.span(state, _TAGS[name], text)
    titled, explained = _TITLED.fullmatch(text), _EXPLAINED.fullmatch(text)
    if name in ("abbr", "abbreviation") and explained:
        return spans.span(state, "abbr", explained[1], title=" ".join(explained[2].split()))
    if name == "download":
        state.push("link_open", "a", 1).attrs = {"href": titled[2] if titled else text}
        state.push("text", "", 0).content = titled[1] if titled else text.rpartition("/")[2]
        state.push("link_close", "a", -1)
        return True
    if name in _REFERENCES:
        label = (titled[2] if titled else text).strip()
        words = titled[1] if titled else ""
        return references.of_role(state, words, label, found[0], bracketed=name == "eq" and not titled)
    fences.unread(state.env, _no_role(found[1]), found[0])
    if name in _OTHERS or name.startswith("cite:"):
        state.push("text", "", 0).content = titled[1] if titled else text
        return True
    return False


def _no_role(name: str) -> str:
    """Say that a role is not read."""
    return f"the role `{{{name}}}` is not read here; its text is shown"


def _targets(state: StateCore) -> None:
    """Make a place that a link leads to of `(name)=`; it names the block below as well."""
    from nbpress.notebook import equation_labels, spans

    out: list[Token] = []
    for token in state.tokens:
        named = (
            _TARGET.match(token.content)
            if token.type == "inline" and out[-1:] and out[-1].type == "paragraph_open"
            else None
        )
        if named:
            opening = out.pop()
            token.content = token.content[named.end() :]
            opening.hidden = opening.hidden or not token.content
            if not equation_labels.name(state.env, token.content, named[1]):
                out += spans.anchor(named[1], opening.level)
            out.append(opening)
        out.append(token)
    state.tokens = out
    if any(map(_is_place, out)):
        _name_blocks(state)


def _is_place(token: Token) -> bool:
    return token.type == "div_open" and PLACE in token.meta


def _name_blocks(state: StateCore) -> None:
    """Give the block below a place its name; a displayed formula is the place itself."""
    from nbpress.notebook import equation_labels

    waiting: list[int] = []
    gone: set[int] = set()
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if _is_place(token):
            waiting.append(index)
        if not waiting or _is_place(token) or token.nesting < 0 or (token.type == "paragraph_open" and token.hidden):
            continue
        if token.type == "inline" and not token.content:
            continue
        labels = tuple(tokens[each].meta["id"] for each in waiting)
        line = tokens[index + 1].content if token.type == "paragraph_open" else ""
        if line and equation_labels.name(state.env, line, labels[-1]):
            gone |= {waiting[-1], waiting[-1] + 1}
        token.meta = {**token.meta, LABELS: (*token.meta.get(LABELS, ()), *labels)}
        waiting = []
    state.tokens = [token for index, token in enumerate(tokens) if index not in gone]


def _comments(state: StateCore) -> None:
    """Leave out lines that are comments, `% a note`, and breaks between blocks, `+++`."""
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "inline" and before.type == "paragraph_open":
            token.content = "\n".join(line for line in token.content.split("\n") if not line.startswith(("%", "+++")))


def _equations(state: StateCore) -> None:
    """Name a displayed formula by the label behind it, `$$…$$ (eq-x)`."""
    from nbpress.notebook import equation_labels

    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        alone = token.type == "inline" and before.type == "paragraph_open"
        named = _LABELLED.fullmatch(token.content.strip()) if alone else None
        if named and equation_labels.name(state.env, named[1], named[2]):
            token.content = named[1]


def _rules(parser: Any, spoken: bool) -> None:
    from nbpress.notebook import references, spans

    spans.add(parser, "role", _ROLE, _role)
    references.install(parser)
    parser.core.ruler.before("inline", "targets", _targets)
    if spoken:
        parser.core.ruler.before("inline", "myst_comments", _comments)
        parser.core.ruler.before("inline", "equation_labels", _equations)


DIALECT = Dialect("myst", fence=_fence, rules=_rules)
