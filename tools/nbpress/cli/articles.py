"""The commands `nbpress list`, `prune`, `freeze` and `clean`: they parse, call `nbpress.publish.inventory`, and print."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nbpress.cli import arguments, exit_codes, options
from nbpress.core.project import project_of

if TYPE_CHECKING:
    from nbpress.publish.options import PublishOptions
    from nbpress.publish.outcome import Line


@click.command("list")
@click.argument("notebooks", nargs=-1, type=click.Path(path_type=Path))
@options.site
@options.store
def list_(notebooks: tuple[Path, ...], site: Path | None, store: Path | None) -> None:
    """Say of each article whether it is up to date, and if not, what changed; without NOTEBOOKS, of all."""
    from nbpress.publish.options import PublishOptions
    from nbpress.report.summary import listing

    with arguments.answers_for(notebooks, site, store):
        named = [arguments.named(path) for path in notebooks]
        project = project_of(named[0] if named else Path.cwd() / "any.ipynb")
        options = PublishOptions(arguments.site_for(site, project), arguments.store_for(store, project))
        lines = _lines(named, options, None if notebooks else project)
    click.echo(listing(lines) or "there is no article yet: nbpress new TITLE begins one")
    if any(line.fault for line in lines):
        sys.exit(exit_codes.NOT_PUBLISHED)


def _lines(named: Sequence[Path], options: PublishOptions, whole: Path | None) -> list[Line]:
    """List articles; where nothing changed, nothing is loaded that reads them."""
    from nbpress.publish import answers, unchanged

    with answers.opened(options.store, options.site) as kept:
        found = unchanged.lines(named, whole, kept)
    if found is not None:
        return found
    from nbpress.publish import inventory

    return inventory.listed(named, options, whole)


@click.command()
@click.option(
    "--keep-days", type=click.FloatRange(min=0), default=0, help="Keep what is younger than this. [default: 0]"
)
@options.site
@options.store
def prune(keep_days: float, site: Path | None, store: Path | None) -> None:
    """Remove the stored runs that no article of the site needs."""
    from nbpress.publish import inventory
    from nbpress.publish.options import PublishOptions

    project = project_of(Path.cwd() / "any.ipynb")
    options = PublishOptions(arguments.site_for(site, project), arguments.store_for(store, project))
    gone = inventory.prune(options, keep_days)
    for path, size in gone:
        click.echo(f"removed {path.relative_to(options.store)} ({size / 1e3:,.0f} kB)")
    click.echo(f"{len(gone)} runs removed" if gone else "every stored run is needed")


@click.command()
@click.argument("slug")
@options.site
@options.store
def freeze(slug: str, site: Path | None, store: Path | None) -> None:
    """Copy the run of the article SLUG beside its notebook, to be committed: a clone then publishes it without a run."""
    from nbpress.publish import inventory
    from nbpress.publish.options import PublishOptions

    project = project_of(Path.cwd() / "any.ipynb")
    options = PublishOptions(arguments.site_for(site, project), arguments.store_for(store, project))
    copy, gone = inventory.freeze(project, slug, options)
    click.echo(f"{slug}: its run is {copy.relative_to(project)}; commit it")
    for path in gone:
        click.echo(f"removed {path.relative_to(project)}")


@click.command()
@click.argument("slug")
@options.site
@options.store
@click.option("--overwrite", is_flag=True, help="Remove files that were edited by hand, too; a backup is kept.")
def clean(slug: str, site: Path | None, store: Path | None, overwrite: bool) -> None:
    """Take the article SLUG out of the site: what nbpress wrote for it, and nothing else."""
    from nbpress.publish import inventory
    from nbpress.publish.options import PublishOptions

    project = project_of(Path.cwd() / "any.ipynb")
    where = arguments.site_for(site, project), arguments.store_for(store, project)
    entry, gone = inventory.clean(slug, PublishOptions(*where, overwrite=overwrite))
    for path in gone:
        click.echo(f"removed {path}")
    click.echo(f"{slug}: taken out of the site")
    if (project / entry.notebook).is_file() and not entry.variant and not entry.place:
        click.echo(f"its notebook {entry.notebook} stays, and publishes it again; `draft: true` keeps it back")
