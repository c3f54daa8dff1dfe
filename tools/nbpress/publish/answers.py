"""Answers that are the same while nothing changes that they follow from: kept in the store, never committed.

An answer is kept with all that was asked on the way to it (`nbpress.core.looks`); it is given again where each of these is
answered as then. What is asked by all, such as the site's settings, is kept once. A file that is cut short, or that another
nbpress or other packages wrote, holds no answers; it costs time, and no more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbpress
from nbpress.core import looks
from nbpress.core.errors import NbpressError

if TYPE_CHECKING:
    from nbpress.core.records import Site

FORMAT = 1
FIELDS = {"made_by", "manifest", "files", "asked", "common", "answers"}
PACKAGES = (".dist-info", ".egg-info", ".egg")
Asked = list[list[str]]  # kind, about, answer


class Answers:
    """The answers about one site that a store keeps."""

    def __init__(self, store: Path, root: Path) -> None:
        self.path = _place(store, root)
        self._store, self._root = store, root
        kept = _read(self.path)
        self._made_by = _made_by()
        self._site: Site | None = None
        self.hashes = looks.Hashes(kept.get("files"))
        same = bool(self._made_by) and kept.get("made_by") == self._made_by
        self._manifest: list[str] = kept.get("manifest") or ["", ""]
        self._asked: Asked = kept["asked"] if same else []
        self._common: list[int] = kept["common"] if same else []
        self._answers: dict[str, list[Any]] = kept["answers"] if same else {}
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._held: dict[int, bool] = {}
        self._fresh = False
        self._lasting = True

    def ask(self, key: tuple[str, ...], answer: Callable[[], Any]) -> Any:
        """Give the answer to a question again, or find it anew; a value of JSON, and not None."""
        found = self.recall(key)
        if found is None:
            with looks.traced() as trace:
                found = answer()
            self.keep(key, trace, found, alone=True)
        return found

    def site(self) -> Site:
        """Read the site's settings, which answers that are not `alone` follow from; where they changed, none of these holds."""
        if self._site is None:
            from nbpress.read import site

            with looks.traced() as trace:
                self._site = site.load(self._root)
            before = {tuple(self._asked[number]) for number in self._common}
            if before != {(*asked, told) for asked, told in trace.asked.items()} or not trace.lasting:
                self._answers = {key: kept for key, kept in self._answers.items() if kept[2]}
                self._fresh = True
            self._common, self._lasting = self._numbered(trace), trace.lasting
        return self._site

    def recall(self, key: tuple[str, ...]) -> Any:
        """Give an answer again, if all that it follows from is as it was; else None."""
        kept = self._answers.get("\n".join(key))
        if kept is None:
            return None
        numbers, answer, alone = kept
        holds = (alone or all(map(self._holds, self._common))) and all(map(self._holds, numbers))
        if not holds:
            return None
        for each in numbers:  # what a larger answer follows from as well
            looks.note(*self._asked[each])
        return answer

    def keep(self, key: tuple[str, ...], trace: looks.Trace, answer: Any, *, alone: bool = False) -> None:
        """Keep an answer, if nothing that it follows from can change without being seen.

        alone: whether it follows from nothing but what is in the trace.
        """
        if trace.lasting and (alone or self._lasting):
            self._answers["\n".join(key)] = [self._numbered(trace), answer, alone]
            self._fresh = True

    def forget(self) -> None:
        """Ask all anew from here on: something was written."""
        self._held = {}
        self.hashes.forget()

    def save(self) -> None:
        """Write what is new; where the store cannot be written, it costs time, and no more."""
        worth = self.path.exists() or any(
            not alone for *_, alone in self._answers.values()
        )  # a call that fails leaves no trace
        if worth and (self._fresh or self.hashes.fresh):
            from nbpress.run.store import Store

            with contextlib.suppress(OSError, NbpressError):
                Store(self._store).folder("")
                _write(self.path, json.dumps(self._packed(), separators=(",", ":")).encode())

    def _packed(self) -> dict[str, Any]:
        """All that is worth keeping: of files only those that an answer follows from, or that were asked for now."""
        there = {key: kept for key, kept in self._answers.items() if os.path.lexists(key.split("\n")[1])}
        wanted = sorted({number for numbers, *_ in there.values() for number in numbers} | set(self._common))
        place = {number: index for index, number in enumerate(wanted)}
        asked = [self._asked[number] for number in wanted]
        files = {about for kind, about, _ in asked if kind == "content"} | self.hashes.used
        return {
            "made_by": self._made_by,
            "manifest": self._manifest,
            "files": {path: kept for path, kept in self.hashes.kept.items() if path in files},
            "asked": asked,
            "common": [place[number] for number in self._common],
            "answers": {key: [[place[each] for each in kept[0]], *kept[1:]] for key, kept in there.items()},
        }

    def _numbered(self, trace: looks.Trace) -> list[int]:
        if not self._numbers:
            self._numbers = {(kind, about, told): number for number, (kind, about, told) in enumerate(self._asked)}
        numbers = []
        for (kind, about), told in trace.asked.items():
            number = self._numbers.setdefault((kind, about, told), len(self._asked))
            if number == len(self._asked):
                self._asked.append([kind, about, told])
            numbers.append(number)
        return numbers

    def _holds(self, number: int) -> bool:
        held = self._held.get(number)
        if held is None:
            kind, about, told = self._asked[number]
            held = self._held[number] = told == (
                self._shape(about) if kind == "manifest" else looks.now(kind, about, told, self.hashes)
            )
        return held

    def _shape(self, folder: str) -> str:
        """The shape of the site's manifest, which is read only where a file of it may have changed."""
        state = looks.states(folder)
        if not state or state != self._manifest[0]:
            from nbpress.write import manifest_files

            shape = manifest_files.load(self._root).shape
            self._manifest = [state if looks.states(folder) == state else "", shape]
            self._fresh = self._fresh or bool(state)
        return self._manifest[1]


_current: ContextVar[Answers | None] = ContextVar("answers", default=None)


def asked(key: tuple[str, ...], answer: Callable[[], Any]) -> Any:
    """Give the answer to a question, again if it is kept where answers are `opened`; a value of JSON, and not None."""
    known = _current.get()
    return answer() if known is None else known.ask(key, answer)


@contextlib.contextmanager
def opened(store: Path, root: Path) -> Iterator[Answers]:
    """Give the answers about a site, those of an outer call if there is one; at the end they are kept."""
    outer = _current.get()
    if outer is not None and outer.path == _place(store, root):
        yield outer
        return
    own = Answers(store, root)
    token = _current.set(own)
    try:
        with looks.knowing(own.hashes):
            yield own
    finally:
        _current.reset(token)
        own.save()


def _place(store: Path, root: Path) -> Path:
    return store / f"unchanged-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}.json"


def _read(path: Path) -> dict[str, Any]:
    """Read what was kept; nothing where it is not whole."""
    try:
        with looks.opened(path) as file:
            head, _, rest = file.read().partition(b"\n")
        if head == _head(rest):
            found: dict[str, Any] = json.loads(rest)
            return found if found.keys() >= FIELDS else {}
    except (OSError, ValueError, AttributeError):
        pass
    return {}


def _write(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that no reader sees half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_head(content) + b"\n" + content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _head(content: bytes) -> bytes:
    return b"nbpress answers %d, CRC %08x" % (FORMAT, zlib.crc32(content))


def _made_by() -> str:
    """Hash what answers follow from beside what is asked: this nbpress, this Python, and the packages that it finds.

    Nothing where this nbpress is being edited. Its code is looked at once: what a process has loaded does not change.
    """
    if not _LOADED:
        code, now = sorted(_code(Path(nbpress.__file__).parent)), time.time_ns()
        if any(max(times) + looks.YOUNG > now for *_, times in code):
            return ""
        _LOADED.extend(code)
    packages = [sorted(_packages(folder)) for folder in sys.path]
    told = [_LOADED, sys.version, sys.prefix, list(filter(None, packages))]
    return hashlib.sha256(json.dumps(told).encode("utf-8", "surrogatepass")).hexdigest()


_LOADED: list[tuple[str, int, tuple[int, int]]] = []


def _code(folder: Path | str) -> Iterator[tuple[str, int, tuple[int, int]]]:
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir():
                yield from _code(each.path) if each.name != "__pycache__" else ()
            else:
                status = each.stat()
                yield each.path, status.st_size, (status.st_mtime_ns, status.st_ctime_ns)


def _packages(folder: str) -> Iterator[str]:
    """The packages in a folder; one in development by the time at which it was described."""
    with contextlib.suppress(OSError), os.scandir(folder or ".") as found:
        for each in found:
            if each.name.endswith(PACKAGES):
                yield each.name
            if each.name.endswith(".egg-info"):  # in development, under a name without its version
                yield str(looks.changed(Path(each.path, "PKG-INFO")))
