"""Cells of a text that jupytext reads; it is loaded when the first such text is read, and by nobody else."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbpress.core.errors import ReadError
from nbpress.read import text_cells
from nbpress.read.text_cells import Cell
from nbpress.read.text_header import Header, plain

# What jupytext notes of how a cell was written, and nobody else reads.
_NOTES = frozenset(
    ("lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker", "cell_depth", "region_name", "title")
) | {"comment_questions", "incorrectly_encoded_metadata", "active", "skipline", "noskipline"}


def cells(
    text: str, path: Path, header: Header, format_name: str, extension: str = "", comment: str = ""
) -> tuple[list[Cell], str]:
    """Read the cells of a text, and its language. extension: of the format, where the file has another one."""
    try:
        import jupytext
    except ImportError as error:
        raise ReadError(
            f"a notebook in a {path.suffix} file is read by jupytext, which is not installed here",
            path=path,
            hint="Install it: pip install 'nbpress[text]'",
        ) from error
    lines = text.removeprefix("\ufeff").split("\n")
    head = _head(header, comment, nested=format_name != "myst")
    blank = [""] * max(0, header.length - len(head)) if format_name == "myst" else []  # its errors tell the line
    whole = "\n".join([*head, *blank, *lines[header.length :]])
    wanted = {"extension": extension or path.suffix, "format_name": format_name}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.getLogger("jupytext").setLevel(logging.ERROR)
            nb = jupytext.reads(whole, fmt=wanted)
    except Exception as error:  # each of its readers raises what it likes
        raise ReadError(f"jupytext cannot read this text: {_first_line(error)}", path=path) from error
    found = [Cell(each.cell_type, each.source, _metadata(each.metadata)) for each in nb.cells]
    text_cells.located(found, lines, header.length, lambda line: _bare(line, comment))
    return found, _language(nb.metadata, header)


def _head(header: Header, comment: str, *, nested: bool) -> list[str]:
    """Write the part of a header that jupytext needs, whole where the author left out what goes without saying."""
    told = dict(header.block("jupytext"))
    spec = {"name": header.kernel, "display_name": header.kernel, "language": header.language or "python"}
    found: dict[str, Any] = {**({"jupytext": told} if told else {}), **({"kernelspec": spec} if header.kernel else {})}
    if not found:
        return []
    pairs = [f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in found.items()]
    lines = ["---", *(["jupyter:", *(f"  {pair}" for pair in pairs)] if nested else pairs), "---"]
    return [f"{comment} {line}" if comment else line for line in lines]


def _metadata(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(name): value for name, value in json.loads(json.dumps(given, default=str)).items() if name not in _NOTES
    }


def _language(metadata: Mapping[str, Any], header: Header) -> str:
    told = metadata.get("jupytext") or {}
    own = header.language or str(told.get("main_language") or told.get("default_lexer") or "")
    return plain(own) or "python"


def _bare(line: str, comment: str) -> str:
    return line[len(comment) :].removeprefix(" ") if comment and line.startswith(comment) else line


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
