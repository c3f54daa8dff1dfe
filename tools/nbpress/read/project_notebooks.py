"""Find the notebooks of a project: a folder in, paths out. They lie in `notebooks/` or `_notebooks/`.

Those of Jupyter's own kind, and those that are written as text (`sources`). One that is called `index` may have a folder of its
own there, with what belongs to it; its slug is that folder's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from nbpress.core import looks
from nbpress.core.errors import NbpressError, ReadError
from nbpress.core.project import INDEX, NOTEBOOKS, called, site_of
from nbpress.read import notebook, pairs, sources
from nbpress.read import site as sites

FOLDERS = NOTEBOOKS
DEEPEST = 2  # folders between
INNER = PurePosixPath(INDEX).stem
PATTERNS = ("*.*", *(f"{'*/' * depth}{INNER}.*" for depth in range(1, DEEPEST + 1)))


def found(project: Path) -> list[Path]:
    """Find the notebooks of a project, drafts too; what papermill made of one of them is no article of its own."""
    return [path for path, _ in read(project)]


def read(project: Path) -> Iterator[tuple[Path, notebook.Notebook | None]]:
    """Read the notebooks that `found` finds, one after another; None for one that cannot be read.

    Of a pair only the text is found. No text is found in a folder that is a collection of the site's: it is a page there.
    """
    paths = every(project)
    among = frozenset(map(str, paths))
    for path in paths:
        source = whole(path)
        if source is None or not is_copy(source, among):
            yield path, source


def every(project: Path) -> list[Path]:
    """Find them without reading those of Jupyter's own kind: copies are among them."""
    for name in FOLDERS:
        looks.tree(project / name, DEEPEST + 1)
    found = (path for name in FOLDERS for kind in PATTERNS for path in (project / name).glob(kind))
    there = (path for path in found if is_found(PurePosixPath(path.relative_to(project).as_posix())))
    notebooks = {path for path in there if sources.is_notebook(path)}
    taken = _collected(project) if any(map(sources.is_text, notebooks)) else frozenset()
    notebooks -= {path for path in notebooks if sources.is_text(path) and path.relative_to(project).parts[0] in taken}
    texts = {path.with_suffix("") for path in notebooks if sources.is_text(path)}
    return sorted(path for path in notebooks if sources.is_text(path) or path.with_suffix("") not in texts)


def is_found(path: PurePosixPath) -> bool:
    """Tell whether a notebook would be among them, by its path below the project."""
    folder, *inner = path.parts
    own = path.stem == INNER and len(inner) <= DEEPEST + 1
    passed_over = any(name.startswith((".", "_")) for name in inner[:-1])
    known = path.suffix in sources.suffixes()
    return known and folder in FOLDERS and (len(inner) == 1 or own) and not passed_over


def beside(name: Path) -> Path | None:
    """Find the notebook that a path means, with or without its suffix; of a pair it is the text. None where there is none."""
    if name.suffix in sources.suffixes():
        return pairs.text_of(name)
    named = (name.with_name(f"{name.name}{suffix}") for suffix in sources.suffixes())
    return next((pairs.text_of(path) for path in named if path.is_file() and sources.is_notebook(path)), None)


def _collected(project: Path) -> frozenset[str]:
    """Name the folders of a project that hold the collections of its site."""
    root = site_of(project)
    try:
        site = sites.load(root) if root and root == project else None
    except ReadError:  # whoever publishes into the site says why
        return frozenset()
    names = site.collections if site and site.collections_dir == PurePosixPath() else ()
    return frozenset(f"_{name}" for name in names)


def by_name(project: Path) -> dict[str, Path]:
    """Give the notebooks of a project by slug and by file name without its suffix."""
    paths = found(project)
    return {_slug(path): path for path in paths} | {called(path): path for path in paths}


def is_copy(source: notebook.Notebook, among: Collection[str]) -> bool:
    """Tell whether a notebook is papermill's output of another one beside it."""
    run = source.nb["metadata"].get("papermill")
    name = PurePosixPath(str(run.get("input_path") or "")).name if isinstance(run, Mapping) else ""
    if name:
        looks.passing()  # it hangs on what else there is
    return name not in ("", source.path.name) and str(source.path.with_name(name)) in among


def _slug(path: Path) -> str:
    read = whole(path)
    return read.slug if read else called(path)


def whole(path: Path) -> notebook.Notebook | None:
    """Read a notebook; None where that cannot be done."""
    try:
        return notebook.load(path)
    except NbpressError:
        return None
