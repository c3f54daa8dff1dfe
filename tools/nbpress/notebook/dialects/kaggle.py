"""Kaggle's notebooks: what the editor there folded."""

from __future__ import annotations

from nbpress.notebook.dialect import Dialect, folding

MARKS = {"_kg_hide-input": "hide-input", "_kg_hide-output": "hide-output"}

DIALECT = Dialect("kaggle", flags=folding(MARKS), metadata=frozenset(MARKS))
