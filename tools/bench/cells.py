"""Ten trivial cells, from notebook to post, against papermill alone and papermill followed by nbconvert."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.timing import BIN, Way, measured, show


def measure(folder: Path) -> None:
    """Measure and print the table."""
    cells = [
        material.head("Ten cells"),
        material.prose("Nothing much."),
        *(material.code(f"x{i} = {i}\nprint(x{i})") for i in range(10)),
    ]
    path = material.saved(folder / "notebooks" / "ten.ipynb", cells)
    material.blog(folder)
    done = folder / "done.ipynb"
    papermill: list[str | Path] = [BIN / "papermill", "--no-progress-bar", "--cwd", path.parent, path, done]
    nbconvert: list[str | Path] = [BIN / "jupyter", "nbconvert", "--to", "markdown", done]
    ours = Way("nbpress publish", [[BIN / "nbpress", "publish", path, "--rerun"]], folder)
    alone = Way("papermill", [papermill], folder)
    both = Way("papermill; nbconvert", [papermill, nbconvert], folder)
    times = measured([ours, alone, both], 7)
    took, run, manual = (median(times[way.name].wall) for way in (ours, alone, both))
    show(
        "cells: ten trivial cells, from notebook to post",
        times,
        [
            ("seconds more than papermill", took - run, 0.3),
            ("nbpress / (papermill; nbconvert)", took / manual, 1 / 1.4),
        ],
    )
