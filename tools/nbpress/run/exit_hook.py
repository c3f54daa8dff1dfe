"""Lets a Python kernel end soon. Sent to the kernel as source: the user's has no nbpress.

At its end Python looks for rings of garbage, three times, in all that is in memory: with TensorFlow a second. Here it looks
once, when IPython has let go of what the notebook made, so that open files are closed and finalizers run, and then no more:
what installed libraries hold ends with the process, and of that no more than open files are written.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

_WRITERS = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)


def hasten() -> None:
    """Have the end of this kernel hastened, when IPython resets its shell as the last thing that it does."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    usual, before = shell.reset, frozenset(sys.modules)
    ending: list[bool] = []

    def reset(*given: Any, **named: Any) -> None:
        if ending:
            _last(lambda: usual(*given, **named), before)
        else:
            usual(*given, **named)

    shell.reset = reset
    atexit.register(ending.append, True)


def _last(reset: Callable[[], None], before: Collection[str]) -> None:
    """Reset the shell, let go of the notebook's own modules, and look for garbage; what is left then is looked at no more."""
    gc.freeze()  # IPython looks as well, before it lets go
    try:
        reset()
    except KeyError:  # it stumbles over a name that a finalizer took away
        reset()
    finally:
        gc.unfreeze()
        _let_go(before)
        gc.freeze()


def _let_go(before: Collection[str]) -> None:
    for name in [name for name in reversed(list(sys.modules)) if name not in before and _is_own(sys.modules[name])]:
        del sys.modules[name]
    gc.collect()
    for each in gc.get_objects():
        if type(each) in _WRITERS:
            with contextlib.suppress(Exception):  # closed, or a full disk: nobody is left to be told
                each.flush()


def _is_own(module: Any) -> bool:
    """Tell whether a module is no library that is installed; one that is loaded at its first use is not loaded for that."""
    try:
        path = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return False
    if not isinstance(path, str) or path.startswith((sys.prefix + os.sep, sys.base_prefix + os.sep)):
        return False
    return {"site-packages", "dist-packages"}.isdisjoint(Path(path).parts)
