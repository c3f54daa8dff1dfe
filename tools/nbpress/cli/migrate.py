"""The command `nbpress migrate`: it shows what makes a blog one of nbpress, and writes it when that is asked."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nbpress.scaffold.migrate.records import Plan


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write it; without this, the difference is shown and nothing is written.")
def migrate(path: Path, write: bool) -> None:
    """Make the blog of fastpages, nbdev, Quarto or jupyblog at PATH one of nbpress."""
    from nbpress.scaffold.migrate import difference, migration, tree

    planned = migration.plan(path)
    name = shlex.quote(str(path))
    if planned.changes:
        tree.committed(planned.root)
        for line in difference.lines(planned):
            click.echo(line)
    _tell(planned)
    if not planned.changes:
        click.echo(f"{path}: is a blog of nbpress already; nothing is to be done")
    elif write:
        migration.write(planned)
        click.echo(f"\n{path}: written. What comes next, in {path}:")
        click.echo("  nbpress publish --no-run    publishes the articles with the outputs that they hold")
        click.echo("  jekyll build                makes the pages, in _site/")
        click.echo(f"  {tree.UNDO.format(root=name)}    takes all of it back, before you commit")
    else:
        click.echo(f"\n{path}: nothing was written. To write it: nbpress migrate --write {name}")


def _tell(planned: Plan) -> None:
    """List what is not carried over."""
    if planned.told:
        click.echo(f"\nNot carried over, of a blog of {planned.title}:")
    for told in planned.told:
        click.echo(f"  {told}")
