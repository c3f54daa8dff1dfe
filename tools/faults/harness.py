"""What the rows share: a small blog, a command line in a child process, and a way to strike it at any step."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STEPS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "shutil.rmtree")
BLAMES = re.compile(r"^Traceback \(most recent call last\):$|fault of nbpress", re.M)
LIMIT = 60  # seconds that a child may take by the clock
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@dataclass(slots=True)
class Row:
    """One fault: how often it was tried and survived, what went wrong first, and the most that a try took.

    struck: whether the fault ever happened. seconds: of processor. memory: bytes.
    """

    fault: str
    tried: int = 0
    survived: int = 0
    struck: bool = False
    first: str = ""
    seconds: float = 0.0
    memory: int = 0

    def add(self, wrong: str, ended: Ended | None = None, *, struck: bool = True) -> None:
        """Count a try; `wrong` says what went wrong, nothing where all is well."""
        self.tried += 1
        self.survived += not wrong
        self.struck |= struck
        self.first = self.first or wrong
        if ended:
            self.seconds, self.memory = max(self.seconds, ended.seconds), max(self.memory, ended.memory)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. status: as of a shell, negative for a signal. said: both of its streams together.

    struck: whether it came as far as the step at which it was to be struck.
    """

    status: int
    said: str
    struck: bool = False
    seconds: float = 0.0
    memory: int = 0

    @property
    def blames(self) -> str:
        """What of its words blames nbpress, or shows its inside."""
        return f"it says: {self.said[-300:]}" if BLAMES.search(self.said) else ""


Strike = Callable[[], None]  # is called at a step of the file system, and ends or disturbs the process


def killed() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def full() -> None:
    """Say that the disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted() -> None:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


@dataclass(slots=True)
class _Hook:
    """Counts the steps that change files below `root`, and strikes at one of them."""

    root: str
    left: int
    strike: Strike
    mark: int  # descriptor of a file that gets a byte when the strike comes
    busy: bool = field(default=False)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in STEPS or self.busy or not self._ours(event, arguments):
            return
        self.left -= 1
        if self.left == 0:
            self.busy = True
            os.write(self.mark, b"!")
            self.strike()

    def _ours(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return False
        first = arguments[0]
        return isinstance(first, (str, bytes)) and os.fsdecode(first).startswith(self.root)


def call(
    words: Sequence[str | Path],
    folder: Path,
    *,
    at: int = 0,
    strike: Strike = killed,
    root: Path | None = None,
    limits: tuple[int, int] | None = None,
) -> Ended:
    """Run a command line in a child of this process, which holds all modules already.

    at: the step below `root` at which the child is struck; 0: at none. limits: seconds of processor, and bytes.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as mark:
        child = os.fork()
        if child == 0:
            hook = _Hook(str(root or folder), at, strike, mark.fileno()) if at else None
            _run(words, folder, said.fileno(), hook, limits)
        status, seconds, memory = _wait(child)
        said.seek(0)
        struck = os.fstat(mark.fileno()).st_size > 0
        return Ended(status, said.read().decode("utf-8", "replace"), struck, seconds, memory)


def _wait(child: int) -> tuple[int, float, int]:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        done, status, usage = os.wait4(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def _run(words: Sequence[str | Path], folder: Path, said: int, hook: _Hook | None, limits: Any) -> None:
    from nbpress.cli.main import main

    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.chdir(folder)
        if limits:
            resource.setrlimit(resource.RLIMIT_CPU, (limits[0], limits[0]))
            resource.setrlimit(resource.RLIMIT_AS, (limits[1], limits[1]))
        sys.argv = ["nbpress", *map(str, words)]
        if hook:
            sys.addaudithook(hook)
        main()
    except SystemExit as stop:
        _leave(int(stop.code or 0))
    except BaseException:
        traceback.print_exc()
        _leave(99)
    _leave(0)


def _leave(status: int) -> None:
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def cell(source: str, kind: str = "code", outputs: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
    """Make a cell of a notebook."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source, **more}
    return made | ({"outputs": list(outputs), "execution_count": None} if kind == "code" else {})


def stream(text: str) -> dict[str, Any]:
    """Make an output of a cell that printed something."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def display(**data: Any) -> dict[str, Any]:
    """Make an output of a cell that showed something: by kind, `text_html` for `text/html`."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {name.replace("_", "/", 1): value for name, value in data.items()},
    }


def notebook(path: Path, *cells: dict[str, Any], head: str = "title: A title\ndate: 2020-01-02") -> Path:
    """Write a notebook."""
    front = [cell(f"---\n{head}\n---", "raw")] if head else []
    every = [{**each, "id": each.get("id", f"c{number}")} for number, each in enumerate([*front, *cells])]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"cells": every, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@contextlib.contextmanager
def project() -> Iterator[Path]:
    """Make a folder with an empty blog, which goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="nbpress-faults-", ignore_cleanup_errors=True) as name:
        root = Path(name).resolve()
        (root / "site" / "_layouts").mkdir(parents=True)
        (root / "site" / "_config.yml").write_text("title: A blog\n")
        (root / "site" / "_layouts" / "post.html").write_text("<main>{{ content }}</main>\n")
        (root / "site" / "_layouts" / "article.html").write_text("<main>{{ content }}</main>\n")
        yield root


@contextlib.contextmanager
def copied(of: Path) -> Iterator[Path]:
    """Make a copy of a project, which goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="nbpress-faults-", ignore_cleanup_errors=True) as name:
        root = Path(name).resolve() / "project"
        shutil.copytree(of, root, symlinks=True)
        yield root


def tree(root: Path) -> dict[str, bytes]:
    """Give the content of every file below a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
