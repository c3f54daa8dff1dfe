"""The citations of an article: known to its bibliography before a run, and written after it."""

from __future__ import annotations

from collections.abc import Sequence

from nbpress.core.citing import Bibliography, Cited
from nbpress.core.records import Context
from nbpress.notebook import cell_options, citations, dialects, markdown, settings
from nbpress.notebook.citations import Citation
from nbpress.read.notebook import Notebook


def written(asked: Sequence[Citation], bibliography: Bibliography) -> Cited:
    """Write the citations of a page, in their order, and their list."""
    from nbpress.cite import citeproc

    return citeproc.cited(asked, bibliography)


def foreseen(found: Notebook, context: Context) -> None:
    """Raise an error for a citation that is of no entry, and for a bibliography that cannot be read."""
    bibliography = context.bibliography
    if bibliography is None:
        return
    from nbpress.cite import citeproc

    named = (*settings.spoken(found.front.settings.get("dialects")), *context.site.dialects)
    spoken = dialects.spoken(found.nb, named)
    for number, cell in enumerate(found.nb["cells"]):
        if cell["cell_type"] != "markdown" or "remove-cell" in cell_options.tags(cell["metadata"]):
            continue
        text = found.front.rest if number == found.front.cell else cell["source"]
        asked = [each for each in markdown.cited(text, spoken) if not each.bare]
        for each, key, near in citeproc.unknown(asked, bibliography):
            raise citations.unknown(each, key, near, number + 1, cell["source"])
