"""Progress of a publication, for a person: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from nbpress.core.project import called
from nbpress.render import terminal
from nbpress.report.sweep_progress import SweepProgress

EVERY = 2.0  # seconds between two plain lines of one cell
QUIET = 30.0  # seconds after which a cell that says nothing is said to be running still
WIDTH = 200


class Progress:
    """Shows article, cell, and the last line that the running cell printed; use it in a `with` block."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._status: Any = None
        self._name = self._cell = self._tail = self._unsaid = ""
        self._said = self._began = 0.0
        self._ended = threading.Event()
        self._beating = self._live

    def __enter__(self) -> Progress:
        return self

    def _beat(self) -> None:
        """Say of a quiet cell that it is running still; on a terminal the live line counts the seconds."""
        while not self._ended.wait(min(1.0, QUIET)):
            if self._cell and time.monotonic() - self._said >= QUIET:
                self._said = time.monotonic()
                self._print(f"{self._cell}: still running, {self._said - self._began:.0f} s")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self.pause()

    def pause(self) -> None:
        """End the live line, and with it the cell, so that something else can be shown; the next news begins another."""
        self._catch_up()
        self._cell = ""
        if self._status:
            self._status.stop()
            self._status = None

    def sweep(self) -> SweepProgress:
        """Make what shows the runs of an input, in this one's place."""
        self.pause()
        return SweepProgress(self._stream)

    def article(self, path: Path, reasons: tuple[str, ...], python: str = "") -> None:
        """Say that a notebook is about to run, with which Python, and why."""
        self._catch_up()
        self._name, self._cell = called(path), ""
        self._print(f"{self._name}: runs{f' with {python}' if python else ''}, since {reasons[0]}")

    def cell(self, number: int, total: int, source: str) -> None:
        """Say which cell begins; prose is passed over in silence."""
        first = next(
            (line.strip() for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")), ""
        )
        self._catch_up()
        self._cell, self._tail, self._said = f"{self._name}: cell {number}/{total}", "", time.monotonic()
        self._began = self._said
        if not self._beating:
            self._beating = (
                True  # not before: where nothing runs, copies of this process work, and it has no other threads
            )
            threading.Thread(target=self._beat, daemon=True).start()
        self._show(f"{self._cell}: {first[:60]}", lasting=True)

    def text(self, text: str) -> None:
        """Show the last line that the running cell printed, as a terminal would have it."""
        self._tail = terminal.resolve((self._tail + text)[-10_000:])
        lines = [line for line in self._tail.splitlines() if line.strip()]
        self._tail = "\n".join(self._tail.split("\n")[-3:])
        if lines:
            self._show(f"{self._cell}: {lines[-1].strip()}", lasting=False)

    def _show(self, line: str, *, lasting: bool) -> None:
        line = line[:WIDTH]
        if self._live:
            self._spin(line)
        elif lasting or time.monotonic() - self._said >= EVERY:
            self._said, self._unsaid = time.monotonic(), ""
            self._print(line)
        else:
            self._unsaid = line

    def _catch_up(self) -> None:
        """Print the last line of a cell that has ended, if it came too soon after another to be shown then."""
        if self._unsaid:
            self._print(self._unsaid)
            self._unsaid = ""

    def _spin(self, line: str) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.status import Status

        if self._status is None:
            self._status = Status("", console=Console(file=self._stream))
            self._status.start()
        self._status.update(_Ticking(escape(line), self._began))

    def _print(self, line: str) -> None:
        if self._status:
            self._status.console.print(line, markup=False, highlight=False)
        else:
            print(line, file=self._stream, flush=True)


@dataclass(frozen=True, slots=True)
class _Ticking:
    """A line that is drawn with the seconds since its cell began."""

    line: str
    began: float

    def __rich__(self) -> str:
        seconds = time.monotonic() - self.began
        return f"{self.line} [dim]({seconds:.0f} s)[/]" if self.began and seconds >= 1 else self.line
