"""The command `nbpress preview`: parses, listens to the keyboard, and calls `nbpress.preview`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from nbpress.cli import arguments, options
from nbpress.core import system
from nbpress.core.project import project_of


@click.command()
@click.argument("notebooks", nargs=-1, type=click.Path(path_type=Path))
@options.site
@options.store
@click.option("--run", is_flag=True, help="Run what is due at once, without being asked.")
@options.python
@click.option("--port", type=click.IntRange(1, 65535), help="Serve at this port. [default: 4000, or a free one]")
def preview(
    notebooks: tuple[Path, ...], site: Path | None, store: Path | None, run: bool, python: Path | None, port: int | None
) -> None:
    """Show the site while NOTEBOOKS are written (all of the project, drafts too); each saved change is on the page at once."""
    from nbpress.preview import session
    from nbpress.publish.options import PublishOptions
    from nbpress.publish.publish import publish_notebooks
    from nbpress.read import site as sites

    paths = tuple(arguments.named(path) for path in notebooks)
    project = project_of(paths[0] if paths else Path.cwd() / "any.ipynb")
    where = arguments.site_for(site, project), arguments.store_for(store, project)
    sites.load(where[0])  # raises for what is no site, before anything is served
    how = PublishOptions(*where, python=python, **arguments.of_inputs())
    wanted = session.Wanted(project, paths, how, publish_notebooks, run, port)
    with contextlib.suppress(KeyboardInterrupt), _ending(), _keyboard() as keys:
        session.serve(wanted, click.echo, keys)
    click.echo("the preview has ended; the site is as it was")


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """End as by Ctrl-C when asked to terminate, or when the terminal is closed."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in system.endings()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _keyboard() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Read single keys of a terminal that is ours; give what takes the function to call for an `r`."""
    keyboard = sys.stdin.fileno() if sys.stdin and sys.stdin.isatty() else None
    if keyboard is None or not system.has_keyboard(keyboard):
        yield lambda run: None
        return
    import termios
    import tty

    before = termios.tcgetattr(keyboard)
    tty.setcbreak(keyboard)
    try:
        yield lambda run: threading.Thread(target=_listen, args=(keyboard, run), daemon=True).start()
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _listen(keyboard: int, run: Callable[[], None]) -> None:
    while key := os.read(keyboard, 1):
        if key in (b"r", b"R"):
            run()
