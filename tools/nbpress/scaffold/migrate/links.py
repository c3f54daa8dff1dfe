"""The files that a notebook names: which they are, and how they are named from where the notebook goes.

Read as the Markdown and the HTML of a page have them: `](target)`, `src="target"`, `]: target`; what stands in code is left.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from nbpress.core.regex import regex

_TARGET = regex(
    r"""(?P<before>\]\(\s*<?|^[ ]{0,3}\[[^]\n]+\]:[ \t]*<?|\s(?:src|href)\s*=\s*["'])(?P<target>[^\s"'<>()#?]+)""",
    re.M | re.I,
)
_CODE = regex(
    r"^(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.M | re.S,
)
_ELSEWHERE = regex(r"[a-z][a-z0-9+.-]*:|//", re.I)


def named(text: str, folder: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield the files that a text in a folder names, below the blog's root."""
    for found in _found(text):
        if path := _path(found["target"], folder):
            yield path


def rewritten(
    text: str,
    folder: PurePosixPath,
    to: PurePosixPath,
    files: frozenset[PurePosixPath],
    moves: Mapping[PurePosixPath, PurePosixPath],
) -> str:
    """Give a text that is in another folder now, and names the files where they are then."""

    def turn(found: re.Match[str]) -> str:
        path = _path(found["target"], folder)
        if path is None or path not in files:
            return found[0]
        rooted = found["target"].startswith("/")  # which does not lead there in a site below a `baseurl`
        new = quote(os.path.relpath(moves.get(path, path), to))
        same = not rooted and os.path.normpath(unquote(found["target"])) == os.path.normpath(unquote(new))
        return found[0] if same else found["before"] + new

    return outside_code(text, lambda part: _TARGET.sub(turn, part))


def _found(text: str) -> Iterator[re.Match[str]]:
    for part, is_code in _parts(text):
        yield from () if is_code else _TARGET.finditer(part)


def prose(text: str) -> str:
    """Give a text without its code."""
    return "".join(part for part, is_code in _parts(text) if not is_code)


def outside_code(text: str, turn: Callable[[str], str]) -> str:
    """Change the prose of a text, and leave its code."""
    return "".join(part if is_code else turn(part) for part, is_code in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text into prose and code."""
    end = 0
    for found in _CODE.finditer(text):
        yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    yield text[end:], False


def _path(target: str, folder: PurePosixPath) -> PurePosixPath | None:
    """Give the file below the blog's root that a target means; None for one elsewhere."""
    if _ELSEWHERE.match(target):
        return None
    name = unquote(target)
    path = os.path.normpath(name.lstrip("/") if name.startswith("/") else f"{folder}/{name}")
    return None if path.startswith("..") else PurePosixPath(path)
