"""The commands `nbpress new` and `nbpress init`: they parse, call `nbpress.scaffold`, and print."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from nbpress.cli import arguments, options
from nbpress.core.project import project_of


@click.command()
@click.argument("title")
@options.site
def new(title: str, site: Path | None) -> None:
    """Begin an article: write a notebook named after TITLE that runs and publishes as it stands."""
    from nbpress.scaffold import article as articles

    if not title.strip():
        raise click.UsageError("an article needs a title")
    project = project_of(Path.cwd() / "any.ipynb")
    root = arguments.site_for(site, project)
    path = articles.begin(title.strip(), project, root, datetime.now().date())
    name = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    click.echo(f"{name}: written; open it in JupyterLab")
    for package in articles.lacking():
        click.echo(f"its figure needs {package}: pip install {package}")
    click.echo(f"nbpress preview shows it while you write, nbpress publish {name} publishes it")


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
def init(path: Path) -> None:
    """Write the settings of nbpress into the `_config.yml` of the Jekyll site at PATH; everything else stays."""
    from nbpress.scaffold import blog as blogs

    found = blogs.settle(path.absolute())
    if found is None:
        click.echo(f"{path / '_config.yml'}: has its `nbpress:` settings; nothing was written")
    else:
        click.echo(f"{path / '_config.yml'}: `nbpress:` settings added at its end")
        click.echo(f"  theme {found.theme} ({found.why})\n  images in {found.images}")
        click.echo(f"  math by {found.math} ({found.loads})")
    if list(path.glob("notebooks/*.ipynb")):
        click.echo("Jekyll copies notebooks/ into the public site; name it _notebooks, which it passes over")
