"""Renders one Markdown cell: in, the author's Markdown; out, Markdown that every kramdown reads alike.

What kramdown's Markdown cannot hold (the author's HTML, code in lists, nested oddities) becomes HTML that
kramdown does not read at all. Whatever the cell holds, it ends where it ends: nothing reaches the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from nbpress.core.regex import regex
from nbpress.notebook import markdown
from nbpress.notebook.document import Document, Kept
from nbpress.render import liquid
from nbpress.render.escape import text
from nbpress.render.prose import block_values, blocks, html_blocks, inlines
from nbpress.render.prose.cell import Cell, Place, label, plain, tell
from nbpress.render.prose.references import filled
from nbpress.render.tree import Node
from nbpress.render.tree import blocks as nested

__all__ = ["Place", "render", "text"]

_LISTS = ("bullet_list", "ordered_list")
_WORDS = frozenset(
    ("text", "code_inline", "softbreak", "em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close")
)

_ALONE = regex(r"\s*<h([1-6])\b[^>]*>([^<]*)</h\1\s*>\s*", re.I)


def render(source: str, place: Place) -> str:
    """Return the cell as text of a post, any input, without a newline at its end."""
    document = markdown.parse(source, liquid=place.liquid, spoken=place.spoken)
    tell(document, place.warn)
    cell = Cell(document, place, markdown.options())
    tokens = filled(document.tokens, place.numbers, place.stop, place.anchor)
    nodes = nested(block_values.apart(tokens, document, place.block) if place.block else tokens)
    cell.explaining = nodes[0].token if nodes and place.explains else None
    notes = nodes.pop().children if nodes and nodes[-1].kind == "footnote_block" else []
    if place.skip_title:
        nodes = _untitled(nodes, place.skip_title, document)
    out = _joined(_parts(nodes, cell))
    told = [*_notes(notes, cell)]
    told += [f"[^{name}]: {text}" for name, text in cell.citing.items()]
    return "\n\n".join(part for part in (out, *told) if part)


def references(place: Place, heading: str) -> str:
    """Return the list of references below a heading, as text of a post; nothing where nothing is cited."""
    cell = Cell(markdown.parse(""), place, markdown.options())
    shown = html_blocks.reference_list(cell)
    return f"{render(heading, place)}\n\n{liquid.block(shown)}" if shown else ""


def _untitled(nodes: list[Node], title: str, document: Document) -> list[Node]:
    """Leave out the heading that says the title, and nothing but the title, unless a heading above it is as high."""
    above = 7
    for index, node in enumerate(nodes):
        level = _level(node, document)
        if level and level < above and _repeats(node, title, document):
            return nodes[:index] + nodes[index + 1 :]
        above = min(above, level or 7)
    return nodes


def _level(node: Node, document: Document) -> int:
    """The level of a heading, in Markdown or alone in a block of HTML; 0 of anything else."""
    if node.kind == "heading":
        return int(node.token.tag[1])
    alone = _ALONE.fullmatch(document.restore(node.token.content)) if node.kind == "html_block" else None
    return int(alone[1]) if alone else 0


def _repeats(node: Node, title: str, document: Document) -> bool:
    if node.kind == "html_block":
        alone = _ALONE.fullmatch(document.restore(node.token.content))
        return alone is not None and unescape(alone[2]).split() == title.split()
    inline = node.children[0].token
    more = any(token.type not in _WORDS for token in inline.children or [])
    return not more and plain(inline, document).split() == title.split()


def _parts(nodes: list[Node], cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield each block's kind and text; blocks between an opening and a closing tag belong together."""
    group: list[Node] = []
    stack: list[str] = []
    for node in nodes:
        _track(node, stack)
        if stack or group:
            group.append(node)
            if not stack:
                yield "html", _html(group, cell)
                group = []
        elif blocks.fits(node) and not _is_drawn(node, cell):
            yield from _written(node, cell)
        else:
            yield "html", _html([node], cell)
    if group:
        yield "html", _html(group, cell)


def _is_drawn(node: Node, cell: Cell) -> bool:
    """Tell whether a block is a diagram that is written as HTML: a theme that draws it itself wants a fence."""
    found, page = cell.diagram(node.token), cell.place.diagrams
    return found is not None and page is not None and not (page.itself and not found.caption)


def _html(nodes: list[Node], cell: Cell) -> str:
    return html_blocks.write([token for node in nodes for token in node.tokens], cell)


def _written(node: Node, cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield a block as Markdown; a displayed formula leaves its paragraph and becomes a block."""
    if node.kind != "paragraph":
        yield node.kind, blocks.write(node, cell)
        return
    for part in inlines.displays(node, cell.document):
        if isinstance(part, Kept):
            yield "math", _display(cell.shown(part))
        else:
            yield "paragraph", blocks.attributed(blocks.paragraph(part, cell), part.token)


def _display(formula: str) -> str:
    if not formula or formula.endswith("$$"):
        return formula
    inner = formula.removeprefix(liquid.OPEN).removesuffix(liquid.CLOSE)
    return liquid.html(f'<div class="math">{inner}</div>')


def _joined(parts: Iterator[tuple[str, str]]) -> str:
    """Join blocks; kramdown's end-of-block mark keeps a list from reaching the next one."""
    out: list[str] = []
    last = ""
    for kind, block in parts:
        if not block:
            continue
        if out:
            out.append("\n^\n\n" if last == kind and kind in _LISTS else "\n\n")
        out.append(block)
        last = kind
    return "".join((*out, "\n^") if last in _LISTS else out)


def _notes(notes: list[Node], cell: Cell) -> Iterator[str]:
    """Yield the footnotes; one that only HTML refers to gets a reference that kramdown sees."""
    names = {label(note.token): note for note in notes}
    unseen = [name for name in names if name not in cell.noted]
    if unseen:
        yield " ".join(f"[^{cell.note(name)}]" for name in unseen)
    for name, note in names.items():
        body = "\n\n".join(text for _, text in _parts(note.children, cell) if text)
        yield f"[^{cell.note(name)}]: " + re.sub(r"\n(?=[^\n])", "\n    ", body)


_COMMENT = regex(r"<!--.*?(?:-->|\Z)|<(script|style|textarea)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
_TAG = regex(r"""<(/?)([A-Za-z][\w-]*)(?:"[^"]*"|'[^']*'|[^>"'])*?(/?)>""")
# Void elements, and those whose end a browser finds by itself.
_OPEN_ENDED = frozenset(
    re.findall(
        r"\S+",
        """
    area base basefont body br col colgroup dd dt embed frame head hr html img input li link meta optgroup
    option p param rp rt source tbody td tfoot th thead tr track wbr
        """,
    )
)


def _track(node: Node, stack: list[str]) -> None:
    """Keep the stack of the tags that the author has opened up to here."""
    for token in node.tokens:
        for part in (token, *(token.children or ())):
            if part.type in ("html_block", "html_inline"):
                _follow(_COMMENT.sub("", part.content), stack)


def _follow(fragment: str, stack: list[str]) -> None:
    for closing, name, closed in _TAG.findall(fragment):
        name = name.lower()
        if closing and name in stack:
            while stack.pop() != name:
                pass
        elif not closing and not closed and name not in _OPEN_ENDED:
            stack.append(name)
