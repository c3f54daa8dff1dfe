"""Live values as text of the post: the richest form of an answer that fits into a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.notebook import live_values
from nbpress.render import escape, html, liquid, pictures
from nbpress.render.drawn import SUFFIXES
from nbpress.render.outputs.mime import formulas
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.terminal import joined, plain


class Values:
    """The answers that a Markdown cell holds. foreign: whether those that our engine did not write count as well."""

    def __init__(self, cell: Mapping[str, Any], foreign: bool, sink: OutputSink) -> None:
        self.answers = live_values.answers(cell, foreign=foreign)
        self.sink = sink

    def text(self, expression: str) -> str:
        """Give the value of an expression; one without an answer is shown as the code that it is, with a warning."""
        result = self.answers.get(expression)
        failure = live_values.failure(result) if result is not None else "the run did not record it"
        if result is None or failure:
            self.sink.warn("nb-no-value", f"the live value `{expression}` has no answer: {failure}", f"`{expression}`")
            return escape.code(expression)
        return self._rich(result["data"], result.get("metadata") or {}) or escape.text(plain(live_values.plain(result)))

    def _rich(self, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        """Show a picture, a formula or HTML; nothing where there is only text."""
        for mimetype in SUFFIXES:
            shown = pictures.picture(mimetype, data[mimetype], metadata) if mimetype in data else None
            if shown is not None:
                src = self.sink.files.add(shown.content, self.sink.name, shown.suffix)
                return liquid.inline(pictures.image(shown, self.sink.files.img(src), self.sink.about()))
        if "text/latex" in data:
            parts = formulas(plain(joined(data["text/latex"])).strip())
            return " ".join(
                escape.text(part) if display is None else self.sink.math(part, False) for part, display in parts
            )
        if "text/html" in data:
            sink, text = self.sink, plain(joined(data["text/html"]))
            distrust = sink.warn if sink.sanitized else None
            return liquid.inline(html.contained(text, sink.link, sink.picture, distrust)[0])
        return ""
