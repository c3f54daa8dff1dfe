"""What the commands share: options, and which notebooks, parameters, site and store a command line means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from nbpress.errors import NbpressError
from nbpress.given import Text, mapping
from nbpress.project import project_of, site_of

Command = TypeVar("Command", bound=Callable[..., Any])
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


def parameters(command: Command) -> Command:
    """Add `-p` and `-f`, which `given` joins."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    command = click.option("-f", "--parameters-file", type=file, help="Set parameters from a YAML file.")(command)
    return click.option(
        "-p",
        "--parameter",
        "parameters",
        nargs=2,
        multiple=True,
        metavar="NAME VALUE",
        help="Set a parameter, the value read as YAML. Can be given several times.",
    )(command)


def given(parameters: tuple[tuple[str, str], ...], file: Path | None) -> dict[str, Any]:
    """Give the values of a file and of a command line by name; the latter are yet to be read."""
    return {**(mapping(file) if file else {}), **{name: Text(value) for name, value in parameters}}


def running(command: Command) -> Command:
    """Add how a run is to be made: whether at any rate, in which kernel, and how long it may take."""
    for option in (
        click.option(
            "--run-timeout",
            type=click.IntRange(min=1),
            envvar="NBPRESS_RUN_TIMEOUT",
            help="Seconds that a run may take.",
        ),
        click.option(
            "--cell-timeout",
            "timeout",
            type=click.IntRange(min=1),
            envvar="NBPRESS_CELL_TIMEOUT",
            help="Seconds that a cell may take.",
        ),
        click.option("--kernel", help="Run in this kernel."),
        click.option("--rerun", is_flag=True, help="Run again, whatever the store holds."),
    ):
        command = option(command)
    return command


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
