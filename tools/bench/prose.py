"""Prose was edited, and the article is published again, against nbconvert on the executed notebook; and nothing was."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.timing import BIN, Way, measured, show


def measure(folder: Path) -> None:
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
    markdown = ["nbconvert", "--to", "markdown", "--output-dir", folder / "markdown"]
    theirs = Way("jupyter nbconvert --to markdown", [[BIN / "jupyter", *markdown, done]], folder)
    unchanged = Way("nbpress publish, nothing changed", [publish], folder)
    times = measured([edited, theirs, unchanged], 7)
    assert "Round " in next((site / "_posts").glob("*.md")).read_text()
    took, other = (median(times[way.name].wall) for way in (edited, theirs))
    show("prose: published again", times, [("prose edited / nbconvert", took / other, 1)])


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
