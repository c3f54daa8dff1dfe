"""The first article, twenty epochs, against the same code as a plain script and against papermill + nbconvert."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from statistics import median

from tools.bench.table import Row, show
from tools.bench.timing import BIN, Way, measured

PROJECT = Path(__file__).parents[2]
NAME = "keras-and-the-mnist-dataset"
EPOCHS = 20

DRAWN = """\
import io
import matplotlib.pyplot as plt
plt.show = lambda: plt.savefig(io.BytesIO())"""


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    path = _copied(folder)
    script = path.with_suffix(".py")
    script.write_text(_script(path))
    done = path.with_name("done.ipynb")
    given = ["-p", "num_epochs", str(EPOCHS)]
    python = BIN / "python"
    ours = Way("nbpress publish", [[BIN / "nbpress", "publish", path, "--rerun", *given]], folder)
    plain = Way(
        "plain script", [[python, script]], path.parent, environment={"MPLBACKEND": "agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
    )
    manual = Way(
        "papermill; nbconvert",
        [
            [BIN / "papermill", "--no-progress-bar", "--cwd", path.parent, path, done, *given],
            [BIN / "jupyter", "nbconvert", "--to", "markdown", done],
        ],
        folder,
    )
    times = measured([ours, plain, manual], 5)
    took, code, other = (median(times[way.name].wall) for way in (ours, plain, manual))
    return show(
        f"article: {NAME}, {EPOCHS} epochs",
        times,
        [
            Row("first article, seconds more than as a script", took - code, 3 + 0.03 * code),
            Row("first article / (papermill; nbconvert)", took / other, 1),
        ],
    )


def _copied(folder: Path) -> Path:
    """Copy what the article needs; give the notebook's path."""
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    left = shutil.ignore_patterns(".*", "_site", "_posts", "images")
    shutil.copytree(PROJECT / "site", folder / "site", ignore=left)
    return folder / "notebooks" / f"{NAME}.ipynb"


def _script(path: Path) -> str:
    """The code of a notebook as a script that draws its figures: without magics, the parameter where papermill puts it."""
    parts = ["In = []  # where IPython keeps what ran", DRAWN]
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        lines = "".join(cell["source"]).splitlines()
        parts.append("\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "get_ipython("))))
        if "parameters" in cell["metadata"].get("tags", []):
            parts.append(f"num_epochs = {EPOCHS}")
    return "\n\n".join(parts) + "\n"
