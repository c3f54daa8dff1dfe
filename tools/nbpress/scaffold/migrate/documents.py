"""Documents of Quarto, which nbdev's are as well: where notebooks go, what their front matter becomes, the address of each.

See the pages "HTML Options" and "Website Options" of Quarto's reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from nbpress.core.records import CHANGED
from nbpress.core.regex import regex
from nbpress.read import project_notebooks
from nbpress.scaffold.migrate import reading
from nbpress.scaffold.migrate.records import Post, Told
from nbpress.scaffold.migrate.tree import Tree

# Keys of a document that have no meaning on a page of ours: they stay in the notebook, and are told.
UNREAD = (
    *(
        "about",
        "bibliography",
        "citation",
        "code-annotations",
        "comments",
        "csl",
        "css",
        "engine",
        "filters",
        "include-after-body",
    ),
    *(
        "include-before-body",
        "include-in-header",
        "knitr",
        "lightbox",
        "listing",
        "number-sections",
        "page-layout",
        "params",
    ),
    *("resources", "theme", "title-block-banner"),
)
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d")
_ISO = regex(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")


def notebooks(tree: Tree, output: str, top: str = ".") -> list[PurePosixPath]:
    """Give the notebooks that are pages: not what begins with `_` or `.`, nor what was built."""
    built = PurePosixPath(output)
    return [
        path
        for path in tree.below(top, ".ipynb")
        if not path.is_relative_to(built) and not any(part.startswith(("_", ".")) for part in path.parts)
    ]


def places(paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, PurePosixPath]:
    """Say where notebooks go: `_notebooks/` takes the place of the folder that has most of them, and the others go into it."""
    every = list(paths)
    tops = Counter(path.parts[0] for path in every if len(path.parts) > 1)
    first = min(tops, key=lambda name: (-tops[name], name), default="")
    return {
        path: reading.NOTEBOOKS / (path.relative_to(first) if first and path.is_relative_to(first) else path)
        for path in every
    }


def moves(tree: Tree, posts: Iterable[Post]) -> dict[PurePosixPath, PurePosixPath]:
    """Say where the files go that lie with the notebooks: along with them, unless other documents need them as well."""
    where = {post.path.parent: post.to.parent for post in posts if post.path.parent != PurePosixPath()}
    own = {post.path for post in posts}
    return {
        path: to / path.relative_to(folder)
        for folder, to in sorted(where.items())
        for path, shared in reading.companions(tree, folder, own)
        if not shared
    }


def page(path: PurePosixPath, values: Mapping[str, Any]) -> str:
    """Give the address of a document's page."""
    name = str(values.get("output-file") or path.stem).removesuffix(".html")
    where = "/".join(part for part in path.parent.parts)
    address = f"/{where}/{name}.html" if where else f"/{name}.html"
    return address.removesuffix("index.html") if name == "index" else address


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Join settings: what stands above goes before what stands below it, mapping by mapping."""
    both = {key: merged(value, above[key]) for key, value in below.items() if _mappings(value, above.get(key))}
    return {**below, **above, **both}


def _mappings(one: Any, other: Any) -> bool:
    return isinstance(one, Mapping) and isinstance(other, Mapping)


def carried(post: Post, slug: str, shared: Mapping[str, Any], address: str) -> tuple[Post, list[Told]]:
    """Say what a document's front matter is to say, and what is not carried over. shared: what speaks for its folder."""
    written = {**post.front.values, **post.front.foreign}
    values = merged({key: value for key, value in shared.items() if key != "freeze"}, written)
    said = [f"`{key}` has no meaning here: it is left" for key in UNREAD if key in values]
    new = {key: value for key, value in values.items() if written.get(key) != value}
    if "title" not in values:
        new["title"] = post.path.stem
        said.append(f"has no title: it is called {post.path.stem}")
    if replace(post.notebook, path=Path("/") / post.to, front=post.front).slug != slug:
        new["slug"] = slug
    new |= {"permalink": address} if "permalink" not in values else {}
    new |= _dates(values, said) | _redirects(values, address, said) | _described(values)
    kernel = values.get("jupyter")
    if isinstance(kernel, str) and "kernel" not in post.front.settings:
        new |= {"nbpress": {**post.front.settings, "kernel": kernel}, "jupyter": None}
    cell = 0 if post.front.cell is None else post.front.cell + 1
    return replace(post, keys=new | dict(post.keys)), [Told(post.path, what, cell) for what in said]


def _described(values: Mapping[str, Any]) -> dict[str, Any]:
    """Say who wrote a document, what it is about and which picture stands for it, as our themes read that."""
    new: dict[str, Any] = {}
    if isinstance(values.get("author"), Mapping | list):
        new["author"] = _authors(values["author"])
    if values.get("description") and "excerpt" not in values:
        new["excerpt"] = values["description"]
    image = values.get("image")
    if isinstance(image, str) and "://" not in image:
        new["image"] = {"teaser": image}
    return new


def _dates(values: Mapping[str, Any], said: list[str]) -> dict[str, Any]:
    """Write dates as Jekyll reads them."""
    new: dict[str, Any] = {}
    for key, ours in (("date", "date"), ("date-modified", CHANGED)):
        given = values.get(key)
        if given is None:
            continue
        day = _day(given)
        if not day:
            said.append(f"`{key}: {given}` is no day that is known: write it as 2026-01-31")
            new[key] = None
        elif ours != key or str(given) != str(day):
            new |= {key: None, ours: day}
    return new


def _day(given: Any) -> date | str | None:
    if isinstance(given, date) or _ISO.fullmatch(str(given)):
        return str(given) if not isinstance(given, date) else given
    for shape in _DAYS:
        try:
            return datetime.strptime(str(given).strip(), shape).date()
        except ValueError:
            continue
    return None


def _redirects(values: Mapping[str, Any], address: str, said: list[str]) -> dict[str, Any]:
    """Make `redirect_from` of aliases, each the address of a page."""
    given = values.get("aliases")
    if not isinstance(given, list):
        return {}
    said += [f"the alias {each} has a place in a page, which no redirect has" for each in given if "#" in str(each)]
    base = PurePosixPath(address if address.endswith("/") else address.rpartition("/")[0] or "/")
    found = [_alias(str(each), base) for each in given if "#" not in str(each)]
    own = values.get("redirect_from") or []
    return {
        "aliases": None,
        **({"redirect_from": [*([own] if isinstance(own, str) else own), *found]} if found else {}),
    }


def _alias(text: str, base: PurePosixPath) -> str:
    parts: list[str] = []
    for part in (*(() if text.startswith("/") else base.parts[1:]), *text.split("/")):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    whole = f"/{'/'.join(parts)}"
    return whole if PurePosixPath(whole).suffix else f"{whole.rstrip('/')}/"


def _authors(given: Any) -> Any:
    """Give names of authors, of whom Quarto may know more."""
    if isinstance(given, Mapping):
        name = given.get("name")
        return " ".join(map(str, name.values())) if isinstance(name, Mapping) else str(name or "")
    return [_authors(each) for each in given] if isinstance(given, list) else given


def unfound(posts: Iterable[Post]) -> list[Told]:
    """Tell the notebooks that `nbpress publish` finds only when they are named."""
    return [
        Told(
            post.path,
            f"goes where nbpress looks for none unasked: nbpress publish --no-run {quote(str(post.to))}, once",
        )
        for post in posts
        if not project_notebooks.is_found(post.to)
    ]
