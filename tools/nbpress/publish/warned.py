"""The warnings of an article that somebody is told: what its manifest entry keeps, and what is seen each time anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from nbpress.core import looks, notices
from nbpress.core.errors import CheckError
from nbpress.core.notices import Notice
from nbpress.notebook import ipynb
from nbpress.notebook.settings import quiet
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Source
from nbpress.read import places, sources


def told(source: Source, kept: Iterable[Notice]) -> tuple[Notice, ...]:
    """Give the warnings of an article, but for those that it or its site silences.

    kept: those of its page and its run, which change only when it is published anew.
    """
    silent = (*source.context.site.quiet, *quiet(source.settings.get("quiet")))
    found = (*_form(source), *kept, *places.notices(source.context), *_built(source), *_future(source))
    return tuple(_placed(notice, source) for notice in notices.audible(found, silent))


def _placed(notice: Notice, source: Source) -> Notice:
    """Tell of a text the line of its file: its author counts no cells."""
    cells = source.notebook.nb["cells"]
    line = ipynb.file_line(cells[notice.cell - 1], notice.line) if 0 < notice.cell <= len(cells) else 0
    return replace(notice, cell=0, line=line) if line else notice


def judged(source: Source, kept: Sequence[Notice], options: PublishOptions) -> tuple[Notice, ...]:
    """Give the warnings of an article; raise CheckError where they are to be errors."""
    found = told(source, kept)
    if found and options.strict:
        raise CheckError(
            f"warnings are errors here (--strict), and it has {len(found)}",
            path=source.path,
            hint="\n  ".join(notices.lines(found)),
        )
    return found


def _form(source: Source) -> Iterable[Notice]:
    """What is malformed in the notebook's file; outputs only where the page shows those."""
    return (notice for notice in source.notebook.notices if source.held or notice.code != "nb-broken-output")


def _built(source: Source) -> Iterable[Notice]:
    """A text of which Jekyll makes a page, or a file of the site, since it lies among the site's sources."""
    site, path = source.context.site, source.path
    if not sources.is_text(path) or not path.is_relative_to(site.root):
        return []
    inner = path.relative_to(site.root)
    if any(part.startswith(("_", ".", "#")) for part in inner.parts) or places.excluded(site, inner):
        return []
    return [Notice("nb-built-source", f"it lies in {inner.parent.as_posix()}/, of which Jekyll builds all")]


def _future(source: Source) -> Iterable[Notice]:
    """A date to come: whether it is one depends on the clock, so no manifest keeps it."""
    from nbpress.check import article

    site = source.context.site
    said = "" if site.future else article.future(source.context.date, datetime.now().astimezone(), site.timezone)
    if said:
        looks.passing()
    return [Notice("nb-future-date", said)] if said else []
