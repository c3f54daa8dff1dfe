"""200 executed notebooks (20 cells, 2 pictures of 160 kB each) in one call, against nbconvert to Markdown."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.timing import BIN, Times, Way, measured, show

FEW, MANY = 20, 200


def measure(folder: Path) -> None:
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

    ways = []
    for count in (MANY, FEW):
        ours = [BIN / "nbpress", "publish", "--no-run", *paths[:count], "--site", site]
        theirs = [BIN / "jupyter", "nbconvert", "--to", "markdown", "--output-dir", folder / "markdown", *paths[:count]]
        ways.append(Way(f"nbpress publish --no-run, {count}", [ours], folder, empty))
        ways.append(Way(f"nbconvert --to markdown, {count}", [theirs], folder, empty))
    times = measured(ways, 5)
    ours_many, theirs_many, ours_few, theirs_few = times.values()
    ratio = median(ours_many.wall) / median(theirs_many.wall)
    slope = _slope(ours_many, ours_few) / _slope(theirs_many, theirs_few)
    each = f"each further notebook, {_slope(ours_many, ours_few):.1f} / {_slope(theirs_many, theirs_few):.1f} ms"
    show("render: executed notebooks in one call", times, [("the whole call", ratio, 1), (each, slope, 0.5)])


def _slope(many: Times, few: Times) -> float:
    """Milliseconds that each further notebook takes."""
    return 1000 * (median(many.wall) - median(few.wall)) / (MANY - FEW)
