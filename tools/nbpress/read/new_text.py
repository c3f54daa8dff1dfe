"""The text of a new notebook: what every kind writes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from nbpress.core.regex import regex

_EVAL = regex(r"\{eval\}`([^`]*)`")
KERNEL = "kernelspec:\n  display_name: Python 3\n  language: python\n  name: python3"


def jupytext(suffix: str, name: str) -> str:
    """Write what jupytext reads of its format in a header."""
    return f"jupytext:\n  text_representation:\n    extension: {suffix}\n    format_name: {name}"


def source(cell: Mapping[str, Any]) -> str:
    """Give the source of a cell, be it lines or a text."""
    return "".join(cell["source"])


def header(cell: Mapping[str, Any], *more: str) -> str:
    """Write the header: the front matter of the first cell, and what tells a reader of the text its kernel."""
    front = source(cell).strip().removeprefix("---").removesuffix("---").strip("\n")
    return "\n".join(["---", front, *more, "---"])


def indented(text: str) -> str:
    """Write a block below the key `jupyter:`."""
    return "jupyter:\n" + "\n".join(f"  {line}" for line in text.split("\n"))


def commented(text: str) -> str:
    """Write each line as a comment."""
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def inline(text: str, code: str) -> str:
    """Write live values as inline code of another tool: `code` is what stands before the expression."""
    return _EVAL.sub(lambda found: f"`{code} {found[1]}`", text)


def joined(parts: Iterable[str]) -> str:
    """Join the parts of a text by blank lines."""
    return "\n\n".join(parts) + "\n"


def each(
    cells: Iterable[Mapping[str, Any]], prose: Callable[[str], str], code: Callable[[str, list[str]], str]
) -> Iterator[str]:
    """Write cells. code: writes one, by its source and its tags."""
    for cell in cells:
        tags = [str(tag) for tag in cell["metadata"].get("tags", ())]
        yield code(source(cell), tags) if cell["cell_type"] == "code" else prose(source(cell))
