"""What the commands share: options, and which notebooks, parameters, site and store a command line means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nbpress.core.errors import NbpressError, nearest
from nbpress.core.project import project_of, site_of
from nbpress.notebook.parameter_values import Text, mapping

if TYPE_CHECKING:
    from nbpress.read.notebook import Notebook

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
    """Find the notebooks of a project, drafts too; what papermill made of one of them is no article of its own."""
    paths = sorted(path for name in FOLDERS for path in (project / name).glob("*.ipynb"))
    return [path for path in paths if not _copy(path, paths)]


def named(name: Path) -> Path:
    """Give the notebook of a path; of a bare name, the one that the project holds under it, by file or slug."""
    if name.suffix == ".ipynb" or name.exists() or len(name.parts) != 1:
        return name.absolute()
    beside = Path(f"{name}.ipynb")
    if beside.is_file():
        return beside.absolute()
    project = project_of(Path.cwd() / "any.ipynb")
    paths = found(project)
    known = {_slug(path): path for path in paths} | {path.stem: path for path in paths}
    if str(name) not in known:
        hint = nearest(str(name), known)
        raise click.UsageError(
            f'there is no notebook "{name}" in {project / FOLDERS[0]}' + (f"; {hint}" if hint else "")
        )
    return known[str(name)]


def _copy(path: Path, among: list[Path]) -> bool:
    """Tell whether a notebook is papermill's output of another one beside it."""
    read = _read(path)
    origin = str((read.nb["metadata"].get("papermill") or {}).get("input_path") or "") if read else ""
    return bool(origin) and path.with_name(PurePosixPath(origin).name) in set(among) - {path}


def _draft(path: Path) -> bool:
    """Tell whether a notebook is a draft; one that cannot be read is none, so that its publication says why."""
    read = _read(path)
    return read is not None and read.front.values.get("draft") is True


def _slug(path: Path) -> str:
    read = _read(path)
    return read.slug if read else path.stem


def _read(path: Path) -> Notebook | None:
    from nbpress.read import notebook

    try:
        return notebook.load(path)
    except NbpressError:
        return None


def site_for(given: Path | None, project: Path) -> Path:
    """Find the site to publish into: the one given, else the project's."""
    found = given or site_of(project)
    if found is None:
        raise click.UsageError(f"{project} holds no Jekyll site; name one with --site PATH")
    return found.absolute()


def store_for(given: Path | None, project: Path) -> Path:
    """Find where runs are kept."""
    return (given or project / ".nbpress").absolute()
