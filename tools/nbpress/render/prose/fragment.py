"""Markdown that is no cell of its own, as HTML: outputs of `text/markdown`, captions. kramdown never reads it."""

from __future__ import annotations

from nbpress.notebook import markdown
from nbpress.render.prose import html_blocks as html
from nbpress.render.prose.cell import Cell, Place, tell
from nbpress.render.prose.references import filled


def markup(text: str, place: Place, *, inline: bool = False) -> str:
    """Render Markdown to a block of the post; `inline`: one paragraph loses its `<p>`."""
    document = markdown.parse(text, spoken=place.spoken)
    tokens = filled(document.tokens, place.numbers, place.stop, place.anchor)
    tell(document, place.warn)
    if inline and [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        tokens = tokens[1:-1]
    return html.write(tokens, Cell(document, place, markdown.options())) if tokens else ""
