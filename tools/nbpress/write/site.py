"""Write an article into its site: its files, the removal of those that it no longer has, and the manifest last."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from nbpress import manifest
from nbpress.errors import WriteError
from nbpress.records import Article
from nbpress.write import transaction

SHOWN = 40


def entries(root: Path) -> dict[str, manifest.Entry]:
    """Read the site's manifest; empty where there is none."""
    path = root / manifest.NAME
    return manifest.parse(path.read_text(encoding="utf-8")) if path.is_file() else {}


def digest(content: bytes) -> str:
    """Hash a file's content with SHA-256."""
    return hashlib.sha256(content).hexdigest()


def article(root: Path, new: Article, entry: manifest.Entry, *, backups: Path, overwrite: bool = False) -> None:
    """Put an article into the site at `root`; `entry` is its line of the manifest, hashes of its files yet to come.

    A file that somebody else wrote or edited stops it with WriteError, or with `overwrite` is kept in `backups`.
    """
    known = entries(root)
    former = [slug for slug, each in known.items() if slug == new.slug or each.notebook == entry.notebook]
    before = {name: written for slug in former for name, written in known[slug].files.items()}
    contents: dict[PurePosixPath, bytes | None] = {path: new.files[path] for path in sorted(new.files)}
    contents[new.path] = new.text.encode()
    foreign = [
        path for path, content in contents.items() if content is not None and not _ours(root, path, content, known)
    ]
    if foreign and not overwrite:
        raise _refused(root, foreign[-1], contents)
    for path in foreign:
        _back_up(root / path, backups / path)
    for slug in former:
        del known[slug]
    needed = {str(path) for path in contents} | {name for each in known.values() for name in each.files}
    for name, written in before.items():
        there = root / name
        if name not in needed and there.is_file() and digest(there.read_bytes()) == written:
            contents[PurePosixPath(name)] = None
    files = {str(path): digest(content) for path, content in contents.items() if content is not None}
    known[new.slug] = manifest.Entry(
        entry.notebook,
        str(new.path),
        entry.run,
        entry.render,
        entry.parameters,
        entry.dependencies,
        dict(sorted(files.items())),
    )
    changes = {path: content for path, content in contents.items() if content is None or _differs(root / path, content)}
    changes[PurePosixPath(manifest.NAME)] = manifest.dump(known).encode()
    transaction.apply(root, changes)


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def _ours(root: Path, path: PurePosixPath, content: bytes, known: Mapping[str, manifest.Entry]) -> bool:
    """Tell whether a target may be written: nothing is there, or what nbpress put there, or the same bytes."""
    target = root / path
    if target.is_dir():
        raise WriteError(f"{path} is a folder; the article needs a file there", path=root)
    if not target.exists():
        return True
    there = target.read_bytes()
    return there == content or digest(there) in {entry.files.get(str(path)) for entry in known.values()}


def _refused(root: Path, path: PurePosixPath, contents: Mapping[PurePosixPath, bytes | None]) -> WriteError:
    there, new = (root / path).read_bytes(), contents[path] or b""
    try:
        lines = list(
            difflib.unified_diff(
                there.decode().splitlines(), new.decode().splitlines(), "on disk", "new", lineterm="", n=1
            )
        )
    except UnicodeDecodeError:
        lines = []
    more = [f"… and {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
    hint = "\n  ".join(
        ["Edit the notebook instead, or replace the file with --overwrite (a backup is kept).", *lines[:SHOWN], *more]
    )
    return WriteError(f"{path} was edited by hand, or written by somebody else", path=root, hint=hint)


def _back_up(path: Path, backup: Path) -> None:
    content = path.read_bytes()
    place = backup.with_name(f"{backup.stem}-{digest(content)[:8]}{backup.suffix}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError as error:
        raise WriteError(f"no backup could be made: {error}", path=place) from error
