"""What a migration changes, for people to read: files that move, a unified difference of the others, notebooks cell by cell."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from nbpress.core.project import CONFIG
from nbpress.scaffold.migrate.records import Plan

WIDEST = 400  # letters of a line
MOST = 3  # new files that are named one by one


def lines(plan: Plan) -> Iterator[str]:
    """Yield the lines."""
    for old, new in sorted(plan.moves.items()):
        yield f"move {old} -> {new}"
    for old, new in sorted(plan.copies.items()):
        yield f"copy {old} -> {new}, where readers find it"
    came_from = {new: old for old, new in plan.moves.items()}
    new_files = []
    for path, content in plan.changes.items():
        before = plan.root / came_from.get(path, path)
        if not isinstance(content, bytes) or path in plan.copies.values():
            continue
        if not before.is_file() and path.name != CONFIG:
            new_files.append(path)
        else:
            yield from _changed(
                before.read_bytes() if before.is_file() else b"", content, path, came_from.get(path, path)
            )
    yield from _new(new_files)


def _new(paths: Sequence[PurePosixPath]) -> Iterator[str]:
    """Name the new files, those of a folder together."""
    folders: dict[str, list[PurePosixPath]] = {}
    for path in paths:
        folders.setdefault(path.parts[0] if len(path.parts) > 1 else "", []).append(path)
    for folder, inside in sorted(folders.items()):
        if folder and len(inside) > MOST:
            yield f"new {folder}/, {len(inside)} files"
        else:
            yield from (f"new {path}" for path in inside)


def _changed(before: bytes, after: bytes, path: PurePosixPath, was: PurePosixPath) -> Iterator[str]:
    if before == after:
        return
    turn = _cells if path.suffix == ".ipynb" else _text
    context = difflib.unified_diff(
        turn(before), turn(after), str(was) if before else "/dev/null", str(path), lineterm=""
    )
    yield from (line if len(line) <= WIDEST else f"{line[:WIDEST]}…" for line in context)


def _text(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()


def _cells(content: bytes) -> list[str]:
    """Write a notebook cell by cell: what it is, its tags, its source."""
    return [line for cell in json.loads(content.decode("utf-8-sig"))["cells"] for line in _cell(cell)]


def _cell(cell: Any) -> Iterator[str]:
    if not isinstance(cell, dict):
        return
    tags = (cell.get("metadata") or {}).get("tags") if isinstance(cell.get("metadata"), dict) else None
    source = cell.get("source") or ""
    yield f"[{cell.get('cell_type')} cell{', tags: ' + ', '.join(map(str, tags)) if tags else ''}]"
    yield from (source if isinstance(source, str) else "".join(source)).splitlines()
