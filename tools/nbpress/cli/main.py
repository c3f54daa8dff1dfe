"""The command line: parses, calls `nbpress.publish.publish`, prints, and maps errors to exit codes.

Exit codes: 0 done; 1 something was not published; 2 wrong usage; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from nbpress import __version__
from nbpress.cli import arguments, options
from nbpress.cli.articles import clean, freeze, list_, prune
from nbpress.cli.preview import preview
from nbpress.cli.scaffold import init, new
from nbpress.cli.sweep import inputs_of, sweep
from nbpress.core.errors import ParameterError, foreseen
from nbpress.core.lean import lean
from nbpress.core.project import project_of


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nbpress")
def cli() -> None:
    """Turn parameterised Jupyter notebooks into articles of a Jekyll blog, with live numbers."""


@cli.command()
@click.argument("notebooks", nargs=-1, type=click.Path(path_type=Path))
@options.parameters
@options.site
@options.store
@click.option("--as", "variant", default="", metavar="NAME", help="Publish beside the main article, under this name.")
@options.running
@click.option("--run-missing", is_flag=True, help="Also run what is up to date but was never run on this machine.")
@click.option(
    "--rerun-drifted",
    is_flag=True,
    help="Also run what was run with other versions of its packages than are installed.",
)
@click.option(
    "--check", is_flag=True, help="Run, write nothing, and exit 1 where the published article is no longer that."
)
@click.option("--frozen", is_flag=True, help="Run nothing: publish what there is a run of, list the rest.")
@click.option("--no-run", is_flag=True, help="Publish the outputs that the notebook holds.")
@click.option("--draft", is_flag=True, help="Publish as a draft.")
@click.option(
    "--overwrite", is_flag=True, help="Replace files that were edited by hand; a backup is kept in the store."
)
def publish(
    notebooks: tuple[Path, ...],
    parameters: tuple[tuple[str, str], ...],
    parameters_file: Path | None,
    site: Path | None,
    store: Path | None,
    check: bool,
    **options: Any,
) -> None:
    """Publish NOTEBOOKS (paths or slugs) into a Jekyll site; without any, all of the project that are no drafts."""
    from nbpress.publish import publish as press
    from nbpress.publish import reproduce
    from nbpress.read.notebook import slugged
    from nbpress.report.progress import Progress
    from nbpress.report.summary import summary

    paths = [arguments.named(path) for path in notebooks] or arguments.every(Path.cwd())
    given = arguments.given(parameters, parameters_file)
    if given and len(paths) > 1:
        raise click.UsageError("parameters are for one notebook; name it")
    variant = options["variant"]
    if variant and (len(paths) > 1 or slugged(variant) != variant):
        raise click.UsageError(f"--as takes a name such as {slugged(variant)}, for one notebook")
    running = ("rerun", "rerun_drifted", "run_missing")
    if options["frozen"] and (check or any(options[name] for name in running)):
        raise click.UsageError("--frozen runs nothing; it cannot be had with an option that runs")
    if options["no_run"] and given:
        raise click.UsageError("--no-run publishes the outputs that are there; parameters need a run")
    project = project_of(paths[0])
    where = arguments.site_for(site, project), arguments.store_for(store, project)
    wanted = press.Options(*where, parameters=given, still=not notebooks, **options)
    with Progress() as progress:
        if check:
            outcomes = reproduce.check(paths, wanted, progress)
        else:
            outcomes = press.publish(paths, wanted, progress, inputs_of(wanted, progress.pause))
    click.echo(summary(outcomes, wanted.site, Path.cwd()))
    failed = [outcome.error for outcome in outcomes if outcome.error]
    if failed:
        sys.exit(2 if all(isinstance(error, ParameterError) for error in failed) else 1)


for command in (preview, sweep, list_, prune, freeze, clean, new, init):
    cli.add_command(command)


def main() -> None:
    """Run the command line: the one place that turns exceptions into exit codes."""
    lean()
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing of the running article was written.", err=True)
        sys.exit(130)
    except Exception as error:
        worded = foreseen(error)
        click.echo(f"nbpress: {worded}", err=True)
        sys.exit(2 if isinstance(worded, ParameterError) else 1)
