"""Sees which files of the project a Python kernel opens. Sent to the kernel as source: the user's has no nbpress.

It runs as a module of its own, so that the notebook's names stay the notebook's, under any Python since 3.8. What HDF5,
TensorFlow or a shell command open is not to be seen from Python.
"""

# pathlib would raise audit events of its own
# ruff: noqa: PTH100, PTH116, PTH118, PTH206, PTH207

from __future__ import annotations

import atexit
import functools
import os
import sys
import threading
from typing import Any

PROJECT = ""  # set by nbpress: the project's folder, with all links resolved
_READ: dict[
    str, list[int] | None
] = {}  # path: whether it was there, its size and time of change when it was first read
_WRITTEN: set[str] = set()
_LISTED: dict[str, list[str]] = {}  # pattern: names that it gave when it was first asked for
_IMPORTERS = tuple(os.sep + name for name in ("importlib", "importlib_metadata", "pkg_resources", "pkgutil.py"))
_ASKER = 3  # frames from where an event is noted to who caused it
_own = threading.local()


def watch() -> None:
    """Begin to look on, until the kernel ends.

    Python keeps a hook longer than all modules. So this one leads to none: it would keep them, and finalizers of what they hold
    would come too late.
    """
    names: dict[str, Any] = {"noted": {event: functools.partial(_noted, note) for event, note in _EVENTS.items()}}
    exec("def hook(event, arguments):\n    if event in noted:\n        noted[event](arguments)", names)
    sys.addaudithook(names["hook"])
    atexit.register(names["noted"].clear)


def _noted(note: Any, arguments: tuple[Any, ...]) -> None:
    if getattr(_own, "busy", False):
        return
    _own.busy = True
    try:
        note(*arguments)
    except Exception:  # whatever goes wrong here must not disturb the notebook
        pass
    finally:
        _own.busy = False


def _opened(path: Any, _mode: Any = None, flags: int = 0, *_: Any) -> None:
    if isinstance(path, int):
        return
    path = _inside(path)
    if not path:
        return
    if flags & (os.O_WRONLY | os.O_RDWR):
        _WRITTEN.add(path)
    elif path not in _READ and path not in _WRITTEN:
        _READ[path] = _state(path)


def _listed(path: Any = None, *_: Any) -> None:
    """A folder was listed: by the notebook or for it, not by an import, and not on the way to a glob."""
    asker = sys._getframe(_ASKER).f_code.co_filename
    if not isinstance(path, int) and not asker.startswith("<frozen") and not any(name in asker for name in _IMPORTERS):
        _note(os.path.join(os.fsdecode(path or "."), "*"), False)


def _scanned(path: Any = None, *_: Any) -> None:
    if not sys._getframe(_ASKER).f_code.co_filename.endswith(("glob.py", "pathlib.py")) and not isinstance(path, int):
        _note(os.path.join(os.fsdecode(path or "."), "*"), False)


def _globbed(pattern: Any, recursive: bool = False, *_: Any) -> None:
    _note(os.fsdecode(pattern), recursive)


def _path_globbed(folder: Any, pattern: Any) -> None:
    _note(os.path.join(str(folder), str(pattern)), True)


def _path_rglobbed(folder: Any, pattern: Any) -> None:
    _note(os.path.join(str(folder), "**", str(pattern)), True)


_EVENTS: dict[str, Any] = {
    "open": _opened,
    "os.listdir": _listed,
    "os.scandir": _scanned,
    "glob.glob": _globbed,
    "pathlib.Path.glob": _path_globbed,
    "pathlib.Path.rglob": _path_rglobbed,
}


def _note(pattern: str, recursive: bool) -> None:
    import glob

    pattern = _inside(pattern)
    if pattern and pattern not in _LISTED:
        _LISTED[pattern] = [os.path.relpath(found, PROJECT) for found in glob.glob(pattern, recursive=recursive)]


def _inside(path: Any) -> str:
    """The whole path of what lies in the project, and in no hidden folder of it; else nothing."""
    path = os.path.abspath(os.fsdecode(path))
    if not path.startswith(PROJECT + os.sep) or "<" in path:
        path = os.path.realpath(path)
        if not path.startswith(PROJECT + os.sep) or "<" in path:
            return ""
    parts = path[len(PROJECT) :].split(os.sep)
    hidden = any(part.startswith(".") or part in ("__pycache__", "site-packages", "dist-packages") for part in parts)
    return "" if hidden or path.startswith((sys.prefix + os.sep, sys.base_prefix + os.sep)) else path


def _state(path: str) -> list[int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _file(module: Any) -> Any:
    """Where the file of a module is; one that is loaded at its first use is not loaded for that."""
    try:
        if type(module).__name__ == "_LazyModule":
            return object.__getattribute__(module, "__dict__").get("__file__")
        return getattr(module, "__file__", None)
    except Exception:  # what stands there may be anything
        return None


def seen() -> str:
    """Give what was seen so far, as JSON: files read, with their state then; files written; folders and globs listed."""
    import json

    _own.busy = True
    for module in list(sys.modules.values()):
        path = _file(module)
        path = _inside(path) if isinstance(path, str) and path.endswith(".py") else ""
        if path and path not in _READ:
            _READ[path] = _state(path)
    found = {
        "read": {os.path.relpath(path, PROJECT): state for path, state in _READ.items()},
        "written": sorted(os.path.relpath(path, PROJECT) for path in _WRITTEN),
        "listed": {os.path.relpath(path, PROJECT): sorted(names) for path, names in _LISTED.items()},
    }
    _own.busy = False
    return json.dumps(found)
