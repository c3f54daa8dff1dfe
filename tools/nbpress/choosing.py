"""What the commands share: which notebooks, which site, which store a command line means."""

from __future__ import annotations

from pathlib import Path

import click

from nbpress.errors import NbpressError
from nbpress.project import project_of, site_of

store = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="NBPRESS_STORE",
    help="Where runs are kept. [default: .nbpress in the project]",
)
site = click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="The Jekyll site to publish into. [default: the project's]",
)


FOLDERS = ("notebooks", "_notebooks")  # where the notebooks of a project lie; Jekyll passes over the second


def every(folder: Path) -> list[Path]:
    """Find the notebooks of the project around a folder, drafts left out."""
    project = project_of(folder / "any.ipynb")
    paths = found(project)
    if not paths:
        raise click.UsageError(f"there is no notebook in {project / FOLDERS[0]}; name one")
    return [path for path in paths if not _draft(path)]


def found(project: Path) -> list[Path]:
    """Find the notebooks of a project, drafts too."""
    return sorted(path for name in FOLDERS for path in (project / name).glob("*.ipynb"))


def _draft(path: Path) -> bool:
    """Tell whether a notebook is a draft; one that cannot be read is none, so that its publication says why."""
    from nbpress.read import notebook

    try:
        return notebook.load(path).front.values.get("draft") is True
    except NbpressError:
        return False


def site_for(given: Path | None, project: Path) -> Path:
    """Find the site to publish into: the one given, else the project's."""
    found = given or site_of(project)
    if found is None:
        raise click.UsageError(f"{project} holds no Jekyll site; name one with --site PATH")
    return found.absolute()


def store_for(given: Path | None, project: Path) -> Path:
    """Find where runs are kept."""
    return (given or project / ".nbpress").absolute()
