"""What the command line exits with: the one place that turns errors into exit codes."""

from __future__ import annotations

from collections.abc import Iterable

from nbpress.core.errors import NbpressError, ParameterError

DONE = 0
NOT_PUBLISHED = 1
WRONG_USAGE = 2
STOPPED = 130  # by Ctrl-C, as shells have it


def of(errors: Iterable[NbpressError]) -> int:
    """Give the exit code for the errors of a call: done where there are none, wrong usage where all are of parameters."""
    kinds = [isinstance(error, ParameterError) for error in errors]
    if not kinds:
        return DONE
    return WRONG_USAGE if all(kinds) else NOT_PUBLISHED
