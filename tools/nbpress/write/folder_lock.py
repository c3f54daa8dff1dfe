"""A folder that one process writes at a time: the lock on it, and what may be taken for granted while it is held."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from nbpress.core.errors import WriteError

NAME = ".nbpress-lock"  # begins with a dot: Jekyll passes over it
_steady: ContextVar[Mapping[Path, int]] = ContextVar("steady", default=MappingProxyType({}))
_periods = itertools.count(1)


@contextlib.contextmanager
def held(root: Path) -> Iterator[bool]:
    """Lock the folder, as long as this lasts; tells whether that could be done. A process that is killed leaves no lock."""
    from filelock import FileLock, Timeout  # here: most commands write nothing

    lock = FileLock(root / NAME, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise WriteError(f"the folder cannot be written: {error}", path=root) from error
    try:
        yield True
    finally:
        # Nobody is left with a lock on a file that is gone: filelock looks for that once it has one. Windows keeps the file.
        with contextlib.suppress(OSError):
            (root / NAME).unlink()
        lock.release()


@contextlib.contextmanager
def steady(root: Path) -> Iterator[None]:
    """Take it that nobody changes a file of the folder in its place, as long as this lasts; renames are noticed."""
    token = _steady.set({**_steady.get(), root: next(_periods)})
    try:
        yield
    finally:
        _steady.reset(token)


def period(root: Path) -> int:
    """Number the time in which nobody changes a file of the folder in its place; 0 where somebody may."""
    return _steady.get().get(root, 0)
