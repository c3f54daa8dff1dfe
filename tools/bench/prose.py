"""Prose was edited, and the article is published again, against nbconvert on the executed notebook; and nothing was."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from statistics import median

from tools.bench import material, peers
from tools.bench.table import Row, show
from tools.bench.timing import BIN, Way, measured

MANY = 1_000


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    path = folder / "notebooks" / "prose.ipynb"
    site = material.blog(folder)
    publish: list[str | Path] = [BIN / "nbpress", "publish", path]
    _write(path, 0)
    subprocess.run(publish, cwd=folder, check=True, capture_output=True)
    done = next((folder / ".nbpress" / "runs").glob("*.ipynb"))

    def edit(number: int) -> None:
        _write(path, number + 1)

    edited = Way("nbpress publish, prose edited", [publish], folder, edit)
    markdown: list[str | Path] = ["nbconvert", "--to", "markdown", "--output-dir", folder / "markdown"]
    theirs = Way("jupyter nbconvert --to markdown", [[peers.programs("jupyter") / "jupyter", *markdown, done]], folder)
    unchanged = Way("nbpress publish, nothing changed", [publish], folder)
    times = measured([edited, theirs, unchanged], 7)
    assert "Round " in next((site / "_posts").glob("*.md")).read_text()
    took, other = (median(times[way.name].wall) for way in (edited, theirs))
    return show("prose: published again", times, [Row("prose edited, one article / nbconvert", took / other, 1)])


def measure_many(folder: Path) -> list[Row]:
    """Measure and print the table of one edit among many articles."""
    root = material.published(folder, MANY)
    path = root / "notebooks" / "n00000.ipynb"

    def edit(number: int) -> None:
        material.small(path, 0, f"Round {number}.")

    markdown: list[str | Path] = ["nbconvert", "--to", "markdown", "--output-dir", folder / "markdown", path]
    ways = [
        Way(f"nbpress publish, one of {MANY:,} edited", [[BIN / "nbpress", "publish"]], root, edit),
        Way("jupyter nbconvert --to markdown", [[peers.programs("jupyter") / "jupyter", *markdown]], root),
    ]
    times = measured(ways, 7)
    assert "Round " in next((root / "site" / "_posts").glob("*-n00000.md")).read_text()
    took, other = (median(times[way.name].wall) for way in ways)
    return show("many: one prose edit", times, [Row(f"one prose edit among {MANY:,} / nbconvert", took / other, 1)])


def _write(path: Path, number: int) -> None:
    """Write the notebook with other prose, and the same code: it draws, and prints what it counts."""
    picture = "import zlib, struct, random, IPython.display as show\nrandom.seed(1)\n" + PICTURE
    cells = [material.head("Prose"), material.prose(f"## Round {number}\n\nWords.")]
    for section in range(8):
        cells += [
            material.prose(f"## Part {section}\n\nSome *words* and $x^{section}$, of {{eval}}`7 * {section}`."),
            material.code(f"n = {section}\nprint(n)"),
        ]
    cells.append(material.code(picture))
    material.saved(path, json.loads(json.dumps(cells)))


PICTURE = """\
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

rows = b"".join(b"\\0" + random.randbytes(690) for _ in range(231))
header = struct.pack(">IIBBBBB", 230, 231, 8, 2, 0, 0, 0)
show.Image(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))"""
