"""Options that several commands have."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

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


def _interpreter(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Give a path whole, whatever folder a kernel works in; raise BadParameter where it names no Python."""
    from nbpress.core import interpreter

    if path and interpreter.found(path) is None:
        raise click.BadParameter(f"there is no Python in {path}; name an interpreter, or the folder of its environment")
    return path and Path(os.path.abspath(path))  # noqa: PTH100 - without `..`, and with the links of an environment


python = click.option(
    "--python",
    type=click.Path(path_type=Path),
    envvar="NBPRESS_PYTHON",
    callback=_interpreter,
    help="Run Python notebooks with this interpreter, or that of this environment's folder.",
)


def parameters(command: Command) -> Command:
    """Add `-p` and `-f`, which `arguments.given` joins."""
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


scheduler = click.option(
    "--scheduler", envvar="NBPRESS_SCHEDULER", help="Run on the Dask cluster of this scheduler (tcp://…)."
)


def jobs(text: str) -> Callable[[Command], Command]:
    """Make the option that says how much runs side by side, with its help."""
    return click.option("--jobs", type=click.IntRange(min=1), envvar="NBPRESS_JOBS", help=text)


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
        python,
        click.option("--rerun", is_flag=True, help="Run again, whatever the store holds."),
    ):
        command = option(command)
    return command
