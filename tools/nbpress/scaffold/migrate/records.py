"""The values that a migration is made of: what a kind of blog is, what was found in one, what is to be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.notebook.frontmatter import FrontMatter
from nbpress.read.notebook import Notebook
from nbpress.scaffold.migrate.tree import Tree


@dataclass(frozen=True, slots=True)
class Told:
    """Something that is not carried over. path: below the blog's root. cell: its number, from 1; 0 where it is about none."""

    path: PurePosixPath
    what: str
    cell: int = 0

    def __str__(self) -> str:
        return f"{self.path}{f', cell {self.cell}' if self.cell else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Post:
    """An article.

    path: of its notebook, below the blog's root, and `to`, where that goes. notebook: as it was read. front: its front matter,
    in whatever cell that stands. keys: what its front matter is to say: None takes a key away.
    """

    path: PurePosixPath
    to: PurePosixPath
    notebook: Notebook
    front: FrontMatter
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a blog.

    posts: its articles. moves: where other files go, by where they are. settings: for `_config.yml`, where that says nothing of
    them. nbpress: the same below `nbpress:`. kept: files that its settings name, and its site has. told: what is not carried
    over. jekyll: whether the blog has a Jekyll site of its own.
    public: gives where the old site had a file that an article names, below its root; None where it had it not.
    prose: rewrites the texts of a notebook's Markdown cells, all of them together; one that becomes empty goes.
    """

    posts: tuple[Post, ...]
    moves: Mapping[PurePosixPath, PurePosixPath] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    nbpress: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[PurePosixPath, ...] = ()
    told: tuple[Told, ...] = ()
    jekyll: bool = False
    public: Callable[[PurePosixPath], PurePosixPath | None] = lambda path: None
    prose: Callable[[Sequence[str]], list[str]] = list


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of blog: the value that each module of `sources` holds.

    title: what people call it. dialects: whose flags its notebooks have. found: tells it by its files. read: reads it.
    """

    title: str
    dialects: tuple[str, ...]
    found: Callable[[Tree], bool]
    read: Callable[[Tree], Found]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    changes: new content by path, None where a file goes, a path where a file moves from there. moves, copies: where files go,
    and what stays where readers find it, by where it is. told: what is not carried over.
    """

    root: Path
    title: str
    changes: Mapping[PurePosixPath, bytes | Path | None]
    moves: Mapping[PurePosixPath, PurePosixPath]
    copies: Mapping[PurePosixPath, PurePosixPath]
    told: tuple[Told, ...]
