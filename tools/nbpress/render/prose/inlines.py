"""What stands in a line, as kramdown's Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook.citations import CITATION
from nbpress.notebook.document import Document, Kept
from nbpress.render import escape, liquid
from nbpress.render.html import called
from nbpress.render.prose import citation
from nbpress.render.prose.cell import Cell, label
from nbpress.render.tree import Node, line

# Tags whose content kramdown reads as Markdown; any other tag needs a block of HTML.
_SPANS = regex(r"<(/?)(b|i|em|strong|sub|sup|small|del|ins|cite|q)\s*>", re.I)
_UNREAD = frozenset(("kbd", "mark", "u"))  # in these kramdown reads no Markdown
_OF_IMAGES = ("id", "class", "width", "height")
_BREAK = regex(r"<br\s*/?>", re.I)
HEADING = "heading"  # a line that a table of contents repeats
_ADDRESS = regex(r"(?:https?|ftps?)://[\w.~:/?#@!+,;=%-]+", re.A)


def fits(inline: Token) -> bool:
    """Tell whether kramdown's Markdown can hold the line: only HTML may keep it from that."""
    return not any(token.type == "html_inline" for token in inline.children or ()) or _nested(line(inline))


def _nested(nodes: Sequence[Node]) -> bool:
    stack: list[str] = []
    for node in nodes:
        if not _nested(node.children):
            return False
        text = node.token.content
        if node.kind != "html_inline" or _BREAK.fullmatch(text) or text.startswith("<!--"):
            continue
        tag = _SPANS.fullmatch(text)
        if not tag or (tag[1] and (not stack or stack.pop() != tag[2].lower())):
            return False
        if not tag[1]:
            stack.append(tag[2].lower())
    return not stack


def write(inline: Token, cell: Cell, inside: frozenset[str] = frozenset()) -> str:
    """Return the line as Markdown, on one line of the post: so no line of it can begin a block. inside: what it stands in."""
    return _write(line(inline), cell, inside).removeprefix(citation.TIGHT).strip(" ")


def displays(paragraph: Node, document: Document) -> list[Node | Kept]:
    """Split a paragraph at the displayed formulas that stand in no other markup."""
    pieces = document.split(paragraph.children[0].token.content)
    if not any(isinstance(piece, Kept) and piece.kind == "display" for piece in pieces):
        return [paragraph]
    parts: list[Node | Kept] = []
    current: list[Token] = []
    depth = 0
    for token in paragraph.children[0].token.children or []:
        depth += token.nesting
        for piece in document.split(token.content) if token.type == "text" and not depth else [token]:
            if isinstance(piece, Kept) and piece.kind == "display":
                parts += [_paragraph(paragraph, current), piece]
                current = []
            elif isinstance(piece, Token):
                current.append(piece)
            else:
                text = piece if isinstance(piece, str) else document.again(piece)
                current.append(Token("text", "", 0, content=text))
    return [*parts, _paragraph(paragraph, current)]


def _paragraph(like: Node, children: list[Token]) -> Node:
    inline = Token("inline", "", 0, children=children)
    return Node("paragraph", like.token, (), [Node("inline", inline, ())])


def _write(nodes: Sequence[Node], cell: Cell, inside: frozenset[str]) -> str:
    out = ""
    for index, node in enumerate(nodes):
        if node.kind in ("em", "strong"):
            after = nodes[index + 1].kind if index + 1 < len(nodes) else ""
            out += _emphasis(node, cell, inside, alone=not out.endswith("*") and after not in ("em", "strong"))
        else:
            if node.kind in ("link", "image") and out.endswith("!"):
                out = f"{out[:-1]}\\!"
            text = _WRITERS.get(node.kind, _nothing)(node, cell, inside)
            out = out.rstrip(" ") + text[1:] if text.startswith(citation.TIGHT) and out else out + text
    return out


def _emphasis(node: Node, cell: Cell, inside: frozenset[str], alone: bool) -> str:
    text = _write(node.children, cell, inside | {"em"})
    if alone and "em" not in inside and text and text[0] not in " *" and text[-1] not in " *":
        return f"{node.token.markup[:1].replace('_', '*') * len(node.token.markup)}{text}{'*' * len(node.token.markup)}"
    return f"<{node.kind}>{text}</{node.kind}>"


def _text(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    parts = cell.document.split(node.token.content)
    return "".join(
        " ".join(cell.shown(part).split("\n"))
        if isinstance(part, Kept)
        else escape.prose(part, bracketed="link" in inside)
        for part in parts
    )


def _code(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    return escape.code(cell.document.restore(node.token.content))


def _struck(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    return f"<del>{_write(node.children, cell, inside)}</del>"


def _span(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    own = (f' {name}="{escape.text(cell.document.restore(str(value)))}"' for name, value in node.token.attrs.items())
    tags = f"<{node.token.tag}{''.join(own)}>", f"</{node.token.tag}>"
    if node.token.tag in _UNREAD:
        tags = liquid.inline(tags[0]), liquid.inline(tags[1])
    return f"{tags[0]}{_write(node.children, cell, inside)}{tags[1]}"


def _citation(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    shown = cell.cited(node.token, linked=not inside & {"link", HEADING})
    return _text(node, cell, inside) if shown is None else shown


def _break(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    return "<br />"


def _html(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    text = node.token.content
    return "<br />" if _BREAK.fullmatch(text) else "" if text.startswith("<!--") else text.lower()


def _link(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    written = cell.document.restore(str(node.token.attrs.get("href", "")))
    target = cell.target(written)
    if written and not target:
        return _write(node.children, cell, inside)
    text = node.children[0].token.content if len(node.children) == 1 else ""
    if text == target and _ADDRESS.fullmatch(target):
        return f"<{target}>"
    return f"[{_bracketed(_write(node.children, cell, inside | {'link'}))}]({_destination(node, target, cell)})"


def _image(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    written = cell.document.restore(str(node.token.attrs.get("src", "")))
    alt = cell.document.restore(_alt(node.token))
    drawn = cell.picture(written)
    if drawn is None:
        return f'<em class="nb-missing">{escape.prose(called(alt, written), bracketed="link" in inside)}</em>'
    size = f'{{: .nb-image width="{drawn.width}" height="{drawn.height}"}}' if drawn.width and drawn.height else ""
    own = {name: value for name, value in node.token.attrs.items() if name in _OF_IMAGES}
    if own:  # its author's own width goes before that of the file
        names = f".nb-image{''.join(f' .{each}' for each in str(own.pop('class', '')).split())}"
        size = f"{{: {names}{''.join(f' {key}={_quoted(value)}' for key, value in own.items())}}}"
    return f"![{_bracketed(escape.prose(alt, bracketed=True))}]({_destination(node, drawn.img, cell)}){size}"


def _quoted(value: str | int | float) -> str:
    return f'"{escape.attribute(str(value))}"'


def _destination(node: Node, target: str, cell: Cell) -> str:
    title = cell.document.restore(str(node.token.attrs.get("title", "")))
    if "{eval}" in title:
        told = f"a live value stands in the title of a link or a picture, where none is filled in: {title[:80]}"
        cell.place.warn("nb-unfilled-value", told, title)
    return cell.address(target) + escape.title(title)


def _bracketed(text: str) -> str:
    # A caret after the bracket would make a footnote of it.
    return f"&#94;{text[1:]}" if text.startswith("^") else text


def _alt(image: Token) -> str:
    texts = (token.content if not token.children else _alt(token) for token in image.children or [])
    return " ".join("".join(texts).split())


def _note(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    name = label(node.token)
    cell.noted.add(name)
    return f"[^{cell.note(name)}]"


def _nothing(node: Node, cell: Cell, inside: frozenset[str]) -> str:
    return ""


_WRITERS: dict[str, Callable[[Node, Cell, frozenset[str]], str]] = {
    "text": _text,
    "code_inline": _code,
    "s": _struck,
    "span": _span,
    "hardbreak": _break,
    "html_inline": _html,
    "link": _link,
    "image": _image,
    "footnote_ref": _note,
    CITATION: _citation,
}
