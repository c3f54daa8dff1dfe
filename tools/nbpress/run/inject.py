"""Write parameters as code of the notebook's language, and as the cell that is put in after those of its `parameters` cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.notebook.literals import literal


def assignments(given: Mapping[str, Any], language: str, kernel: str) -> str:
    """Assign the given values: in Python by ourselves, tuples and dates as they are, else as papermill does."""
    if language == "python":
        return "# Parameters\n" + "\n".join(f"{name} = {literal(value)}" for name, value in given.items())
    from papermill.translators import translate_parameters

    return str(translate_parameters(kernel, language, dict(given), "Parameters")).strip()


def cells(nb: Any, language: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make the cell that gives a notebook these values, as papermill does, tuples and all; none where there are none."""
    if not given:
        return []
    name = nb["metadata"].get("kernelspec", {}).get("name", "")
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "injected-parameters",
        "metadata": {"tags": ["injected-parameters"]},
        "source": assignments(given, language, name),
        "outputs": [],
        "execution_count": None,
    }
    return [cell]
