"""The article on epochs: made of a committed file of results, so that a clone publishes it without data or training."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import yaml
from articles import BIN, ROOT, THIRD, copied

RESULTS = ROOT / "notebooks" / f"{THIRD}.runs.json"


def publish(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "MNIST_NPZ"}
    command = [BIN / "nbpress", "publish", f"notebooks/{THIRD}.ipynb", *options]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The article as a clone without MNIST publishes it."""
    project = copied(tmp_path_factory.mktemp("clone"))
    frozen = publish(project, "--frozen")
    assert "runs.json is not up to date" not in frozen.stdout, "the sweep is that of today's notebook"
    done = publish(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "notebooks" / RESULTS.name).read_bytes() == RESULTS.read_bytes(), "nothing was trained"
    return next((project / "site" / "_posts").glob(f"*-{THIRD}.md")).read_text()


def test_the_sweep_is_on_the_full_data_with_several_seeds_each() -> None:
    runs = [run["parameters"] | run["results"] for run in json.loads(RESULTS.read_text())["runs"]]
    assert {run["train_images"] for run in runs} == {60_000}
    settings = {(run["num_epochs"], run["nodes_per_layer"]) for run in runs}
    assert len(settings) == 10 and len(runs) == len(settings) * len({run["seed"] for run in runs})


def test_its_table_is_that_of_the_results(post: str) -> None:
    runs = [run["parameters"] | run["results"] for run in json.loads(RESULTS.read_text())["runs"]]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", post)
    for epochs in (1, 20):
        of = [
            [100 * run["accuracy"] for run in runs if (run["num_epochs"], run["nodes_per_layer"]) == (epochs, width)]
            for width in (64, 256)
        ]
        row = cells.index(str(epochs))
        assert cells[row + 1 : row + 3] == [f"{np.mean(each):.2f} ± {np.std(each, ddof=1):.2f}" for each in of]


def test_what_it_concludes_is_in_its_results(post: str) -> None:
    head = yaml.safe_load(post.split("---\n")[1])
    results = head["nbpress"]["results"]
    assert results["trainings"] == 50 and results["enough_epochs"] <= results["best_epochs"]
    conclusion = post.split("{#How-many-then}")[-1]
    assert f"about {results['enough_epochs']}." in conclusion and f"{100 * results['best_accuracy']:.2f}%" in conclusion


def test_its_results_can_be_downloaded(post: str) -> None:
    assert re.search(rf"\]\(\S*{re.escape(RESULTS.name)}\)", post)
