"""A sweep of eight short trainings, side by side, against a loop of papermill in a shell; both from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.table import Row, show
from tools.bench.timing import BIN, Way, measured

SEEDS = range(1, 9)


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    material.blog(folder)
    cells = [material.head("Training"), {**material.code("seed = 0"), "metadata": {"tags": ["parameters"]}}]
    cells += [material.code(source) for source in (DATA, TRAINING)]
    path = material.saved(folder / "notebooks" / "training.ipynb", cells)

    def empty(number: int) -> None:
        shutil.rmtree(folder / ".nbpress", ignore_errors=True)

    grid = f"seed={','.join(map(str, SEEDS))}"
    ours = Way("nbpress sweep", [[BIN / "nbpress", "sweep", path, "--grid", grid]], folder, empty)
    papermill: list[list[str | Path]] = [
        [
            BIN / "papermill",
            "--no-progress-bar",
            "--cwd",
            path.parent,
            path,
            folder / f"{seed}.ipynb",
            "-p",
            "seed",
            str(seed),
        ]
        for seed in SEEDS
    ]
    loop = Way("a loop of papermill", papermill, folder)
    times = measured([ours, loop], 5)
    took, other = (median(times[way.name].wall) for way in (ours, loop))
    return show(
        "sweep: eight short trainings", times, [Row("a sweep of eight / a loop of papermill", took / other, 0.45)]
    )


DATA = """\
import os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
numbers = np.random.default_rng(0)
x = numbers.normal(size=(6000, 784)).astype("float32")
y = (x[:, :10] + x[:, 10:20]).argmax(axis=1)"""

TRAINING = """\
keras.utils.set_random_seed(seed)
layers = [keras.layers.Dense(128, activation="relu") for _ in range(3)]
model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=100, epochs=5, verbose=0)
print(history.history["accuracy"][-1])"""
