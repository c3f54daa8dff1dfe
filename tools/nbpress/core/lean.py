"""Keep out of this process what takes long to load and nobody in it needs. For programs, not for libraries. A leaf."""

from __future__ import annotations

import sys
from types import ModuleType

# jsonschema (`_format.py`) imports these where they are installed, by JupyterLab for one, for formats that no notebook's
# schema has; to compile the grammar of international addresses takes longer than all else that a page needs.
FORMATS = (
    *("rfc3987", "rfc3987_syntax", "rfc3986_validator", "rfc3339_validator"),
    *("isoduration", "webcolors", "jsonpointer", "uri_template", "fqdn"),
)
# nbconvert reads HTML with Beautiful Soup, which would parse it with this, and select parts of it with that.
PARSER, SELECTOR = "lxml", "soupsieve"
SERVER = ("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager")


def lean() -> None:
    """Spare nbformat's validator the formats that no notebook has, nbconvert HTML, jupytext what it is in JupyterLab."""
    sys.modules.setdefault(SELECTOR, ModuleType(SELECTOR))  # where it is missing, that is told on the terminal
    for name in (*FORMATS, PARSER, *SERVER):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed
