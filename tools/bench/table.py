"""Print what was measured: a table for each benchmark, and at the end all rows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tools.bench.timing import Times


@dataclass(frozen=True, slots=True)
class Row:
    """What is promised: the measured figure, and what it may be at most, or with `least` at least."""

    promise: str
    figure: float
    limit: float
    least: bool = False
    digits: int = 2

    @property
    def reached(self) -> bool:
        """Tell whether the promise is kept."""
        return self.figure >= self.limit if self.least else self.figure <= self.limit

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Give the row as it is printed."""
        limit = f"at {'least' if self.least else 'most'} {self.limit:.{self.digits}f}"
        return self.promise, f"{self.figure:.{self.digits}f}", limit, "reached" if self.reached else "MISSED"


def show(title: str, times: dict[str, Times], rows: Sequence[Row]) -> list[Row]:
    """Print the table of a benchmark, and give its rows."""
    first = median(next(iter(times.values())).wall)
    print(f"\n{title}\n{'':34}{'wall':>9}{'min':>9}{'max':>9}{'CPU':>9}{'ratio':>8}")
    for name, each in times.items():
        figures = (median(each.wall), min(each.wall), max(each.wall), median(each.cpu))
        print(f"{name:34}{''.join(f'{figure:7.2f} s' for figure in figures)}{median(each.wall) / first:8.2f}")
    rounds = len(next(iter(times.values())).wall)
    return told(rows, rounds)


def told(rows: Sequence[Row], rounds: int) -> list[Row]:
    """Print whether the promises of a benchmark are kept, and where that was seen; give them."""
    for row in rows:
        promise, figure, limit, reached = row.cells
        print(f"  {promise}: {figure}, {limit}: {reached}")
    print(f"  ({rounds} round{'s' * (rounds > 1)}, {machine()})", flush=True)
    return list(rows)


def machine() -> str:
    """Say how many cores there are, and what else they do."""
    return f"{len(os.sched_getaffinity(0))} cores, load at the end {os.getloadavg()[0]:.1f}"


def summary(rows: Sequence[Row]) -> str:
    """Give all rows as a table of Markdown."""
    lines = ["| row | measured | limit | |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row.cells)} |" for row in rows]
    return "\n".join([*lines, "", f"Medians; {machine()}."])
