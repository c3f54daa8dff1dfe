"""The command line: parses, calls `nbpress.publish`, prints, and maps errors to exit codes.

Exit codes: 0 done; 1 something was not published; 2 wrong usage; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nbpress import __version__
from nbpress.errors import NbpressError, ParameterError
from nbpress.parameters import Text
from nbpress.project import project_of, site_of


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nbpress")
def cli() -> None:
    """Turn parameterised Jupyter notebooks into articles of a Jekyll blog, with live numbers."""


@cli.command()
@click.argument("notebooks", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-p",
    "--parameter",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="Set a parameter, the value read as YAML. Can be given several times.",
)
@click.option(
    "-f",
    "--parameters-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Set parameters from a YAML file.",
)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="The Jekyll site to publish into. [default: the project's]",
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="NBPRESS_STORE",
    help="Where runs are kept. [default: .nbpress in the project]",
)
@click.option("--rerun", is_flag=True, help="Run again, whatever the store holds.")
@click.option("--run-missing", is_flag=True, help="Also run what is up to date but was never run on this machine.")
@click.option("--no-run", is_flag=True, help="Publish the outputs that the notebook holds.")
@click.option("--draft", is_flag=True, help="Publish as a draft.")
@click.option(
    "--overwrite", is_flag=True, help="Replace files that were edited by hand; a backup is kept in the store."
)
@click.option("--kernel", help="Run in this kernel.")
@click.option(
    "--cell-timeout", type=click.IntRange(min=1), envvar="NBPRESS_CELL_TIMEOUT", help="Seconds that a cell may take."
)
def publish(
    notebooks: tuple[Path, ...],
    parameters: tuple[tuple[str, str], ...],
    parameters_file: Path | None,
    site: Path | None,
    store: Path | None,
    cell_timeout: int | None,
    kernel: str | None,
    **flags: bool,
) -> None:
    """Publish NOTEBOOKS into a Jekyll site; without any, all of the project that are no drafts."""
    from nbpress import publish as press
    from nbpress.progress import Progress
    from nbpress.summary import summary

    paths = [path.absolute() for path in notebooks] or _all(Path.cwd())
    given = {**_from_file(parameters_file), **{name: Text(value) for name, value in parameters}}
    if given and len(paths) > 1:
        raise click.UsageError("parameters are for one notebook; name it")
    project = project_of(paths[0])
    options = press.Options(
        site=_site(site, project),
        store=(store or project / ".nbpress").absolute(),
        parameters=given,
        kernel=kernel,
        timeout=cell_timeout,
        **flags,
    )
    with Progress() as progress:
        outcomes = press.publish(paths, options, progress)
    click.echo(summary(outcomes, options.site, Path.cwd()))
    failed = [outcome.error for outcome in outcomes if outcome.error]
    if failed:
        sys.exit(2 if all(isinstance(error, ParameterError) for error in failed) else 1)


def _all(folder: Path) -> list[Path]:
    """The notebooks of the project around a folder, drafts left out."""
    project = project_of(folder / "any.ipynb")
    found = sorted([*(project / "notebooks").glob("*.ipynb"), *(project / "_notebooks").glob("*.ipynb")])
    if not found:
        raise click.UsageError(f"there is no notebook in {project / 'notebooks'}; name one")
    return [path for path in found if not _draft(path)]


def _draft(path: Path) -> bool:
    """Tell whether a notebook is a draft; one that cannot be read is none, so that its publication says why."""
    from nbpress.read import notebook

    try:
        return notebook.load(path).front.values.get("draft") is True
    except NbpressError:
        return False


def _site(given: Path | None, project: Path) -> Path:
    site = given or site_of(project)
    if site is None:
        raise click.UsageError(f"{project} holds no Jekyll site; name one with --site PATH")
    return site.absolute()


def _from_file(path: Path | None) -> dict[str, object]:
    import yaml

    if path is None:
        return {}
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise click.UsageError(f"{path} cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise click.UsageError(f"{path} holds no mapping of parameters to values")
    return {str(name): value for name, value in values.items()}


def main() -> None:
    """Run the command line: the one place that turns exceptions into exit codes."""
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
    except NbpressError as error:
        click.echo(f"nbpress: {error}", err=True)
        sys.exit(1)
