"""A copy of a site that is brought up to date with its source, and that others may write into."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml

from nbpress.core.errors import WriteError
from nbpress.core.project import CONFIG
from nbpress.notebook.yaml_text import load as load_yaml

CACHE = ".jekyll-cache"
KEPT_OUT = frozenset((CACHE, ".sass-cache", "_site", "_notebooks", ".git", ".venv")) | frozenset(
    (".nbpress", ".nbpress-stage", ".nbpress-spool", ".nbpress-lock")
)
LINKED = frozenset(("node_modules", "vendor"))  # thousands of files that no build changes


class Mirror:
    """Keeps `copy` as `source` is. What others wrote into the copy stays until the source's own file there changes."""

    def __init__(self, source: Path, copy: Path) -> None:
        self._source, self._copy = source, copy
        self._seen: dict[PurePosixPath, tuple[int, int]] = {}

    def fresh(self) -> None:
        """Make the copy anew; only Jekyll's cache stays."""
        self._copy.mkdir(parents=True, exist_ok=True)
        for path in self._copy.iterdir():
            if path.name != CACHE:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        self._seen = {}
        self.sync()

    def sync(self) -> set[PurePosixPath]:
        """Copy what changed in the source, remove what went; give the paths of these files. Raises WriteError."""
        out = KEPT_OUT | {_destination(self._source)}
        now = {path: _state(self._source / path) for path in _files(self._source, PurePosixPath(), out)}
        changed = {path for path, state in now.items() if self._seen.get(path) != state}
        gone = self._seen.keys() - now.keys()
        try:
            for path in gone:
                (self._copy / path).unlink(missing_ok=True)
            for path in sorted(changed):
                self._take(path)
        except OSError as error:
            raise WriteError(f"the site cannot be copied for the preview: {error}", path=self._copy) from error
        self._seen = now
        return changed | gone

    def _take(self, path: PurePosixPath) -> None:
        source, target = self._source / path, self._copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():  # a folder gave way to a file
            shutil.rmtree(target)
        part = target.with_name(f".{target.name}.part")
        try:
            if source.is_symlink() or source.is_dir():
                part.unlink(missing_ok=True)
                part.symlink_to(source.resolve())
            else:
                shutil.copy2(source, part)
            part.replace(target)
        except FileNotFoundError:  # it went in the meantime, and the next look sees that
            return


def _files(root: Path, below: PurePosixPath, out: frozenset[str]) -> Iterator[PurePosixPath]:
    try:
        with os.scandir(root / below) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name in out or entry.name.endswith((".part", "~", ".swp")):
                    continue
                if entry.is_dir(follow_symlinks=False) and entry.name not in LINKED:
                    yield from _files(root, below / entry.name, out)
                else:
                    yield below / entry.name
    except FileNotFoundError:
        return


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _destination(source: Path) -> str:
    """The name of the folder that the site's settings have it built into."""
    try:
        config = load_yaml((source / CONFIG).read_text(encoding="utf-8-sig"))
        return PurePosixPath(str(config["destination"])).name
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return "_site"
