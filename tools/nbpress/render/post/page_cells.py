"""The cells of a notebook as a page is made of them: which are shown, their prose and code, how their lines count.

Cells are named by their position, from 0.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from nbpress.core.notices import Piece
from nbpress.core.regex import regex
from nbpress.notebook import explanations, footnotes, listings, markdown
from nbpress.notebook.cell_options import Display
from nbpress.notebook.cell_options import code as without_options
from nbpress.notebook.cell_options import shown_lines as lines_without_options
from nbpress.notebook.dialect import Flags
from nbpress.notebook.frontmatter import FrontMatter
from nbpress.render import article_files, plain_text
from nbpress.render.post import hidden_code, shown_lines
from nbpress.render.post.code import merged
from nbpress.render.terminal import joined

_ID = regex(r"""\bid=["']?([^"'\s<>]+)""")


class PageCells:
    """The cells of one notebook, how each is to be shown, and its flags."""

    def __init__(self, nb: Any, front: FrontMatter, language: str, displays: list[Display], flags: list[Flags]) -> None:
        self.nb, self.front, self.language = nb, front, language
        self.displays, self.flags = displays, flags

    def shows(self, index: int) -> bool:
        """Whether anything of a cell is on the page."""
        shown = self.displays[index]
        if index == self.front.cell:
            return bool(self.front.rest)
        if shown.failure or (shown.injected and self._parameters is not None):
            return False
        return shown.input if self.nb["cells"][index]["cell_type"] != "code" else shown.shown

    @cached_property
    def _parameters(self) -> int | None:
        return next((index for index, shown in enumerate(self.displays) if shown.parameters), None)

    def prose(self, index: int) -> str:
        """The Markdown of a cell, without the front matter that it may hold, with the footnotes that it refers to."""
        return self._prose[index]

    @cached_property
    def _prose(self) -> list[str]:
        cells = self.nb["cells"]
        found = [self.front.rest if at == self.front.cell else joined(cell["source"]) for at, cell in enumerate(cells)]
        shown = [at for at, cell in enumerate(cells) if cell["cell_type"] == "markdown" and self.shows(at)]
        for at, source in zip(shown, footnotes.gathered([found[at] for at in shown]), strict=True):
            found[at] = source
        return found

    def sources(self) -> list[str]:
        """The Markdown of the page."""
        return [
            self.prose(index)
            for index, cell in enumerate(self.nb["cells"])
            if cell["cell_type"] == "markdown" and self.shows(index)
        ]

    def ids_of_outputs(self) -> Iterator[str]:
        """The ids of the page that stand in no prose: labels of cells, and those of HTML that outputs hold."""
        yield from (shown.label for shown in self.displays if shown.label)
        yield from (shown.listing.label for shown in self.displays if shown.listing.label)
        for cell in self.nb["cells"]:
            for output in cell.get("outputs") or ():
                data = output.get("data") or {}
                for text in (joined(data.get(kind)) for kind in ("text/html", "text/markdown", "image/svg+xml")):
                    yield from _ID.findall(text) if "id=" in text else ()

    def outputs(self, index: int) -> list[Mapping[str, Any]]:
        """The outputs of a cell; tracebacks count in the lines that the page shows."""
        cell = self.nb["cells"][index]
        own = self._lines.get(index, {})
        cells = ChainMap({cell.get("execution_count"): own} if own else {}, self._counts)
        source, words = joined(cell["source"]), self.displays[index].without
        left = [hidden_code.printed(output, words) if words else output for output in cell["outputs"]]
        return [shown_lines.renumbered(output, source, own, cells) for output in left]

    @cached_property
    def _counts(self) -> dict[Any, shown_lines.Lines]:
        """The same by the cells' execution counts; of two cells with one count the later one."""
        return {self.nb["cells"][index].get("execution_count"): lines for index, lines in self._lines.items()}

    @cached_property
    def _lines(self) -> dict[int, shown_lines.Lines]:
        """The numbers of the lines of each cell whose code is shown, where they are not as in the notebook."""
        found: dict[int, shown_lines.Lines] = {}
        for index, cell in enumerate(self.nb["cells"]):
            if cell["cell_type"] == "code" and self.displays[index].input and index != self._parameters:
                source = joined(cell["source"])
                lines = shown_lines.numbered(lines_without_options(source, self.language, self.flags[index]))
                found |= {index: lines} if any(line != number for line, number in lines.items()) else {}
        return found

    def code(self, index: int) -> str:
        """The code of a cell as it is shown: without its options; of parameters, with the values that ran."""
        source = without_options(joined(self.nb["cells"][index]["source"]), self.language, self.flags[index])
        if index != self._parameters:
            return source
        ran = (number for number, shown in enumerate(self.displays) if shown.injected)
        return next((merged(source, joined(self.nb["cells"][each]["source"]), self.language) for each in ran), source)

    def explained(self, index: int, spoken: frozenset[str]) -> Mapping[int, tuple[int, ...]]:
        """The lines of each sign in the code of a cell, where a list right below the cell explains all of them."""
        if not self.displays[index].input or not (found := listings.signs(self.code(index))):
            return {}
        below = next((each for each in range(index + 1, len(self.displays)) if self.shows(each)), None)
        if below is None or self.nb["cells"][below]["cell_type"] != "markdown":
            return {}
        return listings.explained(found, explanations.items(markdown.parse(self.prose(below), spoken=spoken).tokens))

    def explains(self, index: int, spoken: frozenset[str]) -> Mapping[int, tuple[int, ...]]:
        """The lines that the list at the beginning of a cell explains, as they are numbered, by its numbers."""
        above = next((each for each in reversed(range(index)) if self.shows(each)), None)
        if above is None or self.nb["cells"][above]["cell_type"] != "code":
            return {}
        more = max(self.displays[above].listing.first - 1, 0)
        found = self.explained(above, spoken)
        return {number: tuple(line + more for line in lines) for number, lines in found.items()}

    def pieces(self, index: int) -> list[Piece]:
        """Where the lines of a cell come from that includes others."""
        own = self.nb["cells"][index]["metadata"].get("nbpress")
        found = own.get("included") if isinstance(own, Mapping) else None
        try:
            return [Piece(*row) for row in found or ()]
        except TypeError:  # somebody else wrote that
            return []

    def name(self, index: int) -> str:
        """The name of a cell's files."""
        return article_files.cell_name(self.nb["cells"][index], self.displays[index].label)

    def heading(self, index: int) -> str:
        """The last heading above a cell."""
        return self._headings[index]

    def section_level(self, title: str) -> int:
        """The level of the page's highest headings, but for the one that says its title."""
        found = (each for source in self.sources() for each in plain_text.headings(plain_text.heading_lines(source)))
        return min((level for level, text in found if text != title), default=2)

    @cached_property
    def _headings(self) -> list[str]:
        """The last heading above each cell."""
        found: list[str] = []
        last = ""
        for cell in self.nb["cells"]:
            found.append(last)
            source = joined(cell["source"]) if cell["cell_type"] == "markdown" else ""
            headings = [text for kind, text in plain_text.blocks(plain_text.heading_lines(source)) if kind == "heading"]
            last = headings[-1] if headings else last
        return found
