"""Outputs that are one and the same, once for a light page and once for a dark one: `renderings: [light, dark]`.

As in Quarto the names stand for the displayed outputs of their cell in their order, which are as many. What the cell printed
stays. Two pictures become one output, which holds the dark one; of anything else both stand on the page, and one is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbpress.notebook import dark_form
from nbpress.notebook.dark_form import DARK, LIGHT
from nbpress.render.drawn import SUFFIXES
from nbpress.render.outputs import frames
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.page_blocks import Block, Html

Output = Mapping[str, Any]


def paired(outputs: Sequence[Output], sink: OutputSink) -> list[Output]:
    """Put the renderings of one output in the place of the first; say so where there are others than their names tell."""
    names = sink.display.renderings
    if not names:
        return [*outputs]
    shown = [each for each in outputs if "data" in each and not frames.silent(each["data"])]
    if not set(names) <= {LIGHT, DARK} or len(set(names)) < len(names):
        said = f"`renderings:` takes `light`, `dark`, or a list of both, not {', '.join(names)}; all outputs are shown"
        sink.warn("nb-renderings", said, "renderings:")
        return [*outputs]
    if len(shown) != len(names):
        said = f"`renderings:` names {len(names)}, and the cell shows {len(shown)}: all outputs are shown"
        sink.warn("nb-renderings", said, "renderings:")
        return [*outputs]
    named = dict(zip(names, shown, strict=True))
    light = named.get(LIGHT) or named[DARK]
    first = next(place for place, each in enumerate(outputs) if each is shown[0])
    one = {**light, "data": {**light["data"], dark_form.MIME: named[DARK]["data"] if DARK in named else {}}}
    others = [each for each in outputs if not any(each is other for other in shown)]
    before = sum(1 for each in outputs[:first] if not any(each is other for other in shown))
    return [*others[:before], one, *others[before:]]


def blocks(output: Output, sink: OutputSink, write: Callable[[Output, OutputSink], list[Block]]) -> list[Block]:
    """Write an output; the dark rendering of one that is no picture stands below it, hidden, with the same number."""
    data = output.get("data") or {}
    light, dark = (_without(each) for each in (data, dark_form.of(data)))
    form = _form(light, sink)
    if not dark or (form in SUFFIXES and form == _form(dark, sink)):
        return write(output, sink)
    unnamed = [mark._replace(id="") for mark in sink.numbered]  # an id stands once on a page
    again = replace(sink, figures=[*sink.figures], display=replace(sink.display, label=""), numbered=unnamed)
    return [
        Html(f'<div class="nb-renderings"><div class="nb-{LIGHT}">'),
        *write({**output, "data": light}, sink),
        Html(f'</div><div class="nb-{DARK}" hidden>'),
        *write({**output, "data": dark}, again),
        Html("</div></div>"),
    ]


def _without(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in data.items() if name != dark_form.MIME}


def _form(data: Mapping[str, Any], sink: OutputSink) -> str:
    return next((each for each in sink.richest if each in data), "")
