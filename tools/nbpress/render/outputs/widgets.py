"""The state of widgets that a notebook keeps, and what a progress bar said last: its text is from its beginning.

In come an output and the notebook's widgets, out go a model, or the text of a bar, or nothing where nobody knows.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Mapping
from html import unescape
from typing import Any, TypeGuard

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
FAR = 1e300  # beyond that nothing is reckoned
WIDTH = 10  # of a bar, in letters, as tqdm's in a terminal


def models(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the widgets that a notebook's metadata keep, by the id of their models: each is filled once for all its views."""
    found: Any = metadata
    for name in ("widgets", STATE, "state"):
        found = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        return {}
    return {name: _whole(kept) for name, kept in found.items()}


def viewed(data: Mapping[str, Any]) -> str:
    """Name the model that an output shows; empty where it shows none."""
    view = data.get(VIEW)
    return str(view.get("model_id")) if isinstance(view, Mapping) else ""


def model(name: str, known: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Give the kind of a widget and its values, bytes among them in base64."""
    found = known.get(name)
    state = found.get("state") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(state, Mapping):
        return "", {}
    return str(found.get("model_name")), state


def _whole(kept: Any) -> Any:
    """Give a model with the bytes of its state, which are kept apart from it, in their places."""
    state, buffers = (kept.get("state"), items(kept.get("buffers"))) if isinstance(kept, Mapping) else (None, [])
    if not buffers or not isinstance(state, Mapping):
        return kept
    return {**kept, "state": _filled(copy.deepcopy(state), buffers), "buffers": []}


def items(value: Any) -> list[Any]:
    """Give what should be a list as one."""
    return value if isinstance(value, list) else []


def _filled(state: Any, buffers: list[Any]) -> Any:
    """Put bytes into a state."""
    for buffer in buffers:
        if not isinstance(buffer, Mapping) or buffer.get("encoding") != "base64" or not items(buffer.get("path")):
            continue
        *way, last = buffer["path"]
        place = state
        with contextlib.suppress(LookupError, TypeError):
            for step in way:
                place = place[step]
            place[last] = buffer.get("data")
    return state


def line(kind: str, state: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Write a progress bar, or a row that holds one, as a terminal shows it; nothing of any other widget."""
    if kind in PROGRESS:
        return f"{state.get('description') or ''} {_part(state):.0%}{_drawn(state)} {_counted(state)}".strip()
    if kind != "HBoxModel":
        return ""
    found = [model(str(child).removeprefix(REFERENCE), known) for child in items(state.get("children"))]
    if not any(name in PROGRESS for name, _ in found) or any(name not in IN_LINE for name, _ in found):
        return ""
    return "".join(_drawn(state) if name in PROGRESS else _said(state) for name, state in found).strip()


REFERENCE = "IPY_MODEL_"
PROGRESS = ("FloatProgressModel", "IntProgressModel")
IN_LINE = (*PROGRESS, "HTMLModel", "LabelModel", "HTMLMathModel", "")


def _said(state: Mapping[str, Any]) -> str:
    return unescape(untagged(str(state.get("value") or ""))).replace("\u2007", " ")  # a space as wide as a figure


def _numbers(state: Mapping[str, Any]) -> list[float]:
    """Give the value of a bar, where it begins and where it ends; nothing where it has no length."""
    found = [state.get(name) for name in ("value", "min", "max")]
    numbers = [number for number in found if is_number(number)]
    return numbers if len(numbers) == 3 and numbers[2] > numbers[1] else []


def parted(html: str) -> list[str]:
    """Part HTML into texts and tags, a text first; a `<` behind the last `>` begins none."""
    head, end, tail = html.rpartition(">")
    *parts, last = re.split(r"(<[^>]*>)", head + end)
    return [*parts, last + tail]


def untagged(html: str) -> str:
    """Give the text of HTML."""
    return "".join(parted(html)[::2])


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether a value is a number that can be reckoned with: JSON of Python's has infinite ones, and of 400 digits."""
    return isinstance(value, int | float) and abs(value) < FAR  # what is no number is not below anything


def _part(state: Mapping[str, Any]) -> float:
    numbers = _numbers(state)
    return min(1.0, max(0.0, (numbers[0] - numbers[1]) / (numbers[2] - numbers[1]))) if numbers else 0.0


def _drawn(state: Mapping[str, Any]) -> str:
    return f"|{'█' * int(_part(state) * WIDTH):{WIDTH}}|" if _numbers(state) else "|"


def _counted(state: Mapping[str, Any]) -> str:
    return "/".join(f"{state[name]:g}" for name in ("value", "max")) if _numbers(state) else ""
