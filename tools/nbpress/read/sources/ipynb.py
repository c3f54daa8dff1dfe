"""The notebook as Jupyter keeps it: JSON, of any nbformat."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from nbpress.core.errors import ReadError
from nbpress.core.regex import regex
from nbpress.notebook.validation import joined, mended
from nbpress.read.sources import Kind, Written

DEEPEST = 200  # levels of lists and mappings in the JSON of a notebook
_HALF = regex("[\ud800-\udfff]")


def _read(text: str, path: Path) -> Written:
    nb = _upgraded(_json(text, path), path)
    notices = mended(nb)
    return Written(joined(nb), notices)


def _always(text: str) -> bool:
    return True


def _upgraded(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """Bring a notebook of nbformat 2 or 3 to 4, in memory."""
    if "cells" in raw:
        return raw
    import nbformat

    major = 2 if raw.get("nbformat") == 2 else 3
    try:
        cells = (cell for sheet in raw["worksheets"] for cell in sheet.get("cells", ()))
        for output in (output for cell in cells for output in cell.get("outputs") or ()):
            if output["output_type"] == "stream":  # the first notebooks left out what went without saying
                output["text"] = output.get("text") or ""
                output["stream"] = output.get("stream") or "stdout"
        upgraded: dict[str, Any] = nbformat.convert(
            nbformat.reads(json.dumps({**raw, "nbformat": major}), as_version=major), 4
        )
    except Exception as error:  # nbformat raises whatever a broken notebook makes its upgraders trip over
        raise ReadError(
            f"this notebook of nbformat {major} cannot be upgraded: {_first_line(error)}", path=path
        ) from error
    return upgraded


def _json(text: str, path: Path) -> dict[str, Any]:
    """Read JSON that looks like a notebook, with an error that names the line."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReadError("the file is empty, not a notebook", path=path)
    try:
        raw = json.loads(text)
        while _torn(raw):  # half a character, which no file can hold
            raw = json.loads(json.dumps(raw, ensure_ascii=False).encode("utf-8", "ignore"))
    except json.JSONDecodeError as error:
        raise ReadError(
            f"this is no notebook: {error.msg}",
            path=path,
            place=f"line {error.lineno}, column {error.colno}",
            hint="The file is cut short or was edited by hand.",
        ) from error
    except RecursionError as error:
        raise ReadError(
            f"this is no notebook: its JSON is nested more than {DEEPEST} levels deep", path=path
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise ReadError(f"this is no notebook: {_first_line(error)}", path=path) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("cells", raw.get("worksheets")), list):
        raise ReadError("this is JSON, but no notebook: it has no cells", path=path)
    return raw


def _torn(value: Any, level: int = 0) -> bool:
    """Tell whether a text in what was read from JSON holds half a character (a lone surrogate).

    Raises RecursionError for what is nested deeper than every reader of it takes.
    """
    if isinstance(value, str):
        return not value.isascii() and _HALF.search(value) is not None
    if not isinstance(value, dict | list):
        return False
    if level >= DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return any(map(_torn, value)) or any(map(_torn, value.values(), repeat(level + 1)))
    return any(map(_torn, value, repeat(level + 1)))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _write(cells: Sequence[Mapping[str, Any]]) -> str:
    """Write a notebook as JupyterLab would."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(nb, indent=1, ensure_ascii=False) + "\n"


KIND = Kind("a Jupyter notebook", frozenset((".ipynb",)), _read, _always, _always, new=".ipynb", write=_write)
