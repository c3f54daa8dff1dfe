"""The last value of a cell that only names what it drew, such as `[<matplotlib.lines.Line2D at 0x7f…>]`.

Authors keep it away by hand, with a `;` at the end of the line. Beside a picture of the same cell it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nbpress.render.drawn import SUFFIXES
from nbpress.render.terminal import joined

_OBJECT = (
    r"<(?:matplotlib|mpl_toolkits|seaborn|pandas\.plotting|plotnine|cartopy|networkx|geopandas|mpltern|pyplot)[\w.]*[^<>]*>"
    r"|<(?:Axes|AxesSubplot|GeoAxes|GeoAxesSubplot|PolarAxes|Axes3D|Axes3DSubplot|Figure|SubFigure)(?::|Subplot)?[^<>]*>"
    r"|<(?:BarContainer|StemContainer|ErrorbarContainer|a list of \d+)[^<>]*(?:<[^<>]*>)?[^<>]*>"
    r"|<ggplot: [^<>]*>"
    r"|Text\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
    r"|Line2D\([^()\n]*\)"
)
_ALL = re.compile(rf"(?:{_OBJECT}|array\(|dtype=object|\.\.\.|[\[\](){{}},:'\"\s]|\w+(?=[\"']:))+")
_ONE = re.compile(_OBJECT)
LONGEST = 5000  # characters of such a value: a histogram's is short, a list of data is none


def left_out(outputs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the outputs of a cell without the value that only names what a picture beside it shows."""
    if not any(SUFFIXES.keys() & (output.get("data") or {}).keys() for output in outputs):
        return list(outputs)
    return [output for output in outputs if output.get("output_type") != "execute_result" or not _names(output)]


def _names(output: Mapping[str, Any]) -> bool:
    data = output.get("data") or {}
    if data.keys() != {"text/plain"}:
        return False
    text = joined(data["text/plain"]).strip()
    return len(text) < LONGEST and _ONE.search(text) is not None and _ALL.fullmatch(text) is not None
