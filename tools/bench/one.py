"""One executed notebook to a post, the whole process, against nbconvert to Markdown."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median

from tools.bench import material, peers
from tools.bench.table import Row, show
from tools.bench.timing import BIN, Way, measured


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    path = material.executed(folder / "notebooks" / "one.ipynb", 1)
    site, jupyter = folder / "site", peers.programs("jupyter")

    def empty(number: int) -> None:
        shutil.rmtree(site, ignore_errors=True)
        material.blog(folder)

    publish: list[str | Path] = [BIN / "nbpress", "publish", "--no-run", path, "--site", site]
    convert: list[str | Path] = [
        jupyter / "jupyter",
        "nbconvert",
        "--to",
        "markdown",
        "--output-dir",
        folder / "out",
        path,
    ]
    ways = [
        Way("nbpress publish --no-run", [publish], folder, empty),
        Way("jupyter nbconvert --to markdown", [convert], folder),
        Way('python -c "import nbconvert"', [[jupyter / "python", "-c", "import nbconvert.exporters"]], folder),
    ]
    times = measured(ways, 7)
    ours, theirs, library = (median(times[way.name].wall) for way in ways)
    share = f"of it importing nbconvert: {library / theirs:.2f}"
    return show(
        "one: an executed notebook to a post",
        times,
        [Row(f"one executed notebook / nbconvert ({share})", ours / theirs, 0.62)],
    )
