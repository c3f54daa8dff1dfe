"""Train the first article's network as its notebook has it, and multiply its matrices in NumPy; print the seconds of an epoch.

Digits made by chance do: the time does not depend on them. An epoch tries the network on the test images, too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

LINE = "    steps_per_execution=50,\n"
IMAGES, TESTS, BATCH = 60_000, 10_000, 100
WIDTHS = (784, 256, 256, 256, 256, 10)


def main(path: Path, rounds: int) -> None:
    """Print, as JSON, the seconds of so many epochs: of the products alone, with the line for the clock and without."""
    numbers = np.random.default_rng(1)
    inputs = numbers.random((IMAGES, WIDTHS[0]), dtype=np.float32)
    targets = np.eye(WIDTHS[-1], dtype=np.float32)[numbers.integers(WIDTHS[-1], size=IMAGES)]
    sources = ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    network, compiled = (
        next(source for source in sources if call in source) for call in ("model.add(", "model.compile(")
    )
    assert LINE in compiled
    seconds = {"the products alone": _repeated(lambda: _products(inputs, numbers), rounds)}
    for name, source in (("as the article has it", compiled), ("without its line", compiled.replace(LINE, ""))):
        seconds[name] = _epochs(f"{network}\n{source}", inputs, targets, rounds)
    print(json.dumps(seconds))


def _repeated(work: Callable[[], None], rounds: int) -> list[float]:
    ends = [time.perf_counter()]
    for _ in range(rounds + 1):
        work()
        ends.append(time.perf_counter())
    return np.diff(ends)[1:].tolist()  # type: ignore[no-any-return]


def _products(inputs: Any, numbers: np.random.Generator) -> None:
    """Go forward and back through all images, and forward through those of the test."""
    weights = [numbers.random(shape, dtype=np.float32) for shape in pairwise(WIDTHS)]
    for start in range(0, IMAGES, BATCH):
        layers = [inputs[start : start + BATCH]]
        for weight in weights:
            layers.append(layers[-1] @ weight)
        slope = layers.pop()
        for number in reversed(range(len(weights))):
            layers[number].T @ slope
            slope = slope @ weights[number].T if number else slope
    for start in range(0, TESTS, BATCH):
        layer = inputs[start : start + BATCH]
        for weight in weights:
            layer = layer @ weight


def _epochs(source: str, inputs: Any, targets: Any, rounds: int) -> list[float]:
    import keras

    names: dict[str, Any] = {"keras": keras, "layers": keras.layers, "seed": 1, "nodes_per_layer": WIDTHS[1]}
    exec(source, names)
    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.perf_counter()))
    tests = (inputs[:TESTS], targets[:TESTS])
    names["model"].fit(
        inputs,
        targets,
        batch_size=BATCH,
        epochs=rounds + 1,
        validation_data=tests,
        callbacks=[clock],
        verbose=0,
    )
    return np.diff(ends).tolist()  # type: ignore[no-any-return]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
