"""The forms that an output may have, and how each is written: HTML, Markdown, LaTeX, JSON, pictures, scripts, text.

In comes a MIME bundle with the form that was chosen, out go blocks, or `None` where that form has nothing to show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from nbpress.core.regex import regex
from nbpress.notebook import dark_form, diagrams
from nbpress.render import html, liquid, pictures
from nbpress.render.active_html import SANDBOX
from nbpress.render.drawn import SUFFIXES, SVG
from nbpress.render.outputs import frame_document, frames, plotly_chart, widgets
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.page_blocks import Block, Html, Prose, folded, preformatted, wrapped
from nbpress.render.page_numbers import Mark
from nbpress.render.plain_text import blocks as spoken
from nbpress.render.terminal import LONGEST, cut, joined, plain


def write(mimetype: str, data: Mapping[str, Any], metadata: Mapping[str, Any], sink: OutputSink) -> list[Block] | None:
    """Write one form of an output; nothing (`None`) if it cannot be shown, and another has to be tried."""
    if mimetype in SUFFIXES:
        return _picture(mimetype, data, metadata, sink)
    forms = {
        "text/html": _html,
        "text/markdown": _markdown,
        "text/latex": _latex,
        diagrams.MIME: _diagram,
        "application/javascript": _script,
        "text/plain": _plain,
        plotly_chart.CHART: _plotly,
    }
    form = forms.get(mimetype, _json if mimetype.endswith("json") else None)
    return form(data, mimetype, sink) if form else None


def _html(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block] | None:
    text = plain(joined(data[mimetype]))
    if widgets.VIEW in data or "Failed to display Jupyter Widget" in text:
        return None  # what a widget leaves in HTML is an apology; its other forms say more
    if sink.sanitized:
        return _sanitized(data, text, sink)
    if frames.active(data) and (not _static(text) or frames.completed(data, sink.libraries)):
        return _script(data, mimetype, sink)
    inner = _inner(text, sink)
    if inner:
        return inner
    if html.visible(text):
        return [fragment(text, sink)]
    return [] if OBJECT.fullmatch(joined(data.get("text/plain")).strip() or "<HTML>") else None


def _sanitized(data: Mapping[str, Any], text: str, sink: OutputSink) -> list[Block] | None:
    """Show what is left of HTML of an author who is not trusted; another form, where it needs a script or nothing is left."""
    if frames.active(data) and not _static(text) and not frames.pictured(text):
        return _left_out(data, sink)
    shown = fragment(text, sink)
    return [shown] if html.visible(shown) else _otherwise(data)


def _left_out(data: Mapping[str, Any], sink: OutputSink) -> list[Block] | None:
    sink.warn("nb-sanitized", "its output needs a script, and is left out by `html: sanitized`")
    return _otherwise(data)


def _otherwise(data: Mapping[str, Any]) -> list[Block] | None:
    """Say how to go on without HTML and scripts: `None`, another form shows something; or with nothing to show."""
    words = joined(data.get("text/plain")).strip()
    return None if any(name in SUFFIXES for name in data) or (words and not OBJECT.fullmatch(words)) else []


def _inner(text: str, sink: OutputSink) -> list[Block] | None:
    """Show a document that lies beside the notebook as a chart of its own; nothing if the fragment is no such."""
    found = INNER.search(text)
    if not found or html.ABSOLUTE.match(found[1]) or frames.beside(text, found):
        return None
    drawn = sink.picture(unescape(found[1]))
    chart = {frames.HTML: sink.files.content(drawn.src).decode("utf-8", "replace") if drawn else ""}
    return _script(chart, frames.HTML, sink) if frames.active(chart) else None


INNER = regex(r"""<iframe\b[^>]*?\ssrc\s*=\s*["']([^"']+\.html?)["'][^>]*>""", re.S | re.I)


def _static(text: str) -> bool:
    """Whether the fragment shows its content without its scripts, which only adorn it."""
    bare = html.SCRIPT.sub("", text)
    return bool(re.search(r"<td\b|\bsk-top-container\b", bare, re.I))


def fragment(text: str, sink: OutputSink) -> Html:
    """Show an HTML fragment, balanced, its style bound to it, its links and pictures as the page needs them."""
    safe, style = html.contained(text, sink.link, sink.picture, sink.warn if sink.sanitized else None)
    return wrapped(safe, "html", style)


def _markdown(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block]:
    text = plain(joined(data[mimetype]))
    if sink.display.asis:
        return [Prose(sink.prose(text))]
    return [Html('<div class="nb-output nb-markdown">'), Prose(sink.markup(text, False)), Html("</div>")]


def _latex(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block]:
    parts = formulas(plain(joined(data[mimetype])).strip())
    shown = [
        Html(f"<p>{escape(text)}</p>") if display is None else formula(sink.math(text, True)) for text, display in parts
    ]
    return [Html('<div class="nb-output nb-latex">'), *shown, Html("</div>")]


def formula(rendered: str) -> Block:
    """Let a displayed formula stand on its own, be it kramdown's `$$` or finished markup."""
    if rendered.endswith("$$"):
        return Prose(rendered)
    return Html(f'<div class="math">{rendered.removeprefix(liquid.OPEN).removesuffix(liquid.CLOSE)}</div>')


def _diagram(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block] | None:
    """Show a diagram; one that nobody drew gives way to a picture of it."""
    source = diagrams.diagram(plain(joined(data[mimetype])))
    if sink.diagrams.fails(source.source) and _static_form(data) is None:
        return None
    number = len(sink.figures)
    caption = _nth(sink.display.captions, number) or source.caption
    alt = _nth(sink.display.alts, number) or source.alt or words(caption)
    mark = _mark(sink)
    found = replace(source, caption=caption, alt=alt, label=mark.id)
    sink.figures.append("")
    if sink.diagrams.itself and not caption and not mark.alone:
        return [Prose(liquid.fence(found.source, diagrams.LANGUAGE))]
    opened = Html(sink.diagrams.figure(found, sink.warn, "nb-output"))
    if not caption:
        return [Html(f"{opened}{f'<figcaption>{mark.alone}</figcaption>' if mark.alone else ''}</figure>")]
    return [Html(f"{opened}<figcaption>{mark.lead}"), Prose(sink.markup(caption, True)), Html("</figcaption></figure>")]


_OPENS = regex(r"\$\$|\\\[|\$|\\\(")
_CLOSES = {"$$": "$$", "\\[": "\\]", "$": "$", "\\(": "\\)"}


def formulas(text: str) -> list[tuple[str, bool | None]]:
    """Split LaTeX at its formulas: each with whether it is displayed; the text between them has None."""
    found: list[tuple[str, bool | None]] = []
    unclosed: set[str] = set()
    position = start = 0
    while opened := _OPENS.search(text, start):
        sign, end = _closed(text, opened, unclosed)
        start = opened.start() + 1
        if end >= 0:
            found.append((text[position : opened.start()].strip(), None))
            found.append((text[opened.start() + len(sign) : end].strip(), sign in ("$$", "\\[")))
            position = start = end + len(sign)
    found.append((text[position:].strip(), None))
    return [part for part in found if part[0]] if position else [(text, True)]


def _closed(text: str, opened: re.Match[str], unclosed: set[str]) -> tuple[str, int]:
    """Find where a formula ends, and with which sign; a sign that nothing closes is not looked for again."""
    for sign in ("$$", "$") if opened[0] == "$$" else (opened[0],):
        end = -1 if sign in unclosed else text.find(_CLOSES[sign], opened.start() + len(sign) + 1)
        if end >= 0:
            return sign, end
        unclosed.add(sign)
    return "", -1


def _plain(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block] | None:
    text = joined(data[mimetype])
    if any(name.startswith("application/") or name == "text/html" for name in data) and OBJECT.fullmatch(text.strip()):
        return None
    if widgets.VIEW in data and NAMED.fullmatch(text.strip()):
        sink.warn("nb-no-widget-state", "its widget is shown by its name, for the notebook keeps no state of it")
    return preformatted(text, "widget" if widgets.VIEW in data else "result", sink.warn, fold=sink.fold)


NAMED = regex(r"\w+\(.*\)", re.S)  # what Python says of a widget


# What Python says of an object that nobody described: no reader misses it.
OBJECT = regex(
    r"<[\w.]+(?: object)?(?: at 0x[0-9a-f]+)?>|<VegaLite .*|(?:Figure|FigureWidget)\(\{.*|JupyterChart\(.*"
    r"|alt\.\w*Chart\(\.\.\.\)",
    re.S,
)


def _json(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block]:
    value = data[mimetype]
    text = plain(value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False))
    text = cut(text, LONGEST)
    return [wrapped(folded(text, sink.fold), "json")]


def _picture(
    mimetype: str, data: Mapping[str, Any], metadata: Mapping[str, Any], sink: OutputSink
) -> list[Block] | None:
    shown = pictures.picture(mimetype, data[mimetype], metadata)
    if shown is None:
        if mimetype == SVG:
            return [fragment(plain(sink.ids.settled([joined(data[mimetype])], sink.name)[0]), sink)]
        sink.warn("nb-broken-image", f"its {mimetype} is no image")
        return None
    src = sink.files.add(shown.content, sink.name, shown.suffix)
    own = metadata.get(mimetype)
    alt, caption = _words(sink, str(own.get("alt") or "") if isinstance(own, Mapping) else "")
    dark = _dark(mimetype, data, src, sink)
    img = pictures.image(shown, sink.files.img(src), alt, sink.display.width, dark)
    mark = _mark(sink)
    sink.figures.append(src)
    anchor = f' id="{escape(mark.id)}"' if mark.id else ""
    if not caption and mark.alone:
        return [
            Html(f'<figure class="nb-output nb-figure"{anchor}>{img}<figcaption>{mark.alone}</figcaption></figure>')
        ]
    if not caption:
        return [Html(f'<div class="nb-output nb-figure"{anchor}>{img}</div>')]
    return [
        Html(f'<figure class="nb-output nb-figure"{anchor}>{img}<figcaption>{mark.lead}'),
        Prose(sink.markup(caption, True)),
        Html("</figcaption></figure>"),
    ]


def _dark(mimetype: str, data: Mapping[str, Any], src: str, sink: OutputSink) -> str:
    """Keep the form of a picture for a dark page, named after that for a light one; give its address, if there is one."""
    shown = pictures.picture(mimetype, dark_form.of(data).get(mimetype, ""), {})
    if shown is None:
        return ""
    return sink.files.add(shown.content, f"{PurePosixPath(unquote(src)).stem}-{dark_form.DARK}", shown.suffix)


def _mark(sink: OutputSink) -> Mark:
    """Give the id and the number of the cell's next picture; without numbers, only the first has an id."""
    number = len(sink.figures)
    if number < len(sink.numbered):
        return sink.numbered[number]
    return Mark("" if number else sink.display.label, "", "")


def _words(sink: OutputSink, alt: str) -> tuple[str, str]:
    """Choose the alternative text and the caption of the cell's next figure."""
    number = len(sink.figures)
    caption = _nth(sink.display.captions, number)
    own = _nth(sink.display.alts, number) or alt
    if caption and not own:
        sink.warn("nb-no-alt", f"the figure with the caption “{words(caption)}” has no alternative text", caption)
    return own or words(caption) or sink.about(), caption


def words(caption: str) -> str:
    """Say a caption without its markup."""
    return " ".join(text for _, text in spoken(caption)) if caption else ""


def _nth(texts: Sequence[str], number: int) -> str:
    return plain(texts[number]) if number < len(texts) else ""


def _script(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block] | None:
    """Show a drawing of JavaScript in a frame; one that needs scripts from elsewhere has its picture, or a link."""
    if sink.sanitized:
        return _left_out(data, sink)
    libraries = {
        sink.files.add(text.encode("utf-8", "replace"), "script", ".js"): text
        for text in frames.needed(data, sink.libraries)
    }
    frame = frames.framed(data, libraries, sink.about())
    if frame is None:
        return _notebook_only(data, sink)
    if frame.foreign and _static_form(data) is None:
        return None
    src = escape(sink.files.add(frame.document, sink.name, ".html"))
    if frame.foreign:
        link = wrapped(
            f'<p>An interactive chart that loads scripts from another server: <a href="{src}">open it</a>.</p>', "note"
        )
        text = joined(data.get(frames.HTML))
        if frames.pictured(text):
            return [fragment(plain(html.SCRIPT.sub("", text)), sink), link]
        sink.warn(
            "nb-foreign-script",
            "its chart loads scripts from another server; the page links to it instead of showing it"
            + frames.advice(data),
        )
        return [link]
    return [_framed(src, frame.height, sink)]


def _framed(src: str, height: int, sink: OutputSink) -> Html:
    """Show a document of scripts in the page."""
    return wrapped(
        f'<iframe src="{src}" title="{escape(sink.about())}" height="{height}" loading="lazy"'
        f' sandbox="{SANDBOX}"></iframe>{frame_document.HEED}',
        "frame",
    )


def _plotly(data: Mapping[str, Any], mimetype: str, sink: OutputSink) -> list[Block] | None:
    """Draw a figure of plotly's with the library of the installed package; without it, another form has to do."""
    name, script = plotly_chart.library()
    figure = plotly_chart.figure(data[mimetype])
    others = data.keys() & {frames.HTML, *SUFFIXES}
    if not figure or not script or (sink.sanitized and others):
        return None
    if sink.sanitized:
        return _left_out(data, sink)
    src = sink.files.share(script, name)
    document = plotly_chart.document(figure, src, sink.about())
    return [_framed(escape(sink.files.add(document, sink.name, ".html")), plotly_chart.height(figure), sink)]


def _notebook_only(data: Mapping[str, Any], sink: OutputSink) -> list[Block] | None:
    """Deal with a script that only works in a notebook: one that would draw leaves a note, any other has no place."""
    static = _static_form(data)
    if static is None:
        return None
    sink.warn("nb-notebook-script", "its script only works inside a notebook; the page does without it")
    if not frames.DRAWS.search(joined(data.get(frames.JAVASCRIPT))):
        return []
    return [wrapped("<p>An interactive output, to be seen in the notebook.</p>", "note")]


def _static_form(data: Mapping[str, Any]) -> list[Block] | None:
    """Say how to go on without the script: `None`, another form is a picture; or with nothing to show."""
    return None if any(name in SUFFIXES for name in data) else []
