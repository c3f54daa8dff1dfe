"""A picture as it stands on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture on the page: its address, and its size in CSS pixels, 0 where nobody knows."""

    src: str
    width: int = 0
    height: int = 0
