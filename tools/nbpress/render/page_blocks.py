"""Blocks that a page is made of: `Html`, which neither Liquid nor kramdown may read, or `Prose`, Markdown that is safe."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from nbpress.core.notices import Warn
from nbpress.render import liquid
from nbpress.render.terminal import LONGEST, cut, playable, resolve


class Html(str):
    """HTML that goes to the page as it is."""

    __slots__ = ()


class Prose(str):
    """Markdown that is safe for Liquid and kramdown already."""

    __slots__ = ()


Block = Html | Prose


def joined_blocks(parts: Iterable[Block]) -> str:
    """Join blocks to kramdown text: neighbouring HTML in one piece, a blank line around each Markdown part."""
    pieces: list[str] = []
    html_run: list[str] = []
    for part in parts:
        if isinstance(part, Html):
            html_run.append(part)
            continue
        if html_run:
            pieces.append(liquid.html("\n".join(html_run)))
            html_run = []
        pieces.append(part)
    if html_run:
        pieces.append(liquid.html("\n".join(html_run)))
    return "\n\n".join(piece for piece in pieces if piece)


def preformatted(text: str, kind: str, warn: Warn | None = None) -> list[Block]:
    """Show text as a terminal would, in an element of class `nb-KIND`; text that leaves nothing shows nothing.

    Of a text that is too long the middle is left out; `warn` is told of it.
    """
    played = playable(text)
    shown = cut(resolve(played).strip("\n"), LONGEST)
    if warn and (len(played) < len(text) or len(shown) > LONGEST):
        warn("nb-long-text", f"an output of {len(text):,} characters is too long for a page; its middle is left out")
    return [wrapped(f"<pre>{escape(shown, quote=False)}</pre>", kind)] if shown.strip() else []


def wrapped(content: str, kind: str, *more: str) -> Html:
    """Put an output into its element."""
    return Html(
        f'<div class="{" ".join(("nb-output", f"nb-{kind}", *(name for name in more if name)))}">{content}</div>'
    )
