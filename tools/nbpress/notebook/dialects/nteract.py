"""nteract and Hydrogen: what was folded there; and JupyterLab's words for it where they stand beside its own block."""

from __future__ import annotations

from nbpress.notebook.dialect import Dialect, folding

MARKS = {
    "inputHidden": "hide-input",
    "outputHidden": "hide-output",
    "source_hidden": "hide-input",
    "outputs_hidden": "hide-output",
}

DIALECT = Dialect("nteract", flags=folding(MARKS), metadata=frozenset(MARKS))
