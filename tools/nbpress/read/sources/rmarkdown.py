"""R Markdown: chunks ```` ```{r label, echo=FALSE} ````, `params:` of its header, and `` `r x` `` in its prose."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.regex import regex
from nbpress.notebook.cell_options import tags
from nbpress.read import by_jupytext, chunk_options, text_cells, text_header
from nbpress.read.sources import Kind, Written
from nbpress.read.text_cells import Cell

_INLINE = regex(r"(?:r|\{(?:r|python|julia)\})\s+(.+)", re.S)
_MAGIC = regex(r"%%(\w+)[^\n]*\n?")  # how jupytext reads a chunk of another language than the notebook's
_MAGICS = frozenset(
    ("bash", "sh", "html", "javascript", "js", "latex", "markdown", "perl", "ruby", "svg")
)  # of IPython
_KEPT = ("tags", "id")  # of a chunk's metadata: no options of knitr's


def _read(text: str, path: Path) -> Written:
    header = text_header.read(text)
    cells, language = by_jupytext.cells(text, path, header, "rmarkdown", ".Rmd")
    notices: list[Notice] = []
    loaded = any("rpy2.ipython" in cell.source for cell in cells)
    for cell in cells:
        _foreign(cell, _MAGICS | ({"R"} if loaded else set()) if language == "python" else frozenset())
    for number, cell in enumerate(cells, 1):
        if cell.kind == "markdown":
            cell.source = text_cells.live(cell.source, _INLINE)
        elif cell.kind == "code":
            notices += _options(cell, number, path)
    text_cells.knitted(cells)
    setup = chunk_options.of_setup(cell.source for cell in cells if cell.kind == "code")
    return text_cells.notebook(text_cells.headed(header, _INLINE, setup), cells, language, notices)


def _foreign(cell: Cell, run: Collection[str]) -> None:
    """Turn a chunk of another language than the kernel's into prose, unless the kernel runs it by a magic."""
    found = _MAGIC.match(cell.source) if cell.kind == "code" else None
    if found and found[1] not in run:
        cell.kind, cell.metadata = "markdown", {}
        cell.source = f"```{{{found[1].lower()}}}\n{cell.source[found.end() :]}\n```"


def _options(cell: Cell, number: int, path: Path) -> list[Notice]:
    """Turn the options of a chunk into ours; give what is to be warned of."""
    given = {name: value for name, value in cell.metadata.items() if name not in _KEPT}
    cell.metadata = {name: value for name, value in cell.metadata.items() if name in _KEPT}
    try:
        cell.options, unknown = chunk_options.ours(given)
    except ReadError as error:
        place = f"line {cell.line - 1}" if cell.line else f"cell {number}"
        raise ReadError(error.what, path=path, place=place, hint=error.hint) from error
    hidden = tags(cell.metadata)
    for tag, option in (("remove-cell", "include"), ("remove-input", "echo"), ("remove-output", "output")):
        if tag in hidden:  # how jupytext reads `include=FALSE`, `echo=FALSE` and `results="hide"`
            cell.options[option] = False
    cell.metadata.pop("tags", None)
    return [Notice("nb-unknown-option", f"the option {name} is not known; it is left out", number) for name in unknown]


def _always(text: str) -> bool:
    return True


KIND = Kind("R Markdown", frozenset((".Rmd", ".rmd")), _read, _always, _always, text=True, needs="jupytext")
