"""Keep out of this process what takes long to load and nobody in it needs. For programs, not for libraries. A leaf."""

from __future__ import annotations

import sys

# jsonschema (`_format.py`) imports these where they are installed, by JupyterLab for one, for formats that no notebook's
# schema has; to compile the grammar of international addresses takes longer than all else that a page needs.
FORMATS = (
    *("rfc3987", "rfc3987_syntax", "rfc3986_validator", "rfc3339_validator"),
    *("isoduration", "webcolors", "jsonpointer", "uri_template", "fqdn"),
)
SERVER = ("jupytext.sync_contentsmanager", "jupytext.async_contentsmanager")


def lean() -> None:
    """Spare nbformat's validator the formats that no notebook has, and jupytext what it is in JupyterLab."""
    for name in (*FORMATS, *SERVER):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed
