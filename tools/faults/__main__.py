"""Inject the faults of some groups, or of all, and print the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

from tools.faults import hostile, kill, leaks, names
from tools.faults.harness import Row

GROUPS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "kill": kill.rows,
    "names": names.rows,
    "leaks": leaks.rows,
    "hostile": hostile.rows,
}


def main(chosen: list[str]) -> int:
    """Print a line for each fault; exit 1 where one was not survived, or never struck."""
    unknown = [name for name in chosen if name not in GROUPS]
    if unknown:
        print(f"there is no group {unknown[0]}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    import nbpress.cli.main
    import nbpress.publish.publish
    import nbpress.render.post.page  # noqa: F401 - children hold it already

    print(f"{'fault':<76} {'tried':>6} {'survived':>8} {'CPU s':>6} {'MB':>6}")
    failed = 0
    for name in chosen or GROUPS:
        for row in GROUPS[name]():
            print(
                f"{row.fault:<76} {row.tried:>6} {row.survived:>8} {row.seconds:>6.1f} {row.memory / 1e6:>6.0f}",
                flush=True,
            )
            if row.survived < row.tried or not row.struck:
                failed += 1
                print(f"    {row.first or 'the fault never struck'}", flush=True)
    print(f"\n{failed} rows failed" if failed else "\nevery fault was survived")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
