"""Blocks as kramdown's Markdown: which of them it holds faithfully, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook import diagrams
from nbpress.render import escape, liquid, listing
from nbpress.render.prose import inlines
from nbpress.render.prose.cell import CHECKED, Cell, listed
from nbpress.render.tree import Node

_LISTS = ("bullet_list", "ordered_list")
_QUOTED = ("paragraph", "heading", "blockquote", *_LISTS)
_ID = regex(r"[A-Za-z_][\w.-]*", re.A)
_RULE = regex(r"[-+: ]+|[=+: ]+")
_ALIGN = {"left": ":---", "right": "---:", "center": ":---:"}


def fits(node: Node, *, top: bool = True) -> bool:
    """Tell whether kramdown's Markdown can hold the block so that every parser reads it alike."""
    if node.kind in ("paragraph", "heading"):
        return all(inlines.fits(child.token) for child in node.children)
    if node.kind in ("fence", "code_block", "hr"):
        return top
    if node.kind == "blockquote":
        return (
            bool(node.children)
            and all(child.kind in _QUOTED and fits(child, top=False) for child in node.children)
            and not _neighbours(node)
        )
    if node.kind == "table":
        cells = [cell for part in node.children for row in part.children for cell in row.children]
        return (
            top
            and len(node.children) == 2
            and all(inlines.fits(child.token) for cell in cells for child in cell.children)
        )
    if node.kind in _LISTS:
        started = node.token.attrs.get("start", 1) != 1
        return (top or not started) and all(_item_fits(item) for item in node.children)
    return False


def _item_fits(item: Node) -> bool:
    if (
        not item.children
        or item.children[0].kind != "paragraph"
        or not item.children[0].children[0].token.content.strip()
    ):
        return False
    tight = item.children[0].token.hidden
    allowed = _LISTS if tight else ("paragraph", *_LISTS)
    rest = item.children[1:]
    return (
        not _neighbours(item)
        and all(child.kind in allowed and fits(child, top=False) for child in rest)
        and fits(item.children[0])
    )


def _neighbours(node: Node) -> bool:
    """Tell whether two lists stand side by side, which kramdown would take for one."""
    return any(a.kind in _LISTS and b.kind in _LISTS for a, b in zip(node.children, node.children[1:], strict=False))


def write(node: Node, cell: Cell) -> str:
    """Return a block that fits as Markdown; empty when nothing of it shows."""
    if node.kind == "paragraph":
        return attributed(paragraph(node, cell), node.token)
    if node.kind == "heading":
        return attributed(_heading(node, cell), node.token)
    if node.kind in ("fence", "code_block"):
        if found := cell.diagram(node.token):
            return liquid.fence(found.source, diagrams.LANGUAGE)
        return listed(node.token, cell, cell.place.code)
    if node.kind == "blockquote":
        quoted = "\n".join(f"> {row}".rstrip() for row in "\n\n".join(_each(node.children, cell)).split("\n"))
        return attributed(quoted, node.token)
    if node.kind == "table":
        return _table(node, cell)
    if node.kind in _LISTS:
        return _list(node, cell)
    return "* * *" if node.kind == "hr" else ""


def attributed(text: str, token: Token) -> str:
    """Write below a block what its author wants it to have."""
    own = attribute_list(token.attrs)
    return f"{text}\n{own}" if text and own else text


def attribute_list(attrs: Mapping[str, str | int | float]) -> str:
    """Write attributes as kramdown reads them."""
    parts = [
        f'{name}="{escape.attribute(str(attrs[name]))}"' for name in ("id", "class", "width", "height") if name in attrs
    ]
    return f"{{: {' '.join(parts)}}}" if parts else ""


def _each(nodes: Iterable[Node], cell: Cell) -> list[str]:
    return [text for text in (write(node, cell) for node in nodes) if text]


def paragraph(node: Node, cell: Cell) -> str:
    """Return a paragraph on one line, its start escaped."""
    line = inlines.write(node.children[0].token, cell)
    if line.startswith("$$") and line.find("$$", 2) == len(line) - 2:
        return "\\" + line  # kramdown's own sign for a formula that is no display
    return escape.start(line)


def _heading(node: Node, cell: Cell) -> str:
    inline = node.children[0].token
    text = inlines.write(inline, cell, frozenset((inlines.HEADING,)))
    if not text:
        return ""
    bare = text.rstrip("#")
    text = bare + "\\#" * (len(text) - len(bare))
    name = cell.anchor(inline)
    text = cell.section(node.token, inline, name) + text
    level = "#" * int(node.token.tag[1])
    return f"{level} {text} {{#{name}}}" if _ID.fullmatch(name) else f'{level} {text}\n{{: id="{name}"}}'


def _table(node: Node, cell: Cell) -> str:
    rows = [row for part in node.children for row in part.children]
    styles = [str(head.token.attrs.get("style", "")).rpartition(":")[2] for head in rows[0].children]
    written = [_row(row, cell) for row in rows]
    written.insert(1, "|" + "|".join(_ALIGN.get(style, "---") for style in styles) + "|")
    return attributed("\n".join(written), node.token)


def _row(row: Node, cell: Cell) -> str:
    texts = [inlines.write(child.children[0].token, cell) for child in row.children]
    return "| " + " | ".join("\\" + text if text and _RULE.fullmatch(text) else text for text in texts) + " |"


def _list(node: Node, cell: Cell) -> str:
    number = int(node.token.attrs.get("start", 1)) if node.kind == "ordered_list" else 0
    loose = any(item.children and not item.children[0].token.hidden for item in node.children)
    items = []
    lines = cell.explains(node.token)
    for index, item in enumerate(node.children):
        marker = f"{number + index}. " if node.kind == "ordered_list" else "* "
        items.append(_item(item, cell, marker, loose, lines.get(number + index, ())))
    text = ("\n\n" if loose else "\n").join(items)
    marks = f'start="{number}"' if number > 1 or (node.kind == "ordered_list" and number == 0) else ""
    if cell.explains(node.token):
        marks = f"{marks} .nb-explained".strip()
    if node.token.meta.get("toc"):
        marks = f"{marks} toc".strip()
    if any("checked" in item.token.meta for item in node.children):
        marks = f"{marks} .task-list".strip()
    return f"{text}\n{{: {marks}}}" if marks else text


def _item(item: Node, cell: Cell, marker: str, loose: bool, lines: tuple[int, ...]) -> str:
    texts = _each(item.children, cell)
    if lines:
        texts[0] = f"{listing.place(lines)} {texts[0]}"
    if "checked" in item.token.meta:
        texts[0] = f"{{:.task-list-item}} {CHECKED[item.token.meta['checked']]} {texts[0]}"
    indent = " " * len(marker)
    body = ("\n\n" if loose else "\n").join(texts)
    return marker + "\n".join(indent + row if row and index else row for index, row in enumerate(body.split("\n")))
