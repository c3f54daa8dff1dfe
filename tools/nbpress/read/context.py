"""Read what a page needs beside its notebook: the files its prose names, the addresses of the articles it links to."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

from nbpress.errors import ReadError
from nbpress.project import project_of
from nbpress.read import notebook
from nbpress.read.address import address
from nbpress.records import Context, Site

_ELSEWHERE = ("http:", "https:", "mailto:", "data:", "attachment:", "ftp:", "tel:", "javascript:", "//", "#", "/")


def read(source: notebook.Notebook, site: Site, day: str, *, draft: bool = False, foreign: bool = False) -> Context:
    """Read the context of a notebook's article; `day` is its date where the notebook has none."""
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    folder, project = source.path.parent, project_of(source.path)
    for target in _targets(source):
        path = Path(os.path.normpath(folder / unquote(target)))
        if path.suffix == ".ipynb" and path.is_file():
            links[target] = _address(path, site)
        elif path.is_file() and path.is_relative_to(project):
            files[target] = path.read_bytes()
    return Context(
        site=site,
        name=named(source.path),
        slug=source.slug,
        date=source.date or day,
        draft=draft,
        files=files,
        foreign=foreign,
        links={target: link for target, link in links.items() if link},
    )


def named(path: Path) -> str:
    """Name a notebook by its path below its project."""
    return path.relative_to(project_of(path)).as_posix()


def _targets(source: notebook.Notebook) -> tuple[str, ...]:
    """The relative targets of the notebook's links and images, as they are written, without fragment or query."""
    from nbpress import markdown

    found: list[str] = []
    for cell in source.nb["cells"]:
        if cell["cell_type"] == "markdown" and any(sign in cell["source"] for sign in ("](", "]:", "src", "href", "<")):
            found += markdown.targets(cell["source"])
    relative = (target.split("#")[0].split("?")[0] for target in found if not target.lower().startswith(_ELSEWHERE))
    return tuple(dict.fromkeys(filter(None, relative)))


def _address(path: Path, site: Site) -> str:
    """The address of another notebook's post; empty where that notebook cannot be read, or has no date yet."""
    try:
        other = notebook.load(path)
    except ReadError:
        return ""
    return site.baseurl + address(site.permalink, other.front.values, other.slug, other.date) if other.date else ""
