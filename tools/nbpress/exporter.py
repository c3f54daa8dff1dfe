"""The nbconvert exporter `jekyll`: for `jupyter nbconvert --to jekyll` and JupyterLab's export menu.

Reads what the page needs from the disk, and renders as `nbpress publish` does. The site is the option `site`, else that of the
notebook's project, else one with Jekyll's defaults.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.preprocessors import ExecutePreprocessor, RegexRemovePreprocessor, TagRemovePreprocessor
from traitlets import List, Unicode

from nbpress.check import secrets
from nbpress.cite import citeproc
from nbpress.core import notices
from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.project import project_of, site_of
from nbpress.core.records import Context, Drawing, Site
from nbpress.draw import mermaid
from nbpress.notebook import frontmatter
from nbpress.notebook.ipynb import identified, record
from nbpress.notebook.settings import quiet
from nbpress.notebook.validation import mended
from nbpress.read import context as contexts
from nbpress.read import drawings, identity, includes, notebook, places
from nbpress.read import site as sites
from nbpress.read.machine import machine
from nbpress.render.post.page import PageExporter
from nbpress.write import site as writer

# Those that somebody may switch on. The others would only repeat, slower, what the page does itself.
PREPROCESSORS = ("TagRemovePreprocessor", "RegexRemovePreprocessor", "ClearOutputPreprocessor", "ExecutePreprocessor")
REMOVALS = ("remove_cell_tags", "remove_all_outputs_tags", "remove_single_output_tags", "remove_input_tags")


class JekyllExporter(PageExporter):
    """Exports a notebook with the outputs that it holds as a post of a Jekyll blog."""

    export_from_notebook = "Jekyll"
    site = Unicode("", help="The Jekyll site that the post is for: the folder that holds its _config.yml.").tag(
        config=True
    )
    default_preprocessors = List(default_value=[f"nbconvert.preprocessors.{name}" for name in PREPROCESSORS])

    def from_file(self, file_stream: Any, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """Read a notebook as `nbpress publish` does, and render it."""
        resources = self._init_resources(resources)
        content = file_stream.read()
        text = content if isinstance(content, str) else content.decode("utf-8")
        source = notebook.parse(text, self._path(resources))
        return self._exported(nbformat.from_dict(source.nb), resources, options, source.notices)

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """Render an executed notebook; images go to `resources["outputs"]`, by path below the site's root."""
        resources = self._init_resources(resources)
        nb = copy.deepcopy(nb)
        found = mended(nb)
        nb, told = includes.expanded(identified(nb), self._path(resources))
        nb = nbformat.from_dict(nb)
        _take_ids(nb, self._path(resources))
        return self._exported(nb, resources, options, (*found, *told))

    def _exported(self, nb: Any, resources: Any, options: Any, found: tuple[Notice, ...]) -> tuple[str, Any]:
        path = self._path(resources)
        if any(isinstance(each, ExecutePreprocessor) and each.enabled for each in self._preprocessors):
            _forget(nb)
        context = resources["nbpress"] = self._context(nb, path)
        resources["nbpress_draw"] = partial(_drawings, context.site.root)
        resources["nbpress_cite"] = citeproc.cited
        text, resources = super().from_notebook_node(nb, resources, **options)
        secrets.refuse(nb, {"the post": text, **resources["outputs"]}, machine(path), context.site.allow)
        silent = (*context.site.quiet, *quiet(frontmatter.read(nb).settings.get("quiet")))
        resources["nbpress_warnings"] = notices.audible(
            (*found, *resources["nbpress_warnings"], *places.notices(context)), silent
        )
        for notice in resources["nbpress_warnings"]:
            self.log.warning("%s", notice)
        return text, resources

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run the preprocessors that have something to do; most pages need none, nor the copies and the validation."""
        if not all(map(_idle, self._preprocessors)):
            # nbconvert copies them, and these cannot be copied.
            own = {key: resources.pop(key) for key in [*resources] if key.startswith("nbpress")}
            nb, resources = TemplateExporter._preprocess(self, nbformat.from_dict(nb), resources)
            resources.update(own)
        return super()._preprocess(nb, resources)

    @staticmethod
    def _path(resources: Any) -> Path:
        metadata = resources.get("metadata", {})
        return Path(metadata.get("path") or ".").absolute() / f"{metadata.get('name') or 'notebook'}.ipynb"

    def _context(self, nb: Any, path: Path) -> Context:
        source = notebook.of(nb, notebook.origin(nb, path))
        site, day = self._site(path), str(record(nb).get("date") or datetime.now().date().isoformat())[:10]
        known = writer.load(site.root).entries
        mine = identity.of(source.path, site.root)
        context = contexts.read(
            source,
            site,
            day,
            draft=source.front.values.get("draft") is True,
            foreign="nbpress" not in nb["metadata"],
            outputs=True,
            days=lambda other: other.date or identity.day(known, other.path, site.root),
        )
        own = (slug for slug, entry in mine.own(known).items() if not entry.variant)
        return replace(context, claims=known.claims, own=frozenset((context.slug, *own)))

    def _site(self, path: Path) -> Site:
        if self.site:
            return sites.load(Path(self.site))
        root = site_of(project_of(path))
        return sites.load(root) if root else sites.default(path.parent)


def _forget(nb: Any) -> None:
    """Take out what a run before told of values: the code is about to run again, without being asked for them."""
    nb["metadata"].pop("nbpress", None)
    for cell in nb["cells"]:
        cell["metadata"].pop("user_expressions", None)


def _idle(preprocessor: Any) -> bool:
    if isinstance(preprocessor, TagRemovePreprocessor):
        return not any(getattr(preprocessor, name) for name in REMOVALS)
    if isinstance(preprocessor, RegexRemovePreprocessor):
        return not preprocessor.patterns
    return not getattr(preprocessor, "enabled", True)


def _drawings(root: Path, sources: Mapping[str, str]) -> Mapping[str, Drawing]:
    """Give the drawings of diagrams, by name: those that the site has, and the others drawn now."""
    return mermaid.drawn(sources, drawings.kept(root, sources))


def _take_ids(nb: Any, path: Path) -> None:
    """Give the cells the ids that `nbpress publish` gives them.

    A notebook before nbformat 4.5 has none, and nbformat, by which JupyterLab reads it, draws them by chance.
    """
    try:
        cells = notebook.load(path).nb["cells"] if path.is_file() else []
    except ReadError:
        return
    if [cell["source"] for cell in cells] == [cell["source"] for cell in nb["cells"]]:
        for cell, like in zip(nb["cells"], cells, strict=True):
            cell["id"] = like["id"]
