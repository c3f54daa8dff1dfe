"""What the command loads, in the order in which it does: read once, by the process whose copies are its children."""

from __future__ import annotations

from nbpress.core.lean import lean

lean()

import nbpress.cli.main  # noqa: E402
import nbpress.publish.publish  # noqa: E402
import nbpress.publish.unchanged  # noqa: E402, F401
