"""Watch folders, and say which of their files changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from watchfiles import Change, watch

from nbpress.preview.mirror import KEPT_OUT, LINKED

LOOK = 1_000  # milliseconds after which it is looked whether other folders are to be watched


@dataclass(frozen=True, slots=True)
class Places:
    """Folders to watch: `deep` with all below, `flat` alone."""

    deep: frozenset[Path] = frozenset()
    flat: frozenset[Path] = frozenset()


def below(root: Path) -> Iterable[Path]:
    """The folders of a root that are to be watched with all below them: not what is hidden, built or installed."""
    return (
        path
        for path in root.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name not in KEPT_OUT | LINKED
    )


class Watcher:
    """Calls `told` with the files that changed, from a thread of its own; use it in a `with` block.

    places: asked again and again, since folders come and go.
    """

    def __init__(self, places: Callable[[], Places], told: Callable[[set[Path]], None]) -> None:
        self._places, self._told = places, told
        self._ended = threading.Event()

    def __enter__(self) -> Watcher:
        for deep in (True, False):
            threading.Thread(target=self._watch, args=(deep,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def _watch(self, deep: bool) -> None:
        first = True
        while not self._ended.is_set():
            folders = self._folders(deep)
            if not folders:
                self._ended.wait(LOOK / 1_000)
                continue
            if not first:
                self._told(set())  # what changed while nobody looked
            first = False
            self._until_others(folders, deep)

    def _until_others(self, folders: frozenset[Path], deep: bool) -> None:
        """Watch these folders until others are to be watched."""
        try:
            for changes in watch(
                *sorted(folders),
                recursive=deep,
                watch_filter=partial(_counts, folders),
                stop_event=self._ended,
                rust_timeout=LOOK,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if changes:
                    self._told({Path(path) for _, path in changes})
                if self._folders(deep) != folders:
                    return
        except FileNotFoundError:  # a folder went before it could be watched
            return

    def _folders(self, deep: bool) -> frozenset[Path]:
        places = self._places()
        return frozenset(path for path in (places.deep if deep else places.flat) if path.is_dir())


def _counts(folders: Collection[Path], _: Change, path: str) -> bool:
    """Tell whether a change counts: not of what is built, hidden folders, or what editors write beside a file."""
    changed = Path(path)
    inner = min((changed.relative_to(each).parts for each in folders if changed.is_relative_to(each)), key=len)
    return not path.endswith((".part", "~", ".swp", ".swx", "4913")) and not KEPT_OUT & set(inner[:-1]) - {"_notebooks"}
