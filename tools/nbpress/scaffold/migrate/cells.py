"""The cells of a notebook as a migration leaves them: front matter as raw YAML, flags as tags and options, links that lead.

The file stays as it was written, key by key and with its indentation; only what changes is another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from nbpress.core.errors import NbpressError
from nbpress.core.regex import regex
from nbpress.notebook import frontmatter
from nbpress.notebook.ipynb import language_of
from nbpress.scaffold.migrate import flags, yaml_lines
from nbpress.scaffold.migrate.records import Found, Post, Source

INDENT = 1  # what Jupyter writes
_INDENTED = regex(r"\A\{\r?\n( +|\t+)")


def migrated(text: str, post: Post, source: Source, found: Found, links: Callable[[str], str]) -> str:
    """Give the text of a notebook's file as it is to be. links: rewrites the links of a Markdown cell."""
    raw = json.loads(text.removeprefix("\ufeff"))
    if "cells" not in raw:  # nbformat 3: it is told
        return text
    before = json.dumps(raw)
    for cell in raw["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            _flagged(cell, {**cell, "source": _joined(cell.get("source"))}, language_of(raw), [*source.dialects])
    head = _headed(raw, post)
    _reworded([cell for cell in raw["cells"][head:] if isinstance(cell, dict)], raw["cells"], found, links)
    return text if json.dumps(raw) == before else _written(raw, text)


def _flagged(cell: dict[str, Any], whole: Mapping[str, Any], language: str, named: list[str]) -> None:
    if new := flags.turned(whole, language, named):
        _put(cell, new[0])
        if new[1]:
            cell["metadata"] = {**(cell.get("metadata") or {}), "tags": new[1]}


def _reworded(cells: list[dict[str, Any]], every: list[Any], found: Found, links: Callable[[str], str]) -> None:
    """Rewrite the prose; a cell whose text went elsewhere goes."""
    prose = [cell for cell in cells if cell.get("cell_type") == "markdown"]
    texts = [_joined(cell.get("source")) for cell in prose]
    for cell, before, after in zip(prose, texts, found.prose(texts), strict=True):
        if before.strip() and not after.strip():
            every.remove(cell)
        else:
            _put(cell, links(after))


def _headed(raw: dict[str, Any], post: Post) -> int:
    """Make the front matter the first cell, a raw one; tell how many cells it takes."""
    cells, number = raw["cells"], post.front.cell
    own = _joined(cells[number]["source"]) if number is not None else ""
    stands = number == 0 and own.lstrip("\n").startswith("---")
    if stands and cells[0]["cell_type"] == "raw":
        head = _head(own, post)
        _put(cells[0], own.replace(head, _changed(head, post), 1))
        return 1
    if number is None and not post.keys and not post.front.is_given:
        return 0
    rest = post.front.rest
    if number is not None and rest:
        _put(cells[number], rest)
    elif number is not None:
        del cells[number]
    cells.insert(0, _cell(raw, _changed(_head(own, post) if stands else _dumped(post), post)))
    return 1


def _head(own: str, post: Post) -> str:
    """Cut the prose off the front matter that a Markdown cell begins with."""
    text = own.strip("\n")
    return text[: len(text) - len(post.front.rest)].rstrip() if post.front.rest else text


def _dumped(post: Post) -> str:
    front = post.front
    values = {**front.foreign, **({"nbpress": dict(front.settings)} if front.settings else {})}
    return f"---\n{frontmatter.dump(front.node)}{frontmatter.dump(values) if values else ''}---"


def _changed(fenced: str, post: Post) -> str:
    """Change keys of a front matter, which stands between its rules."""
    first, _, rest = fenced.partition("\n")
    yaml, _, last = rest.rpartition("\n") if "\n" in rest else ("", "", rest)
    try:
        after = yaml_lines.changed(f"{yaml}\n" if yaml else "", post.keys, "the front matter")
    except NbpressError as error:
        error.path, error.place = post.notebook.path, "front matter"
        raise
    return f"{first}\n{after}{last}"


def _cell(raw: Mapping[str, Any], source: str) -> dict[str, Any]:
    taken = {cell.get("id") for cell in raw["cells"] if isinstance(cell, dict)}
    minor = raw.get("nbformat_minor")
    name = next(f"front-matter{end}" for end in ("", *range(1, len(taken) + 2)) if f"front-matter{end}" not in taken)
    own = {"id": name} if isinstance(minor, int) and minor >= 5 else {}
    return {"cell_type": "raw", **own, "metadata": {}, "source": source.splitlines(keepends=True)}


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source) if isinstance(source, list) else ""


def _put(cell: dict[str, Any], source: str) -> None:
    """Write the source of a cell as its file has it, a text or a list of lines."""
    if _joined(cell.get("source")) != source:
        cell["source"] = source if isinstance(cell.get("source"), str) else source.splitlines(keepends=True)


def _written(raw: Mapping[str, Any], text: str) -> str:
    """Write a notebook with the indentation, the letters and the end that its file has."""
    indented = _INDENTED.match(text)
    step: int | str = INDENT if not indented else indented[1] if "\t" in indented[1] else len(indented[1])
    plain = text.isascii() and "\\u" in text
    return json.dumps(raw, indent=step, ensure_ascii=plain) + ("\n" if text.endswith("\n") else "")
