"""A change of several files below one folder, all or nothing.

New files are staged on the folder's own file system, a journal is written, then each file is renamed into place. An error
or Ctrl-C rolls back at once; after a kill or a power cut, `recover` completes what the journal holds. Names that begin
with a dot are not Jekyll's, so that a build beside a publication sees nothing of it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.errors import WriteError

STAGE = ".nbpress-stage"


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the folder for this process, and first complete or roll back what was under way."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise WriteError(
                "another publication is writing into this site", path=root, hint="Wait until it has ended."
            ) from error
        recover(root)
        yield
    finally:
        os.close(descriptor)


def settle(root: Path) -> None:
    """Complete or roll back what was under way, unless somebody else is at it; for those who only read the folder."""
    if (root / STAGE).exists():
        with contextlib.suppress(WriteError), locked(root):
            pass


def apply(root: Path, changes: Mapping[PurePosixPath, bytes | None]) -> None:
    """Write the files and remove those that are None, in this order; the caller holds the lock.

    Raises WriteError where that cannot be done; the folder is then as it was.
    """
    stage = root / STAGE
    try:
        for path in changes:
            _inside(root, path)
        operations = _stage(root, stage, changes)
        _journal(stage, "journal.json", operations)
        _forward(root, stage, operations)
        _finish(stage)
    except BaseException as error:
        _undo(root, stage)
        if isinstance(error, OSError):
            raise WriteError(f"the site cannot be written: {error}", path=root) from error
        raise


def recover(root: Path) -> None:
    """Complete a change whose journal was written, roll back one that was being rolled back, drop one that was only staged."""
    stage = root / STAGE
    if not stage.exists():
        return
    if (stage / "rollback.json").exists():
        _undo(root, stage)
    elif (stage / "journal.json").exists():
        _forward(root, stage, json.loads((stage / "journal.json").read_text(encoding="utf-8")))
        _finish(stage)
    else:
        shutil.rmtree(stage)


def _inside(root: Path, path: PurePosixPath) -> None:
    """Refuse to write through a link that leads out of the folder."""
    folder = (root / path).parent.resolve()
    if path.is_absolute() or ".." in path.parts or not folder.is_relative_to(root.resolve()):
        raise WriteError(f"{path} lies outside the site", path=root)


def _stage(root: Path, stage: Path, changes: Mapping[PurePosixPath, bytes | None]) -> list[dict[str, Any]]:
    """Put the new files beside the site's, and a second name on each old one."""
    from concurrent.futures import ThreadPoolExecutor

    stage.mkdir()
    operations = []
    for number, (path, content) in enumerate(changes.items()):
        target = root / path
        if content is not None:
            (stage / f"new-{number}").write_bytes(content)
        if target.exists():
            _second_name(target, stage / f"old-{number}")
        operations.append({"path": str(path), "number": number, "new": content is not None, "old": target.exists()})
    with ThreadPoolExecutor(8) as threads:  # a disk settles many files in little more time than one
        list(threads.map(_synced, [stage / f"new-{each['number']}" for each in operations if each["new"]]))
    return operations


def _second_name(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except OSError:  # a file system without hard links
        shutil.copy2(path, name)


def _journal(stage: Path, name: str, operations: list[dict[str, Any]]) -> None:
    (stage / f"{name}.part").write_bytes(json.dumps(operations).encode())
    _synced(stage / f"{name}.part")
    (stage / f"{name}.part").replace(stage / name)
    _synced(stage)


def _forward(root: Path, stage: Path, operations: list[dict[str, Any]]) -> None:
    """Bring each target to its new state; what was done already is left."""
    for operation in operations:
        target, new = root / operation["path"], stage / f"new-{operation['number']}"
        if operation["new"] and new.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            new.replace(target)
        elif not operation["new"]:
            target.unlink(missing_ok=True)
    folders = {folder for operation in operations for folder in (root / operation["path"]).parents}
    for folder in sorted(folder for folder in folders if folder.is_relative_to(root) and folder.is_dir()):
        _synced(folder)
    for operation in operations:
        if not operation["new"]:
            _prune(root, root / operation["path"])


def _undo(root: Path, stage: Path) -> None:
    """Bring each target back to its old state, as far as the journal says that it may have been touched."""
    for name in ("journal.json", "rollback.json"):
        if (stage / name).exists():
            (stage / name).replace(stage / "rollback.json")
            operations = json.loads((stage / "rollback.json").read_text(encoding="utf-8"))
            for operation in operations:
                _restore(root, stage, operation)
    shutil.rmtree(stage, ignore_errors=True)


def _restore(root: Path, stage: Path, operation: Mapping[str, Any]) -> None:
    target, old = root / operation["path"], stage / f"old-{operation['number']}"
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


def _synced(path: Path) -> None:
    """Make a file's content, or the renames in a folder, last through a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
