"""The kinds of blogs that can move here: each is a module, and no other file names one.

A module has a `SOURCE`. The first that finds what is its own in a blog's files, by name, reads the blog.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from nbpress.scaffold.migrate.records import Source


def sources() -> Iterator[Source]:
    """Give all kinds, by name."""
    for each in sorted(iter_modules(__path__), key=lambda each: each.name):
        yield import_module(f"{__name__}.{each.name}").SOURCE
