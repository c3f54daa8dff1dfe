"""Lets a Python kernel end soon. Sent to the kernel as source: the user's has no nbpress.

At its end Python looks for rings of garbage, three times, in all that is in memory: with TensorFlow a second. Here it looks
once, when what the notebook made is let go, so that open files are closed and finalizers run, and then no more: what the
libraries hold ends with the process.
"""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Any


def hasten() -> None:
    """Have the end of this kernel prepared, after all that the notebook has done then."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is not None:
        atexit.register(_end, shell.user_ns)


def _end(names: dict[str, Any]) -> None:
    """Let go of what the notebook named and what its cells gave, as IPython itself does it a moment later; the last first."""
    outputs = names.get("_oh")
    if isinstance(outputs, dict):
        outputs.clear()
    for name in [name for name in reversed(names) if not _is_of_module(name)]:
        del names[name]
    gc.collect()
    gc.freeze()


def _is_of_module(name: str) -> bool:
    """Tell a name that each module has from `__`, which is what the cell before the last one gave."""
    return len(name) > 4 and name[:2] == name[-2:] == "__"
