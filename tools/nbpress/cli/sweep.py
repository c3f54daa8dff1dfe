"""The command `nbpress sweep`: parses, calls `nbpress.sweep.sweep`, prints the table, and writes it as CSV and JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nbpress.cli import arguments, options
from nbpress.core.project import project_of
from nbpress.publish.job import Options


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option(
    "--grid", "grids", multiple=True, metavar="NAME=VALUE,…", help="Values of a parameter. Can be given several times."
)
@options.parameters
@click.option(
    "--jobs", type=click.IntRange(min=1), envvar="NBPRESS_JOBS", help="Variants side by side. [default: one per core]"
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the table goes, as CSV and JSON. [default: sweeps in the store]",
)
@options.store
@options.running
@click.option("--scheduler", envvar="NBPRESS_SCHEDULER", help="Run on the Dask cluster of this scheduler (tcp://…).")
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
    from nbpress.sweep import grid, inputs, variants
    from nbpress.sweep import sweep as sweeps

    path = arguments.named(notebook)
    place = arguments.store_for(store, project_of(path))
    given, values, wanted = arguments.given(parameters, parameters_file), grid.parse(grids), sweeps.Options(**options)
    variants.of(path, place, values, given)  # what is wrong with them is told before anything runs
    inputs.bring(path, place, wanted, SweepProgress)
    of = variants.of(path, place, values, given)
    folder = out or place / "sweeps"
    folder.mkdir(parents=True, exist_ok=True)
    with SweepProgress() as progress:
        rows = sweeps.sweep(of, wanted, progress)
    csv, json = (folder / f"{of.source.slug}.{kind}" for kind in ("csv", "json"))
    csv.write_text(results_file.to_csv(rows), encoding="utf-8")
    json.write_text(results_file.dump(rows), encoding="utf-8")
    click.echo(results_file.to_text(rows, of.shown))
    for variant, row in zip(of.variants, rows.rows, strict=True):
        if row.error:
            click.echo(f"\n{variant.label}: failed\n  " + "\n  ".join(row.error.splitlines()))
    click.echo(f"\ntable  {_shown(csv)}, {_shown(json)}")
    if any(row.error for row in rows.rows):
        sys.exit(1)


def inputs_of(options: Options, pause: Callable[[], None]) -> Callable[[Path], object]:
    """What brings the inputs of a notebook up to date before it is published; `pause` clears the place for their progress."""
    from nbpress.report.sweep_progress import SweepProgress
    from nbpress.sweep import inputs
    from nbpress.sweep import sweep as sweeps

    def watches() -> SweepProgress:
        pause()
        return SweepProgress()

    jobs = os.environ.get("NBPRESS_JOBS", "")
    running = sweeps.Options(
        int(jobs) if jobs.isdecimal() and int(jobs) else None,
        timeout=options.timeout,
        run_timeout=options.run_timeout,
        scheduler=os.environ.get("NBPRESS_SCHEDULER"),
    )
    return lambda path: inputs.bring(path, options.store, running, watches, frozen=options.frozen)


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("../..") else relative
