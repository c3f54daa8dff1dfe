"""The settings of a blog that moves here: at the end of its own `_config.yml`, or in that of a new blog of nbpress."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from nbpress.core.errors import NbpressError, ReadError
from nbpress.core.project import CONFIG
from nbpress.notebook import frontmatter
from nbpress.read import site as sites
from nbpress.scaffold import blog, new_blog
from nbpress.scaffold.migrate import reading, yaml_lines
from nbpress.scaffold.migrate.records import Found, Told
from nbpress.scaffold.migrate.tree import Tree

PATH = PurePosixPath(CONFIG)
ABOUT = PurePosixPath("pages/about.md")  # says that every article was run
IGNORED = PurePosixPath(".gitignore")
REDIRECTS = "jekyll-redirect-from"
BLOCK = "nbpress"
WRITTEN = (PurePosixPath("images/any"), PurePosixPath("downloads/any"))  # what nbpress writes, and the site has


def changes(
    tree: Tree, found: Found, public: Collection[PurePosixPath], *, redirects: bool
) -> tuple[dict[PurePosixPath, bytes], list[Told]]:
    """Give the files of a site that are new or others, and what is not carried over.

    public: files of the blog that its site has. redirects: whether an article has addresses that lead to it.
    """
    own = found.jekyll or PATH in tree.files
    files, told = ({}, []) if own else _begun(tree)
    whole = tree.text(PATH) or ""
    before = whole.replace("\r\n", "\n")
    try:
        after = (
            _own(tree, before, found)
            if own
            else _new(files[PATH].decode(), found, _hidden(tree, found, {*files, *public}))
        )
        after = _with_redirects(after) if redirects else after
        _valid(after, tree.root)
    except NbpressError as error:
        error.path = tree.root / PATH
        raise
    told += _other(reading.mapping(tree, PATH), found) if own else []
    return {**files, **({PATH: _ended(after, whole).encode()} if after != before else {})}, told


def _ended(text: str, before: str) -> str:
    """Write a text with the line ends that it had."""
    return text.replace("\n", "\r\n") if "\r\n" in before else text


def _begun(tree: Tree) -> tuple[dict[PurePosixPath, bytes], list[Told]]:
    """Give the files of a new blog, but for those that are there."""
    files = {path: content for path, content in new_blog.beginning().items() if path != ABOUT}
    told = [
        Told(path, "stays as it is, and the theme of nbpress goes without its own file of this name")
        for path in files
        if path in tree.files and path != IGNORED
    ]
    ignored = tree.text(IGNORED)
    if ignored is not None:
        lines = ignored.splitlines()
        more = [line for line in files[IGNORED].decode().splitlines() if line not in lines]
        files[IGNORED] = "\n".join([*lines, *more, ""]).encode()
    return {path: content for path, content in files.items() if path == IGNORED or path not in tree.files}, told


def _hidden(tree: Tree, found: Found, public: Collection[PurePosixPath]) -> list[str]:
    """Name what Jekyll is not to copy."""
    moved = {*found.moves, *(post.path for post in found.posts if post.to != post.path)}
    shown = {*public, *found.kept, *map(PurePosixPath, reading.PUBLIC), *WRITTEN}
    return reading.unpublished([path for path in tree.files if path not in moved], shown)


def _new(text: str, found: Found, hidden: list[str]) -> str:
    """Write the settings of a new blog."""
    settings = {"tagline": None, "description": None, **found.settings}  # those of a new blog say how it was made
    text = re.sub(r"(?m)^ .*/about/.*\n", "", text)
    known = yaml_lines.values(text).get("exclude") or []
    text = yaml_lines.inserted(text, "exclude", [name for name in hidden if name not in known], CONFIG)
    if repository := reading.block(found.nbpress, "source").get("repository"):
        text = re.sub(r'(?m)^(    repository: )""', lambda line: line[1] + json.dumps(str(repository)), text)
    more = {key: value for key, value in found.nbpress.items() if key not in ("source", "math")}
    return yaml_lines.inserted(yaml_lines.changed(text, settings, CONFIG), BLOCK, more, CONFIG)


def _own(tree: Tree, text: str, found: Found) -> str:
    """Add to the settings of a site what they do not say."""
    config = reading.mapping(tree, PATH)
    text = yaml_lines.changed(text, {key: value for key, value in found.settings.items() if key not in config}, CONFIG)
    more = {key: value for key, value in found.nbpress.items() if key != "math"}
    if isinstance(config.get(BLOCK), Mapping):
        return yaml_lines.inserted(
            text, BLOCK, {key: value for key, value in more.items() if key not in config[BLOCK]}, CONFIG
        )
    there = replace(blog.found_in(tree.root, config), **_math(found))
    lines = "".join(f"  {line}\n" for line in frontmatter.dump(more).splitlines()) if more else ""
    note = "  # What the notebooks are written in, and is read in them.\n" if "dialects" in more else ""
    return text + blog.addition(tree.root / PATH, text.encode(), there, note + lines).decode()


def _math(found: Found) -> dict[str, str]:
    """Say who draws formulas, where the kind of blog tells it."""
    given = found.nbpress.get("math")
    if not given:
        return {}
    return {
        "math": given,
        "loads": "the blog loads a script for them" if given == "kramdown" else "the blog loads none",
    }


def _with_redirects(text: str) -> str:
    listed = yaml_lines.values(text).get("plugins") or []
    return text if REDIRECTS in listed else yaml_lines.inserted(text, "plugins", [REDIRECTS], CONFIG)


def _other(config: Mapping[str, Any], found: Found) -> list[Told]:
    """Tell what the settings say otherwise than the blog that is left."""
    block = config.get(BLOCK)
    block = block if isinstance(block, Mapping) else {}
    every = [(key, value, config) for key, value in found.settings.items()]
    every += [(key, value, block) for key, value in found.nbpress.items() if key != "math"]
    return [
        Told(PATH, f"`{key}` stays {here[key]!r}; the blog that is left has {value!r}")
        for key, value, here in every
        if key in here and here[key] != value
    ]


def _valid(text: str, root: Path) -> None:
    """Raise ReadError for settings that nbpress cannot work with."""
    with TemporaryDirectory() as folder:
        (Path(folder) / CONFIG).write_text(text, encoding="utf-8")
        try:
            sites.load(Path(folder))
        except ReadError as error:
            raise ReadError(error.what, path=root / CONFIG, hint=error.hint) from error
