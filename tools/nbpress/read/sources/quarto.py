"""Quarto's `.qmd`: cells ```` ```{python} ```` with `#|` options, the header's kernel, `` `{python} x` `` in its prose.

It is read here, by markdown-it's fences: jupytext asks Quarto's own program.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.regex import regex
from nbpress.notebook.yaml_text import load as load_yaml
from nbpress.read import chunk_options, new_text, text_cells, text_header
from nbpress.read.sources import Kind, Written
from nbpress.read.text_cells import Cell
from nbpress.read.text_header import Header, plain

_INFO = regex(r"\{([A-Za-z][\w+-]*)(?:[ \t,]+(.*))?\}")
_INLINE = regex(r"(?:r|\{(?:r|python|julia)\})\s+(.+)", re.S)
_TAGS = regex(r"^\S{1,2}\| tags:(.*)$", re.M)
_DRAWN = frozenset(("mermaid", "dot", "graphviz"))  # diagrams, which no kernel runs
_EACH = frozenset(("ojs",))  # run by the browser


def _read(text: str, path: Path) -> Written:
    header = text_header.read(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    fences = _fences(lines, header.length)
    language = _language(header, fences)
    cells: list[Cell] = []
    notices: list[Notice] = []
    at = header.length
    for start, end, name, options in fences:
        if plain(name) != language:
            continue
        cells += _prose(lines, at, start)
        code = Cell("code", "\n".join(lines[start + 1 : end]), line=start + 2)
        cells.append(code)
        code.metadata |= _tagged(code.source)
        notices += _options(code, options, start + 1, len(cells), path)
        at = end + 1
    cells += _prose(lines, at, len(lines))
    text_cells.knitted(cells)
    setup = chunk_options.of_setup(cell.source for cell in cells if cell.kind == "code") if language == "r" else {}
    return text_cells.notebook(text_cells.headed(header, _INLINE, setup), cells, language, notices)


def _fences(lines: list[str], start: int) -> list[tuple[int, int, str, str]]:
    """Find the fences that are cells, by their first and last lines; each with its language and its options."""
    from markdown_it import MarkdownIt

    blank = [""] * start
    tokens = MarkdownIt("commonmark").disable("inline", True).parse("\n".join([*blank, *lines[start:]]))
    found = []
    for token in tokens:
        info = _INFO.fullmatch(token.info.strip()) if token.type == "fence" and token.map else None
        if info and token.map and not token.level and info[1].lower() not in _DRAWN | _EACH:
            closed = set(lines[token.map[1] - 1].strip()) == {token.markup[0]}
            found.append((token.map[0], token.map[1] - closed, info[1], info[2] or ""))
    return found


def _language(header: Header, fences: list[tuple[int, int, str, str]]) -> str:
    """The language of the kernel: what the header says, else R where any cell is R's, as Quarto has it, else of most."""
    counted = Counter(plain(name) for _, _, name, _ in fences)
    if header.language:
        return header.language
    if "r" in counted or header.values.get("engine") == "knitr" or "knitr" in header.values:
        return "r"
    return counted.most_common(1)[0][0] if counted else "python"


def _prose(lines: list[str], first: int, last: int) -> Iterator[Cell]:
    """Give the prose between two cells, without the blank lines around it."""
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    if first < last:
        yield Cell("markdown", text_cells.live("\n".join(lines[first:last]), _INLINE), line=first + 1)


def _tagged(source: str) -> dict[str, Any]:
    """Read the tags of a cell's option lines: in a text they are all that it has, the one of parameters among them."""
    found = _TAGS.search(source)
    try:
        given = load_yaml(found[1]) if found else None
    except (yaml.YAMLError, ValueError):
        return {}
    tags = [given] if isinstance(given, str) else given
    return {"tags": tags} if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags) else {}


def _options(cell: Cell, given: str, line: int, number: int, path: Path) -> list[Notice]:
    """Read what stands behind the language of a cell, as knitr does; give what is to be warned of."""
    options: dict[str, Any] = chunk_options.parsed(given)
    try:
        cell.options, unknown = chunk_options.ours(options)
    except ReadError as error:
        raise ReadError(error.what, path=path, place=f"line {line}", hint=error.hint) from error
    return [Notice("nb-unknown-option", f"the option {name} is not known; it is left out", number) for name in unknown]


def _always(text: str) -> bool:
    return True


def _write(cells: Sequence[Mapping[str, Any]]) -> str:
    def prose(text: str) -> str:
        return new_text.inline(text, "{python}")

    def code(text: str, tags: list[str]) -> str:
        told = f"#| tags: [{', '.join(tags)}]\n" if tags else ""
        return f"```{{python}}\n{told}{text}\n```"

    head = prose(new_text.header(cells[0], "jupyter: python3"))
    return new_text.joined([head, *new_text.each(cells[1:], prose, code)])


KIND = Kind("Quarto", frozenset((".qmd",)), _read, _always, _always, text=True, new=".qmd", write=_write)
