"""What the kinds of blogs have alike: settings in YAML, workflows, names and addresses of documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import yaml

from nbpress.core.errors import ReadError
from nbpress.notebook.yaml_text import load
from nbpress.read.slug import slugged
from nbpress.scaffold.migrate.records import Told
from nbpress.scaffold.migrate.tree import Tree

NOTEBOOKS = PurePosixPath("_notebooks")
TEXTS = (".qmd", ".md", ".rmd", ".markdown")  # documents that are no notebooks
PUBLIC = ("CNAME", "robots.txt", "404.html")  # what of a site's root any tool publishes


def mapping(tree: Tree, name: PurePosixPath | str) -> Mapping[str, Any]:
    """Read a YAML file of the blog that holds a mapping; nothing where there is no such file."""
    text = tree.text(name)
    try:
        found = load(text) if text else None
    except (yaml.YAMLError, ValueError) as error:
        raise ReadError(f"the file is not YAML: {error}", path=tree.root / name) from error
    if found is not None and not isinstance(found, dict):
        raise ReadError("the file holds no mapping of keys to values", path=tree.root / name)
    return found or {}


def workflows(tree: Tree, words: Iterable[str]) -> list[PurePosixPath]:
    """Name the workflows of GitHub that say one of some words."""
    paths = [path for path in tree.below(".github/workflows") if path.suffix in (".yml", ".yaml")]
    return [path for path in paths if any(word in (tree.text(path) or "") for word in words)]


def block(values: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Give the mapping below some keys; an empty one where there is none."""
    for name in names:
        found = values.get(name)
        values = found if isinstance(found, Mapping) else {}
    return values


def leaves(values: Mapping[str, Any], above: str = "", depth: int = 2) -> Iterator[str]:
    """Name the keys of settings, down to so many levels: `website.navbar`."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value and depth > 1:
            yield from leaves(value, f"{above}{key}.", depth - 1)
        else:
            yield f"{above}{key}"


def slugs(paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, str]:
    """Give each notebook a slug: its name, or its folder's where it is the index of one; with the folders above where two
    are alike.
    """
    whole = {
        path: path.parent if path.stem in ("index", "post") and path.parent.name else path.with_suffix("")
        for path in paths
    }
    short = {path: slugged(_undated(each.name)) for path, each in whole.items()}
    many = Counter(short.values())
    return {
        path: short[path] if many[short[path]] == 1 else slugged("-".join(each.parts)) for path, each in whole.items()
    }


def _undated(name: str) -> str:
    return re.sub(r"\A\d{4}-\d{2}-\d{2}[-_ ](?=.)", "", name)


def companions(
    tree: Tree, folder: PurePosixPath, documents: Collection[PurePosixPath]
) -> Iterator[tuple[PurePosixPath, bool]]:
    """Yield the files that lie with the notebooks of a folder, and whether other documents there may need them too.

    A folder below it that has documents of its own is not its part.
    """
    inner = {path.parent for path in tree.files if path.suffix.lower() in (*TEXTS, ".ipynb")}
    shared = any(path.parent == folder and path.suffix.lower() in TEXTS for path in tree.files)
    for path in tree.below(str(folder)):
        own = [each for each in path.parents if each != folder and each.is_relative_to(folder)]
        if (
            path not in documents
            and path.suffix.lower() not in (*TEXTS, ".ipynb")
            and not inner & {*own}
            and not path.name.startswith(("_", "."))
        ):
            yield path, shared


def addressed(url: Any) -> dict[str, str]:
    """Split a site's address into `url` and `baseurl`, as Jekyll has them."""
    found = urlsplit(str(url or ""))
    if not found.netloc:
        return {}
    return {"url": f"{found.scheme}://{found.netloc}", "baseurl": found.path.rstrip("/")}


def unpublished(stay: Collection[PurePosixPath], public: Collection[PurePosixPath]) -> list[str]:
    """Name the files of a blog that its site did not have, or the folders of which it had none: Jekyll copies all.

    stay: its files. public: those of them that the site had, and those that come into it.
    """
    open_folders = {folder for path in public for folder in path.parents}
    seen = [path for path in stay if path not in public and not any(part.startswith(("_", ".")) for part in path.parts)]
    names = {
        next((each for each in (*reversed(path.parents), path) if each not in open_folders), path) for path in seen
    }
    return sorted(str(name) if name in seen else f"{name}/" for name in names)


def built(tree: Tree, folder: str) -> Iterator[Told]:
    """Tell the folder of a site that was built and committed, which may still be the one that readers see."""
    if tree.below(folder):
        yield Told(
            PurePosixPath(folder), "holds the site as it was built before: it is left, and Jekyll builds into _site"
        )


def texts(tree: Tree) -> Iterator[Told]:
    """Tell the documents that are no notebooks."""
    for path in tree.files:
        named = path.suffix.lower() in TEXTS and not any(part.startswith(("_", ".")) for part in path.parts)
        if named and path.name not in ("README.md", "LICENSE.md", "CHANGELOG.md", "CONTRIBUTING.md"):
            yield Told(path, "is a text, and no notebook: it is left as it is, and the new site has no page of it")
