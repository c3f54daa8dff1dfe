"""Keep out of this process what takes long to load and nobody in it needs. For programs, not for libraries. A leaf."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
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
# papermill would get notebooks from the web with this, and Beautiful Soup guess how bytes are encoded with that.
LATER = ("requests", "charset_normalizer")
SERVER = ("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager")


def lean() -> None:
    """Spare nbformat's validator formats that no notebook has, nbconvert HTML, papermill the web, jupytext JupyterLab."""
    sys.modules.setdefault(SELECTOR, ModuleType(SELECTOR))  # where it is missing, that is told on the terminal
    for name in (*FORMATS, PARSER, *WINDOWS, *SERVER):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed
    for name in LATER:
        _later(name)


def _later(name: str) -> None:
    """Load a module when something of it is asked for, not when it is imported."""
    if name in sys.modules:
        return

    def loaded(attribute: str) -> object:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    module = module_from_spec(ModuleSpec(name, None))
    module.__getattr__ = loaded  # type: ignore[method-assign]
    sys.modules[name] = module
