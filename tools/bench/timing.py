"""Measure ways of doing the same: each a sequence of commands, run in turn, round after round; and print the table."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BIN = Path(sys.executable).parent
# Compiled modules are kept from one process to the next, as for most users.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _nothing(number: int) -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing the work.

    commands: run one after the other. before: prepares round `number`, not counted.
    """

    name: str
    commands: Sequence[Sequence[str | Path]]
    folder: Path
    before: Callable[[int], None] = _nothing
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """What one way took in each round: seconds, seconds of processor (its kernels included), most MB of a process."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]
    memory: tuple[float, ...]


def measured(ways: Sequence[Way], rounds: int) -> dict[str, Times]:
    """Run the ways in turn, after one round that is not counted."""
    rounds = int(os.environ.get("NBPRESS_ROUNDS", rounds))
    taken: dict[str, list[tuple[float, float, float]]] = {way.name: [] for way in ways}
    for number in range(rounds + 1):
        for way in ways:
            way.before(number)
            taken[way.name].append(_timed(way))
    return {name: Times(*zip(*each[1:], strict=True)) for name, each in taken.items()}


def _timed(way: Way) -> tuple[float, float, float]:
    began, cpu, memory = time.perf_counter(), 0.0, 0.0
    for command in way.commands:
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=way.folder,
                env={**ENVIRONMENT, **way.environment},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{way.name}: {command} failed:\n{said.read().decode(errors='replace')[-2000:]}")
        cpu += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10)))
    return time.perf_counter() - began, cpu, memory
