"""A cell that ended the run without a failure: `sys.exit()`, `sys.exit(0)`, `raise SystemExit`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbpress.notebook.ipynb import executed

_ADVICE = "To exit: use 'exit', 'quit', or Ctrl-D."


def ended(cell: Any) -> bool:
    """Tell whether a code cell ended the run without a failure."""
    return any(
        output["output_type"] == "error" and output["ename"] == "SystemExit" and output["evalue"] in ("", "0", "None")
        for output in cell.get("outputs") or ()
    )


def is_last(cells: Sequence[Any], index: int) -> bool:
    """Tell whether a run has no code cell to execute after this one."""
    return not any(executed(cell) and cell["source"].strip() for cell in cells[index + 1 :])


def too_early(cells: Sequence[Any]) -> tuple[int, str]:
    """Find the cell that ended a run before its last code cell: its index and what happened; (-1, "") where none did."""
    for index, cell in enumerate(cells):
        if cell["cell_type"] == "code" and ended(cell) and (count := _unrun(cells[index + 1 :])):
            rest = f"{count} code cells after it" if count > 1 else "the code cell after it"
            return index, f"the cell ended the run; {rest} did not run"
    return -1, ""


def _unrun(cells: Sequence[Any]) -> int:
    """Count the code cells that were to run, and have not."""
    return sum(
        executed(cell) and bool(cell["source"].strip()) and cell.get("execution_count") is None for cell in cells
    )


def tidy(cell: Any, *, last: bool, expected: bool) -> None:
    """Take IPython's advice on how to leave it out of a cell that ended the run; of the last one, that it did, too.

    Where the author expects the error (`#| error: true`), as `expected` says, it stays.
    """
    for output in cell["outputs"]:
        if output["output_type"] == "stream" and output["name"] == "stderr" and _ADVICE in output["text"]:
            output["text"] = _without_advice(output["text"])
    cell["outputs"] = [
        output
        for output in cell["outputs"]
        if output.get("text") != "" and not (last and not expected and output["output_type"] == "error")
    ]


def _without_advice(text: str) -> str:
    """Drop the two lines of the warning: the one that names its place, and the statement that gave it."""
    lines = text.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if _ADVICE in line)
    last = first + (lines[first + 1 : first + 2] != [] and "warn(" in lines[first + 1])
    return "".join(lines[:first] + lines[last + 1 :])
