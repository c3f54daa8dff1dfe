"""Hashes of what a run depends on: a file by its content, a folder or glob by the names that it gives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from nbpress.core import results_file

ABSENT = "absent"
CHANGING = "changed while it was read"  # in the place of the hash of a file: the next run tells who changed it
LISTING = "list:"  # begins the name of a dependency on a folder or a glob, not on a file
KEPT_OUT = frozenset(("site", "_site", ".nbpress", ".git", ".venv", "__pycache__", ".ipynb_checkpoints"))


def digest(path: Path) -> str:
    """Hash a file's content with SHA-256; of a results file only what a notebook's results can depend on, no times."""
    if path.name.endswith(".json") and path.stat().st_size < results_file.LARGEST:
        found = results_file.digest(path.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listing(names: Iterable[str], written: Iterable[str]) -> str:
    """Hash the names that a folder or glob gives, without those that the run wrote itself."""
    kept = {name for name in names if not KEPT_OUT & set(PurePosixPath(name).parts)} - set(written)
    return "names:" + hashlib.sha256(json.dumps(sorted(kept)).encode()).hexdigest()
