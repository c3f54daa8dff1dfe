"""200 executed notebooks (20 cells, 2 pictures of 160 kB each) in one call, against nbconvert to Markdown."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tools.bench import material, peers
from tools.bench.table import Row, show
from tools.bench.timing import BIN, Times, Way, measured

FEW, MANY = 20, 200


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    for number in range(MANY):
        material.executed(folder / "notebooks" / f"n{number:03}.ipynb", number)
    paths = sorted((folder / "notebooks").glob("*.ipynb"))
    site = folder / "site"

    def empty(number: int) -> None:
        """Begin with empty folders; the old ones stay, as ext4 is slow to use again what has just been deleted."""
        for used in (site, folder / "markdown"):
            if used.exists():
                used.rename(folder / f"{used.name}-{len(list(folder.iterdir()))}")
        material.blog(folder)

    ways, jupyter = [], peers.programs("jupyter") / "jupyter"
    for count in (MANY, FEW):
        ours: list[str | Path] = [BIN / "nbpress", "publish", "--no-run", *paths[:count], "--site", site]
        theirs: list[str | Path] = [
            jupyter,
            "nbconvert",
            "--to",
            "markdown",
            "--output-dir",
            folder / "markdown",
            *paths[:count],
        ]
        ways.append(Way(f"nbpress publish --no-run, {count}", [ours], folder, empty))
        ways.append(Way(f"nbconvert --to markdown, {count}", [theirs], folder, empty))
    times = measured(ways, 5)
    ours_many, theirs_many, ours_few, theirs_few = times.values()
    ratio = median(ours_many.wall) / median(theirs_many.wall)
    slope = _slope(ours_many, ours_few) / _slope(theirs_many, theirs_few)
    each = f"{_slope(ours_many, ours_few):.1f} / {_slope(theirs_many, theirs_few):.1f} ms"
    memory = median(ours_many.memory) / median(ours_few.memory)
    rows = [
        Row(f"{MANY} executed notebooks in one call / nbconvert", ratio, 1 / 3),
        Row(f"each further notebook / nbconvert ({each})", slope, 1 / 3),
        Row(f"memory of {MANY} / of {FEW}", memory, 1.5),
    ]
    return show("render: executed notebooks in one call", times, rows)


def _slope(many: Times, few: Times) -> float:
    """Milliseconds that each further notebook takes."""
    return 1000 * (median(many.wall) - median(few.wall)) / (MANY - FEW)
