"""The words that hide something of a cell, and those that look like one of them and hide nothing. A leaf.

What an author asked to be hidden is never published: a word that is one letter, or a swap of two, from one that hides stops
the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

TAGS = (
    *("remove-cell", "remove-input", "remove-output", "remove-stdout", "remove-stderr"),
    *("hide-cell", "hide-input", "hide-output"),
)
OPTIONS = ("echo", "include", "output", "warning")
NO = ("false", "no", "off", "n", "0")


def doubt(word: str, known: Iterable[str]) -> str:
    """Give the known word that another one was perhaps meant to be; nothing where there is none."""
    return next((each for each in known if one_edit(plain(word), plain(each))), "")


def plain(word: str) -> str:
    """Write a word as it is compared: in lower case, with hyphens."""
    return word.lower().replace("_", "-")


def one_edit(one: str, other: str) -> bool:
    """Tell whether two words are the same but for a letter more, less or other, or two that are swapped."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def tags(given: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield tags that look like one that hides, with that one; those that are known are not among `given`."""
    yield from ((tag, known) for tag in sorted(given) if (known := doubt(tag, TAGS) or _listed(tag)))


def _listed(tag: str) -> str:
    """Give the tags that hide of several that were written as one, `remove-input,remove-output`."""
    parts = re.split(r"[,;\s]+", plain(tag))
    return ", ".join(part for part in parts if part in TAGS) if len(parts) > 1 else ""


def options(given: Mapping[str, Any], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield options that were to hide something and do not, as they are written, with what would."""
    read = frozenset(known)
    for name, value in given.items():
        if name in OPTIONS:
            if _nearly_no(value):
                yield f"{name}: {value}", f"{name}: false"
        elif value is True and plain(name) in (*TAGS, "hide"):
            yield name, "include: false" if plain(name) == "hide" else f"tags: {plain(name)}"
        elif name not in read and (value is False or _nearly_no(value)) and (meant := doubt(name, OPTIONS)):
            yield name, meant


def _nearly_no(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return False
    text = str(value).strip().lower()
    return isinstance(value, (str, int)) and (text in NO or one_edit(text, NO[0]))


def way_out(written: str, meant: str) -> str:
    """Say what to do about a word that looks like one that hides."""
    if ":" in written:
        return f"Write `{meant}`, or `{meant.partition(':')[0]}: true`."
    return f"Write `{meant}`, or let it through in the front matter: `nbpress: {{allow: [{written}]}}`."
