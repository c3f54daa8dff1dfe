"""The cells of a notebook that is written as text, as a notebook of Jupyter would hold them.

Options become `#|` lines, parameters of the header a cell tagged `parameters`, inline code a live value. Each cell remembers
the line of the file that it begins in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nbpress.core.notices import Notice
from nbpress.core.regex import regex
from nbpress.notebook import frontmatter, language_values, languages
from nbpress.notebook.article_options import EXECUTE
from nbpress.notebook.cell_options import KNOWN_OPTIONS
from nbpress.notebook.ipynb import NOTES
from nbpress.notebook.languages import Language
from nbpress.notebook.literals import literal
from nbpress.read import chunk_options
from nbpress.read.sources import Written
from nbpress.read.text_header import Header

FRONT = "front-matter"  # the id of the cell that holds the front matter
_SPAN = regex(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_FENCE = regex(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,}|:{3,})[ \t]*(.*)")
_LIKE = regex(r"\{([A-Za-z][\w+-]*)(?:[ ,}].*)?")
_ENGINE_NAMES = """
    code-cell raw-cell python python3 ipython ipython3 r julia octave matlab bash sh sql ojs javascript js typescript ts stan
    rcpp node ruby perl scala go rust
"""
_ENGINES = frozenset(_ENGINE_NAMES.split())


@dataclass(slots=True)
class Cell:
    """A cell of a text.

    line: of the file in which its source begins, from 1; 0 where nobody knows. options: of the cell, in our own words.
    """

    kind: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    options: dict[str, Any] = field(default_factory=dict)


def notebook(header: Header, cells: Sequence[Cell], language: str, notices: Iterable[Notice] = ()) -> Written:
    """Make a notebook of a header and of cells; `notices` count these."""
    front = [_front(header)] if header.front else []
    params = header.values.get("params")
    given = [*_parameters(params, cells, language)] if isinstance(params, Mapping) else []
    before = len(front) + len(given)
    told = [replace(notice, cell=notice.cell + before) for notice in notices]
    every = [*front, *given, *cells]
    for number, cell in enumerate(every, 1):
        told += _unrun(cell, number) if cell.kind == "markdown" else ()
    named = header.kernel
    spec = {"name": named, "display_name": str(header.block("kernelspec").get("display_name") or named)}
    metadata: dict[str, Any] = {"language_info": {"name": language}}
    metadata |= {"kernelspec": {**spec, "language": language}} if named else {}
    nb = {
        "cells": [_cell(cell, language) for cell in every],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return Written(nb, tuple(told))


def _front(header: Header) -> Cell:
    return Cell("raw", "\n".join(["---", *header.front, "---"]), {"id": FRONT})


def _cell(cell: Cell, language: str) -> dict[str, Any]:
    metadata = dict(cell.metadata)
    named = metadata.pop("id", None)
    options = dict(cell.options)
    if cell.kind == "code":
        options |= {key: metadata.pop(key) for key in [*metadata] if key in KNOWN_OPTIONS and key != "tags"}
    source, added = _with_options(cell.source, options, language) if options else (cell.source, 0)
    notes = {"line": cell.line - added} if cell.line else {}
    notes |= {"begins": cell.line - 1} if notes and added else {}
    made: dict[str, Any] = {"cell_type": cell.kind, "metadata": {**metadata, **({NOTES: notes} if notes else {})}}
    made |= {"id": named} if isinstance(named, str) and re.fullmatch(r"[\w-]{1,64}", named, re.A) else {}
    made["source"] = source
    return made | ({"outputs": [], "execution_count": None} if cell.kind == "code" else {})


def _with_options(source: str, options: Mapping[str, Any], language: str) -> tuple[str, int]:
    """Write options above code, below the magic of its first line, and say how many lines that are."""
    sign = languages.of(language).sign or "#"
    lines = [f"{sign}| {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in options.items()]
    first, _, rest = source.partition("\n")
    if first.startswith("%%"):
        return "\n".join([first, *lines, *([rest] if rest else [])]), len(lines)
    return "\n".join([*lines, source]), len(lines)


# --- parameters ---------------------------------------------------------------------------------------------


def _parameters(params: Mapping[Any, Any], cells: Sequence[Cell], language: str) -> Iterator[Cell]:
    """Write the `params:` of a header as a cell of parameters, unless a cell is tagged so; and as a list where one is usual."""
    if not params or any("parameters" in (cell.metadata.get("tags") or ()) for cell in cells):
        return
    values = {str(name): value.get("value") if isinstance(value, Mapping) else value for name, value in params.items()}
    of = languages.of(language)
    lines = [_assigned(name, value, of) for name, value in values.items()]
    yield Cell("code", "\n".join(lines), {"id": "params", "tags": ["parameters", "remove-cell"]})
    if of.collected:
        pairs = ", ".join(f"{name} = {name}" for name in values)
        yield Cell("code", of.collected.replace("<pairs>", pairs), {"id": "params-list", "tags": ["remove-cell"]})


def _assigned(name: str, value: Any, language: Language) -> str:
    """Write a parameter and its value as code of a language."""
    if language.native or not language.assign:
        return f"{name} = {literal(value) if language.native else json.dumps(value, ensure_ascii=False, default=str)}"
    return (language.declare or language.assign).format(name, language_values.written(value, language))


# --- prose --------------------------------------------------------------------------------------------------


def live(text: str, inline: re.Pattern[str]) -> str:
    """Turn the inline code of a text into live values. inline: finds the expression in a code span, its first group."""
    if "`" not in text:
        return text
    out: list[str] = []
    for inside, lines in _stretches(text.split("\n")):
        piece = "\n".join(lines)
        out.append(piece if inside else _SPAN.sub(lambda found: _value(found, inline), piece))
    return "\n".join(out)


def _value(found: re.Match[str], inline: re.Pattern[str]) -> str:
    asked = inline.fullmatch(found[2]) if found[1] == "`" else None
    return f"{{eval}}`{asked[1].strip()}`" if asked else found[0]


def _stretches(lines: Iterable[str]) -> Iterator[tuple[bool, list[str]]]:
    """Split lines into those inside of fenced code, with its fences, and those outside."""
    part: list[str] = []
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        opens = not fence and found is not None and found[1][0] != ":" and "`" not in found[2]
        closes = bool(fence and found and found[1].startswith(fence) and not found[2].strip())
        if opens and found:
            yield from [(False, part)] if part else []
            part, fence = [], found[1]
        part.append(line)
        if closes:
            yield True, part
            part, fence = [], ""
    if part:
        yield bool(fence), part


def _unrun(cell: Cell, number: int) -> Iterator[Notice]:
    """Warn of fences in prose that look like cells and are not run."""
    for inside, lines in _stretches(cell.source.split("\n")):
        for line in lines[:1] if inside else lines:
            found = _FENCE.match(line)
            like = _LIKE.fullmatch(found[2].strip()) if found else None
            if like and like[1].lower() in _ENGINES:
                said = f"`{line.strip()}` looks like a cell, and is not run"
                yield Notice("nb-unrun-fence", said, number, _place(cell.source, line))


def _place(source: str, line: str) -> int:
    return source.split("\n").index(line) + 1


def headed(header: Header, inline: re.Pattern[str], options: Mapping[str, Any]) -> Header:
    """Give a header with live values in its texts, and with options of all cells where it says nothing of these."""
    front = [live(line, inline) for line in header.front]
    said = header.values.get("execute")
    more = {name: value for name, value in options.items() if name in EXECUTE}
    if more and front and said is None:
        front += frontmatter.dump({"execute": more}).splitlines()
    return replace(header, front=tuple(front))


def knitted(cells: Sequence[Cell]) -> None:
    """Read the option lines of R's chunks; they go before what stands on the chunk's first line."""
    for cell in cells:
        if cell.kind == "code" and "|" in cell.source:
            options, cell.source, gone = chunk_options.of_lines(cell.source)
            cell.options |= options
            cell.line += gone if cell.line else 0


# --- lines --------------------------------------------------------------------------------------------------


def located(cells: Sequence[Cell], lines: Sequence[str], start: int, bare: Callable[[str], str] = str) -> None:
    """Note of each cell in which line of the file it begins. start: the first line that may; bare: takes comments off a line.

    A cell that is not found as it stands has no line, so that no wrong one is told.
    """
    at = start
    plain = [line.rstrip() for line in lines]
    uncommented = [bare(line).rstrip() for line in lines]
    for cell in cells:
        wanted = [line.rstrip() for line in cell.source.split("\n")]
        found = _find(wanted, plain, uncommented, at) if cell.source.strip() else -1
        if found < 0 and len(wanted) > 1 and wanted[0].startswith("%%"):  # a magic in the place of a chunk's first line
            found = _find(wanted[1:], plain, uncommented, at + 1) - 1
        if found >= 0:
            cell.line, at = found + 1, found + len(wanted)


def _find(wanted: Sequence[str], plain: Sequence[str], bare: Sequence[str], start: int) -> int:
    for at in range(start, len(plain) - len(wanted) + 1):
        if all(line in (plain[at + n], bare[at + n]) for n, line in enumerate(wanted)):
            return at
    return -1
