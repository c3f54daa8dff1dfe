"""Widgets as they were when the notebook was kept: what they held, as blocks of the page.

In come the id of a model and the notebook's kept state, out go its text, pictures, tables and outputs; a control by its
description and its value; boxes, tabs and accordions of all these. Of what lives on only in a kernel, the author is told.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from types import MappingProxyType
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import validation
from nbpress.render import liquid
from nbpress.render.drawn import SUFFIXES
from nbpress.render.outputs import figure_widget, widget_values, widgets
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.page_blocks import Block, Html, preformatted, wrapped

DEEPEST = 20  # widgets inside each other
ROOM = (
    200  # characters of the page's room that a widget takes beside what it shows, so that no family of them is endless
)
CHILD = 100  # and for each widget that it holds, shown or not
NAMED = 10  # controls that the warning of them names
HTML = "text/html"
COLUMNS, ROWS = ("HBoxModel", "GridBoxModel"), ("VBoxModel", "BoxModel")
FOLDED = ("TabModel", "AccordionModel")
_NOTHING: Mapping[str, Any] = MappingProxyType({})
Outputs = Callable[[Iterable[Mapping[str, Any]], OutputSink], list[Block]]


def blocks(data: Mapping[str, Any], sink: OutputSink, outputs: Outputs) -> list[Block] | None:
    """Show a widget by its kept state; nothing (`None`) where none is kept, or it is of a kind that only a kernel draws.

    outputs: shows what an `Output()` holds.
    """
    name = widgets.viewed(data)
    if name not in sink.widgets:
        return None
    view = _View(sink, outputs)
    shown = view.widget(name)
    if shown is None and widgets.model(name, sink.widgets)[0] and not data.keys() & {HTML, *SUFFIXES}:
        shown = view.unshown(name)
    if view.controls:
        controls = list(dict.fromkeys(view.controls))
        names = ", ".join([*controls[:NAMED], *(["…"] if controls[NAMED:] else [])])
        sink.warn(
            "nb-controls", f"its controls ({names}) are shown as they were left: on a page nothing answers to them"
        )
    return shown


class _View:
    """One output's widgets. controls: what of them a reader would have moved."""

    def __init__(self, sink: OutputSink, outputs: Outputs) -> None:
        self.sink = sink
        self.outputs = outputs
        self.controls: list[str] = []

    def widget(self, name: str) -> list[Block] | None:
        """Show one widget and all that it holds."""
        inside = self.sink.inside
        if name in inside or len(inside) >= DEEPEST or self.sink.room[0] <= 0:
            return []
        inside.append(name)
        try:
            kind, state = widgets.model(name, self.sink.widgets)
            self.sink.room[0] -= CHILD * len(widgets.items(state.get("children")))
            shown = self._shown(kind, state)
        finally:
            inside.pop()
        self.sink.room[0] -= ROOM + sum(map(len, shown or ()))
        return shown

    def _shown(self, kind: str, state: Mapping[str, Any]) -> list[Block] | None:
        line = widgets.line(kind, state, self.sink.widgets)
        if line:
            return preformatted(line, "widget")
        if kind in (*COLUMNS, *ROWS, *FOLDED, "StackModel"):
            return self._box(kind, state)
        forms: dict[str, Callable[[Mapping[str, Any]], list[Block] | None]] = {
            "OutputModel": self._output,
            "HTMLModel": self._html,
            "HTMLMathModel": self._math,
            "LabelModel": self._label,
            "ImageModel": self._image,
            "ButtonModel": self._button,
            "AudioModel": self._media,
            "VideoModel": self._media,
        }
        if kind in forms:
            return forms[kind](state)
        if figure := figure_widget.figure(state):
            return self._output_of({"application/vnd.plotly.v1+json": figure})
        if picture := figure_widget.picture(state):
            return self._output_of({"image/png": picture})
        return self._control(kind, state)

    def _box(self, kind: str, state: Mapping[str, Any]) -> list[Block]:
        children = [str(child).removeprefix(widgets.REFERENCE) for child in widgets.items(state.get("children"))]
        chosen = state.get("selected_index")
        if kind == "StackModel":
            children = [child for number, child in enumerate(children) if number == chosen]
        parts = [self._child(child) for child in children]
        if kind in FOLDED:
            titles = widget_values.titles(state, len(parts))
            parts = [_folded(*part, number == chosen) for number, part in enumerate(zip(titles, parts, strict=True))]
        shown = [block for part in parts for block in part]
        beside = kind in COLUMNS and sum(map(bool, parts)) > 1
        return [Html('<div class="nb-row">'), *_columns(parts), Html("</div>")] if beside else shown

    def _child(self, name: str) -> list[Block]:
        shown = self.widget(name)
        return self.unshown(name) if shown is None else shown

    def unshown(self, name: str) -> list[Block]:
        """Say that there is a widget which only a kernel, or an extension of JupyterLab's, can show."""
        kind = widgets.model(name, self.sink.widgets)[0].removesuffix("Model")
        return self._output_of({kind or "a widget": True})

    def _output(self, state: Mapping[str, Any]) -> list[Block]:
        held = [dict(output) for output in widgets.items(state.get("outputs")) if isinstance(output, Mapping)]
        return self.outputs([output for output in held if not validation.broken(output)], self.sink)

    def _output_of(self, data: Mapping[str, Any], metadata: Mapping[str, Any] = _NOTHING) -> list[Block]:
        """Show what a widget holds as if a cell had displayed it."""
        return self.outputs([{"output_type": "display_data", "data": data, "metadata": metadata}], self.sink)

    def _html(self, state: Mapping[str, Any]) -> list[Block]:
        return self._output_of({HTML: self._described(state) + str(state.get("value") or "")})

    def _math(self, state: Mapping[str, Any]) -> list[Block]:
        parts = widgets.parted(str(state.get("value") or ""))
        value = "".join(part if number % 2 else self._formulas(part) for number, part in enumerate(parts))
        return self._html({**state, "value": value})

    def _label(self, state: Mapping[str, Any]) -> list[Block]:
        text = self._formulas(escape(str(state.get("value") or ""), quote=False))
        return [wrapped(self._described(state) + text, "widget")] if text.strip() else []

    def _described(self, state: Mapping[str, Any]) -> str:
        text = self._formulas(escape(widget_values.description(state), quote=False))
        return f"{text} " if text else ""

    def _formulas(self, text: str) -> str:
        """Show the formulas in a line of HTML, as JupyterLab does in what widgets say."""
        return _FORMULA.sub(lambda found: self._formula(unescape(found[1])), text)

    def _formula(self, tex: str) -> str:
        shown = self.sink.math(tex, False)
        if shown.startswith("$$"):  # what kramdown would make of it
            return rf"\({escape(tex, quote=False)}\)"
        return shown.removeprefix(liquid.OPEN).removesuffix(liquid.CLOSE)

    def _image(self, state: Mapping[str, Any]) -> list[Block]:
        form = str(state.get("format") or "png").lower()
        value = str(state.get("value") or "")
        if form == "url":
            return self._output_of({HTML: f'<img src="{escape(_decoded(value).decode("utf-8", "replace"))}">'})
        kind = {"jpg": "image/jpeg", "svg": "image/svg+xml"}.get(form, f"image/{form}")
        held = _decoded(value).decode("utf-8", "replace") if "svg" in kind else value
        size = {name: state[name] for name in ("width", "height") if state.get(name)}
        return self._output_of({kind: held}, {kind: size}) if value else []

    def _media(self, state: Mapping[str, Any]) -> list[Block]:
        form, content = str(state.get("format") or "").lower(), _decoded(str(state.get("value") or ""))
        if form == "url":
            src = content.decode("utf-8", "replace")
        elif content and form in widget_values.MEDIA:
            src = self.sink.files.add(content, self.sink.name, f".{form}")
        else:
            return []
        kind = "video" if "width" in state else "audio"
        return self._output_of({HTML: f'<{kind} src="{escape(src)}" controls></{kind}>'})

    def _button(self, state: Mapping[str, Any]) -> list[Block]:
        said = widget_values.description(state)
        self.controls.append(said or "a button")
        return [wrapped(f"<kbd>{escape(said, quote=False)}</kbd>", "widget")] if said else []

    def _control(self, kind: str, state: Mapping[str, Any]) -> list[Block] | None:
        """Show a control by its description and its value."""
        value = widget_values.value(kind, state)
        if value is None:
            return None
        if kind not in widget_values.STILL and not state.get("disabled"):
            self.controls.append(widget_values.description(state) or kind.removesuffix("Model"))
        if "\n" in value:
            return [wrapped(f"{self._described(state)}<pre>{escape(value, quote=False)}</pre>", "widget")]
        shown = (
            f"{self._described(state)}<code>{escape(value, quote=False)}</code>" if value else self._described(state)
        )
        return [wrapped(shown.strip(), "widget")] if shown.strip() else []


_FORMULA = regex(r"(?<![\\$])\${1,2}([^$\n]+)\${1,2}(?!\$)")


def _folded(title: str, part: list[Block], opened: bool) -> list[Block]:
    """Let a tab, or a part of an accordion, be unfolded under its title."""
    summary = f'<details class="nb-fold"{" open" if opened else ""}><summary>{escape(title)}</summary>'
    return [Html(summary), *part, Html("</details>")]


def _columns(parts: Iterable[list[Block]]) -> Iterable[Block]:
    for part in filter(None, parts):
        yield from (Html("<div>"), *part, Html("</div>"))


def _decoded(value: str) -> bytes:
    try:
        return b64decode(value)
    except (Error, ValueError):
        return b""
