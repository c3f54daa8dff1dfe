"""Run the benchmarks that are named, or all of them; at the end all their rows stand in one table."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.bench import (
    article,
    cells,
    cluster,
    epoch,
    jobs,
    one,
    pages,
    preview,
    prose,
    render,
    setup,
    sweep,
    unchanged,
)
from tools.bench.table import Row, summary

BENCHMARKS: Mapping[str, Callable[[Path], list[Row]]] = {
    "one": one.measure,
    "cells": cells.measure,
    "prose": prose.measure,
    "many": prose.measure_many,
    "unchanged": unchanged.measure,
    "most": unchanged.measure_most,
    "render": render.measure,
    "preview": preview.measure,
    "pages": pages.measure,
    "sweep": sweep.measure,
    "jobs": jobs.measure,
    "cluster": cluster.measure,
    "epoch": epoch.measure,
    "article": article.measure,
    "setup": setup.measure,
}


def main(names: list[str]) -> int:
    """Run each benchmark in a folder of its own, which goes afterwards."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    rows = []
    for name in names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="nbpress-bench-") as folder:
            rows += BENCHMARKS[name](Path(folder).resolve())
    print(f"\n{summary(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
