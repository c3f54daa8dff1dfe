"""VS Code: a cell may be of another language than its notebook's kernel."""

from __future__ import annotations

from nbpress.notebook.dialect import Dialect, speaking

DIALECT = Dialect("vscode", flags=speaking("vscode", "languageId"), metadata=frozenset(["vscode"]))
