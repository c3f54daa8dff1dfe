"""What the author hid stays hidden: option lines that were to hide something, and cannot be read, stop the article."""

from __future__ import annotations

from collections.abc import Iterable

from nbpress.core.errors import RenderError
from nbpress.notebook.cell_options import Display


def refuse(displays: Iterable[Display]) -> None:
    """Raise RenderError for a cell that would be shown though its author hid it; in come the displays of all cells."""
    for number, shown in enumerate(displays, 1):
        if shown.unhidden:
            raise RenderError(
                "the cell was to be hidden, in part or whole, and would not be",
                place=f"cell {number}",
                hint=f"{shown.problem[:1].upper()}{shown.problem[1:]}.",
            )
