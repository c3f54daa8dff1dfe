"""Read what a page needs beside its notebook: the files that its cells name, the addresses of the articles it links to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from nbpress.core import looks
from nbpress.core.errors import ReadError
from nbpress.core.post_dates import clock, moment
from nbpress.core.project import CONFIG, project_of
from nbpress.core.records import NO_ARTICLE, Context, Site
from nbpress.core.regex import regex
from nbpress.notebook import front_images
from nbpress.read import bibliography, companions, identity, labels, notebook, pairs, places, published_labels, sources
from nbpress.read.address import address

_ELSEWHERE = ("http:", "https:", "mailto:", "data:", "attachment:", "ftp:", "tel:", "javascript:", "//", "#")
_SIGNS = ("](", "]:", "src", "href", "<", ".ipynb#", "{embed}", "{glue")
_NAMED = regex(r"""\s(?:src|href|poster)\s*=\s*(?:"([^"<>\n]{1,500})"|'([^'<>\n]{1,500})')""", re.I)


Days = Callable[[notebook.Notebook], str]


def _own_date(other: notebook.Notebook) -> str:
    return other.date


def read(
    source: notebook.Notebook,
    site: Site,
    day: str,
    *,
    draft: bool = False,
    foreign: bool = False,
    outputs: bool = False,
    days: Days = _own_date,
    known: labels.Labels | None = None,
) -> Context:
    """Read the context of a notebook's article.

    day: its date where the notebook has none. outputs: whether those that the notebook holds are shown. days: gives the
    date of another notebook's post; nothing where the site has none. known: gives the labels of other articles, where that are
    not those of the site.
    """
    where = places.place(site, source.front.settings)
    context = Context(
        site=site,
        name=identity.named(source.path),
        slug=source.slug,
        date=source.date or day,
        draft=draft,
        foreign=foreign,
        folder=where.folder,
        collection=where.collection,
    )
    context = replace(context, layout=_layout(source, context, where), bibliography=bibliography.read(source, site))
    targets = dict.fromkeys(_prose(source.nb["cells"], source.language))
    context = _with(context, targets, source.path, days)
    of_others = labels.asked(
        targets, _notebooks(context, source.path), known or partial(published_labels.published, site.root)
    )
    context = _pictured(replace(context, others=of_others), source)
    return shown(context, source.nb, source.path) if outputs else context


def _layout(source: notebook.Notebook, context: Context, where: places.Place) -> str:
    """Choose the layout; one that is no text is left for the renderer to refuse."""
    site, written = context.site, source.front.values.get("layout")
    wanted = places.default(site, context.post, where.kind, "layout")
    if written is not None and not isinstance(written, str):
        return ""
    return places.layout(site, written or "", wanted if isinstance(wanted, str) else "")


def shown(context: Context, nb: Any, path: Path) -> Context:
    """Add what the outputs of an executed notebook name; `path` is where the notebook belongs."""
    return _with(context, _outputs(nb["cells"]), path)


def _with(context: Context, targets: Iterable[str], notebook_path: Path, days: Days = _own_date) -> Context:
    """Read the files and addresses that relative targets name, without fragment or query.

    A notebook that has no post is nothing to link to. What may not come along is told, and stays a link.
    """
    files, links, refused = dict(context.files), dict(context.links), dict(context.refused)
    known: dict[Path, tuple[str, bytes | str]] = {}  # of each file, however its targets are spelled
    relative = (target.split("#")[0].split("?")[0] for target in targets if not target.lower().startswith(_ELSEWHERE))
    for target in dict.fromkeys(filter(None, relative)):
        if _in_site(target, context.site):
            links[target] = target
        path = _place(target, notebook_path.parent) or _rooted(target, notebook_path.parent)
        if path is None or target in files or target in links:
            continue
        if path not in known:
            known[path] = _companion(path, notebook_path, context, days)
        why, found = known[path]
        if isinstance(found, bytes):
            files[target] = found
        elif found:
            links[target] = found
        else:
            refused[target] = why
    return replace(context, files=files, links=links, refused=refused)


def _notebooks(context: Context, notebook_path: Path) -> dict[str, Path]:
    """Give the notebooks that prose links to, by their targets as written."""
    found = {target: _place(target, notebook_path.parent) for target in context.links}
    return {target: path for target, path in found.items() if path and sources.is_notebook(path)}


def _companion(path: Path, notebook_path: Path, context: Context, days: Days) -> tuple[str, bytes | str]:
    """Give a file's content, or a notebook's address; with nothing, why it does not come along."""
    why = companions.refusal(path, notebook_path, context.site.files)
    if why:
        return why, ""
    if not sources.is_notebook(path):
        return "", looks.content(path)
    found = _address(pairs.text_of(path), context, days)
    return ("", looks.content(path)) if not found and sources.of(path).code else (NO_ARTICLE, found)


def _pictured(context: Context, source: notebook.Notebook) -> Context:
    """Find the pictures that the front matter names: beside the notebook, else in the site. A labelled cell draws the others.

    Where nobody knows the site, each is left to it.
    """
    from nbpress.notebook.cell_options import display

    files, links, refused = dict(context.files), dict(context.links), dict(context.refused)
    named = front_images.images(source.front.values)
    cells = (cell for cell in source.nb["cells"] if named and cell["cell_type"] == "code")
    labels = {display(cell, source.language).label for cell in cells}
    for text in (text for text in named if Path(text).stem not in labels):
        there = next((each for each in _in_folders(text, context.site) if _is_file(context.site.root / each[1:])), "")
        path = _place(text, source.path.parent) or (None if there else _rooted(text, source.path.parent))
        why = companions.refusal(path, source.path, context.site.files) if path else ""
        if path and not why:
            files[text] = looks.content(path)
        elif there:
            links[text] = there
        elif _is_file(context.site.root / CONFIG):
            refused[text] = why or "it is neither beside the notebook nor in the site; the page does without it"
    return replace(context, files=files, links=links, refused=refused)


def _in_folders(text: str, site: Site) -> tuple[str, ...]:
    """Give the places in a site that a picture of the front matter may mean: from its root, in its folder of pictures."""
    below = text.lstrip("/")
    every = (f"/{below}",) if text.startswith("/") else (f"/{site.images / below}", f"/{below}")
    return () if ".." in Path(below).parts else every


def _place(target: str, folder: Path) -> Path | None:
    """Find the file that a target names, as seen from its notebook's folder; `files/` is how Jupyter serves that."""
    for name in dict.fromkeys((target, unquote(target), re.sub(r"^/?files/", "", unquote(target)))):
        path = Path(os.path.normpath(folder / name))
        if not name.startswith("/") and _is_file(path):
            return path
    return None


def _in_site(target: str, site: Site) -> bool:
    """Tell whether a target names a picture of the site's own, from its root."""
    name = unquote(target).lstrip("/").removeprefix(f"{site.baseurl[1:]}/")
    return _is_picture(target) and ".." not in Path(name).parts and _is_file(site.root / name)


def _rooted(target: str, folder: Path) -> Path | None:
    """Find a picture that a target names from the root, as manuals write it: in a folder above the notebook.

    The search ends with the project, and goes on in the folders of pictures that the user names.
    """
    if not _is_picture(target):
        return None
    project = project_of(folder / "any.ipynb")
    above = [each for each in (folder, *folder.parents) if each.is_relative_to(project)]
    paths = (each / unquote(target).lstrip("/") for each in (*above, *companions.folders()))
    return next((path for path in paths if _is_file(path)), None)


def _is_picture(target: str) -> bool:
    return target.startswith("/") and Path(unquote(target)).suffix.lower() in companions.PICTURES


def _is_file(path: Path) -> bool:
    try:
        return looks.is_file(path)
    except (OSError, ValueError):  # a name too long for a file, or with a NUL in it
        return False


def _prose(cells: Iterable[Any], language: str) -> Iterator[str]:
    """The targets that the author wrote, in prose and raw cells, and in captions of cells of code."""
    from nbpress.notebook import cell_options, markdown

    for cell in cells:
        text = cell["source"]
        if cell["cell_type"] == "code":
            text = "\n\n".join(cell_options.display(cell, language).titles) if "](" in text and "cap" in text else ""
        if any(sign in text for sign in _SIGNS):
            yield from markdown.targets(text)


def _outputs(cells: Iterable[Any]) -> Iterator[str]:
    """The targets that outputs name: those of a whole chart's script are none, but do no harm."""
    from nbpress.notebook import markdown

    code = (cell for cell in cells if cell["cell_type"] == "code")
    for output in (output for cell in code for output in cell.get("outputs") or ()):
        data = output.get("data") or {}
        html, prose = data.get("text/html"), data.get("text/markdown")
        if isinstance(html, str):
            yield from (unescape(first or second) for first, second in _NAMED.findall(html))
        if isinstance(prose, str) and any(sign in prose for sign in _SIGNS):
            yield from markdown.targets(prose)


def _address(path: Path, context: Context, days: Days) -> str:
    """The address of another notebook's post; empty where that notebook cannot be read, or has no post that is shown."""
    site = context.site
    try:
        other = notebook.load(path)
        day = "" if other.front.values.get("draft") is True and not context.draft else days(other)
        if not day:
            return ""
        when = moment(day, clock(site.timezone), other.front.quoted("date"))
        where, values = places.place(site, other.front.settings), other.front.values
        post = where.folder / f"{day[:10]}-{other.slug}.md"
        template = places.permalink(site, where, post)
        own = address(template, values, other.slug, when, collection=where.collection, above=where.categories)
        return site.baseurl + own
    except (ReadError, ValueError):  # ValueError: a date that is none, an error of that notebook's own
        return ""
