"""The code of a cell with what stands beside it: its caption, which begins with a number where listings are counted."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nbpress.notebook.listings import Listing
from nbpress.render import plain_text
from nbpress.render.page_blocks import Html, Prose, joined_blocks
from nbpress.render.page_numbers import Thing
from nbpress.render.post import code
from nbpress.render.prose.cell import Place

Markup = Callable[[str, Place], str]  # of a line


def shown(source: str, language: str, own: Listing, place: Place, markup: Markup) -> str:
    """Write code as text of the post. language: of the notebook. place: of its caption on the page. markup: writes that."""
    if own.problem:
        place.warn("nb-unknown-syntax", own.problem)
    text = (
        code.block(source, language, place.code)
        if own.plain
        else code.listed(source, language, own, place.warn, place.code)
    )
    return _captioned(text, own, place, markup) if text and own.caption else text


def _captioned(text: str, own: Listing, place: Place, markup: Markup) -> str:
    labels, words = (own.label,) if own.label else (), " ".join(line for _, line in plain_text.blocks(own.caption))
    counted = place.numbers.add(Thing("listing", labels, words, own.label)) if place.numbers else None
    lead = place.numbers.lead(counted) if place.numbers else ""
    name = f' id="{escape(own.label)}"' if own.label else ""
    return joined_blocks(
        [
            Html(f'<figure class="nb-listing"{name}><figcaption>{lead}'),
            Prose(markup(own.caption, place)),
            Html("</figcaption>"),
            Prose(text),
            Html("</figure>"),
        ]
    )
