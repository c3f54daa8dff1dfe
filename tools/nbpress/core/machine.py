"""What names a machine and who works at it: read finds it, a run's record replaces it, check looks for it on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbpress.core import looks
from nbpress.core.regex import regex

# Home folders of images and services, which name nobody.
_NOBODY = frozenset((
    "user", "users", "root", "admin", "ubuntu", "debian", "jovyan", "runner", "vagrant", "vscode", "codespace",
    "docker", "app", "nobody", "shared", "public", "work",
))  # fmt: skip
_HOME = regex(r"(?:[A-Za-z]:)?[/\\](?:[\w.-]+[/\\])?(?:home|Users)[/\\](?P<name>[^/\\]+)")


@dataclass(frozen=True, slots=True)
class Machine:
    """What of a machine stands on no page.

    projects: full paths of the project, where they say anything: as it is named, and without symbolic links. home: of a
    home folder that names somebody. address: `user@host`. secrets: the values in the project's `.env` files, by name.
    """

    projects: tuple[str, ...] = ()
    home: str = ""
    address: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def home() -> str:
    """Name the home folder; empty where there is none, or `HOME` is no whole path."""
    looks.variable("HOME")
    try:
        found = Path.home()
    except RuntimeError:
        return ""
    return str(found) if found.is_absolute() and found.name else ""


def telling(folder: str) -> str:
    """Give a folder's path if it tells of a machine; nothing for one like `/app`, `/content` or `/root`, which many have."""
    return folder if len([part for part in re.split(r"[/\\]", folder) if part.strip(":")]) > 1 else ""


def personal(home: str) -> str:
    """Give the path of a home folder if it names somebody."""
    match = _HOME.fullmatch(home)
    return home if match and match["name"].lower() not in _NOBODY else ""


def spelled(folders: Iterable[str]) -> str:
    """Write a regular expression that finds whole paths which begin with one of these folders, the longest first."""
    longest = sorted(filter(None, folders), key=len, reverse=True)
    names = "|".join(re.escape(name).replace(r"\\", r"\\{1,2}") for name in longest)  # JSON and Python double a `\`
    return rf"(?:(?<![\w./-])|(?<=file://)|(?<=\\[nrt]))(?:{names})(?![\w-]|\.\w)"
