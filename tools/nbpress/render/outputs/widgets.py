"""What a progress bar said last: a notebook's text of it is from its beginning, its state is kept with the notebook.

In come an output and the notebook's widgets, out goes text, or nothing where the output is no bar or nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
WIDTH = 10  # of a bar, in letters, as tqdm's in a terminal


def models(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the widgets that a notebook's metadata keep, by the id of their models."""
    found: Any = metadata
    for name in ("widgets", STATE, "state"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def bar(data: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Write a progress bar and the words beside it as a terminal shows them."""
    view = data.get(VIEW)
    kind, state = _model(str(view.get("model_id")) if isinstance(view, Mapping) else "", known)
    children = state.get("children")
    if kind != "HBoxModel" or not isinstance(children, list):
        return ""
    found = [_model(str(child).removeprefix("IPY_MODEL_"), known) for child in children]
    if not any(name in PROGRESS for name, _ in found):
        return ""
    parts = [_drawn(state) if name in PROGRESS else _said(state) for name, state in found]
    return "".join(parts).strip()


PROGRESS = ("FloatProgressModel", "IntProgressModel")


def _model(name: str, known: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Give the kind of a widget and its values."""
    model = known.get(name)
    state = model.get("state") if isinstance(model, Mapping) else None
    return (
        (str(model.get("model_name")), state) if isinstance(model, Mapping) and isinstance(state, Mapping) else ("", {})
    )


def _said(state: Mapping[str, Any]) -> str:
    text = re.sub(r"<[^>]*>", "", str(state.get("value") or ""))
    return unescape(text).replace("\u2007", " ")  # a space as wide as a figure


def _drawn(state: Mapping[str, Any]) -> str:
    value, least, most = (state.get(name) for name in ("value", "min", "max"))
    numbers = [number for number in (value, least, most) if isinstance(number, int | float)]
    if len(numbers) < 3 or numbers[2] <= numbers[1]:
        return "|"
    share = min(1.0, max(0.0, (numbers[0] - numbers[1]) / (numbers[2] - numbers[1])))
    return f"|{'█' * int(share * WIDTH):{WIDTH}}|"
