"""A change of several files below one folder, all or nothing.

New files are staged on the folder's own file system, a journal is written, then each file is renamed into place. An error
or Ctrl-C rolls back at once; after a kill or a power cut, `recover` completes what the journal holds. Whatever a journal
holds, it never locks the folder: what can be undone is undone, and the rest is set aside. Names that begin with a dot are
not Jekyll's, so that a build beside a publication sees nothing of it.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import file_names, system
from nbpress.core.errors import UnsettledError, WriteError
from nbpress.core.regex import regex
from nbpress.write import folder_lock

STAGE = ".nbpress-stage"
SPOOL = ".nbpress-spool"
ASIDE = ".nbpress-unsettled"
_FIELDS = {"path": str, "number": int, "new": str, "old": bool, "of": int}  # of a step in a journal
_PATH = regex(rb'"path": "((?:[^"\\]|\\.)+)"')
Change = bytes | Path | None  # what a file is to hold, or a file on the same file system that holds it; None: it goes


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the folder for this process, and first complete or roll back what was under way."""
    with folder_lock.held(root) as ours:
        if not ours:
            raise WriteError(
                "another publication is writing into this site", path=root, hint="Wait until it has ended."
            )
        recover(root)
        with folder_lock.steady(root):
            yield


def settle(root: Path) -> None:
    """Complete or roll back what was under way, unless somebody else is at it; for those who only read the folder.

    The file of a lock that was left, and that this user may not take away, is in nobody's way.
    """
    under_way = any((root / name).exists() for name in (STAGE, SPOOL))
    if under_way or (root / folder_lock.NAME).exists():
        left_alone = () if under_way else (WriteError,)
        with contextlib.suppress(*left_alone), folder_lock.held(root) as ours:
            if ours:
                recover(root)


def apply(root: Path, changes: Mapping[PurePosixPath, Change]) -> None:
    """Write the files and remove those that are None, in this order; the caller holds the lock.

    Raises WriteError where that cannot be done; the folder is then as it was.
    """
    stage = root / STAGE
    try:
        _inside(root, changes)
        operations = _stage(root, stage, changes)
        _journal(stage, "journal.json", operations)
        _forward(root, stage, operations)
        _finish(stage)
    except BaseException as error:
        _undo(root, stage)
        if isinstance(error, OSError | ValueError):
            raise WriteError(f"the site cannot be written: {error}", path=root) from error
        raise


def recover(root: Path) -> None:
    """Complete a change whose journal was written, roll back one that was being rolled back, drop one that was only staged.

    Raises UnsettledError where some of its files could not be brought back; the folder is open again all the same.
    """
    stage = root / STAGE
    if (stage / "rollback.json").exists() or ((stage / "journal.json").exists() and not _completed(root, stage)):
        _undo(root, stage)
    elif stage.exists():
        shutil.rmtree(stage)
    shutil.rmtree(root / SPOOL, ignore_errors=True)


def _completed(root: Path, stage: Path) -> bool:
    """Complete a change; tell whether that could be done."""
    try:
        operations, lost = _read(root, stage / "journal.json")
        if not lost:
            _forward(root, stage, operations)
            _finish(stage)
    except (OSError, ValueError):
        return False
    return not lost


def _inside(root: Path, paths: Iterable[PurePosixPath]) -> None:
    """Refuse a name that the disk does not take, and to write through a link that leads out of the folder."""
    paths, limit = tuple(paths), system.name_limit(root)
    for path in paths:
        if why := file_names.impossible(path, limit):
            raise WriteError(why, path=root)
    real, folders = root.resolve(), dict.fromkeys(path.parent for path in paths)
    for folder in folders:
        if folder.is_absolute() or ".." in folder.parts or not (root / folder).resolve().is_relative_to(real):
            raise WriteError(f"{folder} lies outside the site", path=root)


def _stage(root: Path, stage: Path, changes: Mapping[PurePosixPath, Change]) -> list[dict[str, Any]]:
    """Put the new files beside the site's, and a second name on each old one; say of each where its new content lies."""
    stage.mkdir()
    operations: list[dict[str, Any]] = []
    for number, (path, content) in enumerate(changes.items()):
        target, new = root / path, ""
        if isinstance(content, Path):
            new = content.relative_to(root).as_posix()
        elif content is not None:
            new = f"{STAGE}/new-{number}"
            (root / new).write_bytes(content)
        there = target.exists()
        if there:
            _second_name(target, stage / f"old-{number}")
        operations.append({"path": str(path), "number": number, "new": new, "old": there, "of": len(changes)})
    _synced(*(root / each["new"] for each in operations if each["new"]))
    return operations


def _second_name(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except OSError:  # a file system without hard links
        shutil.copy2(path, name)


def _journal(stage: Path, name: str, operations: list[dict[str, Any]]) -> None:
    (stage / f"{name}.part").write_text("".join(f"{json.dumps(each)}\n" for each in operations), encoding="utf-8")
    _synced(stage / f"{name}.part")
    (stage / f"{name}.part").replace(stage / name)
    _synced(stage)


def _forward(root: Path, stage: Path, operations: list[dict[str, Any]]) -> None:
    """Bring each target to its new state; what was done already is left."""
    made: set[Path] = set()
    for operation in operations:
        target = root / operation["path"]
        if not operation["new"]:
            target.unlink(missing_ok=True)
        elif (root / operation["new"]).exists():
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            (root / operation["new"]).replace(target)
    _settle_folders(root, operations)
    for operation in operations:
        if not operation["new"]:
            _prune(root, root / operation["path"])


def _settle_folders(root: Path, operations: list[dict[str, Any]]) -> None:
    """Make the names in all folders of the targets last."""
    changed = {PurePosixPath(operation["path"]).parent for operation in operations}
    folders = [root / folder for folder in {folder for each in changed for folder in (each, *each.parents)}]
    _synced(*(folder for folder in folders if folder.is_dir()))


def _undo(root: Path, stage: Path) -> None:
    """Bring each target back to its old state, as far as the journal says that it may have been touched.

    Files back, journal away, stage away: while there is a journal, a second try must find what the first one found.
    """
    for name in ("journal.json", "rollback.json"):
        if (stage / name).exists():
            (stage / name).replace(stage / "rollback.json")
            operations, lost = _read(root, stage / "rollback.json")
            lost += [each["path"] for each in operations if not _restored(root, stage, each)]
            _settle_folders(root, operations)
            if lost:
                _set_aside(root, stage, lost)
            (stage / "rollback.json").unlink()  # from here on the change never was
            _synced(stage)
    shutil.rmtree(stage, ignore_errors=True)


def _read(root: Path, journal: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Read the steps of a journal, one a line; and what can be told of those that cannot be read."""
    steps: list[dict[str, Any]] = []
    lost: list[str] = []
    for number, line in enumerate(journal.read_bytes().splitlines(), 1):
        try:
            steps.append(_step(root, line))
        except (ValueError, WriteError):
            named = _PATH.search(line)
            lost.append(named[1].decode("utf-8", "replace") if named else f"what line {number} of the journal told")
    missing = steps[0]["of"] - len(steps) - len(lost) if steps else int(not lost)
    if missing > 0:
        lost.append("what the end of the journal told")
    return steps, lost


def _step(root: Path, line: bytes) -> dict[str, Any]:
    """Read a step, and make sure that it stays below the folder: somebody else may have written it."""
    step = json.loads(line)
    if not isinstance(step, dict) or {name: type(value) for name, value in step.items()} != _FIELDS:
        raise ValueError("no step")
    _inside(root, [PurePosixPath(step["path"]), PurePosixPath(step["new"])])
    return step


def _restored(root: Path, stage: Path, operation: Mapping[str, Any]) -> bool:
    """Bring a target back; tell whether it is now as it was."""
    try:
        _restore(root, stage, operation)
    except (OSError, ValueError) as error:
        never = isinstance(error, ValueError) or error.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.ENOTDIR)
        return never and not operation["old"]  # where there cannot be a file there is none
    return True


def _set_aside(root: Path, stage: Path, lost: list[str]) -> None:
    """Keep the journal, and what it saved of the old files, where it is in nobody's way; say what is uncertain."""
    place = next(
        path for path in (root / f"{ASIDE}-{number}" for number in itertools.count(1)) if not os.path.lexists(path)
    )
    stage.replace(place)
    raise UnsettledError(
        f"a change of the site was cut off, and of it the state is unknown of: {', '.join(lost)}",
        tuple(lost),
        path=root,
        hint=f"Look at these with version control (git status). What was saved of them is in {place.name}; remove that "
        "folder once you need it no more. All else is as it was, and the next command works again.",
    )


def _restore(root: Path, stage: Path, operation: Mapping[str, Any]) -> None:
    target, old = root / operation["path"], stage / f"old-{operation['number']}"
    new = root / operation["new"]
    if operation["new"] and target.is_file() and new.parent.is_dir() and not new.exists():
        target.replace(new)  # another try may want it
    if operation["old"]:
        if old.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            old.replace(target)
    else:
        target.unlink(missing_ok=True)
        _prune(root, target)


def _finish(stage: Path) -> None:
    (stage / "journal.json").unlink()  # from here on the change is done
    shutil.rmtree(stage, ignore_errors=True)


def _prune(root: Path, path: Path) -> None:
    """Remove the folders above a removed file that it leaves empty."""
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root):
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _synced(*paths: Path) -> None:
    """Make the content of files, or the renames in folders, last through a power cut."""
    from concurrent.futures import ThreadPoolExecutor

    if len(paths) == 1:
        system.lasting(paths[0])
        return
    with ThreadPoolExecutor(8) as threads:  # a disk settles many in little more time than one
        list(threads.map(system.lasting, paths))
