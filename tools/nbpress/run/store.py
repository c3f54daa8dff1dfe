"""The store: one executed notebook with its record for each run, found again by its key.

A run's file is named after its run key and after the dependencies that belong to it. It holds a digest of itself: a file
that was cut or changed is noticed, and counts as no run.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from nbpress.errors import RunError
from nbpress.records import Run

Hashes = Callable[[Iterable[str]], Mapping[str, str]]


class Store:
    """The runs under one folder, usually `.nbpress` in the project."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self, key: str, now: Hashes) -> Run | None:
        """Find the newest whole run of a run key whose recorded dependencies hash to what they are `now`."""
        files = (self.root / "runs").glob(f"{key[:32]}-*.ipynb")
        for path in sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True):
            run = self._read(path)
            if run and run.key == key and dict(now(run.dependencies)) == dict(run.dependencies):
                return run
        return None

    def put(self, run: Run) -> Path:
        """Keep a run: written beside its place, then renamed, so that no reader sees half of it."""
        nb = {**run.nb, "metadata": {**run.nb["metadata"]}}
        kept = {**nb["metadata"]["nbpress"], "key": run.key, "dependencies": dict(run.dependencies)}
        nb["metadata"]["nbpress"] = kept
        kept["digest"] = _digest(nb)
        folder = self._folder("runs")
        path = folder / f"{run.key[:32]}-{_short(run.dependencies)}.ipynb"
        try:
            descriptor, name = tempfile.mkstemp(dir=folder, suffix=".part")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(nb, file, ensure_ascii=True, indent=1)  # in order: a record is shown as it was made
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError as error:
            raise RunError(f"the run cannot be kept: {error}", path=folder) from error
        return path

    def unfinished(self, slug: str) -> Path:
        """Name the file in which a run is kept while it goes on, and after it failed."""
        return self._folder("failed") / f"{slug}.ipynb"

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            ignore = self.root / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise RunError(
                f"the store cannot be written: {error}",
                path=folder,
                hint="Name another folder: --store PATH or NBPRESS_STORE.",
            ) from error
        return folder

    def _read(self, path: Path) -> Run | None:
        import nbformat

        try:
            nb = json.loads(path.read_text(encoding="utf-8"))
            kept = nb["metadata"]["nbpress"]
            digest = kept.pop("digest")
            if digest != _digest(nb):
                return None
            return Run(nbformat.from_dict(nb), kept["key"], kept["dependencies"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _digest(nb: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(nb, sort_keys=True).encode()).hexdigest()


def _short(dependencies: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(dependencies), sort_keys=True).encode()).hexdigest()[:16]
