"""Blocks that a page is made of: `Html`, which neither Liquid nor kramdown may read, or `Prose`, Markdown that is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from nbpress.core.notices import Warn
from nbpress.render import liquid
from nbpress.render.ansi import Colours
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


LEAST = 10  # lines that are worth a fold


def preformatted(text: str, kind: str, warn: Warn | None = None, *, fold: int = 0, end: int = 0) -> list[Block]:
    """Show text as a terminal would, in an element of class `nb-KIND`; text that leaves nothing shows nothing.

    Of a text that is too long the middle is left out; `warn` is told of it. fold, end: see `folded`.
    """
    played, colours = playable(text), Colours()
    shown = cut(resolve(colours.coded(played)).strip("\n"), LONGEST)
    if warn and (len(played) < len(text) or len(shown) > LONGEST):
        warn("nb-long-text", f"an output of {len(text):,} characters is too long for a page; its middle is left out")
    return [wrapped(folded(shown, fold, end, colours.html), kind)] if shown.strip() else []


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def folded(text: str, fold: int, end: int = 0, written: Callable[[str], str] = _escaped) -> str:
    """Write lines as they are; after `fold` of them the rest is to be unfolded, but for the last `end`. 0: none is.

    written: writes lines as HTML that ends with each line.
    """
    lines = text.split("\n")
    last = len(lines) - end
    if not fold or last - fold < LEAST:
        return _pre(lines, written)
    more = f"<summary>… {last - fold:,} more lines</summary>{_pre(lines[fold:last], written)}"
    rest = _pre(lines[last:], written) if end else ""
    return f'{_pre(lines[:fold], written)}<details class="nb-more">{more}</details>{rest}'


def _pre(lines: list[str], written: Callable[[str], str]) -> str:
    lead = "" if lines[0] or len(lines) == 1 else "\n"  # a browser passes over the first line break
    return f"<pre>{lead}{written(chr(10).join(lines))}</pre>"


def wrapped(content: str, kind: str, *more: str) -> Html:
    """Put an output into its element."""
    return Html(
        f'<div class="{" ".join(("nb-output", f"nb-{kind}", *(name for name in more if name)))}">{content}</div>'
    )


def folding(summary: str, opened: bool = False) -> Block:
    """Begin something that a reader unfolds."""
    return Html(f'<details class="nb-fold"{" open" if opened else ""}><summary>{escape(summary)}</summary>')


UNFOLDED = Html("</details>")
