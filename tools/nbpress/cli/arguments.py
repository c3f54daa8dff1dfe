"""Which notebooks, parameters, site and store a command line means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nbpress.core.errors import nearest
from nbpress.core.project import project_of, site_of
from nbpress.notebook.parameter_values import Text, mapping
from nbpress.write import transaction

if TYPE_CHECKING:
    from nbpress.publish.unfinished import Chosen


def given(parameters: tuple[tuple[str, str], ...], file: Path | None) -> dict[str, Any]:
    """Give the values of a file and of a command line by name; the latter are yet to be read."""
    return {**(mapping(file) if file else {}), **{name: Text(value) for name, value in parameters}}


def unnamed(project: Path, site: Path) -> Chosen:
    """Choose the notebooks of a project that are published into a site though nobody names them."""
    from nbpress.publish import unfinished
    from nbpress.read import project_notebooks

    chosen = unfinished.chosen(project, site)
    if not chosen.paths and not chosen.left:
        raise click.UsageError(f"there is no notebook in {project / project_notebooks.FOLDERS[0]}; name one")
    return chosen


def named(name: Path) -> Path:
    """Give the notebook of a path; of a bare name, the one that the project holds under it, by file or slug."""
    from nbpress.read import project_notebooks

    beside = project_notebooks.beside(name)
    if beside or name.exists() or len(name.parts) != 1:
        return (beside or name).absolute()
    project = project_of(Path.cwd() / "any.ipynb")
    known = project_notebooks.by_name(project)
    if str(name) not in known:
        hint = nearest(str(name), known)
        raise click.UsageError(
            f'there is no notebook "{name}" in {project / project_notebooks.FOLDERS[0]}' + (f"; {hint}" if hint else "")
        )
    return known[str(name)]


def site_for(given: Path | None, project: Path) -> Path:
    """Find the site to publish into: the one given, else the project's. What a killed command left there goes.

    Inside a blog nothing goes into another one unasked, wherever the notebook lies.
    """
    own, here = site_of(project), site_of(project_of(Path.cwd() / "any.ipynb"))
    if given is None and own and here and own.resolve() != here.resolve():
        raise click.UsageError(f"the notebook belongs to {own}, and you are in {here}; say which with --site PATH")
    found = given or own
    if found is None:
        raise click.UsageError(f"{project} holds no Jekyll site; name one with --site PATH")
    transaction.settle(found.absolute())
    return found.absolute()


def store_for(given: Path | None, project: Path) -> Path:
    """Find where runs are kept."""
    return (given or project / ".nbpress").absolute()


def of_inputs() -> dict[str, Any]:
    """Say how the runs of inputs are made on this machine: it is asked, and not the command line."""
    jobs = os.environ.get("NBPRESS_JOBS", "")
    return {
        "jobs": int(jobs) if jobs.isdecimal() and int(jobs) else None,
        "scheduler": os.environ.get("NBPRESS_SCHEDULER"),
    }
