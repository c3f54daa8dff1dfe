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
def dialects() -> tuple[Dialect, ...]:
    """Give all dialects, by name."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    return tuple(sorted((module.DIALECT for module in modules), key=lambda each: each.name))


def spoken(nb: Any, named: Iterable[str] = ()) -> frozenset[str]:
    """Name the dialects of a notebook: those that its article or site names, and those that what it holds tells."""
    return frozenset(named) | {each.name for each in dialects() if each.speaks(nb)}
