"""Write articles into their site: their files, the removal of those that they no longer have, and the manifest last."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from nbpress.core import file_names, manifest
from nbpress.core.errors import UnsettledError, WriteError
from nbpress.core.records import Article, Waiting
from nbpress.write import manifest_files, transaction
from nbpress.write.manifest_files import Manifest as Manifest
from nbpress.write.manifest_files import entries as entries
from nbpress.write.manifest_files import load as load
from nbpress.write.manifest_files import noted as noted
from nbpress.write.spool import digest as digest
from nbpress.write.spool import read

SHOWN = 40
SHARED = ("nbpress", "nbpress.css")  # end of the path of the style sheet, which is that of all articles


class Made(NamedTuple):
    """An article with its line of the manifest, hashes of its files yet to come. before: slugs of those that it replaces."""

    article: Article
    entry: manifest.Entry
    before: tuple[str, ...] = ()

    def owners(self) -> frozenset[str]:
        """Give the slugs whose files are its own."""
        return frozenset((self.article.slug, *self.before))


def article(
    root: Path,
    new: Article,
    entry: manifest.Entry,
    *,
    before: tuple[str, ...] = (),
    backups: Path,
    overwrite: bool = False,
) -> None:
    """Put one article into the site at `root`; raise WriteError where that cannot be done. See `articles`, `Made`."""
    fault = articles(root, [Made(new, entry, before)], backups=backups, overwrite=overwrite)[0]
    if fault:
        raise fault


def articles(
    root: Path, made: Sequence[Made], *, backups: Path, overwrite: bool = False
) -> tuple[WriteError | None, ...]:
    """Put articles into the site, each with `Claims` of its own: for each what kept it out, or None.

    A file that somebody else wrote or edited keeps its article out, or with `overwrite` is kept in `backups`.
    """
    faults = [_cleared(root, each, backups, overwrite) for each in made]
    welcome = [pair for pair, fault in zip(made, faults, strict=True) if fault is None]
    try:
        if welcome:
            transaction.apply(root, _changes(root, welcome))
    except (WriteError, OSError, ValueError) as error:
        if len(made) == 1 or isinstance(error, UnsettledError):
            return tuple(fault or _worded(error, root) for fault in faults)
        return tuple(  # a disk that is full for all of them may have room for some
            fault or articles(root, [pair], backups=backups, overwrite=overwrite)[0]
            for pair, fault in zip(made, faults, strict=True)
        )
    return tuple(faults)


def _worded(error: Exception, root: Path) -> WriteError:
    return error if isinstance(error, WriteError) else WriteError(f"the site cannot take it: {error}", path=root)


class Claims:
    """What articles claim that are to be written at once: no two the same, but for files of the same bytes."""

    def __init__(self) -> None:
        self._names: set[tuple[str, str]] = set()
        self._files: dict[str, bytes | Waiting] = {}

    def clash(self, made: Made) -> bool:
        """Tell whether an article claims what another does."""
        files = _by_name(made)
        shared = files.keys() & self._files.keys()
        return bool(_names(made) & self._names) or any(files[path] != self._files[path] for path in shared)

    def add(self, made: Made) -> None:
        """Note what an article claims."""
        self._names |= _names(made)
        self._files |= _by_name(made)


def _by_name(made: Made) -> dict[str, bytes | Waiting]:
    return {file_names.folded(str(path)): content for path, content in made.article.files.items()}


def _names(made: Made) -> set[tuple[str, str]]:
    new, entry = made.article, made.entry
    slugs = {("slug", file_names.folded(slug)) for slug in made.owners()}
    return {*slugs, ("notebook", entry.notebook), ("post", str(new.path))}


def note(root: Path, noted: Mapping[str, manifest.Entry]) -> None:
    """Put entries of articles into the manifest, by slug, of which nothing else changes."""
    known = {**load(root).entries, **noted}
    transaction.apply(root, manifest_files.changes(root, known, noted))


def remove(root: Path, slug: str, *, backups: Path, overwrite: bool = False) -> tuple[PurePosixPath, ...]:
    """Take an article of the manifest out of the site: its post and its files, but those of another article; give them.

    A file that somebody edited keeps the article in, or with `overwrite` is kept in `backups`.
    """
    known = dict(load(root).entries)
    entry = known.pop(slug)
    needed = {name for each in known.values() for name in each.files}
    own = [PurePosixPath(name) for name in sorted(entry.files) if name not in needed and (root / name).is_file()]
    edited = [path for path in own if digest((root / path).read_bytes()) != entry.files[str(path)]]
    if edited and not overwrite:
        hint = f"Keep a copy of it elsewhere, or remove it all the same: nbpress clean {slug} --overwrite"
        raise WriteError(f"{edited[0]} was edited by hand", path=root, hint=hint)
    for path in edited:
        back_up(root, path, backups)
    changes: dict[PurePosixPath, transaction.Change] = dict.fromkeys(own)
    transaction.apply(root, changes | manifest_files.changes(root, known, [slug]))
    return tuple(own)


def _changes(root: Path, made: Sequence[Made]) -> dict[PurePosixPath, transaction.Change]:
    """What the site needs for these articles: new contents, None for a file that goes, and the manifest last.

    While a file of the manifest cannot be read, no file goes: it may be that article's as well.
    """
    found = load(root)
    known = dict(found.entries)
    contents: dict[PurePosixPath, bytes | Waiting] = {}
    before: dict[str, str] = {}
    touched: list[str] = []
    for each in made:
        new, entry = each.article, each.entry
        for slug in sorted(each.owners() & known.keys()):
            before |= known.pop(slug).files
            touched.append(slug)
        own = _contents(new)
        files = {str(path): digest(content) for path, content in own.items()}
        known[new.slug] = dataclasses.replace(entry, post=str(new.path), files=dict(sorted(files.items())))
        touched.append(new.slug)
        contents |= own
    touched += _carried(known, contents)
    changes: dict[PurePosixPath, transaction.Change] = {
        path: content.place if isinstance(content, Waiting) else content
        for path, content in contents.items()
        if _differs(root / path, content)
    }
    needed = {name for each in known.values() for name in each.files}
    for name, written in before.items():
        there = root / name
        if not found.faults and name not in needed and there.is_file() and digest(there.read_bytes()) == written:
            changes[PurePosixPath(name)] = None
    return changes | manifest_files.changes(root, known, touched)


def _carried(known: dict[str, manifest.Entry], contents: Mapping[PurePosixPath, bytes | Waiting]) -> list[str]:
    """Let all articles know of a style sheet that is new, so that none takes it for changed by hand; name them."""
    sheets = {str(path): digest(content) for path, content in contents.items() if path.parts[-2:] == SHARED}
    other = [
        slug for slug, entry in known.items() if any(entry.files.get(name, now) != now for name, now in sheets.items())
    ]
    for slug in other:
        files = known[slug].files
        known[slug] = dataclasses.replace(
            known[slug], files={**files, **{n: h for n, h in sheets.items() if n in files}}
        )
    return other


def _contents(new: Article) -> dict[PurePosixPath, bytes | Waiting]:
    """The files of an article in the order in which they are written, the post last."""
    return {**{path: new.files[path] for path in sorted(new.files)}, new.path: new.text.encode()}


def _differs(path: Path, content: bytes | Waiting) -> bool:
    return not path.is_file() or digest(path.read_bytes()) != digest(content)


def _cleared(root: Path, made: Made, backups: Path, overwrite: bool) -> WriteError | None:
    """Make sure that nothing of somebody else's is in the way: says what is, or backs it up where that was asked for."""
    found = load(root)
    known, contents = found.entries, _contents(made.article)
    if damaged := found.faults.get(file_names.fitted(made.article.slug)):
        return WriteError(damaged.what, path=damaged.path, hint=damaged.hint)
    own = [known[slug] for slug in sorted(made.owners() & known.keys())]
    try:
        claimed = [] if overwrite else [path for path in made.article.files if _claimed(root, path, made)]
        if claimed:
            return _anothers(root, claimed[0], made)
        foreign = [path for path, content in contents.items() if not _ours(root, path, content, own)]
        if foreign and not overwrite:
            return _refused(root, foreign[-1], contents)
        for path in foreign:
            back_up(root, path, backups)
    except (WriteError, OSError, ValueError) as error:
        return _worded(error, root)
    return None


def _claimed(root: Path, path: PurePosixPath, made: Made) -> str:
    """Name the article that has other bytes at a path, or at one that no Mac or Windows clone can hold beside it."""
    if path.parts[-2:] == SHARED:
        return ""
    there = load(root).entries.claims.get(file_names.folded(str(path)), {})
    wanted = digest(made.article.files[path])
    return next((slug for slug, kept in there.items() if slug not in made.owners() and kept != wanted), "")


def _anothers(root: Path, path: PurePosixPath, made: Made) -> WriteError:
    """Word that a file would take the place of one of another article."""
    slug = _claimed(root, path, made)
    return WriteError(
        f'{path} belongs to the article "{slug}", with other content',
        path=root,
        hint="Name another file in the front matter of one of them. If both are to have the new one: --overwrite.",
    )


def _ours(root: Path, path: PurePosixPath, content: bytes | Waiting, own: Sequence[manifest.Entry]) -> bool:
    """Tell whether a target may be written: nothing is there, or what an article put there itself, or the same bytes."""
    target = root / path
    if not target.exists():
        return True
    if target.is_dir():
        raise WriteError(f"{path} is a folder; the article needs a file there", path=root)
    if not target.is_file():
        raise WriteError(f"{path} is no regular file, but a pipe, a socket or a device", path=root)
    there = digest(target.read_bytes())
    known = load(root).entries.values() if path.parts[-2:] == SHARED else own
    return there == digest(content) or there in {entry.files.get(str(path)) for entry in known}


def _refused(root: Path, path: PurePosixPath, contents: Mapping[PurePosixPath, bytes | Waiting]) -> WriteError:
    there, new = (root / path).read_bytes(), read(contents[path])
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


def back_up(root: Path, path: PurePosixPath, backups: Path) -> None:
    """Keep a file of the site in the store, which other sites may share."""
    content = (root / path).read_bytes()
    whose = f"{file_names.fitted(root.resolve().name)}-{hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:8]}"
    name = f"{file_names.fitted(path.stem)}-{digest(content)[:8]}{file_names.suffix(path.suffix)}"
    place = backups / whose / path.with_name(name)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError as error:
        raise WriteError(f"no backup could be made: {error}", path=place) from error
