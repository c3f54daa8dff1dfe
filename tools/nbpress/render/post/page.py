"""A whole post from an executed notebook: the nbconvert exporter. What its template asks for is in `view`.

In come a notebook and a `Context`, out go the post's text and the files that belong to it. Nothing is read but the
template, nothing is written, and the notebook stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Bool, List, Unicode

from nbpress.core.citing import Bibliography, Cited
from nbpress.core.errors import NbpressError, RenderError
from nbpress.core.records import Article, Context, Drawing
from nbpress.notebook.citations import Citation
from nbpress.render.post.view import View

TEMPLATES = Path(__file__).parent / "templates"

# Gives the drawings of diagrams, by name, for their sources.
Draw = Callable[[Mapping[str, str]], Mapping[str, Drawing]]
# Writes the citations of a page, in their order, and their list.
Cite = Callable[[Sequence[Citation], Bibliography], Cited]


def render(nb: Any, context: Context, draw: Draw | None = None, cite: Cite | None = None) -> Article:
    """Render an executed notebook: the same values in, the same bytes out.

    draw, cite: are asked once for all diagrams and all citations of the page.
    """
    try:
        resources = {"nbpress": context, "nbpress_draw": draw, "nbpress_cite": cite}
        text, resources = exporter().from_notebook_node(nb, resources)
    except (NbpressError, ImportError):
        raise
    except Exception as error:  # whatever a notebook holds, it must not keep the others from being published
        raise RenderError(
            f"this notebook cannot be rendered: {type(error).__name__}: {error}",
            hint="This is a fault of nbpress; please report it with the notebook.",
        ) from error
    return Article(
        context.slug,
        context.post,
        text,
        {PurePosixPath(path): content for path, content in resources["outputs"].items()},
        resources["nbpress_header"],
        resources["nbpress_warnings"],
        resources["nbpress_cells"],
        resources["nbpress_labelled"],
        resources["nbpress_embeddable"],
    )


class PageExporter(TemplateExporter):  # type: ignore[misc]
    """Exports a notebook as a Jekyll post; `resources["nbpress"]` holds its `Context`, `resources["nbpress_draw"]` a `Draw`,
    `resources["nbpress_cite"]` a `Cite`.

    The resources that come back hold `outputs` (files by path below the site's root), `nbpress_warnings` (of
    `core.notices`), `nbpress_header` (the front matter's values), `nbpress_cells` (what the post shows of each cell),
    `nbpress_labelled` (what of it can be referred to) and `nbpress_embeddable` (what of that by other articles).
    """

    output_mimetype = "text/markdown"
    file_extension = Unicode(".md").tag(config=True)
    template_name = Unicode("jekyll").tag(config=True, affects_template=True)
    extra_template_basedirs = List(Unicode(), [str(TEMPLATES)]).tag(config=True, affects_environment=True)
    optimistic_validation = Bool(True).tag(config=True)
    default_preprocessors = List()  # none: the page does itself what they would, and faster

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """Render an executed notebook; see the class."""
        text, resources = super().from_notebook_node(Lent(nb), resources, **options)
        view = _again(resources["view"], resources.pop("nbpress_draw", None), resources.pop("nbpress_cite", None))
        if view is not resources["view"]:
            resources["view"] = view
            text = self.template.render(nb=view.nb, resources=resources)
        del resources["view"]
        view.refuse()
        resources["outputs"] = {str(path): content for path, content in sorted(view.files.contents.items())}
        resources["nbpress_warnings"] = view.warnings()
        resources["nbpress_header"] = view.values
        resources["nbpress_cells"] = tuple(view.cells)
        resources["nbpress_labelled"] = view.numbers.labelled()
        resources["nbpress_embeddable"] = view.embeddable()
        return text.rstrip("\n") + "\n", resources

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Make what the template asks."""
        resources["view"] = View(nb, resources["nbpress"])
        return nb, resources


def _again(seen: View, draw: Draw | None, cite: Cite | None) -> View:
    """Give the view that a page is written with once it was seen: with what that showed to be lacking; mostly the same."""
    settled, context = seen.numbers.settled(), seen.context
    if draw and seen.diagrams.undrawn:
        context = replace(context, drawings=draw(seen.diagrams.undrawn))
    if cite and context.bibliography:
        context = replace(context, cited=cite(seen.citations.asked, context.bibliography))
    return seen if settled is None and context is seen.context else View(seen.nb, context, settled)


class Lent(nbformat.NotebookNode):  # type: ignore[misc]
    """A notebook that nobody is going to change: nbconvert copies every one, which takes long where it holds pictures."""

    def __deepcopy__(self, memo: Any) -> Lent:
        return self


@cache
def exporter() -> PageExporter:
    """Give an exporter to use again and again: compiling its template costs more than many a page."""
    return PageExporter()
