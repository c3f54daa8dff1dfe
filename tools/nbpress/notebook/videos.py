"""A leaf: videos that another site plays: what an address means, and the node that it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from nbpress.core.regex import regex

if TYPE_CHECKING:
    from markdown_it.token import Token

_YOUTUBE = ("youtube.com", "youtube-nocookie.com", "m.youtube.com", "music.youtube.com")
_SECONDS = regex(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


@dataclass(frozen=True, slots=True)
class Player:
    """Where a video is played. address: of the player alone. page: where it is to be seen. site: what people call it."""

    address: str
    page: str
    site: str


def player(address: str) -> Player | None:
    """Find the player of an address; None where nobody is known to play it."""
    parts = urlsplit(address if "//" in address else f"https://{address}")
    if parts.scheme not in ("http", "https"):
        return None
    host, path = parts.netloc.lower().removeprefix("www."), [part for part in parts.path.split("/") if part]
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if host == "youtu.be" and path:
        return _youtube(path[0], asked)
    if host in _YOUTUBE:
        named = path[1] if len(path) > 1 and path[0] in ("embed", "shorts", "live", "v") else asked.get("v", "")
        return _youtube(named, asked)
    if host in ("vimeo.com", "player.vimeo.com"):
        number = next((part for part in path if part.isdecimal()), "")
        return (
            Player(f"https://player.vimeo.com/video/{number}", f"https://vimeo.com/{number}", "Vimeo")
            if number
            else None
        )
    return None


def _youtube(name: str, asked: dict[str, str]) -> Player | None:
    if not re.fullmatch(r"[\w-]{6,20}", name, re.A):
        return None
    found = _SECONDS.fullmatch(asked.get("start") or asked.get("t") or "")
    start = sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0
    query = f"?start={start}" if start else ""
    page = f"https://www.youtube.com/watch?v={name}" + (f"&t={start}" if start else "")
    return Player(f"https://www.youtube-nocookie.com/embed/{name}{query}", page, "YouTube")


def node(address: str, title: str = "", *, other: bool = False) -> Token | None:
    """Make the node of a video; of any other page as well with `other`. None where nobody plays it."""
    from markdown_it.token import Token

    found = player(address)
    if re.search(r"\.(?:mp4|webm|ogv|m4v|mov)$", address, re.I) and not found:
        return Token("film", "video", 0, attrs={"src": address}, meta={"title": title}, block=True)
    what = "Video" if found else "Page"
    if not found and other and address.startswith(("https://", "http://")):
        found = Player(address, address, urlsplit(address).netloc)
    if not found:
        return None
    meta = {"address": found.address, "page": found.page, "title": title, "spare": f"{what} at {found.site}"}
    return Token("video", "iframe", 0, meta=meta, block=True)
