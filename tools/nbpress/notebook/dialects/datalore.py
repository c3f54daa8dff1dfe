"""JetBrains Datalore: what is hidden from the readers of a report is not on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.notebook.dialect import Dialect, Flags, folding

BLOCK = "datalore"
MARKS = {"hide_input_from_viewers": "remove-input", "hide_output_from_viewers": "remove-output"}


def flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
    """Read the marks that stand in a block of their own."""
    block = metadata.get(BLOCK)
    return folding(MARKS)(source, block, spoken) if isinstance(block, Mapping) else None


DIALECT = Dialect(BLOCK, flags=flags, metadata=frozenset([BLOCK]))
