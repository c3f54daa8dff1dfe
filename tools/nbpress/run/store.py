"""The store: one executed notebook with its record for each run, found again by its key.

A run's file is named after its run key and after the dependencies that belong to it. It holds a digest of itself: a file
that was cut or changed is noticed, and counts as no run.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from nbpress.core import file_names, looks
from nbpress.core.errors import RunError
from nbpress.core.records import Run

FROZEN = "_runs"  # folder beside the notebooks in which frozen runs are committed
KEY = 32  # bytes
Hashes = Callable[[Run], Mapping[str, str]]


class Store:
    """The runs under one folder, usually `.nbpress` in the project, and those that are frozen beside the notebooks."""

    def __init__(self, root: Path, frozen: Path | None = None) -> None:
        self.root = root
        self.frozen = frozen

    def find(self, key: str, now: Hashes) -> Run | None:
        """Find the newest whole run of a run key whose recorded dependencies hash to what they are `now`."""
        kept = self._newest(self._runs(key))
        frozen = self._newest(filter(_is_run, looks.holding(self.frozen, f"-{key[:32]}-"))) if self.frozen else []
        for path in [*kept, *frozen]:
            run = self.read(path)
            if run and run.key == key and dict(now(run)) == dict(run.dependencies):
                return run
        return None

    def blocked(self, keys: Iterable[str]) -> str:
        """Name what is no file and stands in the place of a stored run under one of these run keys; empty for nothing."""
        found = (path for key in keys for path in self._runs(key))
        return next((path.name for path in found if not looks.is_file(path)), "")

    def _runs(self, key: str) -> list[Path]:
        """The files in the place of runs under a run key."""
        found = looks.holding(self.root / "runs", f"{key[:32]}-")
        return [path for path in found if path.name.startswith(key[:32]) and _is_run(path)]

    @staticmethod
    def _newest(files: Iterable[Path]) -> list[Path]:
        found = [(looks.changed(file), file.name, file) for file in files]
        return [file for since, _, file in sorted(found, reverse=True) if since]  # else somebody else pruned it

    @staticmethod
    def name(key: str, dependencies: Mapping[str, str]) -> str:
        """Name the file of a run."""
        return f"{key[:32]}-{_short(dependencies)}.ipynb"

    def put(self, run: Run) -> Path:
        """Keep a run: written beside its place, then renamed, so that no reader sees half of it."""
        nb = {**run.nb, "metadata": {**run.nb["metadata"]}}
        more = {"key": run.key, "dependencies": dict(run.dependencies), "written": list(run.written)}
        kept = {**nb["metadata"]["nbpress"], **more}
        nb["metadata"]["nbpress"] = kept
        papermill = nb["metadata"].get("papermill", {})  # with paths of this machine, which a frozen run must not tell
        nb["metadata"]["papermill"] = {key: papermill[key] for key in papermill if not key.endswith("_path")}
        kept["digest"] = _digest(nb)
        folder = self.folder("runs")
        path = folder / self.name(run.key, run.dependencies)
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
        return self.folder("failed") / f"{file_names.fitted(slug)}.ipynb"

    def key(self) -> bytes:
        """Give the secret of this machine that private values are hashed with; made when it is first asked for.

        One that is cut short, by a full disk say, is made anew: with an empty key anybody could try values.
        """
        looks.passing()
        path = self.folder("") / "key"
        try:
            if not path.is_file() or path.stat().st_size < KEY:
                descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")  # only its owner may read it
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(KEY))
                Path(name).replace(path)
            return path.read_bytes()
        except OSError as error:
            raise RunError(f"the store cannot be used: {error}", path=path) from error

    def folder(self, name: str) -> Path:
        """Make a folder of the store, which version control passes over; give it."""
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

    @staticmethod
    def read(path: Path) -> Run | None:
        """Read a run that is kept in a file; None where it is not whole."""
        import nbformat

        try:
            nb = json.loads(looks.content(path))
            kept = nb["metadata"]["nbpress"]
            digest = kept.pop("digest")
            if digest != _digest(nb):
                return None
            return Run(nbformat.from_dict(nb), kept["key"], kept["dependencies"], kept.get("written", ()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _is_run(path: Path) -> bool:
    return path.suffix == ".ipynb"


def _digest(nb: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(nb, sort_keys=True).encode()).hexdigest()


def _short(dependencies: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(dependencies), sort_keys=True).encode()).hexdigest()[:16]
