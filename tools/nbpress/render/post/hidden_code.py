"""What the author hid stays hidden: what was to hide something, and cannot be read or is misspelt, stops the article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from nbpress.core.errors import RenderError
from nbpress.notebook import hiding
from nbpress.notebook.cell_options import Display
from nbpress.render.terminal import joined


def refuse(displays: Iterable[Display], allowed: Collection[str] = ()) -> None:
    """Raise RenderError for a cell that would be shown though its author hid it; in come the displays of all cells.

    allowed: words that look like one that hides, and are their author's own.
    """
    for number, shown in enumerate(displays, 1):
        if shown.unhidden:
            raise RenderError(
                "the cell was to be hidden, in part or whole, and would not be",
                place=f"cell {number}",
                hint=f"{shown.problem[:1].upper()}{shown.problem[1:]}.",
            )
        for written, meant in shown.doubts:
            if hiding.plain(written) not in allowed:
                raise RenderError(
                    f"`{written}` hides nothing, and looks like `{meant}`",
                    place=f"cell {number}",
                    hint=hiding.way_out(written, meant),
                )


def printed(output: Mapping[str, Any], words: Collection[str]) -> Mapping[str, Any]:
    """Copy a printed text without the lines that hold one of some words; any other output stays."""
    if output.get("output_type") != "stream":
        return output
    lines = joined(output.get("text")).splitlines(keepends=True)
    return {**output, "text": "".join(line for line in lines if not any(word in line for word in words))}
