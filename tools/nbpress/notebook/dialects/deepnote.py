"""Deepnote: what is hidden in an app that is made of the notebook folds on the page."""

from __future__ import annotations

from nbpress.notebook.dialect import Dialect, folding

MARKS = {"is_code_hidden": "hide-input", "is_output_hidden": "hide-output"}

DIALECT = Dialect("deepnote", flags=folding(MARKS), metadata=frozenset(MARKS))
