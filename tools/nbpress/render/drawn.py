"""A picture as it stands on the page, and the kinds of pictures that a page can show."""

from __future__ import annotations

from dataclasses import dataclass

SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "image/bmp": ".bmp",
    "image/avif": ".avif",
}
SVG = "image/svg+xml"
SHOWN = frozenset(SUFFIXES.values()) | {".jpeg"}  # suffixes of pictures that every browser shows


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture on the page: its address, and its size in CSS pixels, 0 where nobody knows.

    bare: its address for an `<img>`, where the theme writes the site's `baseurl` before it.
    """

    src: str
    width: int = 0
    height: int = 0
    bare: str = ""

    @property
    def img(self) -> str:
        """Its address for an `<img>`."""
        return self.bare or self.src
