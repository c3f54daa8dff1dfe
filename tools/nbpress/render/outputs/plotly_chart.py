"""Charts as plotly gives them by default: data alone, which JupyterLab draws with a library of its own.

In comes a figure, out goes the document that draws it. The library comes out of the installed package plotly; it is one file
of the site, which all charts of all articles share.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nbpress.core.regex import regex
from nbpress.render.outputs import frame_document

CHART = "application/vnd.plotly.v1+json"
HEIGHT = 450  # CSS pixels, plotly's own where a figure says nothing
_VERSION = regex(rb"plotly\.js v([\w.-]+)")


@cache
def library() -> tuple[str, bytes]:
    """Give plotly.js and the name of its file; empty where the package plotly is not installed."""
    package = find_spec("plotly")  # which does not import it
    path = Path(package.origin).with_name("package_data") / "plotly.min.js" if package and package.origin else None
    content = path.read_bytes() if path and path.is_file() else b""
    version = _VERSION.search(content[:1000])
    return f"plotly-{version[1].decode() if version else 'js'}.min.js", content


def figure(value: Any) -> Mapping[str, Any]:
    """Read a figure; nothing of what draws nothing."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    sound = isinstance(value, Mapping) and isinstance(value.get("data"), list) and value["data"]
    return value if sound else {}


def height(shown: Mapping[str, Any]) -> int:
    """Say how tall a figure is, in CSS pixels."""
    layout = shown.get("layout")
    given = layout.get("height") if isinstance(layout, Mapping) else None
    if not isinstance(given, int | float) or given != given:  # JSON of Python's knows what is no number
        return HEIGHT
    return round(max(80, min(5000, given)))


def document(shown: Mapping[str, Any], address: str, title: str) -> bytes:
    """Write the document that draws a figure. address: where the site has plotly.js."""
    config = shown.get("config")
    parts = {name: shown[name] for name in ("data", "layout", "frames") if shown.get(name)}
    parts["config"] = {"responsive": True, **(config if isinstance(config, Mapping) else {})}
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    body = (
        f'<div id="chart" style="height: {height(shown)}px" role="img" aria-label="{escape(title)}"></div>\n'
        f'<script>Plotly.newPlot("chart", {written});</script>'
    )
    return frame_document.document(title, "", {address: ""}, body, False)
