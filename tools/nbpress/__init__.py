"""nbpress turns parameterised Jupyter notebooks into articles of a Jekyll blog, with live numbers.

The command line is `nbpress`; `nbpress.publish.publish` joins the stages. The exporter is loaded when somebody asks for it.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["JekyllExporter"]


def __getattr__(name: str) -> Any:
    if name == "JekyllExporter":
        from nbpress.exporter import JekyllExporter

        return JekyllExporter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
