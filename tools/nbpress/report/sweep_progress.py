"""Progress of a sweep, for a person: one line for each variant, live on a terminal; plain lines elsewhere."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, TextIO

from nbpress.core.regex import regex

EVERY = 30.0  # seconds between two plain lines of one variant
WIDTH = 60
_CONTROL = regex(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x09\x0b\x0c\x0e-\x1f]")
WORDS = {"stored": "stored", "begin": "runs", "done": "done", "failed": "FAILED"}


class SweepProgress:
    """Shows the variants of a sweep and what each is at; use it in a `with` block."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live: Any = None
        self._name = ""
        self._labels: tuple[str, ...] = ()
        self._states: list[str] = []
        self._began: dict[int, float] = {}
        self._said: dict[int, float] = {}

    def __enter__(self) -> SweepProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def variants(self, name: str, labels: Sequence[str]) -> None:
        """Begin to show a sweep."""
        self.__exit__(None, None, None)
        self._name, self._labels = name, tuple(labels)
        self._states = ["waits"] * len(labels)
        self._began.clear()
        if self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(file=self._stream), get_renderable=self._table, refresh_per_second=4)
            self._live.start()

    def news(self, number: int, kind: str, text: str) -> None:
        """Show news of a variant: its state, the cell that begins, or what a cell printed."""
        now = time.monotonic()
        if kind in WORDS:
            first = text.strip().splitlines()[0] if text.strip() else ""
            self._states[number] = f"{WORDS[kind]} {first}".strip()
            if kind == "begin":
                self._began[number] = self._said[number] = now
            else:
                self._began.pop(number, None)
            self._plain(number)
        else:
            line = _last(text)
            self._states[number] = line or self._states[number]
            if now - self._said.get(number, now) >= EVERY:
                self._said[number] = now
                self._plain(number)

    def _plain(self, number: int) -> None:
        if not self._live:
            place = f"[{number + 1}/{len(self._labels)}]"
            line = f"{self._name} {place} {self._labels[number]}: {self._states[number]}"
            print(line, file=self._stream, flush=True)

    def _table(self) -> Any:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, show_header=False, pad_edge=False)
        for number, label in enumerate(self._labels):
            began = self._began.get(number)
            seconds = f"{time.monotonic() - began:.0f} s" if began else ""
            table.add_row(Text(label), Text(seconds, justify="right"), Text(self._states[number][:WIDTH]))
        return table


def _last(text: str) -> str:
    """The last line of what a cell printed, without control characters."""
    lines = [line for line in re.split(r"[\r\n]", _CONTROL.sub("", text)) if line.strip()]
    return lines[-1].strip()[:WIDTH] if lines else ""
