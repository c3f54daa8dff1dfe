"""The last value of a cell that only names what it drew, such as `[<matplotlib.lines.Line2D at 0x7f…>]`.

Authors keep it away by hand, with a `;` at the end of the line. Beside a picture of the same cell it says nothing; nor does
the function that `interact` gives back beside its widgets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nbpress.core.regex import regex
from nbpress.render.drawn import SUFFIXES
from nbpress.render.outputs.widgets import VIEW
from nbpress.render.terminal import joined

_OBJECT = (
    r"<(?:matplotlib|mpl_toolkits|seaborn|pandas\.plotting|plotnine|cartopy|networkx|geopandas|mpltern|pyplot)[\w.]*[^<>]*>"
    r"|<(?:Axes|AxesSubplot|GeoAxes|GeoAxesSubplot|PolarAxes|Axes3D|Axes3DSubplot|Figure|SubFigure)(?::|Subplot)?[^<>]*>"
    r"|<(?:BarContainer|StemContainer|ErrorbarContainer|a list of \d+)[^<>]*(?:<[^<>]*>)?[^<>]*>"
    r"|<ggplot: [^<>]*>"
    r"|Text\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
    r"|Line2D\([^()\n]*\)"
)
_ALL = regex(rf"(?:{_OBJECT}|array\(|dtype=object|\.\.\.|[\[\](){{}},:'\"\s]|\w+(?=[\"']:))+")
_ONE = regex(_OBJECT)
LONGEST = 5000  # characters of such a value: a histogram's is short, a list of data is none


def left_out(outputs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the outputs of a cell without the value that only names what a picture beside it shows."""
    kinds = {kind for output in outputs for kind in output.get("data") or {}}
    pictures, interactive = bool(SUFFIXES.keys() & kinds), VIEW in kinds
    if not pictures and not interactive:
        return list(outputs)
    return [
        output
        for output in outputs
        if output.get("output_type") != "execute_result"
        or not ((pictures and _names(output)) or (interactive and _FUNCTION.fullmatch(_text(output))))
    ]


_FUNCTION = regex(r"<function [^\n]*>")


def _text(output: Mapping[str, Any]) -> str:
    """Give the text of a value that is nothing else."""
    data = output.get("data") or {}
    return joined(data["text/plain"]).strip() if data.keys() == {"text/plain"} else ""


def _names(output: Mapping[str, Any]) -> bool:
    text = _text(output)
    return len(text) < LONGEST and _ONE.search(text) is not None and _ALL.fullmatch(text) is not None
