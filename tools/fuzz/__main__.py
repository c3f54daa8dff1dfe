"""Try many changes, each in a child process, and print those that nbpress did not survive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tools.faults.harness import Ended, call, project, tree
from tools.fuzz.rounds import rounds

LIMITS = (20, 4_000_000_000)  # seconds of processor, and bytes


def wrong(ended: Ended, changed: bool) -> str:
    """Say what is wrong with how a command ended; nothing where all is well."""
    if ended.status not in (0, 1, 2):
        return f"it ended with {ended.status}: {ended.said[-300:]}"
    if ended.status and not ended.said.strip():
        return "it failed without a word"
    return ended.blames or ("it failed, and the site changed" if ended.status and changed else "")


@click.command()
@click.option("--seed", default=1, help="Makes the same changes again.")
@click.option("--rounds", "count", default=1000, type=click.IntRange(min=1), help="How many changes are tried.")
def main(seed: int, count: int) -> None:
    """Change notebooks, settings and manifests by chance and publish them; exit 1 where one was not survived."""
    import nbpress.cli.main
    import nbpress.publish.publish
    import nbpress.render.post.page  # noqa: F401 - children hold it already

    failed = 0
    with project() as root:
        for what, words in rounds(root, seed, count):
            before = tree(Path(root, "site"))
            ended = call(words, root, limits=LIMITS)
            found = wrong(ended, tree(Path(root, "site")) != before)
            failed += bool(found)
            if found:
                click.echo(f"{what}: {found}")
    click.echo(f"{count} changes from seed {seed}: {failed} not survived")
    sys.exit(min(failed, 1))


if __name__ == "__main__":
    main()
