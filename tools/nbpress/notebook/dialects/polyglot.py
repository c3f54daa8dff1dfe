"""Polyglot Notebooks, of .NET Interactive: each cell is for one of its kernels."""

from __future__ import annotations

from nbpress.notebook.dialect import Dialect, speaking

DIALECT = Dialect(
    "polyglot", flags=speaking("polyglot_notebook", "kernelName"), metadata=frozenset(["polyglot_notebook"])
)
