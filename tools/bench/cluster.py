"""Sweeps on Dask: notebooks that sleep, on 1, 2 and 4 workers, against the ideal; and what 2,000 runs cost its scheduler.

The first variant runs on this machine, and shows what the others need; it is measured by itself, and taken off.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tools.bench import material
from tools.bench.table import Row, told
from tools.bench.timing import BIN, ENVIRONMENT

SLEEP, RUNS = 10, 8  # seconds; runs on the cluster
WORKERS = (1, 2, 4)
SIMULATED, MANY = 64, 2_000
OVERHEAD = 50  # ms that one run of so many may cost


def measure(folder: Path) -> list[Row]:
    """Measure and print the table; say what is missing where it cannot be measured."""
    if not importlib.util.find_spec("distributed"):
        print('\ncluster: not measured, Dask is missing. Install it with: pip install "nbpress[dask]"')
        return []
    rounds = int(os.environ.get("NBPRESS_ROUNDS", 3))
    path = _notebook(folder)
    alone = median(_sweep(path, folder, 1) for _ in range(rounds))
    print(f"\ncluster: {RUNS} runs of {SLEEP} s\nthe first run, here: {alone:.1f} s")
    rows = []
    for count in WORKERS:
        with _cluster(folder / f"workers-{count}", count) as address:
            taken = [_sweep(path, folder, 1 + RUNS, "--scheduler", address) - alone for _ in range(rounds)]
        ideal = RUNS / count * SLEEP
        print(f"{count} worker{'s' * (count > 1)}: {median(taken):.1f} s, {ideal:.0f} s at best")
        rows.append(
            Row(f"ideal / a sweep on {count} Dask worker{'s' * (count > 1)}", ideal / median(taken), 0.85, least=True)
        )
    each = median(_scheduled() for _ in range(rounds))
    rows.append(Row(f"milliseconds that one of {MANY:,} runs on {SIMULATED} workers costs", each, OVERHEAD, digits=1))
    return told(rows, rounds)


def _notebook(folder: Path) -> Path:
    material.blog(folder)
    cells = [material.head("Asleep"), {**material.code("n = 0"), "metadata": {"tags": ["parameters"]}}]
    return material.saved(
        folder / "notebooks" / "asleep.ipynb", [*cells, material.code(f"import time\ntime.sleep({SLEEP})")]
    )


def _sweep(path: Path, folder: Path, variants: int, *options: str) -> float:
    """Sweep over so many variants, from nothing; give the seconds that it took."""
    shutil.rmtree(folder / ".nbpress", ignore_errors=True)
    command = [BIN / "nbpress", "sweep", path, "--grid", f"n={','.join(map(str, range(variants)))}", *options]
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - began


@contextmanager
def _cluster(folder: Path, count: int) -> Iterator[str]:
    """Start a scheduler and so many workers, each a process of one thread, on loopback; give its address."""
    folder.mkdir()
    file = folder / "scheduler.json"
    host = ["--host", "127.0.0.1", "--no-dashboard"]
    processes = [_dask(folder, "scheduler", "--port", "0", "--scheduler-file", str(file), *host)]
    try:
        while not file.exists():
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        for number in range(count):
            options = [
                "--nthreads",
                "1",
                "--no-nanny",
                "--name",
                str(number),
                "--local-directory",
                str(folder / str(number)),
            ]
            processes.append(_dask(folder, "worker", address, *options, *host))
        from distributed import Client

        with Client(address) as client:
            client.wait_for_workers(count, timeout=60)
        yield address
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def _dask(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    with (folder / "said.txt").open("ab") as said:
        return subprocess.Popen([BIN / "python", "-m", "dask", *arguments], stdout=said, stderr=said, env=ENVIRONMENT)


def _scheduled() -> float:
    """Milliseconds that a run takes of which nothing is left but what the scheduler, its workers and we do about it."""
    from distributed import LocalCluster

    from nbpress.run import cluster
    from nbpress.run.bundle import Bundle, Reply

    class Nothing:
        async def run(self, bundle: Bundle, threads: int, told: Callable[[str, str], None]) -> Reply:
            told("cell", "cell 1/1")
            return Reply()

        async def close(self) -> None: ...

    before: Any = cluster.Processes
    cluster.Processes = Nothing  # type: ignore[assignment,misc]
    bundles = [Bundle(None, "asleep.ipynb", "python", {"n": number}) for number in range(MANY)]
    replies: list[int] = []
    try:
        with LocalCluster(SIMULATED, threads_per_worker=1, processes=False, dashboard_address="") as workers:
            began = time.perf_counter()
            cluster.run(bundles, workers.scheduler_address, lambda *_: None, lambda number, _: replies.append(number))
            took = time.perf_counter() - began
    finally:
        cluster.Processes = before
    assert sorted(replies) == list(range(MANY))
    return 1000 * took / MANY
