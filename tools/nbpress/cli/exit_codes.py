"""What the command line exits with: the one place that turns errors into exit codes."""

from __future__ import annotations

from collections.abc import Iterable

from nbpress.core.errors import NbpressError, ParameterError

DONE = 0
NOT_PUBLISHED = 1
WRONG_USAGE = 2
STOPPED = 130  # by Ctrl-C, as shells have it


def of(errors: Iterable[NbpressError | None]) -> int:
    """Give the exit code of a call by what became of its articles: wrong usage where none had more than wrong parameters."""
    found = list(errors)
    if not any(found):
        return DONE
    return WRONG_USAGE if all(isinstance(error, ParameterError) for error in found) else NOT_PUBLISHED
