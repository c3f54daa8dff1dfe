"""A process that runs bundles, one after another, by papermill: runs beside each other share nothing, and none its kernel.

It reads pickled tasks from its standard input, which stays open: when that closes, whoever wanted the runs is gone, and the
process ends, its kernel with it. Progress goes to standard output, one JSON list a line; each reply into a file.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nbpress.core.errors import CellError, NbpressError
from nbpress.core.lean import lean
from nbpress.run.bundle import END, Reply

# notebook, place, language, given, folder, options, environment variables
Task = tuple[Any, Path, str, Mapping[str, Any], Path, Mapping[str, Any], Mapping[str, str]]
GRACE = 10.0  # seconds that a process gets to end its kernel
TAIL = 500  # characters of what a cell printed


@dataclass(frozen=True, slots=True)
class _Teller:
    """Watches the run, and tells it to the process that waits."""

    stream: IO[str]

    def cell(self, number: int, total: int, source: str) -> None:
        first = next((line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
        self._tell("cell", f"cell {number}/{total}: {first.strip()[:60]}")

    def text(self, text: str) -> None:
        self._tell("text", text[-TAIL:])

    def end(self) -> None:
        """The reply is there."""
        self._tell(END, "")

    def _tell(self, kind: str, text: str) -> None:
        self.stream.write(json.dumps([kind, text]) + "\n")
        self.stream.flush()


def main() -> None:
    """Run the tasks that standard input brings, until it closes."""
    lean()
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nobody else may speak there
    watch, tasks, folders = _Teller(stream), queue.SimpleQueue[Task | None](), set[Path]()
    threading.Thread(target=_take, args=(tasks, folders), daemon=True).start()
    while task := tasks.get():
        with _variables(task[6]):
            reply = _executed(task, watch)
        part = task[4] / "reply.part"
        part.write_bytes(pickle.dumps(reply))
        part.replace(task[4] / "reply")
        folders.clear()
        watch.end()


def _take(tasks: queue.SimpleQueue[Task | None], folders: set[Path]) -> None:
    """Take tasks until standard input closes; what is running then ends as Ctrl-C would end it, or if need be at once.

    folders: of what is running; whoever would have removed them is gone.
    """
    with contextlib.suppress(EOFError, pickle.UnpicklingError):
        while True:
            task: Task = pickle.load(sys.stdin.buffer)
            folders.add(task[4])
            tasks.put(task)
    tasks.put(None)
    for folder in tuple(folders):
        shutil.rmtree(folder, ignore_errors=True)
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(GRACE)
        os._exit(1)


@contextlib.contextmanager
def _variables(named: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for one run."""
    before = {name: os.environ.pop(name, None) for name in named}
    os.environ.update(named)
    try:
        yield
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


def _executed(task: Task, watch: _Teller) -> Reply:
    from nbpress.run import kernel

    nb, path, language, given, folder, options, _ = task
    keep = folder / "failed.ipynb"
    more = {name: value for name, value in options.items() if name not in ("kernel", "python")}
    try:
        name = kernel.named(nb, options.get("kernel"), language)
        with kernel.started(name, path.parent, options.get("python")) as started:
            from nbpress.run.execute import execute  # takes about as long as the kernel needs to come up

            done = execute(nb, path, language, given, keep=keep, watch=watch, started=started, **more)
    except NbpressError as error:
        kept = keep.read_text(encoding="utf-8") if keep.is_file() else ""
        inner = isinstance(error, CellError)
        source, traceback = (error.source, error.traceback) if isinstance(error, CellError) else ("", "")
        return Reply(None, "cell" if inner else "run", error.what, error.place, error.hint, source, traceback, kept)
    return Reply(json.loads(json.dumps(done)), kernel=name)


if __name__ == "__main__":
    main()
