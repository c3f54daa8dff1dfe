"""What authors write beside Jupyter's own words: each dialect is a module here, and no other file names one.

A module has a `DIALECT`. Whoever asks takes each in its turn: the front matter of a notebook, the flags of a cell, the rules
of the Markdown parser.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from nbpress.notebook.dialect import Dialect


@cache
def names() -> tuple[str, ...]:
    """Name all dialects, without loading one."""
    return tuple(sorted(each.name for each in iter_modules(__path__)))


@cache
def dialects() -> tuple[Dialect, ...]:
    """Give all dialects, by name."""
    return tuple(import_module(f"{__name__}.{name}").DIALECT for name in names())


def spoken(nb: Any, named: Iterable[str] = ()) -> frozenset[str]:
    """Name the dialects of a notebook: those that its article or site names, and those that what it holds tells."""
    return frozenset(named) | {each.name for each in dialects() if each.speaks(nb)}
