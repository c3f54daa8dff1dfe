"""Make a new blog with the theme of nbpress, and bring its theme up to date: the package's files in, a Jekyll site out.

`theme/` holds what an update renews; `first_blog/` what a new blog begins with, and is its author's from then on. What was
written of the theme stands in `_nbpress/theme.sha256`, as sha256sum writes it: a file that is not as it says was edited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from nbpress.core.errors import ReadError, WriteError, nearest
from nbpress.core.manifest import FOLDER
from nbpress.core.project import CONFIG
from nbpress.core.regex import regex
from nbpress.write import site as writer
from nbpress.write import transaction

RECORD = PurePosixPath(FOLDER, "theme.sha256")
ARTICLE = PurePosixPath("_notebooks/first-article.ipynb")
THEME, FIRST = (Path(__file__).with_name(name) for name in ("theme", "first_blog"))
UNPACKED = {PurePosixPath("gitignore"): PurePosixPath(".gitignore")}  # files that mean something where they lie here
DATE = b"DATE"  # in the first article: when the blog was made
_LINE = regex(r"(?P<digest>[0-9a-f]{64})  (?P<path>\S.*)")


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a blog: whether it is new, and which files were written, removed, or left since somebody edited them."""

    new: bool
    written: tuple[PurePosixPath, ...]
    removed: tuple[PurePosixPath, ...]
    edited: tuple[PurePosixPath, ...]


def settle(root: Path, today: date, store: Path, take: Collection[PurePosixPath] = ()) -> Settled:
    """Make a blog at `root`, or bring the theme of one up to date. All or nothing.

    take: files that were edited, and are to be the theme's again; a backup is kept in the `store`. Raises ReadError for a
    Jekyll site that was not made so.
    """
    theme = dict(_files(THEME))
    _known(take, theme)
    root.mkdir(parents=True, exist_ok=True)
    with transaction.locked(root):
        recorded = _recorded(root)
        then = recorded or {}
        changes, edited = _changes(root, theme, then, take)
        first = _first(root, today) if recorded is None else {}
        possible(root, [*first, *changes])
        for path in changes.keys() & {*take}:
            _back_up(root, path, store)
        record = _record(theme, then, edited)
        if changes or record != _content(root, RECORD):
            transaction.apply(root, {**first, **changes, RECORD: record})
    written = sorted([*first, *(path for path, content in changes.items() if content is not None)])
    removed = sorted(path for path, content in changes.items() if content is None)
    return Settled(recorded is None, tuple(written), tuple(removed), tuple(edited))


def _back_up(root: Path, path: PurePosixPath, store: Path) -> None:
    if (root / path).is_file():
        writer.back_up(root, path, store / "backups")


def _known(take: Collection[PurePosixPath], theme: Mapping[PurePosixPath, bytes]) -> None:
    for path in take:
        if path not in theme:
            raise ReadError(f"the theme has no file {path}", hint=nearest(str(path), map(str, theme)))


def _changes(
    root: Path, theme: Mapping[PurePosixPath, bytes], then: Mapping[PurePosixPath, str], take: Collection[PurePosixPath]
) -> tuple[dict[PurePosixPath, bytes | None], list[PurePosixPath]]:
    """Say what an update writes (None: it removes), and which files it leaves; `then`: what was written last."""
    changes: dict[PurePosixPath, bytes | None] = {}
    edited = []
    for path in sorted({*theme, *then}):
        now, new = _digest(root, path), theme.get(path)
        if now == (writer.digest(new) if new is not None else ""):
            continue
        if now == then.get(path, "") or path in take:
            changes[path] = new
        elif new is not None:
            edited.append(path)
    return changes, edited


def possible(root: Path, paths: Iterable[PurePosixPath], by: str = "the theme") -> None:
    """Refuse to write where a folder is in the way of a file, or a file in that of a folder."""
    for path in paths:
        above = [each for each in path.parents if (root / each).exists() and not (root / each).is_dir()]
        if above or (root / path).is_dir():
            what = f"{above[0]} is no folder, as" if above else f"{path} is a folder, not the file that"
            raise WriteError(f"{what} {by} needs it", path=root, hint="Move it away, and run the command again.")


def _record(
    theme: Mapping[PurePosixPath, bytes], then: Mapping[PurePosixPath, str], edited: Collection[PurePosixPath]
) -> bytes:
    """Write down what the theme's files are now; of an edited one what it was before, if nbpress wrote it at all."""
    digests = {
        path: then.get(path, "") if path in edited else writer.digest(content) for path, content in theme.items()
    }
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()) if digest).encode()


def _recorded(root: Path) -> dict[PurePosixPath, str] | None:
    """Read what was written of the theme, hashes by path; None where no site is. Raise ReadError for somebody else's site."""
    content = _content(root, RECORD)
    if content is None and (root / CONFIG).exists():
        what = "this is a Jekyll site already, with a theme that nbpress did not write"
        raise ReadError(what, path=root, hint=f"To publish into it as it is: nbpress init {root}")
    if content is None:
        return None
    found = [_LINE.fullmatch(line) for line in content.decode("utf-8", "replace").splitlines()]
    paths = {PurePosixPath(each["path"]): each["digest"] for each in found if each}
    if len(paths) != len(found) or any(path.is_absolute() or ".." in path.parts for path in paths):
        hint = f"Take it from version control: git checkout -- {root / RECORD}"
        raise ReadError("the record of the theme is damaged", path=root / RECORD, hint=hint)
    return paths


def beginning() -> dict[PurePosixPath, bytes]:
    """Give the files of a new blog without an article: the theme, what comes with it, and the record of the theme."""
    theme, first = dict(_files(THEME)), dict(_files(FIRST))
    kept = {UNPACKED.get(path, path): content for path, content in first.items() if path != ARTICLE}
    return {**kept, **theme, RECORD: _record(theme, {}, ())}


def _first(root: Path, today: date) -> dict[PurePosixPath, bytes]:
    """What a new blog begins with; what is there already stays."""
    found = {UNPACKED.get(path, path): content for path, content in _files(FIRST)}
    found[ARTICLE] = found[ARTICLE].replace(DATE, today.isoformat().encode())
    return {path: content for path, content in found.items() if not (root / path).exists()}


def _files(folder: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield PurePosixPath(path.relative_to(folder).as_posix()), path.read_bytes()


def _digest(root: Path, path: PurePosixPath) -> str:
    """Hash a file of the blog; empty where there is none."""
    content = _content(root, path)
    return "" if content is None else writer.digest(content)


def _content(root: Path, path: PurePosixPath) -> bytes | None:
    return (root / path).read_bytes() if (root / path).is_file() else None
