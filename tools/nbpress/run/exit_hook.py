"""Lets a Python kernel end soon. Sent to the kernel as source: the user's has no nbpress.

At its end Python looks for rings of garbage, three times, in all that is in memory: with TensorFlow a second. Here it looks
once, after IPython has let go of what the notebook made. Is nothing left then whose end could matter, no open file and no
finalizer but those of installed libraries, that is all; else Python ends as it always does.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys
import threading
import types
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

_OF_THE_KERNEL = ("asyncio", "_asyncio", "socket")  # modules whose objects each kernel has, with finalizers
_FILE: Any = io.IOBase.__base__  # io.IOBase itself keeps in mind whom it was asked for
_RUNNING = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
_IN_MEMORY = (io.BytesIO, io.StringIO, io.FileIO)  # no file, or one with nothing left to be written


def hasten() -> None:
    """Have the end of this kernel hastened, when IPython resets its shell as the last thing that it does."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is None or not hasattr(gc, "freeze"):
        return
    usual, streams = shell.reset, _streams()
    ending: list[bool] = []

    def reset(*given: Any, **named: Any) -> None:
        if ending:
            _last(lambda: usual(*given, **named), streams)
        else:
            usual(*given, **named)

    shell.reset = reset
    atexit.register(ending.append, True)
    atexit.register(_settle, getattr(getattr(shell, "kernel", None), "control_thread", None))


def _settle(control: Any) -> None:
    """Wait until the thread that was asked for the end has answered.

    ipykernel takes away what that answers through, and would wait for it for ever: it was killed after three seconds.
    """
    with contextlib.suppress(Exception):  # of another ipykernel
        for _ in range(2):  # what it does now may be followed by one thing more
            done = threading.Event()
            control.io_loop.add_callback(done.set)
            if not done.wait(0.2):  # it has ended itself
                break


def _streams() -> list[Any]:
    """The kernel's own streams; ipykernel has opened some by number."""
    named = [sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__]
    texts = [each for each in gc.get_objects() if type(each) is io.TextIOWrapper]
    return named + [each for each in texts if isinstance(getattr(each, "name", None), int)]


def _last(reset: Callable[[], None], streams: Collection[Any]) -> None:
    """Reset the shell, look for garbage, and have Python look no more if nothing is left that matters."""
    reset()
    gc.collect()
    with contextlib.suppress(Exception):  # what is left may be anything
        if not _matters(streams):
            gc.freeze()


def _matters(streams: Collection[Any]) -> bool:
    """Tell whether anything is left whose end could be noticed; `streams` are those of the kernel itself."""
    kernels = {id(each) for each in streams}
    kinds: dict[type, Callable[[Any], bool]] = {}
    for each in gc.get_objects():
        kind = type(each)
        if kind not in kinds:
            kinds[kind] = _judge(kind)
        if kinds[kind] is not _never and id(each) not in kernels and kinds[kind](each):
            return True
    return False


def _judge(kind: type) -> Callable[[Any], bool]:
    """Choose how to tell of an object of a type whether its end could be noticed."""
    if issubclass(kind, _FILE):
        return _never if kind in _IN_MEMORY else _is_open
    if kind in _RUNNING:
        return _is_unfinished
    return _always if hasattr(kind, "__del__") and not _is_installed(kind) else _never


def _never(_: Any) -> bool:
    return False


def _always(_: Any) -> bool:
    return True


def _is_open(file: Any) -> bool:
    try:
        return not file.closed and bool(file.writable())
    except Exception:  # nobody knows
        return True


def _is_unfinished(running: Any) -> bool:
    """Tell whether code of the notebook's own waits in the middle: a `finally:` of it would be executed."""
    code = next(getattr(running, name) for name in ("gi_code", "cr_code", "ag_code") if hasattr(running, name))
    return not _is_of_library(code.co_filename)


def _is_installed(kind: type) -> bool:
    """Tell whether a type is that of an installed library, or one that each kernel has; those of Python itself are not."""
    name = kind.__module__
    if not isinstance(name, str) or name.partition(".")[0] in _OF_THE_KERNEL:
        return isinstance(name, str)
    try:
        path = object.__getattribute__(sys.modules[name], "__dict__").get("__file__")
    except (KeyError, AttributeError):
        return False
    return isinstance(path, str) and not {"site-packages", "dist-packages"}.isdisjoint(Path(path).parts)


def _is_of_library(path: str) -> bool:
    installed = path.startswith(("<frozen ", sys.prefix + os.sep, sys.base_prefix + os.sep))
    return installed or not {"site-packages", "dist-packages"}.isdisjoint(Path(path).parts)
