"""The commands `nbpress new` and `nbpress init`: they parse, call `nbpress.scaffold`, and print."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path, PurePosixPath

import click

from nbpress.cli import arguments, options
from nbpress.core.project import CONFIG, project_of


@click.command()
@click.argument("title")
@click.option(
    "--as",
    "kind",
    default="ipynb",
    metavar="KIND",
    help="Write it as md (MyST Markdown), py (a script), qmd (Quarto) or ipynb. [default: ipynb]",
)
@options.site
def new(title: str, kind: str, site: Path | None) -> None:
    """Begin an article: write a notebook named after TITLE that runs and publishes as it stands."""
    from nbpress.read import sources
    from nbpress.scaffold import article as articles

    if not title.strip():
        raise click.UsageError("an article needs a title")
    if kind not in sources.writable():
        raise click.UsageError(f"--as takes {', '.join(sources.writable())}")
    project = project_of(Path.cwd() / "any.ipynb")
    root = arguments.site_for(site, project)
    path = articles.begin(title.strip(), project, root, datetime.now().date(), f".{kind}")
    name = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    click.echo(f"{name}: written; open it in {'your editor' if sources.is_text(path) else 'JupyterLab'}")
    if package := articles.unread(path):
        click.echo(f"it is read by {package}, which is not installed here: pip install 'nbpress[text]'")
    for package in articles.lacking(project):
        click.echo(f"its figure needs {package}: pip install {package}")
    click.echo(f"nbpress preview shows it while you write, nbpress publish {name} publishes it")


@click.command()
@click.argument("path", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--blog",
    is_flag=True,
    help="Make a new blog at PATH, with a theme and a first article; of one made so, renew the theme.",
)
@click.option(
    "--take",
    multiple=True,
    metavar="FILE",
    help="With --blog: take the theme's own version of a file that was edited; a backup is kept. Can be given several times.",
)
def init(path: Path, blog: bool, take: tuple[str, ...]) -> None:
    """Write the settings of nbpress into the `_config.yml` of the Jekyll site at PATH; everything else stays.

    With --blog, make a new blog instead.
    """
    if take and not blog:
        raise click.UsageError("--take goes with --blog")
    if blog:
        _blog(path, take)
    elif path.is_dir():
        _settings(path)
    else:
        raise click.UsageError(
            f"there is no folder {path}; nbpress init --blog {shlex.quote(str(path))} makes a new blog there"
        )


def _blog(path: Path, take: tuple[str, ...]) -> None:
    """Make a new blog, or renew the theme of one, and say what was done."""
    from nbpress.scaffold import new_blog

    root, name = path.absolute(), shlex.quote(str(path))
    done = new_blog.settle(root, datetime.now().date(), arguments.store_for(None, root), [*map(PurePosixPath, take)])
    if done.new:
        click.echo(f"{path}: a new blog; its title and address are in {path / CONFIG}")
        click.echo(
            f"its first article is {path / new_blog.ARTICLE}: cd {name} && nbpress publish runs and publishes it"
        )
        click.echo("nbpress preview shows the blog while you write, jekyll build makes its pages")
    elif not done.written and not done.removed:
        click.echo(f"{path}: nothing in the theme is new")
    for what, files in (("removed", done.removed), ("written", () if done.new else done.written)):
        for file in files:
            click.echo(f"{file}: {what}")
    for file in done.edited:
        what = "edited" if (root / file).exists() else "removed by you"
        click.echo(f"{file}: {what}, and left; nbpress init --blog {name} --take {file} takes the theme's own")


def _settings(path: Path) -> None:
    """Write the settings of a blog that somebody has, and say what was found."""
    from nbpress.read import sources
    from nbpress.scaffold import blog as blogs

    found = blogs.settle(path.absolute())
    if found is None:
        click.echo(f"{path / '_config.yml'}: has its `nbpress:` settings; nothing was written")
    else:
        click.echo(f"{path / '_config.yml'}: `nbpress:` settings added at its end")
        click.echo(f"  theme {found.theme} ({found.why})\n  images in {found.images}")
        click.echo(f"  math by {found.math} ({found.loads})")
    if any(map(sources.is_notebook, path.glob("notebooks/*.*"))):
        click.echo("Jekyll copies notebooks/ into the public site; name it _notebooks, which it passes over")
