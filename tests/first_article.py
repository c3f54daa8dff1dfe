"""The first article as a notebook that was run, without a run: what the committed page shows becomes the notebook's outputs.

Live values are stand-ins of one length, for the page that they stand on is only looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import yaml
from articles import FIRST, ROOT
from pictures import encoded
from selectolax.lexbor import LexborHTMLParser, LexborNode

from nbpress.notebook import live_values

SITE = ROOT / "site"
VALUE = {"status": "ok", "data": {"text/plain": "'97.9%'"}, "metadata": {}}
PARTS = re.compile(
    r"(?P<code>^\{% highlight python %\}$)"
    r'|<div class="nb-output nb-(?P<text>stdout|result)"><pre>(?P<words>.*?)</pre></div>'
    r'|<div class="nb-output nb-html">(?P<html>.*?)</div>'
    r'|<img src="/(?P<picture>images/[^"]+)"',
    re.M | re.S,
)


def executed() -> Any:
    """Give the notebook with outputs and values; the ones of its pictures, texts and tables are those of the page."""
    nb = nbformat.read(ROOT / "notebooks" / f"{FIRST}.ipynb", as_version=4)
    [post] = (SITE / "_posts").glob(f"*-{FIRST}.md")
    page = post.read_text("utf-8")
    outputs = list(_outputs(page))
    tables = iter(LexborHTMLParser(page).css(".nb-markdown table, table.nb-markdown"))
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(each) for each in _of(cell, outputs, tables)]
        else:
            expressions = live_values.in_cell(cell) or live_values.in_text(cell.source)
            cell.metadata["user_expressions"] = live_values.entries(dict.fromkeys(expressions, VALUE))
    assert not outputs and next(tables, None) is None, "the committed page shows more than its notebook has cells for"
    return nb


def author() -> str:
    """Give who wrote it, as its front matter says."""
    nb = nbformat.read(ROOT / "notebooks" / f"{FIRST}.ipynb", as_version=4)
    return str(yaml.safe_load(nb.cells[0].source.strip("-"))["author"])


def _of(cell: Any, outputs: list[list[dict[str, Any]]], tables: Iterator[LexborNode]) -> list[dict[str, Any]]:
    if "remove-cell" in cell.metadata.get("tags", ()):
        named = re.search(r"^#\| label: (\w+)$", cell.source, re.M)
        return [_picture(path) for path in sorted((SITE / "images").rglob(f"{named[1]}.png"))] if named else []
    if "#| echo: false" in cell.source:
        return [_shown({"text/markdown": _markdown(next(tables)), "text/plain": "table"})]
    return outputs.pop(0)


def _outputs(page: str) -> Iterator[list[dict[str, Any]]]:
    """Give what follows each piece of code on the page, up to the next."""
    found: list[list[dict[str, Any]]] = []
    for part in PARTS.finditer(page):
        if part["code"]:
            found.append([])
        elif part["text"]:
            words = unescape(re.sub("<[^>]+>", "", part["words"]))
            stream = {"output_type": "stream", "name": "stdout", "text": f"{words}\n"}
            found[-1].append(stream if part["text"] == "stdout" else _shown({"text/plain": words}))
        elif part["html"]:
            found[-1].append(_shown({"text/html": part["html"], "text/plain": "summary"}))
        else:
            found[-1].append(_picture(SITE / part["picture"]))
    return iter(found)


def _shown(data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _picture(path: Path) -> dict[str, Any]:
    return _shown({"image/png": encoded(path.read_bytes()), "text/plain": "<Figure>"})


def _markdown(table: LexborNode) -> str:
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in table.css("tr")]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
