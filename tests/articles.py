"""The blog's own articles in the tests: a copy of the project, and commands that are called in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
FIRST = "keras-and-the-mnist-dataset"
SECOND = "introduction-to-tensorflow-and-mnist"
THIRD = "how-many-epochs"
FOURTH = "everything-you-can-write"


def copied(root: Path) -> Path:
    """Copy the notebooks and the site without its articles into a folder; give the folder."""
    left = ("__pycache__", ".ipynb_checkpoints", "_posts", "images", "_site", "_nbpress", ".jekyll-cache")
    for name in ("notebooks", "site"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(*left))
    return root


def call(project: Path, digits: Path, *command: str | Path, folder: str = ".") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MNIST_NPZ": str(digits), "PATH": f"{BIN}:{os.environ['PATH']}"}
    return subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=project / folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
