"""The command line: gathers the commands, and maps whatever goes wrong to an exit code."""

from __future__ import annotations

import io
import sys

import click

from nbpress import __version__
from nbpress.cli import exit_codes
from nbpress.cli.articles import clean, freeze, list_, prune
from nbpress.cli.migrate import migrate
from nbpress.cli.preview import preview
from nbpress.cli.publish import publish
from nbpress.cli.scaffold import init, new
from nbpress.cli.sweep import sweep
from nbpress.core.errors import foreseen
from nbpress.core.lean import lean


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nbpress")
def cli() -> None:
    """Turn parameterised Jupyter notebooks into articles of a Jekyll blog, with live numbers."""


for command in (publish, preview, sweep, list_, prune, freeze, clean, new, init, migrate):
    cli.add_command(command)


def main() -> None:
    """Run the command line, and exit."""
    lean()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A text may have letters that the terminal has not.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; no article is half written.", err=True)
        sys.exit(exit_codes.STOPPED)
    except Exception as error:
        worded = foreseen(error)
        click.echo(f"nbpress: {worded}", err=True)
        sys.exit(exit_codes.of([worded]))
