"""Write parameters as code of the notebook's language, and as the cell that is put in after those of its `parameters` cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.core.errors import ParameterError
from nbpress.notebook import language_values, languages
from nbpress.notebook.literals import literal


def assignments(given: Mapping[str, Any], language: str, kernel: str) -> str:
    """Assign the given values: as the language's file says, tuples and dates as they are in Python, else as papermill does.

    Raises ParameterError for a value, or a language, in which nobody knows how.
    """
    of = languages.of(language)
    if of.native:
        return "# Parameters\n" + "\n".join(f"{name} = {literal(value)}" for name, value in given.items())
    if of.assign:
        return language_values.assignments(given, of)
    return _by_papermill(given, language, kernel)


def _by_papermill(given: Mapping[str, Any], language: str, kernel: str) -> str:
    """Assign values as papermill does, whose names of languages have capitals."""
    from papermill.translators import papermill_translators

    known = {name.lower(): translator for name, translator in papermill_translators._translators.items()}
    translator = known.get(kernel.lower()) or known.get(language)
    try:
        if translator:
            return str(translator.codify(dict(given), "Parameters")).strip()
    except NotImplementedError:
        pass
    raise ParameterError(
        f"neither nbpress nor papermill knows how to write these parameters in {language}: {', '.join(given)}",
        hint="Let the notebook read them from a file, and name that under `depends:`.",
    )


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
