"""Hashes of what a run depends on: a file by its content, a folder or glob by the names that it gives."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextvars import copy_context
from pathlib import Path, PurePosixPath

from nbpress.core import looks, results_file

ABSENT = "absent"
CHANGING = "changed while it was read"  # in the place of the hash of a file: the next run tells who changed it
LISTING = "list:"  # begins the name of a dependency on a folder or a glob, not on a file
MUCH = 1 << 26  # bytes of which the hashes are made on all cores
KEPT_OUT = frozenset(("site", "_site", ".nbpress", ".git", ".venv", "__pycache__", ".ipynb_checkpoints"))


def digest(path: Path) -> str:
    """Hash a file's content with SHA-256; of a results file only what a notebook's results can depend on, no times."""
    if path.name.endswith(".json") and path.stat().st_size < results_file.LARGEST:
        found = results_file.digest(looks.text(path, errors="replace"))
        if found:
            return found
    return looks.hash_of(path)


def digests(paths: Sequence[Path]) -> list[str]:
    """Hash files, side by side where that pays."""
    if len(paths) < 2 or sum(path.stat().st_size for path in paths) < MUCH:
        return [digest(path) for path in paths]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [each.result() for each in [pool.submit(copy_context().run, digest, path) for path in paths]]


def listing(names: Iterable[str], written: Iterable[str]) -> str:
    """Hash the names that a folder or glob gives, without those that the run wrote itself."""
    kept = {name for name in names if not KEPT_OUT & set(PurePosixPath(name).parts)} - set(written)
    return "names:" + hashlib.sha256(json.dumps(sorted(kept)).encode()).hexdigest()
