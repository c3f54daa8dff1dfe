"""Keep out of this process what takes long to load and nobody in it needs. For programs, not for libraries. A leaf.

Whoever asks for it has it, but for what the packages themselves can do without.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
from collections.abc import Sequence
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec, module_from_spec
from threading import Lock
from types import ModuleType
from typing import Any

# jsonschema (`_format.py`) imports these where they are installed, by JupyterLab for one, for formats that no notebook's
# schema has; to compile the grammar of international addresses takes longer than all else that a page needs.
FORMATS = (
    *("rfc3987", "rfc3987_syntax", "rfc3986_validator", "rfc3339_validator"),
    *("isoduration", "webcolors", "jsonpointer", "uri_template", "fqdn"),
)
# These load all their exporters and preprocessors, and Beautiful Soup, nbclient and Tornado with them; a page is made by one.
PACKAGES = ("nbconvert", "nbconvert.exporters", "nbconvert.preprocessors")
# A filter that no page asks for loads Mistune and Beautiful Soup.
MISTUNE = "nbconvert.filters.markdown_mistune"
# It loads ctypes, to find out that this is another system.
WINDOWS = () if sys.platform == "win32" else ("dateutil.tz.win",)
# papermill gets notebooks from the web with this; what it takes them from clouds with would load it in pieces.
REQUESTS, CLOUDS = "requests", ("azure", "boto3", "gcsfs", "github")
SERVER = ("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager")
# Objects beyond those that went before Python looks for rings among them. What an article needs makes 100,000 that stay, and
# with Python's own 700 it would look 200 times while they are loaded.
YOUNG = 200_000


def lean() -> None:
    """Spare nbformat's validator formats that no notebook has, nbconvert HTML, papermill the web, jupytext JupyterLab."""
    for name in (*FORMATS, *WINDOWS, *SERVER):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed
    sys.modules.setdefault(MISTUNE, _later(MISTUNE, "markdown2html_mistune"))
    if REQUESTS not in sys.modules and not any(map(find_spec, CLOUDS)):
        sys.modules[REQUESTS] = _later(REQUESTS)
    sys.meta_path.insert(0, _Pieces())
    gc.set_threshold(YOUNG)
    atexit.register(gc.freeze)  # what is left ends with the process; to look through it takes a fifth of a short one


class _Pieces(MetaPathFinder):
    """Finds the packages that come in pieces."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path, target) if name in PACKAGES else None
        if found and isinstance(found.loader, SourceFileLoader):
            found.loader = _InPieces(found.loader.name, found.loader.path)
        return found


class _InPieces(SourceFileLoader):
    """Loads a package as far as its modules are asked for; as a whole, when it is asked for something else."""

    def exec_module(self, module: ModuleType) -> None:
        whole = super().exec_module

        def part(attribute: str) -> object:
            if PathFinder.find_spec(f"{module.__name__}.{attribute}", module.__path__):
                return importlib.import_module(f"{module.__name__}.{attribute}")
            del module.__getattr__
            try:
                whole(module)
            except BaseException:
                module.__getattr__ = part  # type: ignore[method-assign]
                raise
            return getattr(module, attribute)

        module.__getattr__ = part  # type: ignore[method-assign]


def _later(name: str, *functions: str) -> ModuleType:
    """Make what stands for a module, and loads it when something of it is asked for.

    functions: those of a module that is no package; it is loaded when one of them is called.
    """
    module, lock = module_from_spec(ModuleSpec(name, None)), Lock()

    def loaded(attribute: str) -> Any:
        if functions and attribute == "__path__":  # import looks there
            raise AttributeError(attribute)
        with lock:
            if sys.modules.get(name) is module:
                del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    def called(function: str, *arguments: Any, **options: Any) -> Any:
        return loaded(function)(*arguments, **options)

    for function in functions:
        setattr(module, function, partial(called, function))
    module.__getattr__ = loaded  # type: ignore[method-assign]
    return module
