"""A blog under version control: the files that git knows, and whether all of them are committed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nbpress.core import looks
from nbpress.core.errors import ReadError, WriteError
from nbpress.write import folder_lock

UNDO = "git -C {root} checkout -- . && git -C {root} clean -fd -- ."
_OURS = f":(exclude,glob)**/{folder_lock.NAME}"  # there while the blog is written, and then gone


@dataclass(frozen=True, slots=True)
class Tree:
    """A blog's folder. files: all that git does not pass over. links: those among them that are symbolic links."""

    root: Path
    files: tuple[PurePosixPath, ...]
    links: frozenset[PurePosixPath] = frozenset()

    def has(self, *names: str) -> bool:
        """Tell whether one of the files is there, or a folder with files."""
        wanted = {PurePosixPath(name) for name in names}
        return any(path in wanted or wanted & {*path.parents} for path in self.files)

    def below(self, folder: str, suffix: str = "") -> tuple[PurePosixPath, ...]:
        """Give the files below a folder, links aside."""
        top = PurePosixPath(folder)
        return tuple(
            path
            for path in self.files
            if path.is_relative_to(top) and path.name.endswith(suffix) and path not in self.links
        )

    def text(self, name: PurePosixPath | str) -> str | None:
        """Read a text file of the blog; None where there is none."""
        path = PurePosixPath(name)
        if path not in self.files:
            return None
        if path in self.links:
            raise ReadError(
                "this is a symbolic link, and not followed", path=self.root / path, hint="Put the file there."
            )
        try:
            return looks.content(self.root / path).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ReadError(f"the file cannot be read: {error}", path=self.root / path) from error


def read(root: Path) -> Tree:
    """List what git knows of a folder and what it does not pass over; raise ReadError where git keeps nothing of it."""
    listed = _git(
        root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", ".", _OURS
    )
    paths = (PurePosixPath(name) for name in sorted(filter(None, listed.split("\0"))))
    files = tuple(path for path in paths if (root / path).is_symlink() or (root / path).is_file())
    return Tree(root, files, frozenset(path for path in files if (root / path).is_symlink()))


def committed(root: Path) -> None:
    """Raise WriteError where something in the folder is not committed, since git could not bring it back."""
    changed = [line[3:] for line in _git(root, "status", "--porcelain", "-z", "--", ".", _OURS).split("\0") if line]
    if changed:
        more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise WriteError(
            f"not everything here is committed: {changed[0]}{more}",
            path=root,
            hint="Commit it first: the way back from a migration is git's.",
        )


def passed_over(root: Path, paths: Iterable[PurePosixPath]) -> frozenset[PurePosixPath]:
    """Give those of some paths that git would pass over, since a .gitignore says so."""
    names = "\0".join(map(str, paths))
    listed = _git(root, "check-ignore", "-z", "--stdin", given=names, fine=(0, 1)) if names else ""
    return frozenset(PurePosixPath(name) for name in listed.split("\0") if name)


def _git(root: Path, *arguments: str, given: str = "", fine: tuple[int, ...] = (0,)) -> str:
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=given.encode("utf-8", "surrogateescape"), capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ReadError("git is not installed", hint="A migration is undone by git alone.") from error
    if done.returncode not in fine:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ReadError(
            f"git keeps nothing of this folder: {said[0] if said else 'git failed'}",
            path=root,
            hint="A migration is undone by git alone: git init, git add -A and git commit first.",
        )
    return done.stdout.decode("utf-8", "surrogateescape")
