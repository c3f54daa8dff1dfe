"""Drawings of diagrams as they are kept in a site: named after what was drawn, in a folder that Jekyll passes over. A leaf.

One that is there is used: every clone writes the same page, whatever draws on its machine, or if nothing does.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePosixPath

FOLDER = PurePosixPath("_nbpress/diagrams")  # beside the manifest


def name(source: str) -> str:
    """Name a diagram by its source."""
    return sha256(source.encode("utf-8", "replace")).hexdigest()[:16]


def path(name: str) -> PurePosixPath:
    """Give the place of a drawing, below the site's root."""
    return FOLDER / f"{name}.svg"
