"""Read files of which nobody knows yet what they are: a pipe or a device in their place is an error, and no wait for ever."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def content(path: Path | str) -> bytes:
    """Read a file; raise OSError for what is none, a named pipe say, which might never give or end."""
    with os.fdopen(
        os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
    ) as file:
        kind = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(kind):
            raise OSError(f"{path} is no regular file, but a pipe, a socket or a device")
        return file.read()
