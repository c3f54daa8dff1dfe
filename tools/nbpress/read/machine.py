"""Read what of this machine stands on no page: the folders that tell of it, its `user@host`, the secrets in `.env` files."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from nbpress.core.machine import Machine, home, personal, telling
from nbpress.core.project import project_of
from nbpress.core.regex import regex

SHORTEST = 8  # letters of a value that is looked for
_LINE = regex(
    r"""[ \t]*(?:export[ \t]+)?([\w.]+)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\n]*?)(?:\s+\#.*)?)[ \t]*$""", re.M
)
# A path, as far as a text alone can tell it from a secret that has slashes in it.
_PATH = regex(r"(?:~|\.{1,2}|[A-Za-z]:)?[/\\][\w ./\\-]*|(?:[\w. -]+/)+[\w -]+\.\w{1,6}|(?:[a-z_.-]+/)+[a-z_.-]*")
_PLAIN = regex(r"[-+]?[\d.,_]+(?:[eE][-+]?\d+)?%?|true|false|yes|no|on|off|none|null", re.I)


def machine(notebook: Path) -> Machine:
    """Read what of this machine the page of the notebook at `notebook` must not tell."""
    project = project_of(notebook)
    return Machine(
        projects=tuple(dict.fromkeys(filter(telling, map(str, (project, project.resolve()))))),
        home=personal(home()),
        address=_address(),
        secrets={name: value for file in _files(notebook, project) for name, value in _secrets(file)},
    )


def _address() -> str:
    host = socket.gethostname()
    try:
        return "" if host in ("", "localhost") else f"{getpass.getuser()}@{host}"
    except (OSError, KeyError):  # nobody whom the machine has a name for
        return ""


def _files(notebook: Path, project: Path) -> Iterator[Path]:
    """The `.env` files of the folders from the project's down to the notebook's."""
    for folder in (project, *(each for each in notebook.parents if project in each.parents)):
        yield from (path for path in (folder / ".env", folder / ".env.local") if path.is_file())


def _secrets(path: Path) -> Iterator[tuple[str, str]]:
    """The values of a file that may be secrets: no number, no word for yes or no, no path, no address without a password."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for name, *spellings in _LINE.findall(text):
        value = next(filter(None, spellings), "").strip()
        if len(value) >= SHORTEST and not _PLAIN.fullmatch(value) and not _known(value):
            yield f"{name} in {path.name}", value


def _known(value: str) -> bool:
    if "://" not in value:
        return _PATH.fullmatch(value) is not None
    try:
        return urlsplit(value).password is None
    except ValueError:  # an address that is none
        return False
