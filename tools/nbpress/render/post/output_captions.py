"""What the outputs of a cell show that may have a number: its figures, or all of it as one figure or table with parts.

In come a cell's options and how many pictures its outputs have, out go things to count, and blocks with a caption around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

from nbpress.core.labelled import Labelled
from nbpress.notebook import kinds
from nbpress.notebook.cell_options import Display
from nbpress.render.outputs.mime import words
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.page_blocks import Block, Html, Prose
from nbpress.render.page_numbers import Mark, PageNumbers, Thing

FIGURE, TABLE = "figure", "table"


@dataclass(frozen=True, slots=True)
class Captions:
    """The captions of a cell. kind: of all its outputs as one thing, empty where each picture is one by itself.

    whole: the caption of that. each: those of its pictures.
    """

    kind: str
    whole: str
    each: tuple[str, ...]


def of(shown: Display, pictures: int) -> Captions:
    """Read the captions of a cell whose outputs have so many pictures."""
    named = kinds.of_label(shown.label)
    if named == TABLE or (shown.tabled and named != FIGURE):
        return Captions(TABLE, shown.caption or "".join(shown.captions[:1]), ())
    if shown.parts:
        return Captions(FIGURE, shown.caption, shown.captions)
    if len(shown.captions) < 2 and (pictures > 1 or (not pictures and named == FIGURE)):
        return Captions(FIGURE, "".join(shown.captions), ())
    return Captions("", "", shown.captions)


def things(shown: Display, pictures: int) -> list[Thing]:
    """Give what the outputs of a cell show, as a page counts it."""
    found = of(shown, pictures)
    if not found.kind:
        return [_picture(shown.label, each, found.each, first=0) for each in range(pictures)]
    labels = (shown.label,) if shown.label else ()
    whole = Thing(found.kind, labels, words(found.whole), shown.label)
    parts = pictures if found.kind == FIGURE and (pictures > 1 or shown.parts) else 0
    return [whole, *(_picture(shown.label, each, found.each, first=1) for each in range(parts))]


def _picture(label: str, place: int, captions: Sequence[str], first: int) -> Thing:
    """Give one of the pictures of a cell; its label is that of the cell, with a number behind it but for the first."""
    caption = words(captions[place]) if place < len(captions) else ""
    if not label:
        return Thing(FIGURE, (), caption)
    name = f"{label}-{place + 1}"
    return Thing(FIGURE, (name,), caption, name) if first or place else Thing(FIGURE, (label, name), caption, label)


def blocks(
    shown: Display, sink: OutputSink, numbers: PageNumbers, cell: int, write: Callable[[OutputSink], list[Block]]
) -> list[Block]:
    """Write the outputs of a cell with their captions, and count what they show. write: writes them without."""
    parts = _numbered(shown, sink, numbers, cell, write)
    if parts is None:
        parts = write(sink)
        if parts and shown.columns:
            parts = columns(parts, shown.columns)
        if parts and shown.caption:
            parts = [Html('<p class="nb-caption">'), Prose(sink.markup(shown.caption, True)), Html("</p>"), *parts]
    if parts:
        pictures = len(sink.figures)
        numbers.outputs(cell, things(shown, pictures), pictures, parts=bool(of(shown, pictures).kind))
    return parts


def _numbered(
    shown: Display, sink: OutputSink, numbers: PageNumbers, cell: int, write: Callable[[OutputSink], list[Block]]
) -> list[Block] | None:
    """Write the outputs of a cell whose figures or tables have numbers; None where none has one."""
    own, pictures = numbers.of_outputs(cell)
    if not any(each.number for each in own):
        return None
    found = of(shown, pictures)
    marks = tuple(map(numbers.mark, own[1:] if found.kind else own)) or (Mark("", "", ""),)  # the frame has the id
    inner = write(replace(sink, display=replace(shown, captions=found.each), numbered=marks))
    if shown.columns:
        inner = columns(inner, shown.columns)
    return _framed(inner, found, own[0], sink, numbers) if found.kind else inner


def columns(parts: list[Block], count: int) -> list[Block]:
    """Put blocks side by side."""
    return [Html(f'<div class="nb-columns nb-columns-{count}">'), *parts, Html("</div>")]


def _framed(parts: list[Block], found: Captions, own: Labelled, sink: OutputSink, numbers: PageNumbers) -> list[Block]:
    """Put all outputs into one figure: the caption of a table stands above it."""
    lead = numbers.lead(own, alone=not found.whole)
    caption: list[Block] = [Html(f"<figcaption>{lead}")]
    caption += [Prose(sink.markup(found.whole, True))] if found.whole else []
    caption.append(Html("</figcaption>"))
    name = f' id="{escape(own.id)}"' if own.id else ""
    inner = [*caption, *parts] if found.kind == TABLE else [*parts, *caption]
    return [Html(f'<figure class="nb-outputs"{name}>'), *inner, Html("</figure>")]
