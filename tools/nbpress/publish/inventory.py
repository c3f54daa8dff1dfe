"""What a blog holds and what it needs: `nbpress list`, `prune`, `freeze`, `clean`. Runs nothing, renders nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import file_names, manifest
from nbpress.core.errors import NbpressError, ReadError, RunError, about, nearest
from nbpress.core.records import Site
from nbpress.notebook.literals import decoded
from nbpress.plan import due
from nbpress.publish.job import NEVER, Options, articles_of, published, read, stored, today
from nbpress.read import site as sites
from nbpress.run.store import FROZEN, Store
from nbpress.sweep import inputs
from nbpress.write import site as writer
from nbpress.write import transaction

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Line:
    """One article of the list.

    name: its slug, or the file name of a notebook that cannot be read. reasons: why it is due, nothing where it is up to
    date. date: of the run that it shows. results: of that run. fault: what keeps it from being read.
    """

    name: str
    reasons: tuple[str, ...] = ()
    date: str = ""
    results: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


def listed(paths: Sequence[Path], options: Options, whole: Path | None = None) -> list[Line]:
    """List each article of these notebooks, variants too; of the `whole` project also those whose notebook is gone."""
    site = sites.load(options.site)
    transaction.settle(site.root)
    with transaction.steady(site.root):
        known = writer.entries(site.root)
        lines = [
            _line(path, site, each) for path in paths for each in articles_of(path, site, replace(options, still=True))
        ]
        return lines + (list(_without(known, {line.name for line in lines}, whole, site)) if whole else [])


def _without(known: Mapping[str, manifest.Entry], shown: set[str], project: Path, site: Site) -> Iterator[Line]:
    """The articles that no notebook here makes."""
    for slug, entry in known.items():
        if slug not in shown:
            there = (project / entry.notebook).is_file()
            why = "publishes elsewhere now" if there else f"is not here; take it out: nbpress clean {slug}"
            yield Line(slug, (f"its notebook {entry.notebook} {why}",), *_record(site.root, entry))


def _line(path: Path, site: Site, options: Options) -> Line:
    try:
        with about(path):
            job = read(path, site, options)
            reasons = due.reasons(job.entry, today(job, site)) + inputs.outdated(path, options.store)
            if job.context.draft and not job.entry:
                reasons = ("it is a draft that nobody published",)
    except NbpressError as error:
        return Line(options.variant or path.stem, fault=str(error))
    return Line(job.context.slug, reasons, *_record(site.root, job.entry))


def _record(root: Path, entry: manifest.Entry | None) -> tuple[str, Mapping[str, Any]]:
    """The date and the results of the run that a post shows."""
    found = published(root, entry)
    return str(found.get("date", "")), found.get("results") or {}


def prune(options: Options, keep_days: float = 0) -> list[tuple[Path, int]]:
    """Remove the stored runs that no article of the site needs, and what failed ones left; give files and sizes.

    What is younger than `keep_days` stays.
    """
    root = sites.load(options.site).root
    with transaction.locked(root):  # no run that is being kept belongs to no article yet
        known = writer.entries(root)
        needed = {Store.name(entry.run, entry.dependencies) for entry in known.values()}
        kept = [*(options.store / "runs").glob("*"), *(options.store / "failed").glob("*.ipynb")]
        gone = []
        for path in sorted(kept):
            status = path.stat()
            days = max(keep_days, path.suffix == ".part")  # a sweep may be writing it
            if path.name not in needed and status.st_mtime <= time.time() - days * DAY:
                path.unlink()
                gone.append((path, status.st_size))
    return gone


def freeze(project: Path, slug: str, options: Options) -> tuple[Path, list[Path]]:
    """Copy the run of an article beside its notebook, to be committed; give the copy, and the older ones that went."""
    site = sites.load(options.site)
    transaction.settle(site.root)
    entry = _entry(site, slug)
    given: dict[str, Any] = {"variant": slug, "parameters": decoded(entry.parameters)} if entry.variant else {}
    if entry.run == NEVER:
        raise RunError(
            "it was published with the outputs that its notebook holds, and needs no run", path=entry.notebook
        )
    job = read(project / entry.notebook, site, replace(options, **given))
    run = stored(Store(options.store), job)
    if run is None:
        hint = f"Run it: nbpress publish {entry.notebook}"
        raise RunError("the store holds no run of it as it is now", path=entry.notebook, hint=hint)
    name = Store.name(run.key, run.dependencies)
    stem = file_names.fitted(slug)
    older = re.compile(re.escape(stem) + r"-[0-9a-f]{32}-[0-9a-f]{16}\.ipynb")
    folder = job.source.path.parent / FROZEN
    copy = folder / f"{stem}-{name}"
    _copied(options.store / "runs" / name, copy)
    gone = [each for each in sorted(folder.glob("*.ipynb")) if older.fullmatch(each.name) and each != copy]
    for each in gone:
        each.unlink()
    return copy, gone


def clean(slug: str, options: Options) -> tuple[manifest.Entry, tuple[PurePosixPath, ...]]:
    """Take an article back out of the site; give its line of the manifest, and the files that went."""
    site = sites.load(options.site)
    with transaction.locked(site.root):
        entry = _entry(site, slug)
        return entry, writer.remove(site.root, slug, backups=options.store / "backups", overwrite=options.overwrite)


def _entry(site: Site, slug: str) -> manifest.Entry:
    known = writer.entries(site.root)
    if slug not in known:
        raise ReadError(f'the site holds no article "{slug}"', hint=nearest(slug, known))
    return known[slug]


def _copied(path: Path, copy: Path) -> None:
    """Copy a file, so that no reader sees half of it."""
    try:
        copy.parent.mkdir(exist_ok=True)
        part = copy.with_name(f".{copy.name}.part")
        part.write_bytes(path.read_bytes())
        part.replace(copy)
    except OSError as error:
        raise RunError(f"the run cannot be copied: {error}", path=copy) from error
