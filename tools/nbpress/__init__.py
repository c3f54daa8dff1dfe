"""nbpress turns parameterised Jupyter notebooks into articles of a Jekyll blog, with live numbers.

What stands here is the public API; everything else may move. Each name is loaded when somebody asks for it.

    >>> from pathlib import Path
    >>> from nbpress import PublishOptions, publish_notebooks
    >>> notebook = Path("notebooks/coin.ipynb")
    >>> options = PublishOptions.of_project(notebook, parameters={"tosses": 20})
    >>> for outcome in publish_notebooks([notebook], options):
    ...     print(outcome.name, outcome.ran, outcome.results, outcome.error)
    coin True {'heads': 10} None

`publish_notebooks` runs, renders, checks and writes; `sweep_notebook` runs one notebook with many sets of parameters.
`JekyllExporter` is the nbconvert exporter. All errors that are meant for people derive from `NbpressError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbpress.core.errors import (
        CellError,
        CheckError,
        DueError,
        NbpressError,
        ParameterError,
        ReadError,
        RenderError,
        RunError,
        UnsettledError,
        WriteError,
    )
    from nbpress.core.notices import Notice
    from nbpress.exporter import JekyllExporter
    from nbpress.publish.options import PublishOptions
    from nbpress.publish.outcome import Outcome
    from nbpress.publish.publish import publish_notebooks
    from nbpress.sweep.notebook import SweepOutcome, sweep_notebook
    from nbpress.sweep.sweep import SweepOptions

__version__ = "0.1.0"
__all__ = [
    "CellError",
    "CheckError",
    "DueError",
    "JekyllExporter",
    "NbpressError",
    "Notice",
    "Outcome",
    "ParameterError",
    "PublishOptions",
    "ReadError",
    "RenderError",
    "RunError",
    "SweepOptions",
    "SweepOutcome",
    "UnsettledError",
    "WriteError",
    "publish_notebooks",
    "sweep_notebook",
]
_HOMES = {
    "JekyllExporter": "nbpress.exporter",
    "Notice": "nbpress.core.notices",
    "Outcome": "nbpress.publish.outcome",
    "PublishOptions": "nbpress.publish.options",
    "SweepOptions": "nbpress.sweep.sweep",
    "SweepOutcome": "nbpress.sweep.notebook",
    "publish_notebooks": "nbpress.publish.publish",
    "sweep_notebook": "nbpress.sweep.notebook",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "nbpress.core.errors")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
