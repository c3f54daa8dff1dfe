"""The process of one bundle: papermill runs it there, so that runs beside each other share nothing.

It reads a pickled task from its standard input, which stays open: when that closes, whoever wanted the run is gone, and the
process ends, its kernel with it. Progress goes to standard output, one JSON list a line; the reply into a file.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nbpress.core.errors import CellError, NbpressError
from nbpress.core.lean import lean
from nbpress.run.bundle import Reply

Task = tuple[
    Any, Path, str, Mapping[str, Any], Path, Mapping[str, Any]
]  # notebook, place, language, given, folder, options
Told = Callable[[str, str], None]  # kind of news (`cell`, `text`) and what it says
LINE = 1 << 24  # bytes that a line of progress may have
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

    def _tell(self, kind: str, text: str) -> None:
        self.stream.write(json.dumps([kind, text]) + "\n")
        self.stream.flush()


def main() -> None:
    """Run the task that standard input brings."""
    lean()
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nobody else may speak there
    task = pickle.load(sys.stdin.buffer)
    folder: Path = task[4]
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(), folder), daemon=True).start()
    reply = _executed(task, _Teller(stream))
    part = folder / "reply.part"
    part.write_bytes(pickle.dumps(reply))
    part.replace(folder / "reply")


def _end_with(descriptor: int, folder: Path) -> None:
    """Wait until standard input closes; then end as Ctrl-C would, and if that takes too long, at once.

    Whoever would have removed the folder is gone.
    """
    while os.read(descriptor, 1024):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE)
    os._exit(1)


def _executed(task: Task, watch: _Teller) -> Reply:
    from nbpress.run import kernel

    nb, path, language, given, folder, options = task
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
