"""A cell that failed: whether it only ended the run, in which line, and what the kernel said where it showed nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_output

from nbpress.notebook.ipynb import executed

_ADVICE = "To exit: use 'exit', 'quit', or Ctrl-D."
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


def ended(cell: Any) -> bool:
    """Tell whether a cell ended the run without a failure: `sys.exit()`, `sys.exit(0)`, `raise SystemExit`."""
    return any(
        output["output_type"] == "error" and output["ename"] == "SystemExit" and output["evalue"] in ("", "0", "None")
        for output in cell.get("outputs", ())
    )


def unrun(cells: Sequence[Any]) -> int:
    """Count the code cells that would have run."""
    return sum(executed(cell) and bool(cell["source"].strip()) for cell in cells)


def line(traceback: str, count: int | None) -> str:
    """Give the line of the cell with this execution count that failed; empty where a traceback, without colours, names none.

    Of exceptions that came one out of the other the last counts, of its frames the outermost: libraries are called from it.
    """
    for part in reversed(_LATER.split(traceback)):
        for found in _FRAME.finditer(part):
            if (found["cell"] or found["input"] or found["old"]) in (str(count), None):
                return found["line"] or found["of_input"] or found["of_old"] or found["of_group"]
    return ""


def forgive(cell: Any) -> None:
    """Take out of a cell that ended the run, with nothing left to run, that it did, and IPython's advice on it."""
    cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr" and _ADVICE in output.text:
            output.text = _without_advice(output.text)
    cell.outputs = [output for output in cell.outputs if output.output_type != "stream" or output.text]


def _without_advice(text: str) -> str:
    """Drop the two lines of the warning: the one that names its place, and the statement that gave it."""
    lines = text.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if _ADVICE in line)
    last = first + (lines[first + 1 : first + 2] != [] and "warn(" in lines[first + 1])
    return "".join(lines[:first] + lines[last + 1 :])


def explain(cell: Any, error: CellExecutionError) -> None:
    """Give a failed cell the error that the kernel replied with but did not show, as IPython does with exception groups."""
    if any(output.output_type == "error" for output in cell.outputs):
        return
    traceback: list[str] = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr" and _GROUP in output.text:
            traceback = output.text.splitlines()
    cell.outputs = [*cell.outputs, new_output("error", ename=error.ename, evalue=error.evalue, traceback=traceback)]
