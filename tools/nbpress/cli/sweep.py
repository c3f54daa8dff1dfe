"""The command `nbpress sweep`: parses, calls `nbpress.sweep.sweep`, prints the table, and writes it as CSV and JSON."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from nbpress.cli import arguments, exit_codes, options
from nbpress.core.errors import WriteError
from nbpress.core.project import project_of


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option(
    "--grid", "grids", multiple=True, metavar="NAME=VALUE,…", help="Values of a parameter. Can be given several times."
)
@options.parameters
@options.jobs("Variants side by side. [default: one per core]")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the table goes, as CSV and JSON. [default: sweeps in the store]",
)
@options.store
@options.running
@options.scheduler
def sweep(
    notebook: Path,
    grids: tuple[str, ...],
    parameters: tuple[tuple[str, str], ...],
    parameters_file: Path | None,
    out: Path | None,
    store: Path | None,
    **options: Any,
) -> None:
    """Run NOTEBOOK (a path or a slug) with every combination of parameters, side by side, and print a table."""
    from nbpress.core import results_file
    from nbpress.report.sweep_progress import SweepProgress
    from nbpress.sweep import grid
    from nbpress.sweep.notebook import sweep_notebook
    from nbpress.sweep.sweep import SweepOptions

    path = arguments.named(notebook)
    place = arguments.store_for(store, project_of(path))
    given = arguments.given(parameters, parameters_file)
    folder = _writable(out or place / "sweeps")
    swept = sweep_notebook(
        path, grid.parse(grids), given, store=place, options=SweepOptions(**options), watches=SweepProgress
    )
    folder.mkdir(parents=True, exist_ok=True)
    csv, json = (folder / f"{swept.slug}.{kind}" for kind in ("csv", "json"))
    csv.write_text(results_file.to_csv(swept.table), encoding="utf-8")
    json.write_text(results_file.dump(swept.table), encoding="utf-8")
    click.echo(results_file.to_text(swept.table, swept.shown))
    for label, row in zip(swept.labels, swept.rows, strict=True):
        if row.error:
            click.echo(f"\n{label}: failed\n  " + "\n  ".join(row.error.splitlines()))
    click.echo(f"\ntable  {_shown(csv)}, {_shown(json)}")
    if any(row.error for row in swept.rows):
        sys.exit(exit_codes.NOT_PUBLISHED)


def _writable(folder: Path) -> Path:
    """Raise WriteError where no table could be written into a folder: that is to be known before anything runs."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise WriteError(
            f"the table cannot be written: {there} is no folder that can be", hint="Name another: --out PATH"
        )
    return folder


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("../..") else relative
