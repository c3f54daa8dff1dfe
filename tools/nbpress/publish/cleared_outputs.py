"""Outputs that an article shows and that its notebook no longer holds: they are not taken away unasked."""

from __future__ import annotations

import os
from typing import Any

from nbpress.core import manifest
from nbpress.core.errors import CheckError
from nbpress.core.regex import regex
from nbpress.notebook import cell_flags, cell_options
from nbpress.publish.records import Source

_OUTPUT = regex(r'class="nb-output\b')


def shown(nb: Any, source: Source) -> tuple[str, ...]:
    """Give the ids of the cells whose outputs a page shows. nb: the executed notebook of a source."""
    language, site = source.notebook.language, source.context.site
    asked = cell_flags.read(nb, source.notebook.front, language, site.cell_defaults, site.dialects)
    cells = (cell for cell in nb["cells"] if cell["cell_type"] == "code" and cell.get("outputs"))
    return tuple(str(cell["id"]) for cell in cells if cell_options.display(cell, language, asked.of(cell)).output)


def refuse(source: Source, entry: manifest.Entry, post: str) -> None:
    """Raise CheckError where a notebook that is not run would take outputs away which its article shows.

    post: the article's text. One that an older nbpress wrote is counted by its marks, where the notebook holds no output.
    """
    nb = source.notebook.nb
    code = [(number, cell) for number, cell in enumerate(nb["cells"], 1) if cell["cell_type"] == "code"]
    # Some tools leave the counts where they clear the outputs.
    all_gone = not any(cell.get("outputs") for _, cell in code)
    empty = [(number, cell) for number, cell in code if not cell.get("outputs")]
    cleared = [(number, cell) for number, cell in empty if all_gone or not cell.get("execution_count")]
    lost = [number for number, cell in cleared if cell["id"] in entry.outputs]
    count = len(lost)
    if not entry.outputs and len(cleared) == len(code):
        count = min(len(_OUTPUT.findall(post)), len(code))
    if count:
        where = f" (cell{'s' if len(lost) > 1 else ''} {', '.join(map(str, lost[:5]))}{', …' if len(lost) > 5 else ''})"
        path = os.path.relpath(source.path)
        what = f"{count} cell{'s' if count > 1 else ''}{where if lost else ''}"
        raise CheckError(
            f"it would take away the outputs of {what}, which the article shows and the notebook holds no longer",
            path=source.path,
            hint=f"Run it: nbpress publish {path} --rerun; or run it in Jupyter, save it, and publish it again.\n  "
            "If the article is to stand without them: --overwrite.",
        )
