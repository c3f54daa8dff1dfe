"""What a blog holds and what it needs: `nbpress list`, `prune`, `freeze`, `clean`. Runs nothing, renders nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import file_names, looks, manifest
from nbpress.core.errors import NbpressError, ReadError, RunError, about, nearest
from nbpress.core.project import called
from nbpress.core.records import Site
from nbpress.notebook.literals import decoded
from nbpress.notebook.settings import NEVER
from nbpress.publish import answers, due, remembered, unchanged, unfinished, waiting, warned
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Line
from nbpress.publish.remembered import Remembered, articles_of
from nbpress.publish.source import read
from nbpress.read import site as sites
from nbpress.run.store import FROZEN, Store
from nbpress.sweep import inputs
from nbpress.write import folder_lock, transaction
from nbpress.write import site as writer

DAY = 24 * 60 * 60


def listed(paths: Sequence[Path], options: PublishOptions, whole: Path | None = None) -> list[Line]:
    """List each article of these notebooks, variants too.

    Of a `whole` project instead all of its notebooks, and the articles whose notebook is gone.
    """
    with answers.opened(options.store, options.site.absolute()) as kept:
        site = kept.site()
        transaction.settle(site.root)
        with looks.traced() as trace, folder_lock.steady(site.root):
            lines = _listed(paths, site, options, whole)
        packed = unchanged.packed_lines(lines)
        if packed is not None:
            kept.keep(unchanged.list_key(paths, whole), trace, packed)
        return lines


def _listed(paths: Sequence[Path], site: Site, options: PublishOptions, whole: Path | None) -> list[Line]:
    still = replace(options, still=True, unnamed=whole is not None)
    chosen = unfinished.chosen(whole, site.root, drafts=True) if whole else unfinished.Chosen(tuple(paths))
    known = remembered.of(site)
    lines = [_line(path, known, each) for path in chosen.paths for each in articles_of(path, known, still)]
    told = "\n".join(line.fault for line in lines)
    lines += [Line(name, fault=str(fault)) for name, fault in known.faults.items() if str(fault) not in told]
    gone = list(_without(known, {line.name for line in lines}, whole)) if whole else []
    return [*lines, *gone, *(Line(called(left.path), (_at_home(left.why),)) for left in chosen.left)]


def _without(known: Remembered, shown: set[str], project: Path) -> Iterator[Line]:
    """The articles that no notebook here makes."""
    for slug, entry in known.entries.items():
        if slug not in shown:
            there = not entry.place and looks.is_file(project / entry.notebook)
            why = "publishes elsewhere now" if there else "is not in this project: it came from elsewhere, or is gone"
            yield Line(slug, (f"its notebook {entry.notebook} {why}",), *_record(known, entry))


def _line(path: Path, known: Remembered, options: PublishOptions) -> Line:
    try:
        with about(path):
            source, entry = read(path, known, options)
            reasons = due.why(source, entry, options)
            refreshed = due.plan(source, entry, options) if due.is_older(entry) and not reasons else None
            reasons += (refreshed.reasons if refreshed else ()) + inputs.outdated(path, options.store)
            waits = (
                waiting.of(source, entry, due.plan(source, entry, options), inputs.outdated, options) if reasons else ""
            )
            if not entry and source.context.draft:
                reasons = ("it is a draft that nobody published",)
            elif not entry and not source.notebook.front.is_given:
                reasons = (_at_home(unfinished.BARE),)
    except NbpressError as error:
        return Line(options.variant or called(path), fault=str(error))
    return Line(
        source.context.slug,
        reasons,
        *_record(known, entry),
        older=refreshed is not None and not reasons,
        warnings=warned.told(source, entry.warnings) if entry else (),
        waits=waits,
        unset=tuple(due.unset(source, entry)),
    )


def _at_home(why: str) -> str:
    return f"not published: {why}"


def _record(known: Remembered, entry: manifest.Entry | None) -> tuple[str, Mapping[str, Any]]:
    """The date and the results of the run that a post shows."""
    found = known.record(entry)
    return str(found.get("date", "")), found.get("results") or {}


def prune(options: PublishOptions, keep_days: float = 0) -> list[tuple[Path, int]]:
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


def freeze(project: Path, slug: str, options: PublishOptions) -> tuple[Path, list[Path]]:
    """Copy the run of an article beside its notebook, to be committed; give the copy, and the older ones that went."""
    site = sites.load(options.site)
    transaction.settle(site.root)
    entry = _entry(site, slug)
    given: dict[str, Any] = {"variant": slug, "parameters": decoded(entry.parameters)} if entry.variant else {}
    if entry.run == NEVER:
        raise RunError(
            "it was published with the outputs that its notebook holds, and needs no run", path=entry.notebook
        )
    options = replace(options, **given)
    source, _ = read(project / entry.notebook, remembered.of(site), options)
    run = due.find_run(
        replace(source, store=Store(options.store)),
        (due.run_key(source), due.run_key(source, entry.formats[0])),
        options,
    )
    if run is None:
        hint = f"Run it: nbpress publish {entry.notebook}"
        raise RunError("the store holds no run of it as it is now", path=entry.notebook, hint=hint)
    name = Store.name(run.key, run.dependencies)
    stem = file_names.fitted(slug)
    older = re.compile(re.escape(stem) + r"-[0-9a-f]{32}-[0-9a-f]{16}\.ipynb")
    folder = source.path.parent / FROZEN
    copy = folder / f"{stem}-{name}"
    _copied(options.store / "runs" / name, copy)
    gone = [each for each in sorted(folder.glob("*.ipynb")) if older.fullmatch(each.name) and each != copy]
    for each in gone:
        each.unlink()
    return copy, gone


def clean(slug: str, options: PublishOptions) -> tuple[manifest.Entry, tuple[PurePosixPath, ...]]:
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
