"""Keep out of this process what takes long to load and nobody in it needs. For programs, not for libraries. A leaf."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from threading import Lock
from types import ModuleType

# jsonschema (`_format.py`) imports these where they are installed, by JupyterLab for one, for formats that no notebook's
# schema has; to compile the grammar of international addresses takes longer than all else that a page needs.
FORMATS = (
    *("rfc3987", "rfc3987_syntax", "rfc3986_validator", "rfc3339_validator"),
    *("isoduration", "webcolors", "jsonpointer", "uri_template", "fqdn"),
)
# nbconvert reads HTML with Beautiful Soup, which would parse it with this, and select parts of it with that.
PARSER, SELECTOR = "lxml", "soupsieve"
# It loads ctypes, to find out that this is another system.
WINDOWS = () if sys.platform == "win32" else ("dateutil.tz.win",)
# papermill gets notebooks from the web with this; what it takes them from clouds with would load it in pieces.
REQUESTS, CLOUDS = "requests", ("azure", "boto3", "gcsfs", "github")
SERVER = ("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager")


def lean() -> None:
    """Spare nbformat's validator formats that no notebook has, nbconvert HTML, papermill the web, jupytext JupyterLab."""
    sys.modules.setdefault(SELECTOR, ModuleType(SELECTOR))  # where it is missing, that is told on the terminal
    for name in (*FORMATS, PARSER, *WINDOWS, *SERVER):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed
    if REQUESTS not in sys.modules and not any(map(find_spec, CLOUDS)):
        sys.modules[REQUESTS] = _later(REQUESTS)


def _later(name: str) -> ModuleType:
    """Make what stands for a module, and loads it when something of it is asked for."""
    module, lock = module_from_spec(ModuleSpec(name, None)), Lock()

    def loaded(attribute: str) -> object:
        with lock:
            if sys.modules.get(name) is module:
                del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    module.__getattr__ = loaded  # type: ignore[method-assign]
    return module
