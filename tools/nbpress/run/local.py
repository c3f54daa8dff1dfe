"""Run bundles on this machine, some side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from nbpress.core import processes
from nbpress.run.bundle import Bundle, Reply, noted
from nbpress.run.bundle_process import Processes

Told = Callable[[int, str, str], None]  # number of the bundle, kind of news, what it says
Done = Callable[[int, Reply], None]


class Local:
    """Runs bundles, at most so many at a time. To be used in a `with` block: the processes that ran some run the next."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._processes = Processes()

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        with self._runner:
            self._runner.run(self._processes.close())

    def run(self, bundles: Sequence[Bundle], jobs: int, told: Told, done: Done) -> None:
        """Run bundles, at most `jobs` at a time; each reply is handed over as soon as it is there.

        Where several run, their kernels' libraries share the cores, and their records say so. Ctrl-C ends all kernels, then
        raises KeyboardInterrupt.
        """
        beside = min(jobs, len(bundles))
        threads = max(1, processes.cores() // beside) if beside > 1 else None
        self._runner.run(self._all(bundles, beside, threads, told, done))

    async def _all(self, bundles: Sequence[Bundle], beside: int, threads: int | None, told: Told, done: Done) -> None:
        free = asyncio.Semaphore(beside)
        going: dict[int, int] = {}  # runs under way, and how many went on beside each, at most

        async def one(number: int, bundle: Bundle) -> None:
            async with free:
                told(number, "begin", "")
                going[number] = 0
                going.update({each: max(others, len(going) - 1) for each, others in going.items()})
                try:
                    reply = await self._processes.run(bundle, threads, lambda kind, text: told(number, kind, text))
                except OSError as error:
                    reply = Reply(
                        kind="run", what=f"its folder could not be laid out, or its process not started: {error}"
                    )
                done(number, noted(reply, going.pop(number)))

        async with asyncio.TaskGroup() as group:
            for number, bundle in enumerate(bundles):
                group.create_task(one(number, bundle))
