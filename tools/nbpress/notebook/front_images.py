"""The pictures that a front matter names. A leaf."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nbpress.core.regex import regex

IMAGE_KEYS = ("image", "header")
_IMAGE = regex(r"(?!//|\w+:)[^{}]+\.(?:png|jpe?g|gif|webp|svg|avif)", re.IGNORECASE)


def images(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the pictures that front matter names by a path, as they are written there, under the keys that themes read."""
    return tuple(
        dict.fromkeys(text for key in IMAGE_KEYS for text in _texts(values.get(key)) if _IMAGE.fullmatch(text))
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _texts(inner))
