"""Run bundles on this machine, some side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from nbpress.core import processes
from nbpress.run import bundle_process
from nbpress.run.bundle import Bundle, Reply, noted

Told = Callable[[int, str, str], None]  # number of the bundle, kind of news, what it says
Done = Callable[[int, Reply], None]


def run(bundles: Sequence[Bundle], jobs: int, told: Told, done: Done) -> None:
    """Run bundles, at most `jobs` at a time; each reply is handed over as soon as it is there.

    Where several run, their kernels' libraries share the cores, and their records say so. Ctrl-C ends all kernels, then raises
    KeyboardInterrupt.
    """
    beside = min(jobs, len(bundles))
    asyncio.run(_all(bundles, beside, max(1, processes.cores() // beside) if beside > 1 else None, told, done))


async def _all(bundles: Sequence[Bundle], beside: int, threads: int | None, told: Told, done: Done) -> None:
    free = asyncio.Semaphore(beside)
    going: dict[int, int] = {}  # runs under way, and how many went on beside each, at most

    async def one(number: int, bundle: Bundle) -> None:
        async with free:
            told(number, "begin", "")
            going[number] = 0
            going.update({each: max(others, len(going) - 1) for each, others in going.items()})
            try:
                reply = await bundle_process.run(bundle, lambda kind, text: told(number, kind, text), threads)
            except OSError as error:
                reply = Reply(kind="run", what=f"its folder could not be laid out, or its process not started: {error}")
            done(number, noted(reply, going.pop(number)))

    async with asyncio.TaskGroup() as group:
        for number, bundle in enumerate(bundles):
            group.create_task(one(number, bundle))
