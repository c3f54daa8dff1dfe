"""An epoch of the first article's training, against its matrix products alone, in NumPy on the same cores."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from statistics import median

from tools.bench.table import Row, told
from tools.bench.timing import BIN, ENVIRONMENT

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "keras-and-the-mnist-dataset.ipynb"
TUNED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # would make NumPy slower or faster than it is for most


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    rounds = int(os.environ.get("NBPRESS_ROUNDS", 5))
    plain = {name: value for name, value in ENVIRONMENT.items() if name not in TUNED}
    environment = {**plain, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command: list[str | Path] = [BIN / "python", Path(__file__).with_name("training.py"), NOTEBOOK, str(rounds)]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    seconds = {name: median(each) for name, each in json.loads(done.stdout).items()}
    print("\nepoch: one of the first article's training")
    for name, each in seconds.items():
        print(f"{name:34}{each:7.2f} s")
    limit, ours, without = seconds.values()
    return told(
        [
            Row(
                f"an epoch of the first article ({without / limit:.2f} without its line) / its products in NumPy",
                ours / limit,
                2.5,
            ),
        ],
        rounds,
    )
