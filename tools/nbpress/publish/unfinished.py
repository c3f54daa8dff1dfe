"""Unfinished work stays at home: which notebooks of a project are published though nobody names them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbpress.core.errors import ReadError
from nbpress.core.manifest import Entry
from nbpress.read import identity, notebook, project_notebooks
from nbpress.write import site as writer

BARE = "no front matter"
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Left:
    """A notebook that is published only when it is named, and why."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The notebooks of a project that are published unasked, and those that are left."""

    paths: tuple[Path, ...]
    left: tuple[Left, ...] = ()


def chosen(project: Path, root: Path, *, drafts: bool = False) -> Chosen:
    """Choose what is published of a project into the site at `root`, and with `drafts` those as well.

    One that cannot be read is chosen, so that its publication says why.
    """
    entries = writer.load(root).entries
    paths: list[Path] = []
    left: list[Left] = []
    for path, source in project_notebooks.read(project):
        why = _why(source, entries, root, drafts=drafts) if source else ""
        if why:
            left.append(Left(path, why))
        else:
            paths.append(path)
    return Chosen(tuple(paths), tuple(left))


def _why(source: notebook.Notebook, entries: Mapping[str, Entry], root: Path, *, drafts: bool) -> str:
    """Say what keeps a notebook at home; one without front matter goes on being published where it once was, by its name."""
    if source.front.values.get("draft") is True:
        return "" if drafts else DRAFT
    if source.front.is_given or any(not entry.variant for entry in _own(source, entries, root)):
        return ""
    return BARE


def refuse_lost(source: notebook.Notebook, entries: Mapping[str, Entry], root: Path) -> None:
    """Raise ReadError where a notebook has an article and has no front matter any more: its page would lose what that says."""
    if source.front.is_given or all(entry.bare for entry in _own(source, entries, root)):
        return
    name = shlex.quote(os.path.relpath(source.path))
    raise ReadError(
        "the notebook has lost its front matter; its article stays as it was published",
        path=source.path,
        hint=f"Write it into the first cell again. If the article is to go on without: nbpress publish {name}",
    )


def _own(source: notebook.Notebook, entries: Mapping[str, Entry], root: Path) -> list[Entry]:
    """The articles of a notebook, variants too."""
    own = identity.of(source.path, root)
    return [entry for slug, entry in entries.items() if own.owns(entry, slug)]
