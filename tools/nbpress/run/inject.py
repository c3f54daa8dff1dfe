"""Write parameters as code of the notebook's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from papermill.translators import translate_parameters


def assignments(given: Mapping[str, Any], language: str, kernel: str) -> str:
    """Assign the given values: in Python by ourselves, tuples and dates as they are, else as papermill does."""
    if language == "python":
        return "# Parameters\n" + "\n".join(f"{name} = {_literal(value)}" for name, value in given.items())
    return str(translate_parameters(kernel, language, dict(given), "Parameters")).strip()


def _literal(value: Any) -> str:
    """A Python expression of a value; infinities and dates have no literal of their own."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    if type(value).__module__ == "datetime":
        return repr(value).replace("datetime.", '__import__("datetime").', 1)
    return repr(value)
