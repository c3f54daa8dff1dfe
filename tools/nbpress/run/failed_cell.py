"""A cell that failed: what the kernel said of it where it showed nothing."""

from __future__ import annotations

from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_output

_GROUP = "Exception Group Traceback"


def explain(cell: Any, error: CellExecutionError) -> None:
    """Give a failed cell the error that the kernel replied with but did not show, as IPython does with exception groups."""
    if any(output.output_type == "error" for output in cell.outputs):
        return
    traceback: list[str] = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr" and _GROUP in output.text:
            traceback = output.text.splitlines()
    cell.outputs = [*cell.outputs, new_output("error", ename=error.ename, evalue=error.evalue, traceback=traceback)]
