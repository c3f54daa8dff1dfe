"""Jekyll's themes as data: what a site says and holds in, the theme that its posts are written for out.

All that is known of a theme stands in `themes.toml`; no module names one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import looks
from nbpress.core.errors import ReadError, nearest
from nbpress.core.records import Theme
from nbpress.core.regex import regex

UNKNOWN = "none"  # the table of a theme that has no table
PATHS = ("folder", "root", "bare")
CODE = ("highlight", "fence")
TAGS = ("written", "lower")
_TABLES = Path(__file__).with_name("themes.toml")
_OF_A_SERVER = regex(r"\Ahttps?://[^/]+/")


@dataclass(frozen=True, slots=True)
class Known:
    """A theme of the file: what it wants, and how it is told from others. See `themes.toml`."""

    name: str
    theme: Theme
    title: str = ""
    gems: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    folder: str = "images"
    styled: bool = False
    usual: bool = False


@cache
def known() -> Mapping[str, Known]:
    """Give the themes that are known, by name."""
    tables = tomllib.loads(_TABLES.read_text(encoding="utf-8"))
    return {name: _known(name, table) for name, table in tables.items()}


def _known(name: str, table: Mapping[str, Any]) -> Known:
    own = {each.name for each in fields(Theme)}
    about = {key: _frozen(value) for key, value in table.items() if key not in own}
    return Known(name, changed(Theme(), {key: value for key, value in table.items() if key in own}), **about)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def named(config: Mapping[str, Any]) -> str:
    """Give the theme that a site's settings name, as they name it, without its version; empty where they name none."""
    given = str(config.get("theme") or config.get("remote_theme") or "")
    return _OF_A_SERVER.sub("", given).split("@")[0].removesuffix(".git").strip()


def found(config: Mapping[str, Any], root: Path) -> tuple[Known, str]:
    """Find a site's theme, and say by what: the one that its settings name, else the one whose files it holds.

    A site that names none and holds no layouts has what a notebook's author writes.
    """
    name = named(config)
    every = known()
    for each in every.values():
        if name and name.lower() in map(str.lower, (*each.gems, *each.repositories)):
            return each, f"the theme is {name}"
    for each in every.values():
        if each.signs and all(_has(root, sign) for sign in each.signs):
            return each, f"there is {_first(root, each.signs)}"
    if name:
        return every[UNKNOWN], f"the theme is {name}, which nbpress does not know"
    if looks.is_folder(root / "_layouts"):
        return every[UNKNOWN], "no theme is named, and the layouts are none that nbpress knows"
    return next(each for each in every.values() if each.usual), "no theme is named, and there are no layouts"


def _has(root: Path, sign: str) -> bool:
    looks.tree(root / PurePosixPath(sign).parts[0], len(PurePosixPath(sign).parts) - 1)
    return any(root.glob(sign))


def _first(root: Path, signs: Iterable[str]) -> str:
    path = next(path for sign in signs for path in sorted(root.glob(sign)))
    return path.relative_to(root).as_posix()


def chosen(name: str) -> Known:
    """Give a theme by its name; raise ReadError for one that is not known."""
    every = known()
    if name not in every:
        hint = nearest(name, every) or f"There are {', '.join(every)}; or write its keys out."
        raise ReadError(f'there is no theme "{name}"', hint=hint)
    return every[name]


def changed(theme: Theme, given: Mapping[str, Any]) -> Theme:
    """Change keys of a theme; raise ReadError for a key or a value that is none."""
    for key, value in given.items():
        if key not in SHAPES:
            hint = nearest(str(key), SHAPES) or f"It has {', '.join(SHAPES)}."
            raise ReadError(f'`theme:` has no key "{key}"', hint=hint)
        fits, takes = SHAPES[key]
        if not fits(value):
            raise ReadError(f"`theme: {key}:` takes {takes}, not {value!r}")
    values: dict[str, Any] = {**given, **({"images": _places(given["images"])} if "images" in given else {})}
    return replace(theme, **values)


def _places(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {role: (keys,) if isinstance(keys, str) else tuple(keys) for role, keys in given.items()}


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for pair in value.items() for each in pair)


def _keys(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(role, str) and _names(keys) for role, keys in value.items())


def _names(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _of(*choices: str) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: value in choices), " or ".join(choices)


_TEXT = (lambda value: isinstance(value, str)), "the name of a key"
_FLAG = (lambda value: isinstance(value, bool)), "true or false"
_FRONT = (
    (lambda value: isinstance(value, dict) and all(isinstance(key, str) for key in value)),
    "a mapping of keys to values",
)
SHAPES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "layouts": (_texts, "a mapping of layouts to those of the theme"),
    "images": (_keys, "a mapping of images to a key of the theme, or a list of keys"),
    "paths": _of(*PATHS),
    "prefixed": _FLAG,
    "modified": _TEXT,
    "callouts": (_texts, "a mapping of kinds of callouts to classes"),
    "code": _of(*CODE),
    "math": _FRONT,
    "mermaid": _FRONT,
    "toc": _FRONT,
    "tags": _of(*TAGS),
    "excerpt": _TEXT,
    "inlined": _FLAG,
}
