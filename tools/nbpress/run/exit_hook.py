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
import types
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

_OF_THE_KERNEL = ("asyncio", "_asyncio", "socket")  # modules whose objects each kernel has, with finalizers
_FILE: Any = io.IOBase.__base__  # io.IOBase itself keeps in mind whom it was asked for
_NOTHING_LEFT = (io.BytesIO, io.StringIO, io.FileIO)  # kinds of it that have nothing left to be written
_RUNNING = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)


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
        usual(*given, **named)
        if ending:
            _look_once(streams)

    shell.reset = reset
    atexit.register(ending.append, True)
    control = getattr(getattr(shell, "kernel", None), "control_thread", None)
    if (
        control is not None
    ):  # which answers that the kernel ends; ipykernel would close its sockets in the middle, and hang
        atexit.register(control.join, 1)


def _streams() -> list[Any]:
    """The kernel's own streams; ipykernel has opened some by number."""
    named = [sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__]
    texts = [each for each in gc.get_objects() if type(each) is io.TextIOWrapper]
    return named + [each for each in texts if isinstance(getattr(each, "name", None), int)]


def _look_once(streams: Collection[Any]) -> None:
    """Look for garbage, and have Python look no more if nothing is left that matters."""
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
        return _never if kind in _NOTHING_LEFT else _is_open
    if kind in _RUNNING:
        return _is_of_the_notebook
    return _always if hasattr(kind, "__del__") and not _is_left_alone(kind) else _never


def _never(_: Any) -> bool:
    return False


def _always(_: Any) -> bool:
    return True


def _is_open(file: Any) -> bool:
    try:
        return not file.closed and bool(file.writable())
    except Exception:  # nobody knows
        return True


def _is_of_the_notebook(running: Any) -> bool:
    """Tell whether code of the notebook's own waits in the middle: a `finally:` of it would be executed."""
    code = next(getattr(running, name) for name in ("gi_code", "cr_code", "ag_code") if hasattr(running, name))
    path = code.co_filename
    return not path.startswith(("<frozen ", sys.prefix + os.sep, sys.base_prefix + os.sep)) and not _is_installed(path)


def _is_left_alone(kind: type) -> bool:
    """Tell whether a type's finalizer is that of an installed library, or of what each kernel has; Python's own are not."""
    name = str(kind.__module__)
    try:
        path = object.__getattribute__(sys.modules[name], "__dict__").get("__file__")
    except (KeyError, AttributeError):
        path = None
    return name.partition(".")[0] in _OF_THE_KERNEL or (isinstance(path, str) and _is_installed(path))


def _is_installed(path: str) -> bool:
    return not {"site-packages", "dist-packages"}.isdisjoint(Path(path).parts)
