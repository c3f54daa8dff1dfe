"""Read the drawings of diagrams that a site has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nbpress.core import diagrams, looks
from nbpress.core.records import Drawing


def kept(root: Path, names: Iterable[str]) -> dict[str, Drawing]:
    """Give those that are there, by name."""
    found: dict[str, Drawing] = {}
    for name in names:
        try:
            found[name] = Drawing(looks.content(root / diagrams.path(name)))
        except OSError:  # it is not there, or no file: then it is drawn
            continue
    return found
