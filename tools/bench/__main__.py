"""Run the benchmarks that are named, or all of them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.bench import article, cells, jobs, one, pages, preview, prose, render, sweep, unchanged

BENCHMARKS: Mapping[str, Callable[[Path], None]] = {
    "one": one.measure,
    "cells": cells.measure,
    "prose": prose.measure,
    "preview": preview.measure,
    "pages": pages.measure,
    "render": render.measure,
    "article": article.measure,
    "sweep": sweep.measure,
    "jobs": jobs.measure,
    "unchanged": unchanged.measure,
    "most": unchanged.measure_most,
}


def main(names: list[str]) -> int:
    """Run each benchmark in a folder of its own, which goes afterwards."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="nbpress-bench-") as folder:
            BENCHMARKS[name](Path(folder).resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
