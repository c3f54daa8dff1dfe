"""Unfinished work stays at home: which notebooks of a project are published though nobody names them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nbpress.core.errors import ReadError
from nbpress.publish import answers

if TYPE_CHECKING:
    from nbpress.core.articles import Articles
    from nbpress.core.manifest import Entry
    from nbpress.read import notebook

BARE = "no front matter"
DRAFT = "draft"
COPY = "copy"  # what papermill made of another one


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
    there = answers.asked(("notebooks", str(project)), partial(_there, project))
    among = frozenset(there)
    found = [(path, answers.asked(("why", path, str(root)), partial(_why, path, among, root))) for path in there]
    wanted = ("", DRAFT) if drafts else ("",)
    left = tuple(Left(Path(path), why) for path, why in found if why not in (*wanted, COPY))
    return Chosen(tuple(Path(path) for path, why in found if why in wanted), left)


def _there(project: Path) -> list[str]:
    """Find the notebooks of a project, copies as well."""
    from nbpress.read import project_notebooks

    return [str(path) for path in project_notebooks.every(project)]


def _why(path: str, among: Collection[str], root: Path) -> str:
    """Say what keeps a notebook at home; one without front matter goes on being published where it once was, by its name."""
    from nbpress.read import project_notebooks

    source = project_notebooks.whole(Path(path))
    if source is None:
        return ""
    if project_notebooks.is_copy(source, among):
        return COPY
    if source.front.values.get("draft") is True:
        return DRAFT
    if source.front.is_given or any(not entry.variant for entry in _own(source, _entries(root), root)):
        return ""
    return BARE


def _entries(root: Path) -> Articles:
    from nbpress.write import site as writer

    return writer.noted(root).entries


def refuse_lost(source: notebook.Notebook, entries: Articles, root: Path) -> None:
    """Raise ReadError where a notebook has an article and has no front matter any more: its page would lose what that says."""
    if source.front.is_given or all(entry.bare for entry in _own(source, entries, root)):
        return
    name = shlex.quote(os.path.relpath(source.path))
    raise ReadError(
        "the notebook has lost its front matter; its article stays as it was published",
        path=source.path,
        hint=f"Write it into the first cell again. If the article is to go on without: nbpress publish {name}",
    )


def _own(source: notebook.Notebook, entries: Articles, root: Path) -> list[Entry]:
    """The articles of a notebook, variants too."""
    from nbpress.read import identity

    return [*identity.of(source.path, root).own(entries).values()]
