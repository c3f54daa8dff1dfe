"""The pictures that front matter names: made by the run, brought along from beside the notebook, or in the site already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from nbpress.core.notices import Warn
from nbpress.notebook.cell_options import Display
from nbpress.render import article_files, pictures
from nbpress.render.links import Links


def keep(
    values: Mapping[str, Any],
    cells: Iterable[tuple[Mapping[str, Any], Display]],
    links: Links,
    warn: Warn,
) -> dict[str, str]:
    """Keep the pictures that the `values` name; give the path from the site's root of each that is known, empty for none.

    A figure whose cell has such a label becomes exactly this file, from whichever cell it comes.
    """
    site, found, every = links.context.site, {}, list(cells)
    for text, path in article_files.named(values, site).items():
        labelled = (cell for cell, shown in every if shown.label == path.stem)
        drawn = next(filter(None, (pictures.drawn(cell, path.suffix.lower()) for cell in labelled)), None)
        if drawn is not None:
            links.files.put(drawn, site.images / path)
            found[text] = f"/{site.images / path}"
        else:
            found |= _brought(text, links, warn)
    return found


def _brought(text: str, links: Links, warn: Warn) -> dict[str, str]:
    """Take a picture along that lies beside the notebook, or say where it is; nothing where nobody knows."""
    context = links.context
    if text in context.files:
        shown = links.picture(text)
        return {text: unquote(shown.src).removeprefix(context.site.baseurl) if shown else ""}
    if text in context.refused:
        warn("nb-kept-out", f"{text} does not come along: {context.refused[text]}", text)
        return {text: ""}
    return {text: context.links[text]} if text in context.links else {}
