"""What passes between the page and the outputs of a cell: blocks, and the desk that outputs are laid on.

A block is `Html`, which neither Liquid nor kramdown may read, or `Prose`, Markdown that is safe already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from nbpress.notebook.cell_options import Display
from nbpress.render import liquid
from nbpress.render.figures import Album, Drawn
from nbpress.render.terminal import resolve


class Html(str):
    """HTML that goes to the page as it is."""

    __slots__ = ()


class Prose(str):
    """Markdown that is safe for Liquid and kramdown already."""

    __slots__ = ()


Block = Html | Prose


@dataclass(frozen=True, slots=True)
class Desk:
    """What the outputs of one cell need to know of their cell and page.

    name: of the cell's files. about: says what its figures show. album: takes the files. prose: renders the author's
    Markdown, for `output: asis`. markup: renders a Markdown output (or inline: a caption) to text of the post.
    link: gives the target on the page of a link as written; picture: the same of an image, nothing where there is none.
    math: renders TeX, displayed or not. warn: takes a sentence. richest: the MIME types that may be shown, best first.
    widgets: what the notebook keeps of its widgets, by model.
    libraries: scripts that earlier outputs of the page brought; grows. figures: addresses of the cell's; grows.
    """

    display: Display
    name: str
    about: Callable[[], str]
    album: Album
    prose: Callable[[str], str]
    link: Callable[[str], str]
    picture: Callable[[str], Drawn | None]
    markup: Callable[[str, bool], str]
    math: Callable[[str, bool], str]
    warn: Callable[[str], None]
    richest: Sequence[str]
    widgets: Mapping[str, Any] = field(default_factory=dict)
    libraries: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


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


def preformatted(text: str, kind: str) -> list[Block]:
    """Show text as a terminal would, in an element of class `nb-KIND`; text that leaves nothing shows nothing."""
    shown = resolve(text).strip("\n")
    return [wrapped(f"<pre>{escape(shown, quote=False)}</pre>", kind)] if shown.strip() else []


def wrapped(content: str, kind: str, *more: str) -> Html:
    """Put an output into its element."""
    return Html(
        f'<div class="{" ".join(("nb-output", f"nb-{kind}", *(name for name in more if name)))}">{content}</div>'
    )
