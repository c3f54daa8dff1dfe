"""Find the project that a notebook belongs to, and the project's site."""

from __future__ import annotations

from pathlib import Path

from nbpress.core import looks

CONFIG = "_config.yml"
NOTEBOOKS = ("notebooks", "_notebooks")  # where the notebooks of a project lie; Jekyll passes over the second
INDEX = "index.ipynb"  # a notebook of this name, or a text of it, may have a folder of its own, which then names it


def project_of(notebook: Path) -> Path:
    """Find the project of a notebook: the nearest folder above with `site/_config.yml` or `_config.yml`, else its own."""
    for folder in notebook.absolute().parents:
        if looks.is_file(folder / "site" / CONFIG) or looks.is_file(folder / CONFIG):
            return folder
    return notebook.absolute().parent


def site_of(project: Path) -> Path | None:
    """Find the site of a project, if it has one."""
    for folder in (project / "site", project):
        if looks.is_file(folder / CONFIG):
            return folder
    return None


def called(notebook: Path) -> str:
    """Give the name that people call a notebook by: its file's, or that of the folder that it is the index of."""
    folder = notebook.parent.name
    return folder if notebook.stem == Path(INDEX).stem and folder not in ("", *NOTEBOOKS) else notebook.stem
