"""A bound on work: a child that the system ends once it has used so much of the processor. A limit with room, no timing."""

from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Any

from children import child

SECONDS = 20  # of the processor; what is right takes a small part of it on a slow machine, what is wrong takes minutes


def bounded(work: Callable[..., object], *given: Any, seconds: int = SECONDS) -> None:
    """Do the work in a child, which must neither fail nor need more seconds of the processor. All of it is pickled."""
    process = child(_limited, seconds, work, given)
    process.join()
    code = process.exitcode or 0
    assert code == 0, (
        f"it took more than {seconds} s of the processor" if code < 0 else "it failed; see what it printed"
    )


def _limited(seconds: int, work: Callable[..., object], given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    work(*given)
