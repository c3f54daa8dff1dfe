"""The list of what a page cites, as a block of its post: an entry links its DOI, and leads back to where it is cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from nbpress.core.citing import Pieces, Work
from nbpress.render import liquid

ID = "refs"  # of the list, as Quarto has it
_BACK = '<a href="#{place}" role="doc-backlink" aria-label="Back to citation {number} of {name}">↩\ufe0e{sign}</a>'


def write(works: Sequence[Work], back: Callable[[Work], tuple[str, ...]], math: Callable[[str], str]) -> str:
    """Write the list, as HTML for the middle of a block; nothing where nothing is cited.

    back: gives the ids of what cites a work. math: writes a formula there.
    """
    if not works:
        return ""
    entries = "\n".join(_entry(each, back(each), math) for each in works)
    return f'<ul class="nb-references" id="{ID}" role="list">\n{entries}\n</ul>'


def _entry(work: Work, places: tuple[str, ...], math: Callable[[str], str]) -> str:
    several = len(places) > 1
    links = (
        _BACK.format(place=place, number=number, name=escape(work.name), sign=f"<sup>{number}</sup>" if several else "")
        for number, place in enumerate(places, 1)
    )
    back = f' <span class="nb-back">{" ".join(links)}</span>' if places else ""
    label = liquid.raw(f'<span class="nb-label">{escape(work.label)}</span> ') if work.label else ""
    return f'<li id="{work.id}">{label}<div>{_content(work.pieces, math)}{back}</div></li>'


def _content(pieces: Pieces, math: Callable[[str], str]) -> str:
    return "".join(math(text) if odd % 2 else liquid.raw(liquid.closed(text)) for odd, text in enumerate(pieces))
