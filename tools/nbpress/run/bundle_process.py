"""Run a bundle in a process of its own, and wait for its reply; what that process does is in `nbpress.run.worker`."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nbpress.run.bundle import Bundle, Reply, held, limits, unfold

Told = Callable[[str, str], None]  # kind of news (`cell`, `text`) and what it says
LINE = 1 << 24  # bytes that a line of progress may have
GRACE = 10.0  # seconds that a process gets to end its kernel


async def run(bundle: Bundle, told: Told, threads: int | None) -> Reply:
    """Run a bundle in a process of its own; when this is cancelled, process and kernel end."""
    with tempfile.TemporaryDirectory(prefix="nbpress-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        path, variables = unfold(bundle, folder)
        files = held(bundle, path)
        task = (bundle.nb, path, bundle.language, dict(bundle.given), folder, dict(bundle.options))
        said = os.open(folder / "said", os.O_CREAT | os.O_WRONLY)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nbpress.run.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=said,
            env={**limits(threads), **os.environ, **variables},
            start_new_session=True,
            limit=LINE,
        )
        os.close(said)
        assert process.stdin and process.stdout
        try:
            process.stdin.write(pickle.dumps(task))
            await process.stdin.drain()
            async for line in process.stdout:
                told(*json.loads(line))
            await process.wait()
        except (BrokenPipeError, ConnectionResetError):
            await process.wait()
        finally:
            await asyncio.shield(_ended(process))
        return replace(_reply(folder, process.returncode or 0), held=files)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """See to it that a process is gone: it is asked, then made to."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()


def _reply(folder: Path, status: int) -> Reply:
    """What the process left; where it left nothing, how it ended, and its last words."""
    if not (folder / "reply").is_file():
        how = (
            f"was ended by signal {-status}: killed, or out of memory" if status < 0 else f"ended with status {status}"
        )
        words = (folder / "said").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
        return Reply(kind="run", what=f"the process of this run {how}", hint="\n  ".join(words))
    with (folder / "reply").open("rb") as file:
        reply: Reply = pickle.load(file)
    return reply
