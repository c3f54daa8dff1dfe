"""A cell that failed: in which line, and what the kernel said of it where it showed nothing."""

from __future__ import annotations

import re
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_output

from nbpress.core.regex import regex
from nbpress.notebook.languages import Language

_GROUP = "Exception Group Traceback"
_CELLS = ("cell", "input", "old")  # groups of a frame that count cells; any other counts lines
_LATER = regex(r"^(?:The above exception was the direct cause of|During handling of the above exception)", re.MULTILINE)


def line(traceback: str, count: int | None, language: Language) -> str:
    """Give the line of the cell with this execution count that failed; empty where a traceback, without colours, names none.

    Of exceptions that came one out of the other the last counts, of its frames the outermost: libraries are called from it.
    """
    if not language.frame:
        return ""
    frame = re.compile(language.frame, re.MULTILINE | re.VERBOSE)
    for part in reversed(_LATER.split(traceback)):
        for found in frame.finditer(part):
            groups = [(name, each) for name, each in found.groupdict().items() if each]
            cell = next((each for name, each in groups if name in _CELLS), None)
            if cell in (str(count), None):
                return next(each for name, each in groups if name not in _CELLS)
    return ""


def explain(cell: Any, error: CellExecutionError) -> None:
    """Give a failed cell the error that the kernel replied with but did not show, as IPython does with exception groups."""
    if any(output.output_type == "error" for output in cell.outputs):
        return
    traceback: list[str] = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr" and _GROUP in output.text:
            traceback = output.text.splitlines()
    cell.outputs = [*cell.outputs, new_output("error", ename=error.ename, evalue=error.evalue, traceback=traceback)]
