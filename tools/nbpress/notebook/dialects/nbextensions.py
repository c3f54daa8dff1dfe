"""jupyter_contrib_nbextensions, for the classic notebook: "Hide input", "Hide input all" and what goes with them.

Their own export leaves out what is hidden, so it is not on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.notebook.dialect import Dialect, folding

MARKS = {"hide_input": "remove-input", "hide_output": "remove-output"}


def defaults(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read whether the code of all cells is hidden."""
    return {"echo": False} if metadata.get("hide_input") is True else {}


DIALECT = Dialect("nbextensions", flags=folding(MARKS), metadata=frozenset(MARKS), defaults=defaults)
