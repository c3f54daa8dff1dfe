"""Write a file that no transaction holds, beside a notebook or a site's settings: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from nbpress.core.errors import WriteError


def put(path: Path, text: str) -> None:
    """Write a text file: beside its place, then renamed."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"the file cannot be written: {error}", path=path) from error


def append(path: Path, content: bytes) -> None:
    """Add to the end of a file that somebody else keeps: its own bytes, its mode and its links stay."""
    size = path.stat().st_size
    try:
        with path.open("ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            os.truncate(path, size)
        raise WriteError(f"the file cannot be written: {error}", path=path) from error
