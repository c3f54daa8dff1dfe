"""Keep out of this process what takes long to load and nobody in it needs. For programs, not for libraries. A leaf."""

from __future__ import annotations

import sys


def lean() -> None:
    """Spare nbformat's validator the grammars of international addresses, which no notebook's schema has.

    jsonschema (`_format.py`) imports them where they are installed, by JupyterLab for one; compiling them takes longer than
    all else that a page needs. And jupytext what it is in JupyterLab, for which it loads Jupyter's server.
    """
    for name in ("rfc3987_syntax", "jupytext.sync_contentsmanager", "jupytext.async_contentsmanager"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed
