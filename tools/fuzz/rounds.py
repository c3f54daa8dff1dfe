"""The rounds of the fuzz: a small project in which one file is changed by chance, and the command line that reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tools.fuzz import mutate

PROSE = """# A heading {#own}

Prose with *emphasis*, `code`, $a_b$, {eval}`v`, [a link](other.md "title"), a note[^1] and ![a picture](a.png "title").

[^1]: The note.

| a | b |
|---|---|
| 1 | $x$ |

- [ ] a list
  1. inside

> [!NOTE]
> A quotation.

$$\\frac{a}{b} \\tag{1}$$

<div class="x" style="width: 3px"><img src="a.png" width="30"></div>
"""
HEAD = {
    "title": "A title",
    "date": "2020-01-02",
    "tags": ["a", "b"],
    "image": {"teaser": "a.png"},
    "nbpress": {
        "results": {"v": "v"},
        "expect": ["v > 0"],
        "depends": ["a.csv"],
        "tolerance": {"v": 0.1},
        "private": [],
    },
}
CONFIG = {
    "title": "A blog",
    "permalink": "/:categories/:title/",
    "collections": {"posts": {"permalink": "/:title/"}},
    "defaults": [{"scope": {"path": "", "type": "posts"}, "values": {"layout": "post", "permalink": "/x/:slug/"}}],
    "nbpress": {
        "images": "images",
        "math": "mathml",
        "theme": {"name": "none", "images": {"teaser": ["image"]}, "paths": "bare", "code": "fence"},
        "richest": ["image/png"],
        "allow": ["sha256-0123456789ab"],
        "files": [".yaml"],
        "source": {"downloads": "notebooks"},
    },
}
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DATA = {
    "text/plain": "1",
    "text/html": "<table><tr><td>1</td></tr></table>",
    "image/png": PICTURE,
    "image/svg+xml": '<svg width="3" height="4" viewBox="0 0 3 4"/>',
    "text/latex": "$x$",
    "text/markdown": "**x**",
    "application/json": {"a": [1]},
}


def notebook() -> dict[str, Any]:
    """Make a notebook that has a little of everything."""
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": "a\rb\x1b[31mc\n"},
        {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["\x1b[31mE\x1b[0m: e"]},
        *({"output_type": "display_data", "data": {k: v}, "metadata": {k: {"width": 3}}} for k, v in DATA.items()),
    ]
    answer = {"status": "ok", "data": {"text/plain": "1"}, "metadata": {}}
    shown = {"user_expressions": [{"expression": "v", "result": answer}]}
    cells = [
        {"cell_type": "raw", "metadata": {}, "source": f"---\n{yaml.safe_dump(HEAD)}---"},
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "n: int = 1", "outputs": []},
        {"cell_type": "markdown", "metadata": shown, "source": PROSE, "attachments": {"a.png": {"image/png": PICTURE}}},
        {"cell_type": "code", "metadata": {}, "source": "#| label: fig-a\n#| fig-cap: A\nv = n", "outputs": outputs},
    ]
    for number, cell in enumerate(cells):
        cell |= {"id": f"c{number}"} | ({"execution_count": 1} if cell["cell_type"] == "code" else {})
    record = {"format": 1, "notebook": "notebooks/x.ipynb", "parameters": {"n": "1"}, "results": {"v": "1"}}
    record |= {
        "versions": {"python": "3.11.2"},
        "duration": 1.0,
        "date": "2020-01-02T03:04:05+00:00",
        "names": {"v": [1, 1]},
    }
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": spec, "nbpress": record, "papermill": {"parameters": {"n": 1}}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def rounds(root: Path, seed: int, count: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Make one change after the other in a project at `root`; yield what was changed, and the command line to try."""
    site, path = root / "site", root / "notebooks" / "x.ipynb"
    (site / "_layouts").mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(exist_ok=True)
    for name in ("article", "post"):
        (site / "_layouts" / f"{name}.html").write_text("<main>{{ content }}</main>\n")
    for number in range(count):
        random = Random(f"{seed}-{number}")
        what = random.choice(("notebook", "notebook", "prose", "front matter", "settings", "manifest", "bytes"))
        _write(site, path, what, random)
        command = random.choice((("publish", "--no-run"), ("publish", "--no-run"), ("publish", "--frozen"), ("list",)))
        yield f"seed {seed}, round {number}: {what}, {' '.join(command)}", (*command, str(path))


def _write(site: Path, path: Path, what: str, random: Random) -> None:
    """Write the whole project, with a change in one of its files."""
    nb, config = notebook(), json.loads(json.dumps(CONFIG))
    if what == "notebook":
        nb = mutate.value(nb, random)
    elif what == "prose":
        nb["cells"][2]["source"] = mutate.text(PROSE, random)
    elif what == "front matter":
        head = mutate.value(HEAD, random)
        dumped = yaml.safe_dump(head) if random.random() < 0.6 else mutate.text(yaml.safe_dump(HEAD), random)
        nb["cells"][0]["source"] = f"---\n{dumped}---"
    settings = mutate.value(config, random) if what == "settings" else config
    _put(site / "_config.yml", yaml.safe_dump(settings))
    _put(path, mutate.text(json.dumps(nb), random) if what == "bytes" else json.dumps(nb))
    for kept in (site / "_nbpress").glob("*.json"):
        if what == "manifest":
            try:
                entry = mutate.value(json.loads(kept.read_bytes()), random)
            except ValueError:
                entry = {}
            _put(kept, json.dumps(entry))
        else:
            kept.unlink()


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
