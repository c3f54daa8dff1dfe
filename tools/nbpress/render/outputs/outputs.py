"""Outputs of a code cell as blocks of the page: in which order, and in which of their forms.

In come a cell's outputs, out go blocks. Every output stands in an element of class `nb-output`, so that a theme can
tell it from the input. How a form is written is in `forms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from nbpress.notebook import diagrams
from nbpress.notebook.work_bounds import laborious_html
from nbpress.render.drawn import SUFFIXES
from nbpress.render.outputs import frames, mime, plotly_chart, renderings, widget_blocks
from nbpress.render.outputs.output_sink import FORM, OutputSink
from nbpress.render.outputs.plot_objects import left_out
from nbpress.render.page_blocks import Block, Prose, preformatted, wrapped
from nbpress.render.terminal import LONGEST, cut, joined, merged, playable, resolve

# The one rule of what is shown: the first of these that an output holds and a page can show.
RICHEST = (
    plotly_chart.CHART,
    "text/html",
    "text/markdown",
    "text/latex",
    diagrams.MIME,
    "image/svg+xml",
    "image/png",
    "image/webp",
    "image/jpeg",
    "image/gif",
    "image/avif",
    "image/bmp",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "text/plain",
)


def blocks(outputs: Iterable[Mapping[str, Any]], sink: OutputSink) -> list[Block]:
    """Turn a cell's outputs into blocks, in their order, as its display wants them."""
    shown: list[Block] = []
    for output in renderings.paired([*paired(merged(left_out(latest(outputs))))], sink):
        if sink.room[0] <= 0:
            sink.warn("nb-full-page", "the page shows no more outputs: those before it are too long together")
            return [*shown, wrapped("<p>More outputs are left out here: the page would be too long.</p>", "note")]
        written = renderings.blocks(output, sink, lambda each, into: _output(_settled(each, into), into))
        sink.room[0] -= sum(map(len, written))
        shown.extend(written)
    return shown


def _settled(output: Mapping[str, Any], sink: OutputSink) -> Mapping[str, Any]:
    """Draw anew the ids that a library drew at random for an output; a drawing in a file of its own is by itself."""
    data = output.get("data") or {}
    texts = {name: joined(data[name]) for name in (frames.HTML, frames.JAVASCRIPT) if name in data}
    if not texts:
        return output
    return {**output, "data": {**data, **dict(zip(texts, sink.ids.settled([*texts.values()], sink.name), strict=True))}}


def latest(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Put what updates a display in the place of what it updates; a stored notebook mostly has done so itself."""
    shown: list[Mapping[str, Any]] = []
    places: dict[str, int] = {}
    for output in outputs:
        name = str((output.get("transient") or {}).get("display_id") or "")
        if output.get("output_type") == "update_display_data" and name in places:
            shown[places[name]] = output
            continue
        if name:
            places[name] = len(shown)
        shown.append(output)
    return shown


def paired(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Bring an element and the script of a later output that fills it together: they meet in one frame."""
    waiting = ""
    last: Mapping[str, Any] | None = None
    for output in outputs:
        data = output.get("data") or {}
        if waiting and frames.scripted(data):
            output = {**output, "data": {**data, frames.HTML: waiting + joined(data.get(frames.HTML))}}
            waiting = ""
        element = frames.placeholder(data)
        waiting += element
        if element:
            continue
        if last is not None and frames.goes_on(last.get("data") or {}, data):
            last = {**last, "data": frames.together(last["data"], data)}
            continue
        if last is not None:
            yield last
        last = output
    if last is not None:
        yield last


def _output(output: Mapping[str, Any], sink: OutputSink) -> list[Block]:
    kind = output.get("output_type")
    if kind == "stream":
        return _stream(output, sink)
    if kind == "error":
        return _error(output, sink)
    if kind in ("display_data", "execute_result", "update_display_data"):
        return bundle(output.get("data") or {}, output.get("metadata") or {}, sink)
    return []


def _stream(output: Mapping[str, Any], sink: OutputSink) -> list[Block]:
    name = "stderr" if output.get("name") == "stderr" else "stdout"
    if not getattr(sink.display, name):
        return []
    text = joined(output.get("text"))
    if name == "stdout" and sink.display.asis:
        return [Prose(sink.prose(cut(resolve(playable(text)), LONGEST)))]
    return preformatted(text, name, sink.warn, fold=sink.fold)


def _error(output: Mapping[str, Any], sink: OutputSink) -> list[Block]:
    """Show a traceback; some kernels leave it empty, or hold no text in it, and say all in the error's name and words."""
    given = output.get("traceback")
    lines = given if isinstance(given, list) else [given]
    trace = "\n".join(joined(line) for line in lines if isinstance(line, str | list))
    said = ": ".join(filter(None, (joined(output.get(name) or "") for name in ("ename", "evalue"))))
    return preformatted(trace if resolve(trace).strip() else said or "Error", "error", sink.warn, fold=sink.fold, end=1)


def bundle(data: Mapping[str, Any], metadata: Mapping[str, Any], sink: OutputSink) -> list[Block]:
    """Show the richest form of an output that can be shown; where there is none, say so."""
    widget = widget_blocks.blocks(data, sink, blocks)
    if widget is not None:
        return widget
    data = frames.static(frames.unfolded(_sized(data, sink)))
    script = frames.library(data)
    if script or frames.silent(data):
        sink.libraries.extend(filter(None, [script]))
        data = _told(data)
    for mimetype in sink.richest:
        if mimetype in data:
            shown = mime.write(mimetype, data, metadata, sink)
            if shown is not None:
                _remember(data, sink)
                return shown
    return _unshown(data, sink)


def _sized(data: Mapping[str, Any], sink: OutputSink) -> Mapping[str, Any]:
    """Leave out the forms that are too large to be read, or whose HTML nobody wrote."""
    large = [name for name, value in data.items() if not name.startswith("image/") and _too_much(name, value)]
    if not large:
        return data
    forms = ", ".join(sorted(large))
    sink.warn("nb-large-output", f"its output as {forms} is too large, or never closes what it opens; it is left out")
    note = {"text/plain": LEFT_OUT} if not data.keys() - {*large, "text/plain"} else {}
    return {**{name: value for name, value in data.items() if name not in large}, **note}


LEFT_OUT = "[An output is left out here: it is too large for a page.]"


def _too_much(name: str, value: Any) -> bool:
    if name == "text/plain":
        return False  # it is cut where it is shown
    if not isinstance(value, str | list):
        return False
    text = joined(value)
    most = LONGEST if name in ("text/markdown", "text/latex", diagrams.MIME) else FORM
    return len(text) > most or (name == frames.HTML and laborious_html(text))


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of an output whose script shows nothing what shows something all the same: a picture, or words."""
    beside = frames.words(data)
    return ({frames.HTML: beside} if beside else {}) | {
        name: value
        for name, value in data.items()
        if name in SUFFIXES or (name == "text/plain" and not mime.OBJECT.fullmatch(joined(value).strip()))
    }


def _remember(data: Mapping[str, Any], sink: OutputSink) -> None:
    """Keep the libraries that a shown chart brought, for a later one that leans on them."""
    script = frames.brought(data) if frames.scripted(data) else ""
    if script and script not in sink.libraries:
        sink.libraries.append(script)


def _unshown(data: Mapping[str, Any], sink: OutputSink) -> list[Block]:
    """Show any other text as it is; say of anything else that it cannot be shown; pass over what holds nothing."""
    texts = [name for name in sorted(data) if name.startswith("text/") and name not in ("text/html", "text/plain")]
    foreign = [name for name in sorted(data) if name != "text/plain" and data[name]]
    if texts or not foreign:
        return preformatted(joined(data.get(texts[0] if texts else "text/plain")), "result", fold=sink.fold)
    sink.warn(
        "nb-unshown-output",
        f"its output is only there as {', '.join(foreign)}, which a static page cannot show{frames.advice(data)}",
    )
    text = resolve(joined(data.get("text/plain"))).strip()
    text = "" if mime.OBJECT.fullmatch(text) else text
    said = f" <code>{escape(text, quote=False)}</code>" if text else ""
    return [wrapped(f"<p>An interactive output, to be seen in the notebook.{said}</p>", "note")]
