"""Read an environment: which Python runs a notebook, and the versions of packages there, found without starting a kernel."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbpress.core import interpreter, looks
from nbpress.core.project import project_of
from nbpress.notebook import ipynb, languages
from nbpress.read.notebook import Notebook

GENERIC = "python3"  # the kernel of notebooks that any Python may run
VARIABLES = ("VIRTUAL_ENV", "CONDA_PREFIX")  # name the environment that a terminal is in, the first one the inner


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a notebook runs.

    kernel: the name of the kernel that somebody chose. python: the interpreter of its Python, or the place where one should
    be; None: the one of that kernel, else nbpress's own. why: what named the interpreter.
    """

    kernel: str | None = None
    python: Path | None = None
    why: str = ""

    def __str__(self) -> str:
        """Say which Python runs a notebook; nothing where that is nbpress's own, and nothing else could be meant."""
        return f"{self.python} ({self.why})" if self.python else ""


def chosen(source: Notebook, kernel: str | None, python: Path | None) -> Environment:
    """Choose where a notebook runs. kernel, python: what the caller names.

    A kernel that is named with the call, the Python that is, the kernel that the notebook names under `nbpress:` or, if it is
    installed, as its own; then what `usual` gives. Notebooks of other languages know kernels alone.
    """
    named = kernel or source.front.settings.get("kernel")
    if not languages.of(source.language).native or _special(kernel):
        return Environment(named)
    if python:
        return _at(python, "--python")
    own = ipynb.kernel(source.nb)
    named = named or (own if _special(own) and _program(own) else None)
    found = Environment(named) if _special(named) else usual(project_of(source.path))
    return found if found.python else Environment(named)


def usual(project: Path) -> Environment:
    """Give the Python of which nobody said anything: that of the project, of the terminal's environment, else nbpress's own.

    The project's is nbpress's own where its environment stands in the project's folder.
    """
    active = [(name, Path(value)) for name in VARIABLES if (value := looks.variable(name))]
    if not active or interpreter.is_own(interpreter.found(active[0][1])):
        return Environment()
    if project in (Path(sys.prefix).parent, Path(sys.prefix).resolve().parent):
        return Environment(GENERIC, Path(sys.executable), "the project's own")
    name, folder = active[0]
    return _at(folder, name)


def installed(environment: Environment, names: Iterable[str]) -> dict[str, str]:
    """Give the versions of Python (as `python`) and of packages in an environment, as far as they are there."""
    python = environment.python or _elsewhere(environment.kernel or GENERIC)
    if python:
        return interpreter.versions(python, names)
    own = ".".join(map(str, sys.version_info[:3]))  # as a run records it
    every = {name: own if name == "python" else _version(name) for name in names}
    return {name: version for name, version in every.items() if version}


def _at(path: Path, why: str) -> Environment:
    return Environment(GENERIC, interpreter.found(path) or path, why)


def _special(kernel: object) -> bool:
    """Tell whether a kernel is named which stands for an environment of its own."""
    return isinstance(kernel, str) and kernel.lower() not in ("", GENERIC)


def _elsewhere(kernel: str) -> Path | None:
    """Give the interpreter of a Python kernel; None where it shares this Python, or nobody knows."""
    program = _program(kernel)
    if not program or not program.is_absolute() or program.parent == Path(sys.executable).parent:
        return None
    return program if interpreter.found(program) else None


def _program(kernel: str) -> Path | None:
    """Give the program that a kernel's specification starts; None where there is none."""
    spec = Path(sys.prefix, "share", "jupyter", "kernels", kernel, "kernel.json")
    if not looks.is_file(spec):
        looks.passing()
        from jupyter_core.paths import jupyter_path

        specs = (Path(folder, kernel, "kernel.json") for folder in jupyter_path("kernels"))
        spec = next((each for each in specs if each.is_file()), spec)
    try:
        return Path(json.loads(looks.content(spec))["argv"][0])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


def _version(name: str) -> str:
    from importlib import metadata

    return next((each.version for each in metadata.distributions(name=name)), "")
