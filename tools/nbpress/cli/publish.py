"""The command `nbpress publish`: parses, calls `nbpress.publish`, and prints the summary."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nbpress.cli import arguments, exit_codes, options
from nbpress.core.project import project_of

if TYPE_CHECKING:
    from nbpress.publish.options import PublishOptions
    from nbpress.publish.outcome import Outcome


@click.command()
@click.argument("notebooks", nargs=-1, type=click.Path(path_type=Path))
@options.parameters
@options.site
@options.store
@click.option("--as", "variant", default="", metavar="NAME", help="Publish beside the main article, under this name.")
@options.running
@options.jobs("Articles that need a run, side by side. [default: one; of a sweep among their inputs, one run per core]")
@options.scheduler
@click.option("--run-missing", is_flag=True, help="Also run what is up to date but was never run on this machine.")
@click.option(
    "--rerun-drifted",
    is_flag=True,
    help="Also run what was run with other versions of its packages than are installed.",
)
@click.option(
    "--check", is_flag=True, help="Run, write nothing, and exit 1 where the published article is no longer that."
)
@click.option(
    "--twice", is_flag=True, help="With --check: run it a second time, and name what differs from run to run."
)
@click.option("--frozen", is_flag=True, help="Run nothing: publish what there is a run of, list the rest.")
@click.option("--no-run", is_flag=True, help="Publish the outputs that the notebook holds.")
@click.option("--strict", is_flag=True, help="Take warnings for errors, of articles that are up to date too.")
@click.option("--draft", is_flag=True, help="Publish as a draft.")
@click.option(
    "--moved-from",
    default="",
    metavar="SLUG",
    help="The notebook is that of the article SLUG, which came from another place.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace files that were edited by hand; a backup is kept in the store. Also publish without outputs that a notebook"
    " no longer holds.",
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
    """Publish NOTEBOOKS (paths or slugs) into a Jekyll site; without any, all of the project that have front matter and are
    no drafts."""
    from nbpress.publish.options import PublishOptions
    from nbpress.publish.unfinished import Chosen
    from nbpress.report.summary import summary

    with arguments.answers_for(notebooks, site, store):
        named = tuple(arguments.named(path) for path in notebooks)
        project = project_of(named[0] if named else Path.cwd() / "any.ipynb")
        root = arguments.site_for(site, project)
        chosen = Chosen(named) if named else arguments.unnamed(project, root)
        given = arguments.given(parameters, parameters_file)
        _usage(chosen.paths, given, check, options)
        wanted = PublishOptions(
            site=root,
            store=arguments.store_for(store, project),
            parameters=given,
            still=not named,
            unnamed=not named,
            **options,
        )
        outcomes = _outcomes(chosen.paths, wanted, check)
    click.echo(summary(outcomes, wanted.site, Path.cwd(), chosen.left))
    code = exit_codes.of(outcome.error for outcome in outcomes)
    if code:
        sys.exit(code)


def _outcomes(paths: Sequence[Path], wanted: PublishOptions, check: bool) -> list[Outcome]:
    """Publish, or check; where nothing changed, nothing is loaded that does either."""
    from nbpress.publish import answers, unchanged

    with answers.opened(wanted.store, wanted.site) as kept:
        found = None if check else unchanged.every(paths, wanted, kept)
    if found is not None:
        return found
    from nbpress.publish import publish as press
    from nbpress.report.progress import Progress

    with Progress() as progress:
        if check:
            from nbpress.publish import reproduce

            return reproduce.check(paths, wanted, progress)
        return press.publish_notebooks(paths, wanted, progress, progress.sweep)


def _usage(paths: Sequence[Path], given: dict[str, Any], check: bool, options: dict[str, Any]) -> None:
    """Refuse options that contradict each other."""
    if given and len(paths) != 1:
        raise click.UsageError("parameters are for one notebook; name it")
    if options["moved_from"] and (len(paths) != 1 or check):
        raise click.UsageError("--moved-from is for one notebook that is published; name it")
    variant = options["variant"]
    if variant:
        from nbpress.read.slug import slugged

        if len(paths) != 1 or slugged(variant) != variant:
            raise click.UsageError(f"--as takes a name such as {slugged(variant)}, for one notebook")
    if check and any(_typed(name) for name in ("jobs", "scheduler")):
        raise click.UsageError("--check runs one article after another, here; it takes no --jobs and no --scheduler")
    running = ("rerun", "rerun_drifted", "run_missing")
    if options["frozen"] and (check or any(options[name] for name in running)):
        raise click.UsageError("--frozen runs nothing; it cannot be had with an option that runs")
    if options["twice"] and not check:
        raise click.UsageError("--twice goes with --check")
    if options["no_run"] and given:
        raise click.UsageError("--no-run publishes the outputs that are there; parameters need a run")


def _typed(name: str) -> bool:
    """Tell whether an option was given on the command line, and not by its variable."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
