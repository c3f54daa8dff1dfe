"""A cell that failed: in which line, and what the kernel said of it where it showed nothing."""

from __future__ import annotations

import re
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_output

_GROUP = "Exception Group Traceback"
_LATER = re.compile(
    r"^(?:The above exception was the direct cause of|During handling of the above exception)", re.MULTILINE
)
# A frame of a cell: of IPython 8 and 9, of 8.0, of those before (whose arrow points at the line), of Python itself.
_FRAME = re.compile(
    r"""^\s*(?:Cell\ In\ ?\[(?P<cell>\d+)\],\ line\ (?P<line>\d+)
    |Input\ In\ \[(?P<input>\d+)\],\ in\ <cell\ line:\ (?P<of_input>\d+)>
    |(?:<ipython-input-(?P<old>\d+)-\w+>|<cell>)\ in\ <module>.*\n(?:(?!-+>).*\n)*?-+>\s*(?P<of_old>\d+)
    |\|\ +File\ "<cell>",\ line\ (?P<of_group>\d+))""",
    re.MULTILINE | re.VERBOSE,
)


def line(traceback: str, count: int | None) -> str:
    """Give the line of the cell with this execution count that failed; empty where a traceback, without colours, names none.

    Of exceptions that came one out of the other the last counts, of its frames the outermost: libraries are called from it.
    """
    for part in reversed(_LATER.split(traceback)):
        for found in _FRAME.finditer(part):
            if (found["cell"] or found["input"] or found["old"]) in (str(count), None):
                return found["line"] or found["of_input"] or found["of_old"] or found["of_group"]
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
