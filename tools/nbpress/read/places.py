"""Where a site wants an article: its folder or collection, its address, its layout. In come the site and what was written.

What the site's front matter defaults say is found as Jekyll finds it (lib/jekyll/frontmatter_defaults.rb).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import PurePath, PurePosixPath
from typing import Any

from nbpress.core.errors import ReadError, nearest
from nbpress.core.notices import Notice
from nbpress.core.records import Context, Default, Site

ARTICLE = "article"  # what an author writes, and what stands for one that is left out
POST = "post"
POSTS = "_posts"
SUFFIXED = ("date", "ordinal", "none")  # styles of permalinks after which a collection's addresses end in `.html`


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article lies.

    folder: below the site's root. collection: that it belongs to; nothing for a post. categories: what Jekyll adds to those of
    a post, the folders above its `_posts`.
    """

    folder: PurePosixPath
    collection: str = ""
    categories: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The type by which front matter defaults are told apart."""
        return self.collection or "posts"


def settled(site: Site, settings: Mapping[str, Any]) -> Site:
    """Add to a site where its settings want all articles."""
    found = place(site, settings)
    return replace(site, collection=found.collection, posts=site.posts if found.collection else found.folder)


def place(site: Site, settings: Mapping[str, Any]) -> Place:
    """Say where an article lies, by what stands under `nbpress:` in its front matter, else by the site's settings."""
    folder, collection = settings.get("folder"), settings.get("collection")
    if folder and collection:
        raise ReadError("`nbpress:` has a `folder:` and a `collection:`", hint="Keep one: a folder is one of posts.")
    name = "" if folder else str(collection or site.collection)
    if not name or name == "posts":
        path = _folder(str(folder)) if folder else site.posts
        above = PurePosixPath(_within(str(path), site)).parts
        return Place(path, categories=above[: above.index(POSTS)])
    if name not in site.collections:
        known = (
            f"It has {', '.join(site.collections)}."
            if site.collections
            else "Name it under `collections:` in _config.yml."
        )
        raise ReadError(f'the site has no collection "{name}"', hint=nearest(name, site.collections) or known)
    return Place(site.collections_dir / f"_{name}", name)


def _folder(given: str) -> PurePosixPath:
    path = PurePosixPath(given.strip("/"))
    if ".." in path.parts or POSTS not in path.parts:
        raise ReadError(f"`folder: {given}` is no folder of posts", hint="For example `_posts/de`, or `de/_posts`.")
    return path


def permalink(site: Site, where: Place, post: PurePosixPath) -> str:
    """Give the template of an article's address, where it has none of its own."""
    found = default(site, post, where.kind, "permalink")
    if found or not where.collection:
        return str(found or site.permalink)
    own, style = site.collections[where.collection].get("permalink"), site.permalink
    usual = "/:collection/:path"
    if style == "pretty" or style.endswith("/"):
        usual += "/"
    return str(own or usual + (":output_ext" if style in SUFFIXED or style.endswith(":output_ext") else ""))


def default(site: Site, post: PurePosixPath, kind: str, key: str) -> Any:
    """Give what a site's defaults say of a key: the longest path goes first, then what names a type, then what comes last."""
    value, before = None, None
    for each in site.defaults:
        if key in each.values and _applies(each, site, post, kind) and (before is None or _precedes(each, before)):
            value, before = each.values[key], each
    return value


def _applies(each: Default, site: Site, post: PurePosixPath, kind: str) -> bool:
    if each.type not in ("", kind):
        return False
    path, scope = _within(str(post), site), _within(each.path.removeprefix("/"), site)
    if "**" in scope:
        return fnmatchcase(path, f"{scope.replace('**/', '*')}*")
    if "*" in scope:  # which crosses no slash
        depth = scope.rstrip("/").count("/") + 1
        return fnmatchcase("/".join(path.split("/")[:depth]), scope.rstrip("/"))
    return path.startswith(scope)


def _within(path: str, site: Site) -> str:
    """Take the folder of all collections off a path, as Jekyll does."""
    return path if site.collections_dir == PurePosixPath() else path.removeprefix(f"{site.collections_dir}/")


def _precedes(new: Default, old: Default) -> bool:
    if len(new.path) != len(old.path):
        return len(new.path) > len(old.path)
    return bool(new.type) or not old.type


def layout(site: Site, written: str, wanted: str) -> str:
    """Choose an article's layout. written: by its author, empty where he left it out. wanted: what the site's defaults say.

    One that the site has passes; `article` stands for what the site uses: by its defaults, by the layouts that it has, by its
    theme.
    """
    if written and written in site.layouts:
        return written
    if written not in ("", ARTICLE):
        return site.theme.layouts.get(written, written)
    usual = site.theme.layouts.get(ARTICLE, ARTICLE)
    return wanted or next((name for name in (ARTICLE, usual, POST) if name in site.layouts), usual)


def excluded(site: Site, path: PurePath) -> bool:
    """Tell whether Jekyll passes over a file, by `exclude:` of its settings: a file, a folder, a pattern."""
    names = [name.strip("/") for name in site.exclude]
    return any(fnmatchcase(str(each), name) for each in (path, *path.parents) for name in names if str(each) != ".")


def notices(context: Context) -> Iterator[Notice]:
    """Tell what Jekyll will not do for an article where it lies; it hangs on the site alone, so no manifest keeps it."""
    site, name = context.site, context.layout
    if site.complete and name not in site.layouts and name not in ("none", ""):
        yield Notice("nb-no-layout", f"neither the site nor its theme has a layout `{name}`")
    if context.collection and not context.draft and site.collections[context.collection].get("output") is not True:
        yield Notice("nb-no-page", f"the collection `{context.collection}` has no `output: true` in _config.yml")
