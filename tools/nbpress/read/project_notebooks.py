"""Find the notebooks of a project: a folder in, paths out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from nbpress.core.errors import NbpressError
from nbpress.read import notebook

FOLDERS = ("notebooks", "_notebooks")  # where the notebooks of a project lie; Jekyll passes over the second


def found(project: Path) -> list[Path]:
    """Find the notebooks of a project, drafts too; what papermill made of one of them is no article of its own."""
    return [path for path, _ in read(project)]


def read(project: Path) -> Iterator[tuple[Path, notebook.Notebook | None]]:
    """Read the notebooks that `found` finds, one after another; None for one that cannot be read."""
    paths = sorted(path for name in FOLDERS for path in (project / name).glob("*.ipynb"))
    among = frozenset(paths)
    for path in paths:
        source = _read(path)
        if source is None or not _is_copy(source, among):
            yield path, source


def by_name(project: Path) -> dict[str, Path]:
    """Give the notebooks of a project by slug and by file name without its suffix."""
    paths = found(project)
    return {_slug(path): path for path in paths} | {path.stem: path for path in paths}


def _is_copy(source: notebook.Notebook, among: frozenset[Path]) -> bool:
    """Tell whether a notebook is papermill's output of another one beside it."""
    run = source.nb["metadata"].get("papermill")
    name = PurePosixPath(str(run.get("input_path") or "")).name if isinstance(run, Mapping) else ""
    return bool(name) and source.path.with_name(name) in among - {source.path}


def _slug(path: Path) -> str:
    read = _read(path)
    return read.slug if read else path.stem


def _read(path: Path) -> notebook.Notebook | None:
    try:
        return notebook.load(path)
    except NbpressError:
        return None
