"""The process ends, the disk is full, somebody presses Ctrl-C: at each step of the file system in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.faults.harness import (
    PICTURE,
    Row,
    Strike,
    call,
    cell,
    copied,
    display,
    full,
    interrupted,
    killed,
    notebook,
    project,
    stream,
    tree,
)

PUBLISH = ("publish", "--no-run", "notebooks/x.ipynb")


def rows() -> Iterator[Row]:
    """One row for each way to be struck."""
    with project() as base:
        _written(base, "old")
        done = call(PUBLISH, base)
        if done.status:
            yield Row("a first publication", 1, 0, True, done.said)
            return
        before = tree(base / "site")
        _written(base, "new")
        with copied(base) as other:
            call(PUBLISH, other)
            after = tree(other / "site")
        yield _struck("the process is killed at a step of a publication", base, before, after, killed)
        yield _struck("the disk is full at a step of a publication", base, before, after, full)
        yield _struck("Ctrl-C at a step of a publication", base, before, after, interrupted)
        yield _rolled_back(base, before, after)


def _written(root: Path, word: str) -> None:
    """Write a notebook whose article has a picture, which goes in the new one, and prose."""
    shown = [display(image_png=PICTURE)] if word == "old" else [stream("new\n")]
    notebook(root / "notebooks" / "x.ipynb", cell(f"The {word} one.", "markdown"), cell("1 + 1", outputs=shown))


def _struck(fault: str, base: Path, before: dict[str, bytes], after: dict[str, bytes], strike: Strike) -> Row:
    row = Row(fault)
    for at in range(1, 1000):
        with copied(base) as root:
            ended = call(PUBLISH, root, at=at, strike=strike, root=root)
            call(("list",), root)  # the next command, whichever it is
            now = tree(root / "site")
            wrong = ended.blames or ("" if now in (before, after) else f"step {at}: {_differs(now, before, after)}")
            if not ended.struck:
                return row
            row.add(wrong, ended)
    return row


def _rolled_back(base: Path, before: dict[str, bytes], after: dict[str, bytes]) -> Row:
    """Kill a publication in the middle, and then what rolls it back, at each of its steps."""
    row = Row("the process is killed in a publication, and again at a step of the roll-back")
    total = next(at for at in range(1, 1000) if _whole(base, at))
    for first in range(total // 3, total, max(1, total // 6)):
        for second in range(1, 1000):
            with copied(base) as root:
                call(PUBLISH, root, at=first, root=root)
                ended = call(("list",), root, at=second, root=root)
                call(("list",), root)
                now = tree(root / "site")
                if not ended.struck:
                    break
                row.add("" if now in (before, after) else f"{first}, {second}: {_differs(now, before, after)}", ended)
    return row


def _whole(base: Path, at: int) -> bool:
    """Tell whether a publication ends before its step `at`."""
    with copied(base) as root:
        return not call(PUBLISH, root, at=at, root=root).struck


def _differs(now: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> str:
    names = sorted(name for name in {*now, *before, *after} if now.get(name) not in (before.get(name), after.get(name)))
    mixed = sorted(now.keys() ^ before.keys()), sorted(now.keys() ^ after.keys())
    return f"torn: {names}; beside the old one {mixed[0]}, beside the new one {mixed[1]}"
