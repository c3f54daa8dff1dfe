"""Processes that run bundles, and what they reply; what such a process does is in `nbpress.run.worker`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbpress.run.bundle import END, Bundle, Reply, held, limits, unfold

Told = Callable[[str, str], None]  # kind of news (`cell`, `text`) and what it says
LINE = 1 << 24  # bytes that a line of progress may have
GRACE = 10.0  # seconds that a process gets to end its kernel
WORDS = 4000  # bytes of what a process said last


class Processes:
    """Processes that run bundles, one after another: papermill is loaded once in each, and each run has its own kernel."""

    def __init__(self) -> None:
        self._idle: list[_Process] = []

    async def close(self) -> None:
        """End them; none of them runs anything."""
        idle, self._idle = self._idle, []
        await asyncio.shield(asyncio.gather(*(each.close() for each in idle)))

    async def run(self, bundle: Bundle, threads: int | None, told: Told) -> Reply:
        """Run a bundle in a process that is free, else in a new one; when this is cancelled, process and kernel end.

        threads: how many the libraries of the kernel may use; None: as many as they want.
        """
        with tempfile.TemporaryDirectory(prefix="nbpress-", ignore_cleanup_errors=True) as name:
            folder = Path(name).resolve()
            path, named = unfold(bundle, folder)
            files = held(bundle, path)
            variables = {name: each for name, each in limits(threads).items() if name not in os.environ} | named
            task = (bundle.nb, path, bundle.language, dict(bundle.given), folder, dict(bundle.options), variables)
            process = await self._free() or await _started()
            try:
                goes_on = await process.run(task, told)
            except BaseException:
                await asyncio.shield(process.end())
                raise
            if goes_on:
                self._idle.append(process)
            reply = _reply(folder) or Reply(kind="run", what=await process.ended(), hint=process.last_words())
            return replace(reply, held=files)

    async def _free(self) -> _Process | None:
        await asyncio.sleep(0)  # news of one that was ended may be waiting
        self._idle = [each for each in self._idle if each.lives]
        return self._idle.pop() if self._idle else None


class _Process:
    """A process that takes one task after another."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = b""
        self._listening = asyncio.ensure_future(self._listen())

    @property
    def lives(self) -> bool:
        """Whether it was not ended meanwhile."""
        return self._process.returncode is None

    async def run(self, task: Any, told: Told) -> bool:
        """Hand a task over, and wait until it is done; tell whether the process takes another one."""
        assert self._process.stdin and self._process.stdout
        self._said = b""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._process.stdin.write(pickle.dumps(task))
            await self._process.stdin.drain()
            async for line in self._process.stdout:
                kind, text = json.loads(line)
                if kind == END:
                    return True
                told(kind, text)
        return False

    async def ended(self) -> str:
        """Say how the process ended by itself."""
        status = await self._process.wait()
        await asyncio.wait([self._listening], timeout=1)
        how = (
            f"was ended by signal {-status}: killed, or out of memory" if status < 0 else f"ended with status {status}"
        )
        return f"the process of this run {how}"

    def last_words(self) -> str:
        """What the process said last on its standard error, since it got its task."""
        return "\n  ".join(self._said.decode("utf-8", "replace").strip().splitlines()[-8:])

    async def close(self) -> None:
        """End a process that has nothing to do."""
        assert self._process.stdin
        self._process.stdin.close()
        await self._gone()

    async def end(self) -> None:
        """See to it that a process is gone: it is asked, then made to."""
        if self.lives:
            assert self._process.stdin
            self._process.terminate()
            self._process.stdin.close()  # no other task comes
            await self._gone()

    async def _gone(self) -> None:
        try:
            await asyncio.wait_for(self._process.wait(), GRACE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _listen(self) -> None:
        assert self._process.stderr
        while said := await self._process.stderr.read(WORDS):
            self._said = (self._said + said)[-WORDS:]


async def _started() -> _Process:
    pipe = asyncio.subprocess.PIPE
    return _Process(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nbpress.run.worker"),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            start_new_session=True,
            limit=LINE,
        )
    )


def _reply(folder: Path) -> Reply | None:
    """What the process left."""
    if not (folder / "reply").is_file():
        return None
    with (folder / "reply").open("rb") as file:
        reply: Reply = pickle.load(file)
    return reply
