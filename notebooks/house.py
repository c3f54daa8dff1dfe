"""What the articles share and their readers do not see: how figures look, how much code it took, results of other articles.

An article imports this in a cell that is not shown; a copy of the article without this file works as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def style() -> None:
    """Draw figures in the blog's colours, sharp on dense screens too."""
    import matplotlib.pyplot as plt
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    set_matplotlib_formats("retina")
    plt.rcParams.update(
        {
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#9aa3b2",
            "axes.labelcolor": "#3b4252",
            "axes.titlecolor": "#3b4252",
            "axes.titlesize": 10,
            "axes.grid": True,
            "grid.color": "#e8ebf0",
            "legend.frameon": False,
            "lines.linewidth": 2,
            "lines.markersize": 4,
            "xtick.color": "#6b7488",
            "ytick.color": "#6b7488",
        }
    )


def lines_of_code(sources: Iterable[str], *words: str) -> int:
    """Count the lines of the cells that hold one of `words`, without blank ones and comments; each cell once.

    sources: of the cells that ran, as IPython keeps them in `In`; the one that asks is left out.
    """
    counted = [
        source
        for source in dict.fromkeys(sources)
        if "lines_of_code" not in source and any(word in source for word in words)
    ]
    lines = [line.strip() for source in counted for line in source.splitlines()]
    return sum(1 for line in lines if line and not line.startswith("#"))


def runs(file: str) -> list[dict[str, Any]]:
    """Read a results file beside the notebooks: parameters and results of each run; nothing where there is none."""
    path = HERE / file
    if not file or not path.is_file():
        return []
    content = json.loads(path.read_text(encoding="utf-8"))
    return [{**run["parameters"], **run["results"]} for run in content["runs"]]
