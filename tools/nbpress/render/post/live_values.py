"""Live values as text of the post: the richest form of an answer that fits into a line, or a block in a paragraph's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from nbpress.notebook import live_values
from nbpress.render import escape, html, liquid, pictures
from nbpress.render.drawn import SUFFIXES
from nbpress.render.outputs import mime
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.terminal import joined, plain

# Elements that no line holds: a browser ends the paragraph before them (HTML Standard, the `p` element).
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav"),
    *("ol", "p", "pre", "search", "section", "table", "ul"),
)


class Values:
    """The answers that a Markdown cell holds. foreign: whether those that our engine did not write count as well."""

    def __init__(self, cell: Mapping[str, Any], foreign: bool, sink: Callable[[], OutputSink]) -> None:
        """sink: is asked for where a value is to be shown."""
        self.answers = live_values.answers(cell, foreign=foreign)
        self._sink = sink

    @cached_property
    def sink(self) -> OutputSink:
        """Where files and warnings of the values go."""
        return self._sink()

    def text(self, expression: str) -> str:
        """Give the value of an expression; one without an answer is shown as the code that it is, with a warning."""
        result = self.answers.get(expression)
        failure = live_values.failure(result) if result is not None else "the run did not record it"
        if result is None or failure:
            self.sink.warn("nb-no-value", f"the live value `{expression}` has no answer: {failure}", f"`{expression}`")
            return escape.code(expression)
        rich = self._rich(result["data"], result.get("metadata") or {}, expression)
        return rich or escape.text(plain(live_values.plain(result)))

    def block(self, expression: str) -> str:
        """Give the value of an expression as HTML if that is a block, such as a table; else nothing."""
        result = self.answers.get(expression)
        if result is None or live_values.failure(result):
            return ""
        data = result["data"]
        richer = any(name in data for name in ("text/latex", *SUFFIXES))
        text = "" if richer else plain(joined(data.get("text/html", "")))
        return mime.fragment(text, self.sink) if _is_block(text) else ""

    def _rich(self, data: Mapping[str, Any], metadata: Mapping[str, Any], expression: str) -> str:
        """Show a picture, a formula or HTML; nothing where there is only text."""
        for mimetype in SUFFIXES:
            shown = pictures.picture(mimetype, data[mimetype], metadata) if mimetype in data else None
            if shown is not None:
                src = self.sink.files.add(shown.content, self.sink.name, shown.suffix)
                return liquid.inline(pictures.image(shown, self.sink.files.img(src), self.sink.about()))
        if "text/latex" in data:
            parts = mime.formulas(plain(joined(data["text/latex"])).strip())
            return " ".join(
                escape.text(part) if display is None else self.sink.math(part, False) for part, display in parts
            )
        if "text/html" in data:
            sink, text = self.sink, plain(joined(data["text/html"]))
            if _is_block(text):
                said = f"the live value `{expression}` is a table or another block in the middle of a line; its text is shown"
                sink.warn("nb-block-value", said, f"`{expression}`")
                return escape.text(_words(text))
            distrust = sink.warn if sink.sanitized else None
            return liquid.inline(html.contained(text, sink.link, sink.picture, distrust)[0])
        return ""


def _is_block(text: str) -> bool:
    """Tell whether HTML holds what stands in no line."""
    body = html.parsed(text) if "<" in text else None
    return body is not None and body.css_first(",".join(_BLOCKS)) is not None


def _words(text: str) -> str:
    """Give the words of HTML in one line, without its style sheets and scripts."""
    body = html.parsed(text)
    if body is None:
        return ""
    for node in body.css("style, script, template, title"):
        node.decompose()
    return " ".join(body.text(separator=" ").split())
