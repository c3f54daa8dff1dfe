"""Names of files: which of them every file system takes and Jekyll shows, and one like it for any other."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from nbpress.core.regex import regex

LONGEST = 180  # bytes of a stem: with a date, a hash, a suffix and `.part` it stays below what a file system takes
NAME_MAX = 255  # bytes, of ext4, XFS, btrfs, APFS; NTFS counts UTF-16 units, which are never more
SHOWN = 40  # letters of a name in a message
_REFUSED = regex(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\ud800-\udfff]')
_NEVER = regex("[\0\ud800-\udfff]")
_DEVICE = regex(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=[ .]|\Z)", re.IGNORECASE)
_PASSED_OVER = regex(r"[._#~].*|.*~", re.DOTALL)  # https://github.com/jekyll/jekyll: lib/jekyll/entry_filter.rb


def fitted(stem: str) -> str:
    """Give a name without its suffix that every file system takes and Jekyll shows: the same one, if it is fine.

    Else one that can be told from all others by a hash of the whole: too long, with control characters, a device of
    Windows, beginning with `_`, `.`, `#` or `~`, ending with a dot, a blank or `~`.
    """
    name = _REFUSED.sub("-", stem).lstrip("._#~").rstrip(". ~")
    device = _DEVICE.match(name)
    if name and name == stem and not device and len(name.encode()) <= LONGEST:
        return stem
    mark = f"-{sha256(stem.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    if device:
        head = device[0] + mark
        return head + cut(name[device.end() :], LONGEST - len(head.encode()))
    return (cut(name, LONGEST - len(mark)) or "file") + mark


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """Give what names have alike that a Mac or Windows clone cannot hold beside each other."""
    return (
        name.lower() if name.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    )


def shortened(stem: str) -> str:
    """Give a name that is too long cut, with a hash of the whole; any other as it is."""
    return stem if len(stem.encode("utf-8", "replace")) <= LONGEST else fitted(stem)


def suffix(text: str) -> str:
    """Give a suffix that can end any name: short, and nothing that a file system or Jekyll trips over."""
    return cut(_REFUSED.sub("-", text), 24)


def cut(text: str, limit: int) -> str:
    """Cut a text to so many bytes of UTF-8, between two characters."""
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore").rstrip(". ~")


def impossible(path: PurePosixPath, limit: int = NAME_MAX) -> str:
    """Say why no disk takes a path; empty where one does. limit: bytes of a name."""
    for part in path.parts:
        if found := _NEVER.search(part):
            return f"no disk takes a name with the character {found[0]!r}"
        if len(os.fsencode(part)) > limit:
            return f"no disk takes a name of {len(os.fsencode(part))} bytes ({part[:SHOWN]}…); {limit} are the most"
    return ""


def passed_over(path: PurePosixPath) -> str:
    """Name the part of a path for whose name Jekyll would leave the file out; empty where there is none."""
    return next((part for part in path.parts if _PASSED_OVER.fullmatch(part)), "")
