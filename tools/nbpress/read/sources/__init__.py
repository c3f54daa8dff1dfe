"""The kinds of files that notebooks are written in: each is a module here, and no other file names one.

A module has a `KIND`. Which one reads a file is told by the file's suffix; what nobody knows is read as Jupyter's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from pkgutil import iter_modules
from typing import Any

from nbpress.core import looks
from nbpress.core.notices import Notice


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a notebook's file: the notebook as plain mappings of nbformat 4, and what was malformed or is not run."""

    nb: Any
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that notebooks are written in.

    name: what people call it. suffixes: of its files, as they are written. read: gives the notebook of a text that belongs at
    a path. unasked: tells of a text whether it is found though nobody names it. meant: whether it is a notebook where somebody
    does. lacking: what a text lacks that is none; way_out: what to do then. text: whether it is written as text; code: whether
    that is a program, which a reader may want as it is. needs: the package that reads it, beside nbpress. new: the suffix of a
    new one, if it can be written; write: gives its text, by its cells, of which the first holds the front matter.
    """

    name: str
    suffixes: frozenset[str]
    read: Callable[[str, Path], Written]
    unasked: Callable[[str], bool]
    meant: Callable[[str], bool]
    lacking: str = ""
    way_out: str = ""
    text: bool = False
    code: bool = False
    needs: str = ""
    new: str = ""
    write: Callable[[Sequence[Mapping[str, Any]]], str] | None = None


@cache
def kinds() -> tuple[Kind, ...]:
    """Give all kinds, Jupyter's own first."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    return tuple(sorted((module.KIND for module in modules), key=lambda kind: kind.text))


def of(path: PurePath) -> Kind:
    """Give the kind of a file, by its suffix."""
    return next((kind for kind in kinds() if path.suffix in kind.suffixes), kinds()[0])


def suffixes(*, text: bool = False) -> tuple[str, ...]:
    """Give the suffixes of all kinds, or of those that are text."""
    return tuple(suffix for kind in kinds() if kind.text or not text for suffix in sorted(kind.suffixes))


def writable() -> tuple[str, ...]:
    """Give the suffixes under which a new notebook can be written, without their dots."""
    return tuple(kind.new.removeprefix(".") for kind in kinds() if kind.write)


def jupyter(path: Path) -> Path:
    """Name the notebook of Jupyter's own kind that would stand beside a file under its name."""
    return path.with_suffix(min(kinds()[0].suffixes))


def is_text(path: PurePath) -> bool:
    """Tell whether a file would be a notebook that is written as text."""
    return of(path).text


def is_notebook(path: Path) -> bool:
    """Tell whether a file is a notebook though nobody names it: by its suffix, and a text by what stands in it."""
    kind = of(path)
    if path.suffix not in kind.suffixes:
        return False
    if not kind.text:
        return True
    try:
        return kind.unasked(looks.content(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return False
