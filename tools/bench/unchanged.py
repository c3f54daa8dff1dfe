"""Nothing changed since the last call: one article, 1,000, this repository as it is cloned, and 4 GiB of data."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.timing import BIN, ENVIRONMENT, Way, measured, show

PROJECT = Path(__file__).parents[2]
MANY, MOST = 1_000, 10_000
DATA = 4 << 30  # bytes
OLD = 2.5  # seconds after which a file is known by its times


def measure(folder: Path) -> None:
    """Measure and print the table."""
    cloned = folder / "cloned"
    subprocess.run(["git", "clone", "--quiet", PROJECT, cloned], check=True)
    publish: list[str | Path] = [BIN / "nbpress", "publish"]
    ways = [
        Way('python -c "import click"', [[BIN / "python", "-c", "import click"]], folder),
        Way("one article", [publish], _executed(folder / "one", 1)),
        Way(f"{MANY:,} articles", [publish], _executed(folder / "many", MANY)),
        Way("4 GiB of data", [publish], _with_data(folder / "data")),
        Way("the same without data", [publish], _with_data(folder / "none", 0)),
        Way("this repository, --frozen", [[*publish, "--frozen"]], cloned),
        Way("this repository, list", [[BIN / "nbpress", "list"]], cloned),
    ]
    _settled(ways)
    times = measured(ways, 7)
    click, one, many, data, none, frozen, listed = (median(times[way.name].wall) for way in ways)
    show(
        "unchanged: nothing changed since the last call",
        times,
        [
            ("one article / import click", one / click, 3),
            (f"{MANY:,} articles / one", many / one, 2),
            ("milliseconds more for 4 GiB of data", 1000 * (data - none), 5),
            ("this repository, --frozen / import click", frozen / click, 3),
            ("this repository, list / import click", listed / click, 4),
        ],
    )


def measure_most(folder: Path) -> None:
    """Measure and print the table of a blog of 10,000 articles."""
    one = Way("one article", [[BIN / "nbpress", "publish"]], _executed(folder / "one", 1))
    most = Way(f"{MOST:,} articles", [[BIN / "nbpress", "publish"]], _executed(folder / "most", MOST))
    _settled([one, most])
    times = measured([one, most], 5)
    took = median(times[most.name].wall)
    show("unchanged: 10,000 articles", times, [("seconds", took, 1)])


def _executed(folder: Path, count: int) -> Path:
    """Publish so many small executed notebooks, with the outputs that they hold."""
    material.blog(folder)
    for number in range(count):
        cells = [material.head(f"Notebook {number}"), material.prose(f"## Part\n\nSome *prose*, {number}.")]
        for part in range(4):
            printed = {"output_type": "stream", "name": "stdout", "text": f"{part}\n"}
            cells += [material.prose(f"Words {part}."), material.code(f"print({part})", printed, count=part + 1)]
        material.saved(folder / "notebooks" / f"n{number:05}.ipynb", cells)
    paths = sorted((folder / "notebooks").iterdir())
    _run([BIN / "nbpress", "publish", "--no-run", *paths], folder)
    return folder


def _with_data(folder: Path, size: int = DATA) -> Path:
    """Publish an article that depends on a file of this size."""
    material.blog(folder)
    head = {"cell_type": "raw", "source": "---\ntitle: Data\ndate: 2020-01-02\nnbpress: {depends: data.bin}\n---"}
    path = material.saved(folder / "notebooks" / "data.ipynb", [head, material.code("1 + 1")])
    with path.with_name("data.bin").open("wb") as file:
        file.truncate(size)
    _run([BIN / "nbpress", "publish"], folder)
    return folder


def _settled(ways: list[Way]) -> None:
    """Let all files grow old, and be known by their times."""
    time.sleep(OLD)
    for way in ways:
        for command in way.commands:
            _run(command, way.folder)


def _run(command: Sequence[str | Path], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=ENVIRONMENT)
