"""SoS: each cell is for one of its kernels."""

from __future__ import annotations

from nbpress.notebook.dialect import Dialect, speaking

DIALECT = Dialect("sos", flags=speaking("kernel"), metadata=frozenset(["kernel"]))
