"""Read an environment: the versions of packages that a kernel would import, found without starting it."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

from nbpress.core import looks


def installed(kernel: str, names: Iterable[str]) -> dict[str, str]:
    """Give the versions of Python (as `python`) and of packages in a Python kernel's environment, as far as they are there."""
    places = _places(kernel)
    found = {}
    for name in names:
        version = _python(places) if name == "python" else _version(name, places)
        if version:
            found[name] = version
    return found


def _places(kernel: str) -> list[str] | None:
    """The folders of a kernel's packages; None where it shares this Python, or nobody knows."""
    spec = Path(sys.prefix, "share", "jupyter", "kernels", kernel, "kernel.json")
    if not looks.is_file(spec):
        looks.passing()
        from jupyter_core.paths import jupyter_path

        specs = (Path(folder, kernel, "kernel.json") for folder in jupyter_path("kernels"))
        spec = next((each for each in specs if each.is_file()), spec)
    try:
        program = Path(json.loads(looks.content(spec))["argv"][0])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
    if not program.is_absolute() or program.parent == Path(sys.executable).parent:
        return None
    looks.passing()
    return [str(folder) for folder in sorted(program.parents[1].glob("lib/python3*/site-packages"))] or None


def _python(places: list[str] | None) -> str:
    return "" if places else platform.python_version()


def _version(name: str, places: list[str] | None) -> str:
    from importlib import metadata

    found = metadata.distributions(name=name, path=places) if places else metadata.distributions(name=name)
    return next((each.version for each in found), "")
