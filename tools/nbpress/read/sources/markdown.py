"""Markdown whose fences are cells: MyST's `{code-cell}`, and jupytext's own Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbpress.core.regex import regex
from nbpress.read import by_jupytext, new_text, text_cells, text_header
from nbpress.read.sources import Kind, Written

_CELL = regex(r"^ {0,3}(?:`{3,}|~{3,}|:{3,})[ \t]*\{code-cell\}", re.M)
_KEY = regex(r"^(?:jupytext|kernelspec|jupyter):", re.M)
_HEAD = regex(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.M | re.S)
_COLONS = regex(r"(:{3,})[ \t]*(\{(?:code|raw)-cell\}.*)")
_FENCE = regex(r" {0,3}(`{3,}|~{3,})")


def _read(text: str, path: Path) -> Written:
    header = text_header.read(text)
    name = header.format if header.format in ("myst", "markdown") else "myst" if _has_cell(text) else ""
    name = name or ("markdown" if re.search(r"^```\w", text, re.M) else "myst")
    cells, language = by_jupytext.cells(_ticked(text), path, header, name, ".md")
    return text_cells.notebook(header, cells, language)


def _ticked(text: str) -> str:
    """Write fences of colons that are cells with backticks, line by line; those inside of code stay."""
    lines = text.split("\n")
    fence = ""
    number = 0
    while number < len(lines):
        found, opened = _FENCE.match(lines[number]), _COLONS.fullmatch(lines[number])
        if fence:
            fence = "" if found and found[1].startswith(fence) and not lines[number].strip(" `~") else fence
        elif opened:
            end = _closing(lines, number + 1, opened[1])
            if end:
                runs = (len(run) for line in lines[number:end] for run in re.findall(r"`{3,}", line))
                ticks = "`" * (max([2, *runs]) + 1)
                lines[number], lines[end], number = f"{ticks}{opened[2]}", ticks, end
        elif found:
            fence = found[1]
        number += 1
    return "\n".join(lines)


def _closing(lines: list[str], start: int, colons: str) -> int:
    return next((n for n in range(start, len(lines)) if re.fullmatch(rf"{colons}:*[ \t]*", lines[n])), 0)


def _has_cell(text: str) -> bool:
    """Tell whether a cell stands in a text, and not only inside of code that shows one."""
    if not _CELL.search(text):
        return False
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").disable("inline", True).parse(_ticked(text))
    return any(token.type == "fence" and token.level == 0 and token.info.startswith("{code-cell}") for token in tokens)


def _is_notebook(text: str) -> bool:
    head = _HEAD.match(text)
    return bool(head and _KEY.search(head[1])) or _has_cell(text)


def _write(cells: Sequence[Mapping[str, Any]]) -> str:
    def code(text: str, tags: list[str]) -> str:
        told = f":tags: [{', '.join(tags)}]\n\n" if tags else ""
        return f"```{{code-cell}} ipython3\n{told}{text}\n```"

    head = new_text.header(cells[0], new_text.jupytext(".md", "myst"), new_text.KERNEL)
    return new_text.joined([head, *new_text.each(cells[1:], str, code)])


KIND = Kind(
    "MyST Markdown",
    frozenset((".md", ".markdown", ".myst")),
    _read,
    _is_notebook,
    _is_notebook,
    "it is Markdown without a `kernelspec:` header and without a cell",
    "A cell stands between ```{code-cell} and ```.",
    text=True,
    needs="jupytext",
    new=".md",
    write=_write,
)
