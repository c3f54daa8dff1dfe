"""Nothing changed since the last call: one article, 1,000, 10,000, this repository as it is cloned, and 4 GiB of data."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tools.bench import material, peers
from tools.bench.table import Row, show
from tools.bench.timing import BIN, ENVIRONMENT, Way, measured

PROJECT = Path(__file__).parents[2]
MANY, MOST = 1_000, 10_000
DATA = 4 << 30  # bytes
PUBLISH: list[str | Path] = [BIN / "nbpress", "publish"]
LIST: list[str | Path] = [BIN / "nbpress", "list"]
OLD = 2.5  # seconds after which a file is known by its times


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    cloned, many = folder / "cloned", material.published(folder / "many", MANY)
    subprocess.run(["git", "clone", "--quiet", PROJECT, cloned], check=True)
    ways = [
        Way('python -c "import click"', [[BIN / "python", "-c", "import click"]], folder),
        Way("one article", [PUBLISH], material.published(folder / "one", 1)),
        Way(f"{MANY:,} articles", [PUBLISH], many),
        Way(f"{MANY:,} articles, list", [LIST], many),
        Way("4 GiB of data", [PUBLISH], _with_data(folder / "data")),
        Way("the same without data", [PUBLISH], _with_data(folder / "none", 0)),
        Way("this repository, --frozen", [[*PUBLISH, "--frozen"]], cloned),
        Way("this repository, list", [LIST], cloned),
    ]
    others = _others(folder)
    _settled([*ways, *others])
    times = measured([*ways, *others], 7)
    click, one, much, all_listed, data, none, frozen, listed = (median(times[way.name].wall) for way in ways)
    best = min((median(times[way.name].wall) for way in others), default=float("inf"))
    return show(
        "unchanged: nothing changed since the last call",
        times,
        [
            Row("nothing changed, one article / import click", one / click, 3),
            Row("nothing changed, one article / the best of Jupyter Book and mystmd", one / best, 0.1),
            Row(f"nothing changed, {MANY:,} articles / one", much / one, 2),
            Row(f"list of {MANY:,} articles / import click", all_listed / click, 4),
            Row("milliseconds more for 4 GiB of data", 1000 * (data - none), 5, digits=0),
            Row("this repository, --frozen / import click", frozen / click, 3),
            Row("this repository, list / import click", listed / click, 4),
        ],
    )


def measure_most(folder: Path) -> list[Row]:
    """Measure and print the table of a blog of 10,000 articles."""
    most = material.published(folder / "most", MOST)
    path = most / "notebooks" / "n00000.ipynb"

    def edit(number: int) -> None:
        material.small(path, 0, f"Round {number}.")

    unchanged = [
        Way("one article", [PUBLISH], material.published(folder / "one", 1)),
        Way(f"{MOST:,} articles", [PUBLISH], most),
        Way(f"{MOST:,} articles, list", [LIST], most),
    ]
    _settled(unchanged)
    times = measured(unchanged, 5)
    edited = Way("one of them edited", [PUBLISH], most, edit)
    times |= measured([edited], 5)
    return show(
        f"most: {MOST:,} articles",
        times,
        [
            Row(f"nothing changed, {MOST:,} articles, seconds", median(times[unchanged[1].name].wall), 1),
            Row(f"list of {MOST:,} articles, seconds", median(times[unchanged[2].name].wall), 1),
        ],
    )


def _others(folder: Path) -> list[Way]:
    """The same notebook, unchanged, in the books of other tools."""
    path = material.small(folder / "book" / "n00000.ipynb", 0)
    (path.parent / "_config.yml").write_text('title: A book\nexecute: {execute_notebooks: "off"}\n')
    (path.parent / "_toc.yml").write_text("format: jb-book\nroot: n00000\n")
    ways = [
        Way("jupyter-book build", [[peers.programs("jupyter-book") / "jupyter-book", "build", path.parent]], folder)
    ]
    if peers.node():
        build: list[str | Path] = [peers.programs("mystmd") / "myst", "build", path.name, "--md", "-o", "out.md"]
        alone = material.small(folder / "myst" / path.name, 0).parent
        (alone / "myst.yml").write_text("version: 1\nproject: {title: A book}\n")
        ways.append(Way("myst build --md", [build], alone))
    return ways


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
