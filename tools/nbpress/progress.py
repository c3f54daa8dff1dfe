"""Progress of a publication, for a person: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from nbpress.render import terminal

EVERY = 2.0  # seconds between two plain lines of one cell
WIDTH = 200


class Progress:
    """Shows article, cell, and the last line that the running cell printed; use it in a `with` block."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._status: Any = None
        self._name = self._cell = self._tail = ""
        self._said = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def article(self, path: Path, reasons: tuple[str, ...]) -> None:
        """Say that a notebook is about to run, and why."""
        self._name = path.stem
        self._print(f"{self._name}: runs, since {reasons[0]}")

    def cell(self, number: int, total: int, source: str) -> None:
        """Say which cell begins; prose is passed over in silence."""
        first = next(
            (line.strip() for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")), ""
        )
        self._cell, self._tail, self._said = f"{self._name}: cell {number}/{total}", "", time.monotonic()
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
            self._said = time.monotonic()
            self._print(line)

    def _spin(self, line: str) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.status import Status

        if self._status is None:
            self._status = Status("", console=Console(file=self._stream))
            self._status.start()
        self._status.update(escape(line))

    def _print(self, line: str) -> None:
        if self._status:
            self._status.console.print(line, markup=False, highlight=False)
        else:
            print(line, file=self._stream, flush=True)
