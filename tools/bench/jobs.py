"""Four notebooks of one thread that need a run, published side by side, against one after another; both from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.table import Row, show
from tools.bench.timing import BIN, Way, measured

SECONDS = 8  # of processor that a notebook takes


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    material.blog(folder)
    busy = f"import time\nend = time.process_time() + {SECONDS}\nwhile time.process_time() < end:\n    pass"
    for number in range(4):
        cells = [material.head(f"Busy {number}"), material.code(f"{busy}\nprint({number})")]
        material.saved(folder / "notebooks" / f"busy-{number}.ipynb", cells)

    def empty(number: int) -> None:
        for each in (".nbpress", "site/_posts", "site/_nbpress"):
            shutil.rmtree(folder / each, ignore_errors=True)

    command: list[str | Path] = [BIN / "nbpress", "publish"]
    alone = Way("one after another", [command], folder, empty)
    beside = Way("nbpress publish --jobs 2", [[*command, "--jobs", "2"]], folder, empty)
    times = measured([alone, beside], 5)
    took, other = (median(times[way.name].wall) for way in (beside, alone))
    faster = Row("four notebooks one after another / --jobs 2", other / took, 1.7, least=True)
    return show("jobs: four notebooks of one thread", times, [faster])
