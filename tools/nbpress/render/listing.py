"""Code with what stands beside it: the name of its file, numbers of its lines, marks, and signs that a list explains.

In comes code and its `Listing`, out goes a post's text: highlight blocks as ever, and beside them empty elements that our style
sheets draw, so that what a reader copies is the code alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbpress.core.notices import Warn
from nbpress.notebook import listings
from nbpress.notebook.listings import Listing
from nbpress.render import escape, ipython_syntax, liquid


@dataclass(frozen=True, slots=True)
class Part:
    """Code that one lexer reads: its text, its language, and which lines of the whole it shows."""

    text: str
    language: str
    lines: range


def parts(code: str, language: str) -> list[Part]:
    """Split code as it is shown: without blank lines at the ends of a part."""
    found: list[Part] = []
    start = 1
    for name, part in ipython_syntax.parts(code, language):
        lines = part.split("\n")
        shown = [number for number, line in enumerate(lines) if line.strip()]
        if shown:
            rows = range(shown[0], shown[-1] + 1)
            text = "\n".join(lines[rows.start : rows.stop])
            found.append(Part(text, name, range(start + rows.start, start + rows.stop)))
        start += len(lines)
    return found


def framed(code: str, language: str, listing: Listing, warn: Warn, style: str = "highlight") -> str:
    """Write code that is no plain listing. style: how the site's theme wants code."""
    signs = listings.signs(code) if listing.explained else {}
    shown = parts(listings.without_signs(code) if signs else code, language)
    rows = [line for part in shown for line in part.lines]
    marked = _rows(listing, rows)
    _tell(listing, rows, warn)
    if style == "fence":
        return _fenced(shown, listing, marked)
    blocks = "\n".join(liquid.highlight(part.text, part.language) for part in shown)
    beside = "".join((*_numbers(listing, rows), *_marks(marked), *_signs(signs, rows)))
    name = f'<p class="nb-file">{escape.attribute(listing.filename)}</p>\n' if listing.filename else ""
    head = liquid.raw(f'<div class="nb-code"{_label(listing, marked)}>\n{name}<div class="nb-lines">{beside}')
    return f'{head}\n<div class="nb-input">\n{blocks}\n</div>\n</div>\n</div>'


def place(lines: Sequence[int]) -> str:
    """Name the lines of code that an item of a list explains, in HTML and in Markdown alike."""
    return f'<span class="nb-place">{listings.words(listings.runs(lines)).capitalize()}:</span>'


def _fenced(shown: Sequence[Part], listing: Listing, marked: Sequence[tuple[int, int]]) -> str:
    """Write what a theme shows in its own way, with numbers of its own: names and marks are said in words."""
    said = [f'<p class="nb-file">{escape.attribute(listing.filename)}</p>'] if listing.filename else []
    said += [f'<p class="nb-note">Marked: {_lines(listing, marked)}</p>'] if marked else []
    blocks = "\n".join(liquid.fence(part.text, part.language) for part in shown)
    code = f'<div class="nb-input" markdown="1">\n{blocks}\n</div>'
    return "\n\n".join((*((liquid.html("\n".join(said)),) if said else ()), code))


def _rows(listing: Listing, rows: Sequence[int]) -> list[tuple[int, int]]:
    """Give what is marked as lines that are shown."""
    last = rows[-1] if rows else 0
    numbers = {line for first, end in listing.marked for line in range(first, min(end, last) + 1)}
    return list(listings.runs(numbers & set(rows)))


def _tell(listing: Listing, rows: Sequence[int], warn: Warn) -> None:
    beyond = [first for first, _ in listing.marked if rows and first > rows[-1]]
    if beyond:
        warn("nb-unknown-syntax", f"line {beyond[0]} of code is to be marked, and it has {rows[-1]}")


def _label(listing: Listing, marked: Sequence[tuple[int, int]]) -> str:
    said = [listing.filename] if listing.filename else []
    said += [f"{_lines(listing, marked)} marked"] if marked else []
    own = f' id="{escape.attribute(listing.label)}"' if listing.label and not listing.caption else ""
    return f'{own} role="group" aria-label="{escape.attribute(", ".join(said))}"' if said else own


def _lines(listing: Listing, marked: Sequence[tuple[int, int]]) -> str:
    more = listing.first - 1 if listing.first else 0
    return listings.words((first + more, last + more) for first, last in marked)


def _numbers(listing: Listing, rows: Sequence[int]) -> list[str]:
    """Number the lines, in an attribute: what a style sheet writes of it nobody can select."""
    if not listing.first:
        return []
    numbers = "&#10;".join(str(row + listing.first - 1) for row in rows)
    return [f'<div class="nb-numbers" aria-hidden="true" data-lines="{numbers}"></div>']


def _marks(marked: Sequence[tuple[int, int]]) -> list[str]:
    return [
        f'<i class="nb-mark" aria-hidden="true" style="--nb-row: {first - 1}; --nb-rows: {last - first + 1}"></i>'
        for first, last in marked
    ]


def _signs(signs: Mapping[int, Sequence[int]], rows: Sequence[int]) -> list[str]:
    place = {line: row for row, line in enumerate(rows)}
    return [
        f'<i class="nb-sign" aria-hidden="true" data-sign="{number}" style="--nb-row: {place[line]}; --nb-nth: {nth}"></i>'
        for line, numbers in signs.items()
        for nth, number in enumerate(numbers)
        if line in place
    ]
