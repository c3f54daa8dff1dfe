"""What the benchmarks work on: notebooks made here, and an empty blog."""

from __future__ import annotations

import base64
import json
import random
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

from tools.bench.timing import BIN, ENVIRONMENT

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PICTURE = 160_000  # bytes


def blog(folder: Path) -> Path:
    """Make a Jekyll site without any article; give its root."""
    root = folder / "site"
    root.mkdir(parents=True)
    (root / "_config.yml").write_text("title: A blog\nbaseurl: /blog\n")
    return root


def saved(path: Path, cells: list[dict[str, Any]]) -> Path:
    """Write a notebook with these cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for number, cell in enumerate(cells):
        cell |= {"id": f"cell-{number}", "metadata": cell.get("metadata", {})}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": PYTHON, "cells": cells}
    path.write_text(json.dumps(content, indent=1))
    return path


def head(title: str) -> dict[str, Any]:
    """A cell of front matter."""
    return {"cell_type": "raw", "source": f"---\ntitle: {title}\ndate: 2020-01-02\ncategories: [made, up]\n---"}


def prose(source: str) -> dict[str, Any]:
    """A cell of prose."""
    return {"cell_type": "markdown", "source": source}


def code(source: str, *outputs: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    """A cell of code."""
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": count}


def executed(path: Path, seed: int) -> Path:
    """Write an executed notebook of twenty cells, two of them with a picture of 160 kB."""
    numbers = random.Random(seed)
    cells = [head(f"Notebook {seed}")]
    for section in range(10):
        words = " ".join(numbers.choices(WORDS, k=40))
        text = f"## Section {section}\n\nSome *prose* with `code`, a [link](https://example.org): {words}."
        cells.append(prose(text))
        if section:  # with the front matter and ten cells of prose: twenty
            output = _picture(numbers) if section in (3, 6) else _printed(numbers)
            cells.append(code("import numpy as np\nfor i in range(10):\n    print(i)\n" * 3, output, count=section))
    return saved(path, cells)


def small(path: Path, number: int, words: str = "") -> Path:
    """Write an executed notebook of ten small cells."""
    cells = [head(f"Notebook {number}"), prose(f"## Part\n\nSome *prose*, {number}. {words}")]
    for part in range(4):
        printed = {"output_type": "stream", "name": "stdout", "text": f"{part}\n"}
        cells += [prose(f"Words {part}."), code(f"print({part})", printed, count=part + 1)]
    return saved(path, cells)


def published(folder: Path, count: int) -> Path:
    """Publish so many small executed notebooks, with the outputs that they hold; give the project's folder."""
    blog(folder)
    paths = [small(folder / "notebooks" / f"n{number:05}.ipynb", number) for number in range(count)]
    publish: list[str | Path] = [BIN / "nbpress", "publish", "--no-run", *paths]
    subprocess.run(publish, cwd=folder, check=True, capture_output=True, env=ENVIRONMENT)
    return folder


def _printed(numbers: random.Random) -> dict[str, Any]:
    lines = "".join(f"epoch {number}: loss {numbers.random():.4f}\n" for number in range(10))
    return {"output_type": "stream", "name": "stdout", "text": lines}


def _picture(numbers: random.Random) -> dict[str, Any]:
    width, height = 230, PICTURE // (230 * 3)
    rows = b"".join(b"\0" + numbers.randbytes(width * 3) for _ in range(height))
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(rows, 0),
        b"IEND": b"",
    }
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )
    data = {"image/png": base64.b64encode(png).decode(), "text/plain": "<Figure size 230x231 with 1 Axes>"}
    return {"output_type": "display_data", "data": data, "metadata": {}}


WORDS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
