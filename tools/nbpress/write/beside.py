"""Write a file beside a notebook: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from nbpress.errors import WriteError


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
        raise WriteError(f"the results file cannot be written: {error}", path=path) from error
