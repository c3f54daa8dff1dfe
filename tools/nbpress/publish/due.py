"""What is due: today's keys of an article beside those that the manifest remembers, and why it is to be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from nbpress.core import looks, manifest
from nbpress.core.hashes import CHANGING
from nbpress.core.records import Run
from nbpress.notebook import languages, private_parameters
from nbpress.notebook.literals import literal
from nbpress.notebook.settings import NEVER
from nbpress.plan import keys, reasons, resolve_dependencies, version_changes
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Due, Source
from nbpress.read import dependencies, environment

OLDER = "it was written by an older nbpress"
UNDRAWN = "its diagrams can be drawn here"
MISSING = "this machine holds no run of it"


def plan(source: Source, entry: manifest.Entry | None, options: PublishOptions) -> Due:
    """Say whether an article is due, and why; hash what its notebook and its site are today."""
    now = today(source, entry, options)
    run, render = (run_key(source), render_key(source)) if is_older(entry) else (now.run, now.render)
    drift = drifted(source, entry, options)
    rerun = options.rerun or bool(drift and options.rerun_drifted)
    wanted = reasons.why(entry, now) or _asked(options, drift, source.context.slug)
    older = not wanted and is_older(entry)
    undrawn = not (wanted or older) and _drawable(entry)
    stored = None
    if not source.held and not rerun and (wanted or older or undrawn or options.run_missing):
        stored = find_run(source, (run, now.run), options, entry)
    if older and (stored or source.held):
        wanted = (OLDER,)
    elif undrawn and (stored or source.held):
        wanted = (UNDRAWN,)
    elif not wanted and options.run_missing and not (stored or source.held):
        wanted, older = (MISSING,), False
    if (
        wanted
        and not (source.held or rerun or stored)
        and (name := source.store.blocked(dict.fromkeys((run, now.run))))
    ):
        wanted = (*wanted, f"the stored run {name} is no regular file")
    return Due(wanted, run, render, now.cells, drift, stored, rerun, older, tuple(unset(source, entry)), _known(entry))


def _drawable(entry: manifest.Entry | None) -> bool:
    """Tell whether an article shows diagrams as their sources only since the machine that made it could not draw."""
    if entry is None or all(notice.code != "nb-undrawn-diagram" for notice in entry.warnings):
        return False
    looks.passing()
    from nbpress.draw import mermaid

    return not mermaid.undrawable()


def _known(entry: manifest.Entry | None) -> frozenset[str]:
    """Name the files that an article's run wrote, or that changed while it read them."""
    if entry is None:
        return frozenset()
    return frozenset((*entry.written, *(name for name, hash_ in entry.dependencies.items() if hash_ == CHANGING)))


def why(source: Source, entry: manifest.Entry | None, options: PublishOptions) -> tuple[str, ...]:
    """Say what of an article changed since it was published; that an older nbpress wrote it is no change."""
    return reasons.why(entry, today(source, entry, options))


def today(source: Source, entry: manifest.Entry | None, options: PublishOptions) -> reasons.Today:
    """Hash what the manifest remembers of an article, as it is now, under the formats of then."""
    root = source.context.site.root
    there = [name for name in (entry.files if entry else ()) if looks.is_file(root / name)]
    recorded, written = (entry.dependencies, entry.written) if entry else ({}, ())
    run_format, render_format = entry.formats if entry else keys.FORMATS
    return reasons.Today(
        run_key(source, run_format),
        render_key(source, render_format),
        current(source, recorded, written, {} if options.rerun else unset(source, entry), trusting=options.frozen),
        {name: looks.hash_of(root / name) for name in there},
        {name: literal(value) for name, value in source.resolved.items()},
        cell_hashes(source),
        tuple(path for path, own in source.context.others.items() if own.things),
    )


def run_key(source: Source, format_: int = keys.RUN_FORMAT) -> str:
    """Give the key of what runs; `never` for a notebook that is published with the outputs that it holds."""
    if source.held:
        return NEVER
    figures = source.context.site.figures
    return keys.run_key(source.notebook.nb, source.notebook.language, source.resolved, format_, figures)


def render_key(source: Source, format_: int = keys.RENDER_FORMAT) -> str:
    """Give the key of all else that shapes the page."""
    found = source.notebook
    return keys.render_key(found.nb, found.front, source.context, outputs=source.held, format_=format_)


def cell_hashes(source: Source) -> dict[str, str]:
    """Hash the cells of a notebook by id: what each runs, if it is run, and what it shows."""
    found = source.notebook
    return keys.shown_hashes(found.nb) if source.held else keys.cell_hashes(found.nb, found.language, source.resolved)


def unset(source: Source, entry: manifest.Entry | None) -> dict[str, str]:
    """Give the variables that were set when an article was made and are not set in this terminal, as they were recorded."""
    recorded = entry.dependencies if entry else {}
    today = dependencies.current([name for name in recorded if name.startswith("$")], source.project)
    return resolve_dependencies.unset(recorded, today)


def current(
    source: Source,
    recorded: Mapping[str, str],
    written: Iterable[str],
    unset: Mapping[str, str] = MappingProxyType({}),
    *,
    trusting: bool = False,
) -> dict[str, str]:
    """Hash today what a run depended on, and what its notebook names now.

    unset: hashes that count for variables which are not set. trusting: whether all that cannot be seen here is taken as it
    was recorded.
    """
    public = [name for name in recorded if not name.startswith(private_parameters.PREFIX)]
    hashes = dependencies.current(public, source.project, written) | private_parameters.current(recorded, source.keyed)
    hashes |= {name: hash_ for name, hash_ in unset.items() if name in hashes}
    if trusting:
        hashes = resolve_dependencies.trusted(recorded, hashes)
    return resolve_dependencies.now(hashes, source.named.every, written, {**unset, **recorded} if trusting else unset)


def find_run(
    source: Source, wanted: Iterable[str], options: PublishOptions, entry: manifest.Entry | None = None
) -> Run | None:
    """Find the newest stored run under one of these run keys as its dependencies are now; a frozen one if there is no other.

    entry: the published article, whose variables count where they are not set.
    """
    missing = unset(source, entry)

    def now(run: Run) -> Mapping[str, str]:
        return current(source, run.dependencies, run.written, missing, trusting=options.frozen)

    return next(filter(None, (source.store.find(key, now) for key in dict.fromkeys(wanted))), None)


def is_older(entry: manifest.Entry | None) -> bool:
    """Tell whether an older nbpress wrote an article."""
    return entry is not None and tuple(entry.formats) != keys.FORMATS


def drifted(source: Source, entry: manifest.Entry | None, options: PublishOptions) -> tuple[str, ...]:
    """Say which versions are installed now that differ from those which the published run had."""
    native = languages.of(source.notebook.language).native  # of no other is known where its packages are
    if entry is None or source.held or not entry.versions or not native:
        return ()
    where = environment.chosen(source.notebook, options.kernel, options.python)
    return version_changes.drifted(entry.versions, environment.installed(where, entry.versions))


def _asked(options: PublishOptions, drift: tuple[str, ...], slug: str) -> tuple[str, ...]:
    """Say why an article that is up to date is published all the same."""
    if options.moved_from not in ("", slug):
        return (f'the article "{options.moved_from}" becomes this one',)
    if options.rerun:
        return ("you asked for a run",)
    return drift if options.rerun_drifted else ()
