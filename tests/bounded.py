"""A bound on work: a child that the system ends once it has used so much of the processor. A limit with room, no timing."""

from __future__ import annotations

import os
import resource
import traceback
from collections.abc import Callable

SECONDS = 20  # of the processor; what is right takes a small part of it on a slow machine, what is wrong takes minutes


def bounded(work: Callable[[], object], seconds: int = SECONDS) -> None:
    """Do the work in a child, which must neither fail nor need more seconds of the processor."""
    child = os.fork()
    if not child:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == 0, (
        f"it took more than {seconds} s of the processor" if code < 0 else "it failed; see what it printed"
    )
