"""What a control of ipywidgets says: its description and its value, as text. In: a model's kind and state, out: words."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

from nbpress.core.regex import regex
from nbpress.render.outputs import widgets

MEDIA = frozenset(("mp3", "wav", "ogg", "oga", "flac", "m4a", "aac", "mp4", "webm", "ogv"))
STILL = frozenset(
    ("ValidModel", "PlayModel", "FileUploadModel")
)  # they show something, or nothing, and ask for nothing
_NUMBER = regex(r"[+,]?(?:\.\d{1,2})?[deEfgG%]|d")  # of d3's number formats those that mean the same in Python


def description(state: Mapping[str, Any]) -> str:
    """Give the words beside a control."""
    text = str(state.get("description") or "")
    return unescape(widgets.untagged(text)).strip() if state.get("description_allow_html") else text.strip()


def titles(state: Mapping[str, Any], count: int) -> list[str]:
    """Give the titles of tabs: a list since ipywidgets 8, before a mapping by position."""
    given = state.get("titles", state.get("_titles"))
    named = given if isinstance(given, Mapping) else dict(enumerate(given)) if isinstance(given, list) else {}
    return [str(named.get(number, named.get(str(number))) or number + 1) for number in range(count)]


def value(kind: str, state: Mapping[str, Any]) -> str | None:
    """Say what a control holds; nothing (`None`) of what is no control."""
    if kind == "PasswordModel":
        return "•••"
    if "_options_labels" in state:
        return _between(kind).join(_chosen(state))
    if "value" not in state:
        return None
    held = state["value"]
    if isinstance(held, bool):
        return "☑" if held else "☐"
    if isinstance(held, list):
        return _between(kind).join(_said(each, state) for each in held)
    return _said(held, state)


def _between(kind: str) -> str:
    return " – " if "Range" in kind else ", "


def _chosen(state: Mapping[str, Any]) -> list[str]:
    labels, index = widgets.items(state["_options_labels"]), state.get("index")
    places = index if isinstance(index, list) else [index]
    return [str(labels[place]) for place in places if isinstance(place, int) and 0 <= place < len(labels)]


def _said(held: Any, state: Mapping[str, Any]) -> str:
    if held is None:
        return ""
    if isinstance(held, Mapping):
        return _time(held)
    form = str(state.get("readout_format") or "")
    if widgets.is_number(held) and not isinstance(held, bool) and _NUMBER.fullmatch(form):
        return format(held if form != "d" else round(held), form)
    return str(held)


def _time(held: Mapping[str, Any]) -> str:
    """Write a date or a time; JavaScript counts months from 0."""
    parts = {name: part for name, part in held.items() if isinstance(part, int)}
    day = (
        f"{parts['year']:04}-{parts['month'] + 1:02}-{parts['date']:02}"
        if {"year", "month", "date"} <= parts.keys()
        else ""
    )
    clock = f"{parts['hours']:02}:{parts.get('minutes', 0):02}" if "hours" in parts else ""
    return f"{day} {clock}".strip()
