"""Blocks that kramdown's Markdown cannot hold faithfully, as HTML; and the author's own HTML, made whole.

In: markdown-it's tokens. Out: a post's text for them, balanced by a browser's rules, so that nothing in it
reaches beyond its cell. Code, formulas, values and Liquid in it are pieces of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from selectolax.lexbor import LexborNode

from nbpress.core.regex import regex
from nbpress.notebook import explanations, markdown
from nbpress.notebook.diagrams import Diagram
from nbpress.notebook.document import Kept
from nbpress.notebook.embeds import EMBED, Embed
from nbpress.render import active_html, escape, html, liquid, listing
from nbpress.render.drawn import Drawn
from nbpress.render.page_numbers import Thing
from nbpress.render.prose import citation, cited_works, embedded
from nbpress.render.prose.cell import CHECKED, Cell, label, listed, plain
from nbpress.render.prose.numbered_blocks import NumberedBlocks
from nbpress.render.prose.references import filled

_MARKERS = regex(re.escape(liquid.OPEN) + "|" + re.escape(liquid.CLOSE))
_MATH = regex(r"\\?\$\$(.*?)\$\$", re.S)


def write(tokens: Sequence[Token], cell: Cell) -> str:
    """Return the block tokens as one HTML block of the post."""
    renderer = Markup(cell)
    fragment = _whole(renderer.render(tokens, cell.options, {}), cell)
    piece = re.compile(rf'<figure id="{cell.document.word}(\d+)"></figure>|{cell.document.mark.pattern}')
    out: list[str] = []
    end = 0
    for found in piece.finditer(fragment):
        shown = renderer.blocks[int(found[1])] if found[1] else renderer.kept(int(found[2]))
        before = fragment[end : found.start()]
        out.append(liquid.raw(liquid.closed(before.rstrip(" ") if shown.startswith(citation.TIGHT) else before)))
        out.append(shown.removeprefix(citation.TIGHT))
        end = found.end()
    out.append(liquid.raw(liquid.closed(fragment[end:])))
    return liquid.block("".join(out).strip())


class Markup(NumberedBlocks, RendererHTML):
    """markdown-it's own HTML, with the ids, notes and boxes of the page; code blocks are set aside."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        super().__init__(cell.document, cell.place.numbers, cell.place.warn, cell.place.callouts, cell.group())
        self.blocks: list[str] = []
        self.citations: list[str] = []
        self.headed = False
        self.lists: list[list[str]] = []

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Open a heading with the id that links inside the notebook know."""
        self.headed = True
        name = self.cell.anchor(tokens[idx + 1])
        return (
            f'<{tokens[idx].tag} id="{escape.attribute(name)}">{self.cell.section(tokens[idx], tokens[idx + 1], name)}'
        )

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Close it."""
        self.headed = False
        return self.renderToken(tokens, idx, options, env)

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Open a list item, with the box of a task."""
        checked = tokens[idx].meta.get("checked")
        if self.lists and self.lists[-1]:
            return f"<li>{self.lists[-1].pop(0)}"
        return "<li>" if checked is None else f'<li class="task-list-item">{CHECKED[checked]} '

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Open a list; one that explains code names its lines."""
        lines = self.cell.explains(tokens[idx])
        numbers = explanations.items(tokens, idx) if lines else ()
        self.lists.append([f"{listing.place(lines[each])} " if each in lines else "" for each in numbers])
        opening = self.renderToken(tokens, idx, options, env)
        return opening.replace("<ol", '<ol class="nb-explained"', 1) if lines else opening

    def ordered_list_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Close it."""
        self.lists.pop()
        return self.renderToken(tokens, idx, options, env)

    def bullet_list_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Open a list that explains nothing."""
        self.lists.append([])
        return self.renderToken(tokens, idx, options, env)

    def bullet_list_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Close it."""
        return self.ordered_list_close(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Set a highlight block or a diagram aside; code whose text would end the HTML block stays plain."""
        found, page = self.cell.diagram(tokens[idx]), self.cell.place.diagrams
        if found and page:
            words, caption = _diagram_caption(found, self.cell)
            figure = page.figure(replace(found, alt=found.alt or words), self.cell.place.warn)
            return self._aside(f"{liquid.raw(liquid.closed(figure))}{caption}</figure>")
        code = self.cell.document.restore(tokens[idx].content)
        if "{:/" in code:
            return f"<pre><code>{escape.attribute(code)}</code></pre>\n"
        return self._aside(listed(tokens[idx], self.cell))

    def block_value(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Set a live value that is a block aside; its paragraph's own attributes stay with it."""
        shown = liquid.raw(liquid.closed(tokens[idx].content))
        if not tokens[idx].attrs:
            return self._aside(shown)
        return f"<div{self.renderAttrs(tokens[idx])}>{self._aside(shown)}</div>\n"

    def _aside(self, block: str) -> str:
        self.blocks.append(block)
        return f'<figure id="{self.cell.document.word}{len(self.blocks) - 1}"></figure>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Treat an indented block like a fenced one."""
        return self.fence(tokens, idx, options, env)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Show code as it was written."""
        return f"<code>{escape.attribute(self.cell.document.restore(tokens[idx].content))}</code>"

    def citation(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Set a citation aside, as what is kept from Markdown is; one that is none is text."""
        shown = self.cell.cited(tokens[idx], linked=not self.headed, noted=False)
        if shown is None:
            return escape.attribute(tokens[idx].content)
        self.citations.append(within(shown))
        return f"{self.cell.document.word}{len(self.cell.document.kept) + len(self.citations) - 1}z"

    def kept(self, number: int) -> str:
        """Give what a mark stands for as HTML."""
        kept = self.cell.document.kept
        return within(self.cell.shown(kept[number])) if number < len(kept) else self.citations[number - len(kept)]

    def embed(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write what another article shows."""
        own: Embed = tokens[idx].meta[EMBED]
        own = replace(
            own, caption=self.cell.document.restore(own.caption), target=self.cell.document.restore(own.target)
        )
        framed = any(each.end.startswith("</figure>") for each in self._open)
        shown = embedded.write(own, self.cell, lambda text: _caption(text, self.cell), framed=framed)
        return self._aside(shown) if shown else ""

    def references_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write the list of references."""
        shown = reference_list(self.cell)
        return self._aside(shown) if shown else ""

    def references_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write nothing: the list is whole."""
        return ""

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Refer to a note at the end of the page."""
        name = label(tokens[idx])
        shown = escape.attribute(name.removeprefix("inline "))
        return f'<sup><a href="#fn:{self.cell.note(name)}" class="footnote">{shown}</a></sup>'

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write nothing: kramdown leads back from a note itself."""
        return ""


def _diagram_caption(found: Diagram, cell: Cell) -> tuple[str, str]:
    """Give the words of a diagram's caption, a line of Markdown, and its HTML with the number of the diagram."""
    words, shown = _caption(found.caption, cell) if found.caption else ("", "")
    labels = (found.label,) if found.label else ()
    numbers = cell.place.numbers
    own = numbers.add(Thing("figure", labels, words, found.label)) if numbers else None
    lead = numbers.lead(own, alone=not found.caption) if numbers else ""
    return words, f"<figcaption>{lead}{shown}</figcaption>" if lead or shown else ""


def _caption(text: str, cell: Cell) -> tuple[str, str]:
    """Give the words of a caption, a line of Markdown, and its HTML."""
    document = markdown.parse(text, spoken=cell.place.spoken)
    lines = [
        token
        for token in filled(document.tokens, cell.place.numbers, cell.place.stop, cell.place.anchor)
        if token.type == "inline"
    ]
    words = " ".join(plain(line, document) for line in lines)
    return words, _MARKERS.sub("", write(lines, Cell(document, cell.place, cell.options))).strip()


def _whole(fragment: str, cell: Cell) -> str:
    """Read the fragment as a browser does and write it balanced, its links led to the page's targets."""
    body = html.parsed(fragment)
    if body is None:
        return ""
    if cell.document.kept:
        for node in body.css("*"):
            _restore(node, cell)

    found = active_html.disarm(body, f"{fragment}&" if cell.document.kept else fragment)
    for what in () if cell.place.sanitized else found:
        cell.place.warn(
            "nb-active-html",
            f"its HTML has {what}, which no page runs; it is left out. In an output it is shown in a frame",
        )

    def target(value: str) -> str:
        return value if _liquid(value, cell) else cell.target(value)

    def picture(value: str) -> Drawn | None:
        return Drawn(value) if _liquid(value, cell) else cell.picture(value)

    html.lead(body, target, picture)
    return html.sanitized(body, cell.place.warn, found) if cell.place.sanitized else html.written(body)


def _restore(node: LexborNode, cell: Cell) -> None:
    """Put what was kept from Markdown back into an element's attributes."""
    for name, value in node.attributes.items():
        if value and not _liquid(value, cell) and (written := cell.document.restore(value)) != value:
            node.attrs[name] = written


def _liquid(value: str, cell: Cell) -> bool:
    """Tell whether the author's own Liquid stands in an attribute: its mark is replaced later."""
    return any(isinstance(part, Kept) and part.kind == "liquid" for part in cell.document.split(value))


def reference_list(cell: Cell) -> str:
    """Write the list of references as HTML for the middle of a block; nothing where there is none."""
    page = cell.place.citations
    if page is None:
        return ""
    return cited_works.write(page.works(), page.back, lambda tex: within(cell.place.math(tex, False)))


def within(text: str) -> str:
    """Return text of a post for the middle of a block of HTML."""
    text = _MATH.sub(_delimited, text) if "$$" in text else text
    return _MARKERS.sub("", text)


def _delimited(found: re.Match[str]) -> str:
    """Write a formula of kramdown's own kind as kramdown itself writes it into HTML; one with a number is displayed."""
    text = escape.attribute(found[1])
    return f"\\[{text}\\]" if "\\tag{" in text else f"\\({text}\\)"
