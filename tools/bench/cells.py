"""Ten trivial cells, from notebook to post, against a bare jupyter_client (the limit), `jupyter execute`, and papermill."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tools.bench import bare, material, peers
from tools.bench.table import Row, show
from tools.bench.timing import BIN, Way, measured


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    cells = [
        material.head("Ten cells"),
        material.prose("Nothing much."),
        *(material.code(f"x{i} = {i}\nprint(x{i})") for i in range(10)),
    ]
    path = material.saved(folder / "notebooks" / "ten.ipynb", cells)
    material.blog(folder)
    done, jupyter = folder / "done.ipynb", peers.programs("jupyter")
    papermill: list[str | Path] = [jupyter / "papermill", "--no-progress-bar", "--cwd", path.parent, path, done]
    ways = [
        Way("nbpress publish", [[BIN / "nbpress", "publish", path, "--rerun"]], folder),
        Way("a bare jupyter_client", [[BIN / "python", str(bare.__file__), path]], folder),
        Way("jupyter execute", [[BIN / "jupyter", "execute", "--output", done, path]], folder),
        Way("papermill; nbconvert", [papermill, [jupyter / "jupyter", "nbconvert", "--to", "markdown", done]], folder),
    ]
    times = measured(ways, 7)
    ours, limit, execute, manual = (median(times[way.name].wall) for way in ways)
    return show(
        "cells: ten trivial cells, from notebook to post",
        times,
        [
            Row("ten cells / a bare jupyter_client", ours / limit, 1.2),
            Row("ten cells / jupyter execute", ours / execute, 0.62),
            Row("ten cells / (papermill; nbconvert)", ours / manual, 1 / 1.4),
        ],
    )
