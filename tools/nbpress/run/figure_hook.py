"""Gives the figures that matplotlib draws inline twice the pixels at the same size: sharp on today's screens.

Sent to the kernel as source: the user's has no nbpress. What the notebook or the user's IPython sets itself stays: a format, a
resolution. So do figures that front matter names, which are files of so many pixels.
"""

from __future__ import annotations

import re
import struct
import sys
from binascii import b2a_base64
from collections.abc import Collection
from importlib import import_module
from typing import Any

FORMAT = "png2x"
WIDEST = 1600  # pixels that a figure is given; one that is wider by itself stays as it is
LABEL = re.compile(r"^#\s*\|\s*label:\s*[\"']?([^\s\"']+)", re.MULTILINE)


def sharpen(named: Collection[str]) -> None:
    """Set the format of inline figures. named: labels of cells whose figures keep their pixels."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is None or {"figure_format", "figure_formats"} & set(shell.config.InlineBackend):
        return
    shell.config.InlineBackend.figure_formats = {FORMAT}
    source = [""]
    shell.events.register("pre_run_cell", lambda info: source.__setitem__(0, info.raw_cell or ""))
    pylabtools: Any = import_module("IPython.core.pylabtools")
    usual = pylabtools.retina_figure

    def figure(fig: Any, base64: bool = False, **options: Any) -> Any:
        if not _ours():
            return usual(fig, base64=base64, **options)
        label = LABEL.search(source[0])
        times = 1.0 if "dpi" in options or (label and label[1] in named) else _times(fig)
        if times == 1:
            return pylabtools.print_figure(fig, base64=base64, **options)
        return _drawn(pylabtools.print_figure(fig, dpi=fig.dpi * times, **options), times, base64)

    pylabtools.retina_figure = figure


def _ours() -> bool:
    """Tell whether the format is the one set here, and none of the notebook's own."""
    from matplotlib_inline.config import InlineBackend

    return bool(InlineBackend.instance().figure_formats == {FORMAT})


def _times(fig: Any) -> float:
    """How many pixels a figure is given for one; just one where its author chose a resolution."""
    from matplotlib import rcParamsDefault

    if fig.dpi != rcParamsDefault["figure.dpi"]:
        return 1
    return float(min(2, max(1, WIDEST / (fig.get_figwidth() * fig.dpi))))


def _drawn(content: bytes | None, times: float, base64: bool) -> Any:
    if not content:
        return None
    width, height = struct.unpack(">II", content[16:24])
    size = {"width": round(width / times), "height": round(height / times)}
    return (b2a_base64(content, newline=False).decode() if base64 else content), size
