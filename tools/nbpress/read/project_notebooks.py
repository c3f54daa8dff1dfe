"""Find the notebooks of a project: a folder in, paths out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from nbpress.core.errors import NbpressError
from nbpress.read import notebook

FOLDERS = ("notebooks", "_notebooks")  # where the notebooks of a project lie; Jekyll passes over the second


def found(project: Path) -> list[Path]:
    """Find the notebooks of a project, drafts too; what papermill made of one of them is no article of its own."""
    paths = sorted(path for name in FOLDERS for path in (project / name).glob("*.ipynb"))
    return [path for path in paths if not _is_copy(path, paths)]


def by_name(project: Path) -> dict[str, Path]:
    """Give the notebooks of a project by slug and by file name without its suffix."""
    paths = found(project)
    return {_slug(path): path for path in paths} | {path.stem: path for path in paths}


def is_draft(path: Path) -> bool:
    """Tell whether a notebook is a draft; one that cannot be read is none, so that its publication says why."""
    read = _read(path)
    return read is not None and read.front.values.get("draft") is True


def _is_copy(path: Path, among: list[Path]) -> bool:
    """Tell whether a notebook is papermill's output of another one beside it."""
    read = _read(path)
    run = read.nb["metadata"].get("papermill") if read else None
    name = PurePosixPath(str(run.get("input_path") or "")).name if isinstance(run, Mapping) else ""
    return bool(name) and path.with_name(name) in set(among) - {path}


def _slug(path: Path) -> str:
    read = _read(path)
    return read.slug if read else path.stem


def _read(path: Path) -> notebook.Notebook | None:
    try:
        return notebook.load(path)
    except NbpressError:
        return None
