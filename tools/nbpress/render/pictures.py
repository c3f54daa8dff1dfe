"""Pictures: read from outputs and attachments, measured in CSS pixels, written as `<img>` elements."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any
from xml.parsers import expat

import imagesize

from nbpress.core.regex import regex
from nbpress.render.drawn import SUFFIXES, SVG, Drawn
from nbpress.render.stable_ids import drawing
from nbpress.render.terminal import joined

_RARE = frozenset((".apng", ".heic", ".ico", ".jxl", ".tif", ".tiff"))  # no browser shows all of them
_BEGINNINGS = (
    (regex(rb"\x89PNG\r\n\x1a\n"), ".png"),
    (regex(rb"\xff\xd8\xff"), ".jpg"),
    (regex(rb"GIF8[79]a"), ".gif"),
    (regex(rb"RIFF.{4}WEBP", re.S), ".webp"),
    (regex(rb"BM.{12}[\x0c\x28-\x7c]\0\0\0", re.S), ".bmp"),
    (regex(rb".{4}ftyp(?:avi[fs]|mi[fa]1|msf1)", re.S), ".avif"),
    (regex(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!|svg\b)[^\0]{,4000}?<?svg\b", re.S), ".svg"),
)
CSS_INCH = 96
# pixels of CSS in one of a unit (CSS Values 3, "Absolute lengths")
UNITS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}


@dataclass(frozen=True, slots=True)
class Picture:
    """One image as a notebook holds it. width, height: in CSS pixels, 0 where nobody knows."""

    content: bytes
    suffix: str
    width: int = 0
    height: int = 0


def picture(mimetype: str, value: Any, metadata: Mapping[str, Any]) -> Picture | None:
    """Read an image of an output or attachment; nothing if its bytes are none."""
    text = joined(value)
    if mimetype == SVG:
        content = svg(drawing(text))
    else:
        try:
            content = b64decode(text)
        except (binascii.Error, ValueError):
            content = b""
    suffix = kind(content)
    if not content or (not suffix and (mimetype in SUFFIXES or _is_text(content))):
        return None
    own = metadata.get(mimetype)
    width, height = size(content, own if isinstance(own, Mapping) else metadata)
    return Picture(content, suffix or ".img", width, height)


def kind(content: bytes) -> str:
    """Tell by its bytes what an image is, as a suffix; empty for anything else."""
    return next((suffix for beginning, suffix in _BEGINNINGS if beginning.match(content)), "")


def agreeing(suffix: str, content: bytes) -> str:
    """Give the suffix of an image's own name, if its bytes are of that kind; else that of its kind."""
    found, low = kind(content), suffix.lower()
    if found:
        return suffix if {".jpeg": ".jpg"}.get(low, low) == found else found
    return suffix if low in _RARE else ".img"


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def drawn(cell: Mapping[str, Any], suffix: str) -> bytes | None:
    """Give the first picture of a cell's outputs that a file of that kind can hold."""
    for output in cell.get("outputs") or ():
        for mimetype, value in (output.get("data") or {}).items():
            if SUFFIXES.get(mimetype) == {".jpeg": ".jpg"}.get(suffix, suffix):
                shown = picture(mimetype, value, {})
                if shown is not None and shown.suffix == SUFFIXES[mimetype]:
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
    width, height = _drawing(content) or _pixels(content)
    wanted, tall = _number(metadata.get("width")), _number(metadata.get("height"))
    if wanted and tall:
        return round(wanted), round(tall)
    if wanted and width:
        return round(wanted), max(1, round(height * wanted / width))
    if tall and height:
        return max(1, round(width * tall / height)), round(tall)
    return round(width), round(height)


def _pixels(content: bytes) -> tuple[float, float]:
    try:
        width, height = imagesize.get(BytesIO(content))
    except (ValueError, OSError, KeyError, IndexError, TypeError):
        return 0, 0
    return (width, height) if width > 0 and height > 0 else (0, 0)


def _drawing(content: bytes) -> tuple[float, float] | None:
    """Measure an SVG drawing as browsers do (CSS Images 3, "Sizing objects"); None for any other file."""
    if b"<svg" not in content[:10_000]:
        return None
    root: dict[str, str] = {}
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: root.update({} if root else attributes | {"": name})
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return None
    if root.get("", "").rpartition(":")[2] != "svg":
        return None
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = [_length(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    across, down = (box[2], box[3]) if len(box) == 4 and box[2] and box[3] else (0.0, 0.0)
    if width and height:
        return width, height
    if across and (width or height):
        return (width, width * down / across) if width else (height * across / down, height)
    return across, down


def _length(text: str | None) -> float:
    """Read a length of CSS in pixels; one that depends on where the drawing stands is none."""
    match = re.fullmatch(r"\s*\+?(\d{1,9}(?:\.\d*)?|\.\d+)(e[+-]?\d{1,2})?\s*([a-z]*)\s*", text or "", re.I)
    return float(match[1] + (match[2] or "")) * UNITS.get(match[3].lower(), 0) if match else 0.0


def measured(src: str, content: bytes) -> Drawn:
    """Measure the picture at an address; of one whose `content` is not here nobody knows the size."""
    return Drawn(src, *(size(content, {}) if content else (0, 0)))


def _number(value: Any) -> float:
    match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,20})?)\s*(?:px)?\s*", str(value)[:40])
    return float(match[1]) if match else 0.0


def image(shown: Picture, src: str, alt: str, width: str = "", dark: str = "") -> str:
    """Write the `<img>` of a picture; its size keeps the page from jumping.

    width: a CSS length, if any. dark: address of its form for a dark page, which a style sheet puts in its place; a feed reader
    and a printer, who have none, show the one picture.
    """
    if width.endswith("in") and shown.width:
        across = float(width[:-2]) * CSS_INCH
        shown = Picture(b"", "", round(across), max(1, round(shown.height * across / shown.width)))
        width = ""
    measures = f' width="{shown.width}" height="{shown.height}"' if shown.width and shown.height else ""
    styles = [f"width: {width}; height: auto"] if width else []
    styles += [f"--nb-dark: url('{escape(dark)}')"] if dark else []
    style = f' style="{"; ".join(styles)}"' if styles else ""
    return f'<img src="{escape(src)}" alt="{escape(alt)}"{measures}{style} loading="lazy" decoding="async">'


TITLE_CALL = regex(r"""\b(?:suptitle|set_title|title)\(\s*(?:label\s*=\s*)?r?(["'])((?:(?!\1)[^\\\n{]|\\.)+)\1""")


def described(source: str, heading: str, title: str) -> str:
    """Say in words what a figure shows: the title that its code sets, else the heading above, else the article's."""
    call = TITLE_CALL.search(source)
    if call:
        return f"Figure: {call[2]}"
    return f"Figure: {heading or title}" if heading or title else "Figure"
