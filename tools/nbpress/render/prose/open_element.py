"""An element that a renderer of markdown-it's has opened, and what it needs to end it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markdown_it.token import Token

from nbpress.core.labelled import Labelled
from nbpress.render import escape

Tokens = Sequence[Token]


class Written(NamedTuple):
    """An element that is open: how its heading begins and ends, and how it ends itself.

    own: what it shows, where that has a number. captioned: whether a caption is to show the number.
    """

    heading: tuple[str, str]
    end: str
    own: Labelled | None = None
    captioned: bool = False


def attributes(meta: Mapping[str, Any], names: str) -> str:
    """Write the id that an author gave, and classes."""
    kept = (("id", meta.get("id")), ("class", names))
    return "".join(f' {key}="{escape.attribute(value)}"' for key, value in kept if value)
