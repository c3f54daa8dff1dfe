"""Keeps IPython's shell able to answer, whatever a cell does to it. Sent to the kernel as source: the user's has no nbpress.

`exit()` asks the front end to end the kernel, which is the end of a session and of no run: the kernel stays. A cell that
leaves `sys.stdout` or `sys.stderr` as what cannot be flushed would never be answered: it fails, and they are put back.
"""

from __future__ import annotations

import sys
from typing import Any


def hold() -> None:
    """Look after the shell of this kernel, where it has one of IPython's."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    streams = {"stdout": sys.stdout, "stderr": sys.stderr}
    shell.ask_exit = lambda: None
    shell.events.register("post_run_cell", lambda result: _mend(streams, result))


def _mend(streams: dict[str, Any], result: Any) -> None:
    for name, stream in streams.items():
        try:
            getattr(sys, name).flush()
        except Exception as error:
            found = getattr(sys, name)
            setattr(sys, name, stream)
            if result is not None and result.success:
                result.error_in_exec = RuntimeError(
                    f"the cell left sys.{name} as {found!r}, which cannot be used: {error}"
                )
