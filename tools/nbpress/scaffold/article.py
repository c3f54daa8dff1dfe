"""Begin an article: a title and the habits of a site in, a notebook that publishes as it stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Any

import yaml

from nbpress.core import file_names
from nbpress.core.errors import ReadError, WriteError
from nbpress.core.records import Site
from nbpress.notebook import frontmatter
from nbpress.notebook.yaml_text import load as load_yaml
from nbpress.read import environment, notebook, places, sources
from nbpress.read import site as sites
from nbpress.read.slug import slugged
from nbpress.write import project_files
from nbpress.write import site as writer

NEEDED = ("matplotlib",)  # what the notebook imports
READ = 100  # posts that are looked at, the newest, to see which category is usual

INTRODUCTION = """\
What becomes of a capital that is left alone? It depends on three numbers:"""
PARAMETERS = """\
capital = 1_000  # what there is at the beginning
rate = 0.05  # interest of a year
years = 30"""
COMPUTATION = """\
balance = [capital * (1 + rate) ** year for year in range(years + 1)]
final = balance[-1]"""
FIGURE = """\
#| label: balance
#| fig-cap: What the capital comes to, year by year.
#| fig-alt: A line that begins at the capital and rises ever more steeply over the years.
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
axes.plot(range(years + 1), balance)
axes.set(xlabel="year", ylabel="balance")
plt.show()"""
CONCLUSION = """\
At {eval}`f"{rate:.0%}"` a year, {eval}`f"{capital:,}"` become {eval}`f"{final:,.0f}"` in {eval}`years` years.
The numbers of this sentence come from the run: change a parameter above, and they change along."""


def begin(title: str, project: Path, site: Path, today: date, suffix: str = ".ipynb") -> Path:
    """Write the notebook of a new article into the project; raise WriteError where its name is taken.

    suffix: of the kind of file that it is written in.
    """
    blog = sites.load(site)
    slug = slugged(title)
    folder = _folder(project, blog)
    path = folder / f"{slug}{suffix}"
    owner = path.name if path.exists() else _owner(slug, folder, blog)
    if owner:
        raise WriteError(f'the name "{slug}" is taken by {owner}', path=path, hint="Choose another title.")
    folder.mkdir(exist_ok=True)
    project_files.put(path, _text(title, slug, blog, today, suffix))
    return path


def lacking(project: Path) -> tuple[str, ...]:
    """Name the packages that the notebook imports, and that the Python lacks which runs it."""
    return tuple(name for name in NEEDED if not environment.installed(environment.usual(project), [name]))


def unread(path: Path) -> str:
    """Name the package that reads a notebook's file, where it is not installed here; nothing where nothing lacks."""
    needed = sources.of(path).needs
    return needed if needed and find_spec(needed) is None else ""


def _folder(project: Path, site: Site) -> Path:
    """Where the notebooks are; in a blog's own folder one that Jekyll passes over, so that it does not publish them."""
    inside = project == site.root
    names = ("_notebooks", "notebooks") if inside else ("notebooks", "_notebooks")
    return next((project / name for name in names if (project / name).is_dir()), project / names[0])


def _owner(slug: str, folder: Path, site: Site) -> str:
    """What has the name already: a notebook, or an article of the site."""
    for path in filter(sources.is_notebook, sorted(folder.glob("*.*"))):
        try:
            taken = _alike(notebook.load(path).slug, slug)
        except ReadError:
            taken = _alike(path.stem, slug)
        if taken:
            return path.name
    entries = (entry for name, entry in writer.load(site.root).entries.items() if _alike(name, slug))
    return next((f"the article of {entry.notebook}" for entry in entries), "")


def _alike(name: str, other: str) -> bool:
    """Tell whether a Mac or Windows clone cannot hold two names beside each other."""
    return file_names.folded(name) == file_names.folded(other)


def _text(title: str, slug: str, site: Site, today: date, suffix: str) -> str:
    """Write the notebook as its kind of file has it."""
    cells = [
        _cell("front-matter", "raw", f"---\n{frontmatter.dump(_head(title, slug, site, today))}---"),
        _cell("introduction", "markdown", INTRODUCTION),
        _cell("parameters", "code", PARAMETERS, tags=["parameters"]),
        _cell("computation", "code", COMPUTATION),
        _cell("figure", "code", FIGURE),
        _cell("conclusion", "markdown", CONCLUSION),
    ]
    write = sources.of(PurePath(f"_{suffix}")).write
    assert write is not None, "a suffix is one of `sources.writable`"
    return write(cells)


def _cell(id_: str, kind: str, source: str, **metadata: Any) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": id_, "metadata": metadata, "source": source.splitlines(keepends=True)}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def _head(title: str, slug: str, site: Site, today: date) -> dict[str, Any]:
    """The front matter, as the site's other posts have it."""
    author, category = _author(site), _category(site)
    return {
        "layout": _layout(site),
        "title": title,
        "date": today,
        **({"categories": category} if category else {}),
        **({"author": author} if author else {}),
        "excerpt": "What a capital becomes in {eval}`years` years.",
        "image": {"teaser": f"{slug}/balance.png"},
        "nbpress": {"results": {"final": "final"}, "expect": ["final > capital"]},
    }


def _layout(site: Site) -> str:
    """The layout that the site's articles get."""
    where = places.place(site, {})
    wanted = places.default(site, where.folder / "2020-01-02-a.md", where.kind, "layout")
    return (
        places.ARTICLE
        if places.ARTICLE in site.layouts or not site.layouts
        else places.layout(site, "", str(wanted or ""))
    )


def _author(site: Site) -> str:
    """The author that the site names, if there is just one."""
    for path in sorted(site.root.glob("_data/authors.y*ml")):
        known = _mapping(path.read_text(encoding="utf-8", errors="replace"))
        return str(next(iter(known))) if len(known) == 1 else ""
    return ""


def _category(site: Site) -> str:
    """The category that most of the site's newest posts have; what only one post has is no habit."""
    kinds = (".md", ".markdown", ".html")
    posts = [path for path in (site.root / site.posts).rglob("*.*") if path.suffix in kinds]
    newest = sorted(posts, key=lambda path: path.name)[-READ:]
    counted = Counter(category for path in newest for category in _categories(path))
    name, count = counted.most_common(1)[0] if counted else ("", 0)
    return name if count > 1 else ""


def _categories(post: Path) -> Iterator[str]:
    text = post.read_text(encoding="utf-8", errors="replace")
    head = _mapping(text.split("---\n", 2)[1]) if text.count("---\n") > 1 else {}
    given = head.get("categories") or head.get("category") or ()
    yield from given.split()[:1] if isinstance(given, str) else map(str, list(given)[:1])


def _mapping(text: str) -> Mapping[str, Any]:
    try:
        found = load_yaml(text)
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
