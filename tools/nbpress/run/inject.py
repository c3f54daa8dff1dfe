"""Write parameters as code of the notebook's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from papermill.translators import translate_parameters

from nbpress.notebook.literals import literal


def assignments(given: Mapping[str, Any], language: str, kernel: str) -> str:
    """Assign the given values: in Python by ourselves, tuples and dates as they are, else as papermill does."""
    if language == "python":
        return "# Parameters\n" + "\n".join(f"{name} = {literal(value)}" for name, value in given.items())
    return str(translate_parameters(kernel, language, dict(given), "Parameters")).strip()
