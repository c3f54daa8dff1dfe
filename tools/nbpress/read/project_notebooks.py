"""Find the notebooks of a project: a folder in, paths out. They lie in `notebooks/` or `_notebooks/`.

A notebook that is called `index.ipynb` may have a folder of its own there, with what belongs to it; its slug is that folder's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from nbpress.core.errors import NbpressError
from nbpress.core.project import INDEX, NOTEBOOKS, called
from nbpress.read import notebook

FOLDERS = NOTEBOOKS
DEEPEST = 2  # folders between
PATTERNS = ("*.ipynb", *(f"{'*/' * depth}{INDEX}" for depth in range(1, DEEPEST + 1)))


def found(project: Path) -> list[Path]:
    """Find the notebooks of a project, drafts too; what papermill made of one of them is no article of its own."""
    return [path for path, _ in read(project)]


def read(project: Path) -> Iterator[tuple[Path, notebook.Notebook | None]]:
    """Read the notebooks that `found` finds, one after another; None for one that cannot be read."""
    every = (path for name in FOLDERS for kind in PATTERNS for path in (project / name).glob(kind))
    paths = sorted(path for path in every if is_found(PurePosixPath(path.relative_to(project).as_posix())))
    among = frozenset(paths)
    for path in paths:
        source = _read(path)
        if source is None or not _is_copy(source, among):
            yield path, source


def is_found(path: PurePosixPath) -> bool:
    """Tell whether a notebook would be among them, by its path below the project."""
    folder, *inner = path.parts
    own = path.name == INDEX and len(inner) <= DEEPEST + 1
    passed_over = any(name.startswith((".", "_")) for name in inner[:-1])
    return folder in FOLDERS and (len(inner) == 1 or own) and not passed_over


def by_name(project: Path) -> dict[str, Path]:
    """Give the notebooks of a project by slug and by file name without its suffix."""
    paths = found(project)
    return {_slug(path): path for path in paths} | {called(path): path for path in paths}


def _is_copy(source: notebook.Notebook, among: frozenset[Path]) -> bool:
    """Tell whether a notebook is papermill's output of another one beside it."""
    run = source.nb["metadata"].get("papermill")
    name = PurePosixPath(str(run.get("input_path") or "")).name if isinstance(run, Mapping) else ""
    return bool(name) and source.path.with_name(name) in among - {source.path}


def _slug(path: Path) -> str:
    read = _read(path)
    return read.slug if read else called(path)


def _read(path: Path) -> notebook.Notebook | None:
    try:
        return notebook.load(path)
    except NbpressError:
        return None
