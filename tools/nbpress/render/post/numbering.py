"""What a page counts, as article and site say: `numbers:`, `words:`, and Quarto's `crossref:` and `number-sections:`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nbpress.core.errors import RenderError
from nbpress.core.notices import Notice, Warn
from nbpress.core.records import Site
from nbpress.notebook import article_options, kinds, words
from nbpress.notebook.frontmatter import FrontMatter
from nbpress.render.page_numbers import Policy, Thing


def policy(front: FrontMatter, site: Site) -> Policy:
    """Give what a page counts, and the words for it: the article's own go before the site's."""
    own: Mapping[str, Any] = front.settings.get("words") or {}
    language = str(front.values.get("lang") or site.lang)
    crossref = kinds.by_kind(front.values.get("crossref"))
    return Policy(
        str(front.settings.get("numbers") or site.numbers),
        words.read(language, site.words, own, crossref=crossref),
        _sections(front, site),
    )


def _sections(front: FrontMatter, site: Site) -> bool:
    """Tell whether headings have numbers: as the article says, else as all cells of the site do."""
    own = front.values.get("number-sections", article_options.sections(front.foreign))
    return (article_options.sections(site.cell_defaults) if own is None else own) is True


def tell_twice(things: Iterable[Thing], taken: set[str], warn: Warn) -> None:
    """Tell of labels that something above has as well. taken: those of the page up to here; grows."""
    for thing in things:
        if label := next((each for each in thing.labels if each in taken), ""):
            warn("nb-same-label", f"the label {label} is given twice: what refers to it leads to the first", label)
        taken.update(thing.labels)


def refuse(faults: list[Notice], first_lines: Mapping[int, str]) -> None:
    """Raise RenderError for references that lead nowhere. first_lines: of the cells, by their number."""
    if not faults:
        return
    first = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    begins = first_lines.get(first.cell, "")
    raise RenderError(first.what + more, place=first.place, hint=f"The cell begins: {begins}" if begins else "")
