"""The manifest of a site on its disk: read once in each state that it is in, and what changes in it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from nbpress.core import looks, manifest
from nbpress.core.articles import Articles
from nbpress.core.errors import ReadError
from nbpress.write import folder_lock

State = tuple[int, ...]
TICK = 100_000_000  # nanoseconds within which a file system may give two changes the same time


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a site's manifest says of each article, by slug. faults: what keeps a file of it from being read, by its stem.

    hashes: of the files that the entries stand in, by slug.
    """

    entries: Articles
    faults: Mapping[str, ReadError] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """The shape of the articles; empty where there are faults."""
        return "" if self.faults else self.entries.shape


def entries(root: Path) -> Articles:
    """Read what a site's manifest says of each article, by slug; empty where there is none. Raise ReadError for a fault."""
    found = load(root)
    for fault in found.faults.values():
        raise ReadError(fault.what, path=fault.path, hint=fault.hint)
    return found.entries


def load(root: Path) -> Manifest:
    """Read a site's manifest; a file of it that cannot be read does not keep the others from being.

    Each file is looked at again, unless the folder has been `folder_lock.steady` since: then no change of one passes by it.
    """
    return _loaded(root, *_now(root))


def noted(root: Path) -> Manifest:
    """Read a site's manifest, and note that something hangs on which articles there are, and where."""
    found = load(root)
    if looks.tracing():
        looks.note("manifest", str(root / manifest.FOLDER), found.shape)
    if looks.is_file(root / manifest.OLD):
        looks.passing()
    return found


def _now(root: Path) -> tuple[tuple[object, ...], State]:
    """Tell the state that a manifest is in."""
    folder = root / manifest.FOLDER
    period = folder_lock.period(root)
    state = (_state(folder), period) if period else tuple(_files(str(folder)))
    return state, _state(root / manifest.OLD)


@lru_cache(maxsize=2)
def _loaded(root: Path, state: tuple[object, ...], old: State) -> Manifest:
    known: dict[str, manifest.Entry] = dict(_old(root / manifest.OLD)) if old else {}
    faults: dict[str, ReadError] = {}
    hashes: dict[str, str] = {}
    folder = str(root / manifest.FOLDER)
    for name, now in _files(folder):
        try:
            slug, entry, hash_ = _entry(f"{folder}/{name}", now)
            known[slug], hashes[slug] = entry, hash_
        except FileNotFoundError:  # somebody else publishes
            continue
        except ReadError as error:
            faults[name.removesuffix(".json")] = error
    return Manifest(Articles(sorted(known.items())), MappingProxyType(faults), hashes)


@lru_cache(maxsize=1 << 15)
def _entry(path: str, state: State) -> tuple[str, manifest.Entry, str]:
    try:
        content = _content(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ReadError(f"this part of the manifest cannot be read: {error}", path=path) from error
    return *manifest.parse(content, path), hashlib.sha256(content).hexdigest()


def _content(path: str) -> bytes:
    """Read a file of the manifest; what an article hangs on of all of them is noted as their shape."""
    with looks.opened(path) as file:
        return file.read()


def _old(path: Path) -> Mapping[str, manifest.Entry]:
    return manifest.parse_old(_content(str(path)), str(path))


def _files(folder: str) -> list[tuple[str, State]]:
    """Each file of the folder with its state, in order."""
    try:
        with os.scandir(folder) as found:
            return sorted(_states(found))
    except FileNotFoundError:
        return []


def _states(found: Iterable[os.DirEntry[str]]) -> Iterator[tuple[str, State]]:
    for each in found:
        with contextlib.suppress(FileNotFoundError):  # gone since: somebody publishes
            if each.name.endswith(".json"):
                yield each.name, _told(each.stat())


def _state(path: Path) -> State:
    try:
        return _told(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _told(status: os.stat_result) -> State:
    """Tell a state from any other; one that is so young that the next might look the same counts only once."""
    now = time.monotonic_ns() if time.time_ns() - status.st_mtime_ns < TICK else 0
    return (status.st_ino, status.st_mtime_ns, status.st_size, now)


def changes(root: Path, known: Mapping[str, manifest.Entry], slugs: Iterable[str]) -> dict[PurePosixPath, bytes | None]:
    """Say what the manifest needs after the entries of these articles changed, or went from `known`.

    Where all stood in one file, each gets one of its own, and that goes, last of all.
    """
    old = (root / manifest.OLD).exists()
    wanted = dict.fromkeys([*slugs, *(known if old else ())])
    changed = {manifest.name(slug): manifest.dump(slug, known[slug]) if slug in known else None for slug in wanted}
    return {**changed, PurePosixPath(manifest.OLD): None} if old else changed
