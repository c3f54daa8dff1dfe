"""Which article of a site is a notebook's: nothing is replaced because two things share a name."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from nbpress.core import file_names, looks, manifest
from nbpress.core.errors import ReadError, nearest
from nbpress.core.notices import Notice
from nbpress.core.project import project_of
from nbpress.core.records import Context
from nbpress.plan import keys
from nbpress.publish import kept_ids
from nbpress.publish.records import Source
from nbpress.publish.remembered import Remembered
from nbpress.read import identity, notebook, pairs
from nbpress.read.identity import Identity
from nbpress.write import site as writer

Made = Callable[[manifest.Entry], bool]  # tells whether an article is what a notebook gives as it is


def article(
    known: Remembered, source: notebook.Notebook, slug: str, made: Made, *, variant: bool, moved_from: str = ""
) -> manifest.Entry | None:
    """Find a notebook's own article; raise ReadError where the slug is another's.

    moved_from: slug of an article that is this notebook's, wherever it came from.
    """
    own = identity.of(source.path, known.site.root)
    if moved_from:
        _moved_here(known, moved_from, own, source.path)
    name = known.entries.named(slug)
    if not name:
        _undamaged(known, slug)
        return None
    entry = known.entries[name]
    alike = entry.variant == variant
    if own.owns(entry, name):
        welcome = alike and (name == slug or not variant)
    else:
        moved = alike and (name == moved_from or _moved(known, name, own, source, made))
        welcome = moved or (not entry.variant and _publishes_elsewhere(entry, name, own, source.path))
    if welcome:
        return entry
    raise _refused(known, slug, name, own, source.path, variant=variant)


def _undamaged(known: Remembered, slug: str) -> None:
    """Raise ReadError where what is known of an article cannot be read."""
    fault = known.faults.get(file_names.fitted(slug))
    if fault:
        raise ReadError(fault.what, path=fault.path, hint=fault.hint)


def replaced(known: Remembered, source: Source, moved_from: str = "") -> tuple[str, ...]:
    """Name the articles in whose place that of a notebook comes: its own ones under other slugs too, and what moved to it."""
    own = {} if source.context.variant else identity.of(source.path, known.site.root).own(known.entries)
    before = [name for name, entry in own.items() if not entry.variant]
    return tuple(dict.fromkeys(filter(None, [*before, moved_from, known.entries.named(source.context.slug)])))


def left_behind(known: Remembered, source: Source, cells: Mapping[str, str]) -> tuple[Notice, ...]:
    """Warn, of an article that is new, of one whose notebook is gone and had the same cells: it was renamed, perhaps.

    cells: hashes of the notebook's cells, by id.
    """
    return tuple(
        Notice(
            "nb-left-behind",
            f'the article "{name}" has these cells too, and its notebook {entry.notebook} is gone: '
            f"--moved-from {name} makes it this one",
        )
        for name, entry in known.missing.among(known.entries, project_of(source.path)).items()
        if name != source.context.slug and identity.agree(entry.cells, cells)
    )


def noted(
    known: Remembered, source: Source, entry: manifest.Entry | None, cells: Mapping[str, str]
) -> dict[str, manifest.Entry]:
    """Give the entry of an article that is up to date, by its slug, where what it says of its notebook is new; else nothing."""
    slug, own, bare = source.context.slug, identity.of(source.path, known.site.root), not source.notebook.front.is_given
    if entry is None or slug not in known.entries or (own.owns(entry, slug) and entry.bare == bare):
        return {}
    return {slug: replace(entry, notebook=own.name, place=own.place(slug), cells=entry.cells or cells, bare=bare)}


def placed(context: Context, before: tuple[str, ...]) -> Context:
    """Add what the site holds of other articles: no file of theirs is replaced. before: see `replaced`."""
    return replace(
        context, claims=writer.load(context.site.root).entries.claims, own=frozenset((context.slug, *before))
    )


def taken(slug: str, owner: str, path: Path, *, variant: bool, moved: str = "") -> ReadError:
    """Word that a slug has an owner already. moved: options that say that its article is the notebook's own all the same."""
    hint = "Choose another name: --as NAME." if variant else "Give one of them another `slug:` in its front matter."
    if moved:
        more = f"--as {slug} {moved}" if variant else moved
        hint += f"\n  If it is the same notebook, moved: nbpress publish {shlex.quote(os.path.relpath(path))} {more}"
    return ReadError(f'the name "{slug}" is taken by {owner}', path=path, hint=hint)


def _moved(known: Remembered, name: str, own: Identity, source: notebook.Notebook, made: Made) -> bool:
    """Tell whether an article is that of a notebook which lay elsewhere in its project, or in another clone of it."""
    entry, root = known.entries[name], known.site.root
    if own.lies:
        if not own.may_own(entry, name) or (not entry.place and _there(entry, root, root.parent)):
            return False
    elif entry.place:
        return False
    elif old := _there(entry, project_of(source.path)):
        # under the other spelling of its name, as a Mac has it; or it was the pair of what is a text now
        looks.passing()
        return old.samefile(source.path) or pairs.text_of(old) == source.path
    cells = kept_ids.carried(source, entry).nb
    return identity.agree(entry.cells, keys.shown_hashes(cells, source.front.cell)) or made(entry)


def _publishes_elsewhere(entry: manifest.Entry, name: str, own: Identity, path: Path) -> bool:
    """Tell whether the notebook of an article has another slug now, so that its old one is free."""
    old = None if own.lies or entry.place else _there(entry, project_of(path))
    return old is not None and file_names.folded(_slug(old)) != file_names.folded(name)


def _moved_here(known: Remembered, name: str, own: Identity, path: Path) -> None:
    """Raise ReadError where the article `name` cannot have moved to a notebook."""
    if name not in known.entries:
        raise ReadError(f'the site holds no article "{name}"', path=path, hint=nearest(name, known.entries))
    entry = known.entries[name]
    if not own.owns(entry, name) and _stays(known, entry):
        raise ReadError(
            f'the article "{name}" did not move: its notebook {entry.notebook} is where it was',
            path=path,
            hint=f"If it is to go, take it out: nbpress clean {name}",
        )


def _refused(known: Remembered, slug: str, name: str, own: Identity, path: Path, *, variant: bool) -> ReadError:
    """Say whose a slug is, and what to do."""
    entry = known.entries[name]
    owner = f"another {entry.notebook}" if entry.notebook == own.name else entry.notebook
    if entry.variant:
        owner = f"a variant of {entry.notebook}"
    elif own.owns(entry, name):
        owner = "the article of this notebook itself"
    if name != slug:
        owner += f' (as "{name}", which no Mac or Windows can hold beside it)'
    may = entry.variant == variant and not own.owns(entry, name) and not _stays(known, entry)
    site = f" --site {shlex.quote(os.path.relpath(known.site.root))}" if own.lies else ""
    return taken(slug, owner, path, variant=variant, moved=f"--moved-from {name}{site}" if may else "")


def _stays(known: Remembered, entry: manifest.Entry) -> bool:
    """Tell whether the notebook of an article is where it was, in the site's own project."""
    root = known.site.root
    return not entry.place and _there(entry, root, root.parent) is not None


def _there(entry: manifest.Entry, *projects: Path) -> Path | None:
    """Find the notebook of an article in one of these folders."""
    return next((path for project in projects if looks.is_file(path := project / entry.notebook)), None)


def _slug(path: Path) -> str:
    try:
        return notebook.load(path).slug
    except ReadError:
        return ""
