"""A bound on work: a child that the system ends once it has used so much of the processor. A limit with room, no timing."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from typing import Any

SECONDS = 20  # of the processor; what is right takes a small part of it on a slow machine, what is wrong takes minutes
# Children of a process without threads: in a copy of one that has some, a lock may be held by nobody who is there.
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["pytest", "nbpress.notebook.markdown"])  # what each child would load by itself


def bounded(work: Callable[..., object], *given: Any, seconds: int = SECONDS) -> None:
    """Do the work in a child, which must neither fail nor need more seconds of the processor. All of it is pickled."""
    child = _SERVER.Process(target=_limited, args=(seconds, work, given))
    child.start()
    child.join()
    code = child.exitcode or 0
    assert code == 0, (
        f"it took more than {seconds} s of the processor" if code < 0 else "it failed; see what it printed"
    )


def _limited(seconds: int, work: Callable[..., object], given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    work(*given)
