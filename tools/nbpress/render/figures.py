"""Pictures and other files of an article: what they are called, where they lie, and how the page shows them.

In come bytes with the label or id of their cell; out go addresses on the site and `<img>` or `<figure>` elements. An
`Album` gathers the files; nothing is written. Names come from labels and cell ids, never from positions.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from xml.parsers import expat

import imagesize

from nbpress.core.records import Site
from nbpress.render.terminal import joined

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
CSS_INCH = 96


@dataclass(frozen=True, slots=True)
class Picture:
    """One image as a notebook holds it. width, height: in CSS pixels, 0 where nobody knows."""

    content: bytes
    suffix: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture on the page: its address, and its size in CSS pixels, 0 where nobody knows."""

    src: str
    width: int = 0
    height: int = 0


class Album:
    """The files of one article, by path below the site's root.

    site: says where images lie and how addresses begin. folder: of this article, below the site's images.
    """

    def __init__(self, site: Site, folder: PurePosixPath) -> None:
        self.site = site
        self.folder = folder
        self.files: dict[PurePosixPath, bytes] = {}
        self._taken: set[str] = set()
        self._shown: dict[str, bytes] = {}

    def add(self, content: bytes, name: str, suffix: str) -> str:
        """Keep a file under `name`, or under its first name if the same bytes are here; return its address."""
        same = (path for path, held in self.files.items() if held == content and path.suffix == suffix)
        path = next(same, None)
        if path is None:
            path = self._free(clean(name), suffix)
            self.put(content, path)
        return self.address(path)

    def put(self, content: bytes, path: PurePosixPath) -> None:
        """Keep a file at exactly `path`, below the site's root."""
        self.files[path] = content
        self._shown[self.address(path)] = content
        self._taken.add(str(path).casefold())  # a Mac or Windows clone cannot hold `a.png` beside `A.png`

    def address(self, path: PurePosixPath) -> str:
        """Give the address of a file: absolute, so that no permalink can bend it."""
        return address(self.site, path)

    def content(self, src: str) -> bytes:
        """Give the file that is kept at an address; nothing where there is none."""
        return self._shown.get(src, b"")

    def drawn(self, src: str) -> Drawn:
        """Measure the picture at an address; of one that is not kept here nobody knows the size."""
        content = self._shown.get(src)
        return Drawn(src, *(size(content, {}) if content else (0, 0)))

    def _free(self, name: str, suffix: str) -> PurePosixPath:
        path = self.site.images / self.folder / f"{name}{suffix}"
        number = 2
        while str(path).casefold() in self._taken:
            path = path.with_name(f"{name}-{number}{suffix}")
            number += 1
        return path


def address(site: Site, path: PurePosixPath) -> str:
    """Give the address of a file below the site's root."""
    base = site.baseurl.strip("/")
    return quote(f"/{base}/{path}" if base else f"/{path}", safe="/~@:+,;=!()*")


def clean(name: str) -> str:
    """Make a file name of a label: Jekyll leaves out names that begin with `_`, `.` or `#`, or end with `~`."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-_.~#")[:100] or "figure"


def cell_name(cell: Mapping[str, Any], label: str) -> str:
    """Name a cell's files: by its label, else its id, else by what it says."""
    return (
        label
        or str(cell.get("id") or "")
        or sha256(joined(cell.get("source")).encode("utf-8", "replace")).hexdigest()[:8]
    )


def folder(values: Mapping[str, Any], site: Site, slug: str) -> PurePosixPath:
    """Choose the article's folder below the site's images: where its teaser or feature lies, else one of its own."""
    image = values.get("image")
    for role in ("teaser", "feature"):
        path = below(image.get(role), site) if isinstance(image, Mapping) else None
        if path is not None and path.parent != PurePosixPath("."):
            return path.parent
    return PurePosixPath(clean(slug))


def named(values: Mapping[str, Any], site: Site) -> dict[str, PurePosixPath]:
    """List the images that the front matter names, by what stands there: paths below the site's images."""
    image = values.get("image")
    texts = image.values() if isinstance(image, Mapping) else [image]
    paths = {text: below(text, site) for text in texts if isinstance(text, str)}
    return {text: path for text, path in paths.items() if path is not None and path.suffix.lower() in _ALL_SUFFIXES}


_ALL_SUFFIXES = frozenset(SUFFIXES.values()) | {".jpeg"}


def below(text: Any, site: Site) -> PurePosixPath | None:
    """Read a front matter image as a path below the site's images; nothing if it is an address elsewhere."""
    if not isinstance(text, str) or not text or "//" in text:
        return None
    path = PurePosixPath(text.lstrip("/"))
    if path.is_relative_to(site.images):
        path = path.relative_to(site.images)
    return None if ".." in path.parts or path == PurePosixPath(".") else path


def picture(mimetype: str, value: Any, metadata: Mapping[str, Any]) -> Picture | None:
    """Read an image of an output or attachment; nothing if its bytes are none."""
    text = joined(value)
    if mimetype == SVG:
        content = svg(text)
    else:
        try:
            content = b64decode(text)
        except (binascii.Error, ValueError):
            content = b""
    if not content:
        return None
    own = metadata.get(mimetype)
    width, height = size(content, own if isinstance(own, Mapping) else metadata)
    return Picture(content, SUFFIXES.get(mimetype, ".img"), width, height)


def drawn(cell: Mapping[str, Any], suffix: str) -> bytes | None:
    """Give the first picture of a cell's outputs that a file of that kind can hold."""
    for output in cell.get("outputs") or ():
        for mimetype, value in (output.get("data") or {}).items():
            if SUFFIXES.get(mimetype) == {".jpeg": ".jpg"}.get(suffix, suffix):
                shown = picture(mimetype, value, {})
                if shown is not None:
                    return shown.content
    return None


def svg(text: str) -> bytes:
    """Make a file of an SVG drawing, with the name space that a file needs; nothing if it is no XML."""
    start = re.search(r"<svg\b", text)
    if start and "xmlns=" not in text[start.start() : text.find(">", start.start())]:
        text = f'{text[: start.end()]} xmlns="http://www.w3.org/2000/svg"{text[start.end() :]}'
    content = re.sub(r"\A\s+", "", text).encode("utf-8", "replace")
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return b""
    return content


def size(content: bytes, metadata: Mapping[str, Any]) -> tuple[int, int]:
    """Measure an image in CSS pixels; a notebook's own width or height goes first, the other follows in proportion."""
    try:
        width, height = imagesize.get(BytesIO(content))
    except (ValueError, OSError, KeyError, IndexError, TypeError):
        width, height = -1, -1
    if width <= 0 or height <= 0:
        width, height = 0, 0
    wanted, tall = _number(metadata.get("width")), _number(metadata.get("height"))
    if wanted and tall:
        return round(wanted), round(tall)
    if wanted and width:
        return round(wanted), max(1, round(height * wanted / width))
    if tall and height:
        return max(1, round(width * tall / height)), round(tall)
    return round(width), round(height)


def _number(value: Any) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*", str(value))
    return float(match[1]) if match else 0.0


def image(shown: Picture, src: str, alt: str, width: str = "") -> str:
    """Write the `<img>` of a picture; its size keeps the page from jumping. width: a CSS length, if any."""
    if width.endswith("in") and shown.width:
        across = float(width[:-2]) * CSS_INCH
        shown = Picture(b"", "", round(across), max(1, round(shown.height * across / shown.width)))
        width = ""
    measures = f' width="{shown.width}" height="{shown.height}"' if shown.width and shown.height else ""
    style = f' style="width: {width}; height: auto"' if width else ""
    return f'<img src="{escape(src)}" alt="{escape(alt)}"{measures}{style} loading="lazy" decoding="async">'


TITLE_CALL = re.compile(r"""\b(?:suptitle|set_title|title)\(\s*(?:label\s*=\s*)?r?(["'])((?:(?!\1)[^\\\n{]|\\.)+)\1""")


def described(source: str, heading: str, title: str) -> str:
    """Say in words what a figure shows: the title that its code sets, else the heading above, else the article's."""
    call = TITLE_CALL.search(source)
    if call:
        return f"Figure: {call[2]}"
    return f"Figure: {heading or title}" if heading or title else "Figure"
