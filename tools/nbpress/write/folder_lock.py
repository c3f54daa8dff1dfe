"""A folder that one process writes at a time: the lock on it, and what may be taken for granted while it is held."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

_steady: ContextVar[frozenset[Path]] = ContextVar("steady", default=frozenset())


@contextlib.contextmanager
def held(root: Path) -> Iterator[bool]:
    """Lock the folder, as long as this lasts; tells whether that could be done."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def steady(root: Path) -> Iterator[None]:
    """Take it that nobody changes a file of the folder in its place, as long as this lasts; renames are noticed."""
    token = _steady.set(_steady.get() | {root})
    try:
        yield
    finally:
        _steady.reset(token)


def is_steady(root: Path) -> bool:
    """Tell whether nobody changes a file of the folder in its place."""
    return root in _steady.get()
