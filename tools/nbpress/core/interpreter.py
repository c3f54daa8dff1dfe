"""A Python of this machine: found by its path or its environment's folder, asked for its version and for its packages."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from nbpress.core import looks
from nbpress.core.errors import RunError

PLACES = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")  # below the folder of an environment
PATIENCE = 30  # seconds that a Python gets to begin; one on a network's disk may need some
_OTHER = "--python PATH takes an interpreter, or the folder of an environment."
_ASK = "import json, sys; print(json.dumps(['.'.join(map(str, sys.version_info[:3])), *filter(None, sys.path)]))"
_HAS = "import importlib.util as u, sys; print(*[n for n in sys.argv[1:] if u.find_spec(n)])"


def found(path: Path) -> Path | None:
    """Give the interpreter that a path names, itself or by its environment's folder; links of an environment stay."""
    if looks.is_folder(path):
        return next((path / name for name in PLACES if looks.is_file(path / name)), None)
    return path if looks.is_file(path) and os.access(path, os.X_OK) else None


def is_own(python: Path | None) -> bool:
    """Tell whether an interpreter is the one that nbpress runs in, by whatever name."""
    if python is None:
        return False
    own = Path(sys.executable)
    return looks.place(python) == looks.place(own) and looks.place(python.parent) == looks.place(own.parent)


def versions(python: Path, names: Iterable[str]) -> dict[str, str]:
    """Give the versions of Python (as `python`) and of packages that an interpreter would import, as far as they are there."""
    told, *folders = _asked(str(python), _state(python)) or ("",)
    for folder in folders:
        looks.changed(Path(folder))  # a package that is installed, or goes, changes it
    own = {name: told if name == "python" else _version(name, folders) for name in names} if told else {}
    return {name: version for name, version in own.items() if version}


def having(python: Path, *modules: str) -> list[str] | None:
    """Say which of some modules an interpreter finds; None where it cannot be run."""
    answer = _run(python, _HAS, *modules)
    return None if answer is None else answer.split()


def ready(python: Path | None, why: str) -> None:
    """Raise RunError where an interpreter that `why` names cannot run a kernel, with the line that mends it."""
    if python is None:
        return
    if found(python) is None:
        raise RunError(f"there is no Python in {python} ({why})", hint=f"Name another: {_OTHER}")
    there = having(python, "ipykernel_launcher", "pip")
    if there is None:
        raise RunError(f"{python} ({why}) does not start", hint=f"Name another: {_OTHER}")
    if "ipykernel_launcher" not in there:
        name = shlex.quote(str(python))
        install = f"{name} -m pip install" if "pip" in there else f"uv pip install --python {name}"
        raise RunError(
            f"{python} ({why}) has no ipykernel, and cannot run a notebook",
            hint=f"Install it: {install} ipykernel\n  Or name another: {_OTHER}",
        )


def _version(name: str, folders: list[str]) -> str:
    from importlib import metadata

    return next((each.version for each in metadata.distributions(name=name, path=folders)), "")


def _state(python: Path) -> tuple[int, ...]:
    """What changes when an environment is made anew, or something is installed there."""
    root = python.parent.parent
    places = [*looks.below(root, "lib/python3*/site-packages"), root / "pyvenv.cfg"]
    return tuple(looks.changed(path) for path in (python, *places))


@cache
def _asked(python: str, state: tuple[int, ...]) -> tuple[str, ...]:
    """Ask an interpreter for its version and its path, once while its environment is in one state."""
    answer = _run(Path(python), _ASK)
    return tuple(json.loads(answer)) if answer else ()


def _run(python: Path, program: str, *arguments: str) -> str | None:
    """Let an interpreter run a line as it runs a kernel: with the variables of this terminal, and not in this folder."""
    import subprocess  # where nothing changed, nobody is asked

    command = [str(python), "-c", program, *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=python.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else done.stdout.rpartition("\n")[0].rpartition("\n")[2]  # a site may print, too
