"""The drawings of an article's diagrams: those that the site has, and the others drawn now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbpress.core.records import Drawing
from nbpress.read import drawings


def of(root: Path, sources: Mapping[str, str]) -> Mapping[str, Drawing]:
    """Give the drawings of diagrams, by name. root: the site's."""
    from nbpress.draw import mermaid

    return mermaid.drawn(sources, drawings.kept(root, sources))
