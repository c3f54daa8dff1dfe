"""Figures that are widgets: plotly's `FigureWidget`, whose state is the figure, and ipympl's canvas, which keeps a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# numpy's names of types as plotly.js calls them
_TYPES = {
    **{f"float{bits}": f"f{bits // 8}" for bits in (32, 64)},
    **{f"int{bits}": f"i{bits // 8}" for bits in (8, 16, 32)},
    **{f"uint{bits}": f"u{bits // 8}" for bits in (8, 16, 32)},
}
_PNG = "data:image/png;base64,"


def figure(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the figure of a plotly widget, as its default output has it; nothing of any other widget."""
    data = state.get("_widget_data", state.get("_data"))
    layout = state.get("_widget_layout", state.get("_layout"))
    if not isinstance(data, list) or not isinstance(layout, Mapping):
        return {}
    return {"data": _read(data), "layout": _read(layout)}


def _read(value: Any) -> Any:
    """Write the arrays of a widget as those of a figure."""
    if isinstance(value, list):
        return [_read(each) for each in value if each != "_undefined_"]
    if not isinstance(value, Mapping):
        return value
    kind = _TYPES.get(str(value.get("dtype")))
    if kind and "buffer" in value:
        return {"dtype": kind, "bdata": value["buffer"]}
    return {name: _read(each) for name, each in value.items() if each != "_undefined_"}


def picture(state: Mapping[str, Any]) -> str:
    """Give the picture that a canvas of matplotlib's kept; nothing of any other widget."""
    held = state.get("_data_url")
    return held.removeprefix(_PNG) if isinstance(held, str) and held.startswith(_PNG) else ""
