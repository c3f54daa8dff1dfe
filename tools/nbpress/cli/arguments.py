"""Which notebooks, parameters, site and store a command line means."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nbpress.core import looks
from nbpress.core.errors import nearest
from nbpress.core.project import NOTEBOOKS, project_of, site_of

if TYPE_CHECKING:
    from nbpress.publish.unfinished import Chosen


def given(parameters: tuple[tuple[str, str], ...], file: Path | None) -> dict[str, Any]:
    """Give the values of a file and of a command line by name; the latter are yet to be read."""
    if not (parameters or file):
        return {}
    from nbpress.notebook.parameter_values import Text, mapping

    return {**(mapping(file) if file else {}), **{name: Text(value) for name, value in parameters}}


def unnamed(project: Path, site: Path) -> Chosen:
    """Choose the notebooks of a project that are published into a site though nobody names them."""
    from nbpress.publish import unfinished

    chosen = unfinished.chosen(project, site)
    if not chosen.paths and not chosen.left:
        raise click.UsageError(f"there is no notebook in {_folder(project)}; name one")
    return chosen


def answers_for(notebooks: Sequence[Path], site: Path | None, store: Path | None) -> AbstractContextManager[object]:
    """Open what is known of the site that these notebooks are meant for, as far as it can be told before they are found."""
    from nbpress.publish import answers

    project = project_of(notebooks[0] if notebooks else Path.cwd() / "any.ipynb")
    root = site or site_of(project)
    return answers.opened(store_for(store, project), root.absolute()) if root else nullcontext()


def named(name: Path) -> Path:
    """Give the notebook of a path; of a bare name, the one that the project holds under it, by file or slug."""
    from nbpress.publish import answers

    whole = name.absolute()
    return Path(answers.asked(("named", str(project_of(whole)), str(whole)), lambda: str(_named(name))))


def _named(name: Path) -> Path:
    from nbpress.read import project_notebooks

    beside = project_notebooks.beside(name)
    if beside or looks.is_file(name) or looks.is_folder(name) or len(name.parts) != 1:
        return (beside or name).absolute()
    project = project_of(Path.cwd() / "any.ipynb")
    known = project_notebooks.by_name(project)
    if str(name) not in known:
        hint = nearest(str(name), known)
        raise click.UsageError(f'there is no notebook "{name}" in {_folder(project)}' + (f"; {hint}" if hint else ""))
    return known[str(name)]


def _folder(project: Path) -> Path:
    """Name the folder of a project's notebooks: the first of those that are there."""
    return next((project / name for name in NOTEBOOKS if looks.is_folder(project / name)), project / NOTEBOOKS[0])


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
    from nbpress.write import transaction

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
