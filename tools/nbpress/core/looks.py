"""What a publication asks of the disk, the environment and the day, noted: while all answers are the same, so is what followed.

`traced` collects what is asked while it lasts, `now` asks again. A file counts by the SHA-256 of its content; `Hashes` knows it
without reading the file while its size, its times and its number are those with which it was read. As in git's index
(https://git-scm.com/docs/racy-git) a file that was as young as its reading is read again: the next change might give it the
same times. A leaf.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import io
import json
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any

YOUNG = 2_000_000_000  # nanoseconds within which two changes may have the same time: FAT counts in steps of two seconds
LARGE = 1 << 30  # bytes of a file that is rather waited for, until it is no longer young, than read twice
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP, errno.ENAMETOOLONG)


class Hashes:
    """The hashes of files that were read, by their whole paths: size, times, number of the file, hash."""

    def __init__(self, kept: dict[str, list[Any]] | None = None) -> None:
        self.kept = kept or {}
        self.used: set[str] = set()
        self.fresh = False  # whether any was read
        self._names: dict[str, frozenset[str]] = {}

    def forget(self) -> None:
        """Look anew into folders."""
        self._names = {}

    def lacks(self, path: str) -> bool:
        """Tell whether a folder, which is looked into once, holds no such name, in capitals or not; not of other alphabets."""
        folder, _, name = path.rpartition("/")
        if folder not in self._names:
            with contextlib.suppress(OSError):
                self._names[folder] = frozenset(map(str.lower, os.listdir(folder)))  # noqa: PTH208
        names = self._names.get(folder)
        return names is not None and name.isascii() and name not in ("", ".", "..") and name.lower() not in names

    def of(self, path: str) -> str:
        """Give the hash of a file, read only if it may have changed; raise OSError where there is none."""
        own = self.kept.get(path)
        status = os.stat(path)  # noqa: PTH116 - 10,000 paths are asked for in a call
        if own and own[:4] == _state(status):
            self.used.add(path)
            return str(own[4])
        _wait(status)
        began = time.time_ns()
        with opened(path) as file:
            before = os.fstat(file.fileno())
            found = hashlib.file_digest(file, "sha256").hexdigest()
            self.keep(path, found, before, os.fstat(file.fileno()), began)
        return found

    def keep(self, path: str, found: str, before: os.stat_result, after: os.stat_result, began: int) -> None:
        """Keep the hash of a file that was read since `began`, if any change since then is to be seen in its times."""
        if _state(before) == _state(after) and settled(before, began):
            self.kept[path], self.fresh = [*_state(before), found], True
            self.used.add(path)
        else:
            self.kept.pop(path, None)


class Trace:
    """What was asked, with the answers; `lasting` unless one of them can change without being seen."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, str], str] = {}
        self.lasting = True

    def add(self, kind: str, about: str, told: str) -> None:
        """Add an answer; one that changed meanwhile holds no more."""
        if self.asked.setdefault((kind, about), told) != told:
            self.lasting = False

    def join(self, other: Trace) -> None:
        """Add all of another."""
        self.lasting = self.lasting and other.lasting
        for (kind, about), told in other.asked.items():
            self.add(kind, about, told)


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
_hashes: ContextVar[Hashes | None] = ContextVar("hashes", default=None)


@contextlib.contextmanager
def traced() -> Iterator[Trace]:
    """Collect what is asked, as long as this lasts."""
    outer, own = _trace.get(), Trace()
    token = _trace.set(own)
    try:
        yield own
    finally:
        _trace.reset(token)
        if outer is not None:
            outer.join(own)


@contextlib.contextmanager
def knowing(hashes: Hashes) -> Iterator[None]:
    """Take hashes of files from these, as long as this lasts."""
    token = _hashes.set(hashes)
    try:
        yield
    finally:
        _hashes.reset(token)


def tracing() -> bool:
    """Tell whether anybody collects answers."""
    return _trace.get() is not None


def note(kind: str, about: str, told: str) -> None:
    """Note an answer, if anybody collects them."""
    trace = _trace.get()
    if trace is not None:
        trace.add(kind, about, told)


def passing() -> None:
    """Note that an answer can change without being seen here: nothing that follows from it is remembered."""
    trace = _trace.get()
    if trace is not None:
        trace.lasting = False


def opened(path: str | Path) -> BufferedReader[FileIO]:
    """Open a file to be read; raise OSError for what is none, a named pipe say, which might never give or end."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = BufferedReader(FileIO(os.open(path, flags)))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(f"{path} is no regular file, but a pipe, a socket or a device")
    return file


def content(path: str | Path) -> bytes:
    """Read a file; raise OSError where that cannot be done."""
    if _trace.get() is None and _hashes.get() is None:
        with opened(path) as file:
            return file.read()
    whole, began = _whole(path), time.time_ns()
    try:
        with opened(path) as file:
            before = os.fstat(file.fileno())
            found = file.read()
            after = os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        note("content", whole, _fault(error))
        raise
    hash_, hashes = hashlib.sha256(found).hexdigest(), _hashes.get()
    if hashes is not None:
        hashes.keep(whole, hash_, before, after, began)
    note("content", whole, hash_)
    return found


def text(path: Path, errors: str = "strict") -> str:
    """Read a file of UTF-8, its ends of lines as Python's own."""
    return io.StringIO(content(path).decode("utf-8", errors), newline=None).read()


def hash_of(path: str | Path) -> str:
    """Give the SHA-256 of a file, which is read only if it may have changed; raise OSError where there is none."""
    whole, hashes = _whole(path), _hashes.get()
    try:
        found = (Hashes() if hashes is None else hashes).of(whole)
    except (OSError, ValueError) as error:
        note("content", whole, _fault(error))
        raise
    note("content", whole, found)
    return found


def is_file(path: Path) -> bool:
    """Tell whether there is a file."""
    return _asked("kind", path) == "file"


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder."""
    return _asked("kind", path) == "folder"


def place(path: Path) -> Path:
    """Give a path without symbolic links."""
    return Path(_asked("place", path))


def changed(path: Path) -> int:
    """Give the time at which a file was changed, in nanoseconds; 0 where there is none."""
    return int(_asked("time", path))


def variable(name: str) -> str:
    """Give an environment variable; empty where it is not set."""
    note("variable", name, _variable(name))
    return os.environ.get(name, "")


def below(folder: Path, pattern: str) -> list[Path]:
    """Give what a glob finds in a folder, sorted."""
    found = sorted(folder.glob(pattern))
    note("below", json.dumps([_whole(folder), pattern]), _hash(map(str, found)))
    return found


def named(pattern: str) -> list[str]:
    """Give what a whole path with signs of a glob finds, as `glob.glob` does it."""
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - as it was recorded
    note("named", pattern, _hash(sorted(found)))
    return found


def tree(folder: Path, depth: int) -> None:
    """Note all names in a folder, and in those in it, down to a depth."""
    about = json.dumps([_whole(folder), depth])
    note("tree", about, _tree(about))


def holding(folder: Path, part: str) -> list[Path]:
    """Give what a folder holds whose name holds a text, sorted."""
    about = json.dumps([_whole(folder), part])
    note("holding", about, _hash(found := _holding(about)))
    return [folder / name for name in found]


def day(today: str) -> str:
    """Note which day it is; give it."""
    note("day", "", today)
    return today


def now(kind: str, about: str, told: str, hashes: Hashes) -> str:
    """Give today's answer to what was answered thus."""
    try:
        if kind == "kind" and not told and hashes.lacks(about):
            return ""
        return hashes.of(about) if kind == "content" else _KINDS[kind](about)
    except (OSError, ValueError) as error:
        return _fault(error)


def states(folder: str) -> str:
    """Hash the state that the files in a folder are in, without reading them; empty while one of them is young."""
    now = time.time_ns()
    try:
        with os.scandir(folder) as found:
            files = sorted((each.name, each.stat()) for each in found)
    except OSError:
        return ""
    if not all(settled(status, now) for _, status in files):
        return ""
    return _hash(f"{name} {_state(status)}" for name, status in files)


def settled(status: os.stat_result, began: int) -> bool:
    """Tell whether a file was no longer young at a time."""
    return max(status.st_mtime_ns, status.st_ctime_ns) + YOUNG < began


def _asked(kind: str, path: Path) -> str:
    whole = _whole(path)
    try:
        found = _KINDS[kind](whole)
    except (OSError, ValueError):
        passing()
        raise
    note(kind, whole, found)
    return found


def _whole(path: str | Path) -> str:
    whole = os.fspath(path)
    return whole if os.path.isabs(whole) else os.path.join(os.getcwd(), whole)  # noqa: PTH109, PTH117, PTH118 - as above


def _state(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _wait(status: os.stat_result) -> None:
    """Let a large file that has just been written grow older: then it is read once."""
    left = max(status.st_mtime_ns, status.st_ctime_ns) + YOUNG - time.time_ns()
    if status.st_size >= LARGE and 0 <= left <= YOUNG:
        time.sleep(left / 1e9 + 0.01)


def _fault(error: Exception) -> str:
    return f"error {getattr(error, 'errno', None) or type(error).__name__}"


def _hash(names: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).hexdigest()


def _kind(path: str) -> str:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except ValueError:  # a name with a NUL in it
        return ""
    except OSError as error:
        if error.errno in _ABSENT:
            return ""
        raise
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"


def _time(path: str) -> str:
    return str(os.stat(path).st_mtime_ns) if _kind(path) else "0"  # noqa: PTH116


def _variable(name: str) -> str:
    value = os.environ.get(name)
    return _hash([value]) if value else ""


def _below(about: str) -> str:
    folder, pattern = json.loads(about)
    return _hash(map(str, sorted(Path(folder).glob(pattern))))


def _tree(about: str) -> str:
    return _hash(sorted(_names(*json.loads(about))))


def _holding(about: str) -> list[str]:
    folder, part = json.loads(about)
    try:
        return sorted(name for name in os.listdir(folder) if part in name)  # noqa: PTH208
    except OSError:  # as a glob passes over what it cannot read
        return []


def _names(folder: str, depth: int) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            for each in found:
                yield each.path
                if depth > 1 and each.is_dir():
                    yield from _names(each.path, depth - 1)
    except OSError:  # as a glob passes over what it cannot read
        return


_KINDS: dict[str, Callable[[str], str]] = {
    "kind": _kind,
    "place": os.path.realpath,
    "time": _time,
    "variable": _variable,
    "below": _below,
    "named": lambda pattern: _hash(sorted(glob.glob(pattern, recursive=True))),  # noqa: PTH207
    "tree": _tree,
    "holding": lambda about: _hash(_holding(about)),
    "day": lambda _: time.strftime("%Y-%m-%d"),
}
