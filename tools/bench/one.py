"""One executed notebook to a post, the whole process, against nbconvert to Markdown."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.timing import BIN, Way, measured, show


def measure(folder: Path) -> None:
    """Measure and print the table."""
    path = material.executed(folder / "notebooks" / "one.ipynb", 1)
    site = folder / "site"

    def empty(number: int) -> None:
        shutil.rmtree(site, ignore_errors=True)
        material.blog(folder)

    ours = Way(
        "nbpress publish --no-run", [[BIN / "nbpress", "publish", "--no-run", path, "--site", site]], folder, empty
    )
    theirs = Way(
        "jupyter nbconvert --to markdown",
        [[BIN / "jupyter", "nbconvert", "--to", "markdown", "--output-dir", folder / "markdown", path]],
        folder,
    )
    times = measured([ours, theirs], 7)
    took, other = (median(times[way.name].wall) for way in (ours, theirs))
    show("one: an executed notebook to a post", times, [("nbpress / nbconvert", took / other, 1)])
