"""What `make publish EPOCHS=1` installs in a fresh clone: how long that takes, how much it loads, what it leaves on the disk.

Measured once, with pip and an empty cache: TensorFlow alone takes minutes.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tools.bench.table import Row, told

PROJECT = Path(__file__).parents[2]
BEFORE = 3200  # MB of .venv when one set-up installed all that the tests need


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    cloned, cache = folder / "cloned", folder / "cache"
    subprocess.run(["git", "clone", "--quiet", PROJECT, cloned], check=True)
    without_uv = [each for each in os.environ["PATH"].split(os.pathsep) if not Path(each, "uv").exists()]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join(without_uv),
        "PIP_CACHE_DIR": str(cache),
        "PIP_NO_CACHE_DIR": "0",
    }
    began = time.perf_counter()
    subprocess.run(["make", ".venv/.first"], cwd=cloned, env=environment, check=True, capture_output=True)
    took = time.perf_counter() - began
    size, loaded = _megabytes(cloned / ".venv"), _megabytes(cache)
    print(f"\nsetup: what `make publish EPOCHS=1` installs\n{took:.0f} s, {loaded:,} MB loaded, {size:,} MB on disk")
    return told([Row("MB on disk for `make publish EPOCHS=1` / for everything before", size / BEFORE, 0.8)], 1)


def _megabytes(folder: Path) -> int:
    if not folder.exists():  # a package index on this machine leaves nothing to keep
        return 0
    done = subprocess.run(["du", "-sm", folder], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[0])
