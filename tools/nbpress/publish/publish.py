"""nbpress in one page: read, plan, run, render, check, write. Joins the stages; the file to read first.

Each stage is imported where it is needed: publishing an unchanged blog loads neither papermill nor nbconvert.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import manifest, processes
from nbpress.core.errors import CheckError, NbpressError, RenderError, about
from nbpress.core.records import Article, Context, Run, Site
from nbpress.notebook.literals import encoded
from nbpress.plan import due
from nbpress.publish.executed import executed
from nbpress.publish.job import NEVER, Job, Watch, articles_of, claimed, drifted, published, read, stored, today
from nbpress.publish.job import Options as Options
from nbpress.read import context as contexts
from nbpress.read import site as sites
from nbpress.read.machine import machine
from nbpress.run.store import FROZEN as FROZEN
from nbpress.run.store import Store
from nbpress.write import site as writer
from nbpress.write import spool, transaction

BATCH = 32  # articles that are written at once


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notebook.

    reasons: why it was due; empty where it was up to date. ran: whether a kernel was started. seconds: of the run.
    results: of the run, with `before` those published last. files: written, below the site's root, the post first.
    variant: its name, where it stands beside the main article of its notebook. drift: what was installed when it ran and
    is another version now. checked: whether it was run only to be compared with what is published.
    """

    path: Path
    reasons: tuple[str, ...] = ()
    ran: bool = False
    seconds: float = 0.0
    results: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[PurePosixPath, ...] = ()
    warnings: tuple[str, ...] = ()
    error: NbpressError | None = None
    variant: str = ""
    drift: tuple[str, ...] = ()
    checked: bool = False


def publish(
    paths: Sequence[Path], options: Options, watch: Watch | None = None, before: Callable[[Path], object] | None = None
) -> list[Outcome]:
    """Publish each notebook into the site; one that fails does not keep the others. Gives an outcome for each.

    before: is called with each notebook that is going to be read, and brings its inputs up to date.
    """
    site = sites.load(options.site)
    names: dict[str, Path] = {}
    options = replace(options, together=frozenset(path.absolute() for path in paths))
    with transaction.locked(site.root):
        if options.no_run:
            with spool.opened(site.root) as folder:
                return _many(paths, site, options, partial(_lone, site=site, options=options, folder=folder))
        alone = options.variant or options.parameters  # else a notebook's variants are refreshed with its main article
        each = [(path, given) for path in paths for given in ([options] if alone else articles_of(path, site, options))]
        return [_guarded(path, site, given, names, watch, before) for path, given in each]


def _guarded(
    path: Path,
    site: Site,
    options: Options,
    names: dict[str, Path],
    watch: Watch | None,
    before: Callable[[Path], object] | None,
) -> Outcome:
    try:
        with about(path):
            if before:
                before(path)
            return _publish(path, site, options, names, watch)
    except NbpressError as error:
        return Outcome(path, error=error, variant=options.variant)


def _publish(path: Path, site: Site, options: Options, names: dict[str, Path], watch: Watch | None) -> Outcome:
    draft = _draft(path, site, options, names, watch)
    return _written([draft], site, options)[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """What will have become of a notebook (which belongs at `source`), and the article to be written, if there is one."""

    outcome: Outcome
    made: writer.Made | None = None
    source: Path | None = None


def _draft(path: Path, site: Site, options: Options, names: dict[str, Path], watch: Watch | None) -> Draft:
    """Do everything but write."""
    job = claimed(read(path, site, options), names)
    store = Store(options.store, path.parent / FROZEN)
    drift = drifted(job, options)
    reasons = due.reasons(job.entry, today(job, site)) or _asked(job, store, options, drift)
    if not reasons:
        return Draft(Outcome(path, drift=drift, variant=options.variant))
    before = published(site.root, job.entry).get("results", {})
    nb, ran, why, run = executed(
        job, store, replace(options, rerun=options.rerun or bool(drift and options.rerun_drifted)), reasons, watch
    )
    record = nb["metadata"].get("nbpress") or {}
    warnings = promised(job, record)
    article = render(nb, contexts.shown(job.context, nb, job.source.path))
    _held(nb, article, site, job)
    now = datetime.now().astimezone()
    warnings += (*article.warnings, *_examined(article, site, now))
    outcome = Outcome(
        path,
        why,
        ran,
        float(record.get("duration", 0)),
        record.get("results", {}),
        before,
        (article.path, *sorted(article.files)),
        warnings,
        variant=options.variant,
        drift=() if ran else drift,
    )
    return Draft(outcome, (article, _line(job, run, record)), job.source.path)


def _many(paths: Sequence[Path], site: Site, options: Options, drafted: Callable[..., Draft]) -> list[Outcome]:
    """Publish notebooks with the outputs that they hold: drafted on all cores, and many written at once."""
    outcomes: list[Outcome] = []
    batch: list[Draft] = []
    claims = writer.Claims()
    names: dict[str, Path] = {}  # of the articles so far, and where their notebooks belong
    for path, draft in zip(paths, _drafts(paths, drafted), strict=True):
        clash = draft.made is not None and claims.clash(draft.made)
        taken = bool(draft.made and draft.source and names.get(draft.made[0].slug, draft.source) != draft.source)
        if clash or len(batch) == BATCH:
            outcomes += _written(batch, site, options)
            batch, claims = [], writer.Claims()
        if taken or clash:
            draft = drafted(path, names=names)  # what the others left in the site matters to it
        if draft.made:
            claims.add(draft.made)
        if draft.made and draft.source:
            names[draft.made[0].slug] = draft.source
        batch.append(draft)
    return outcomes + _written(batch, site, options)


def _drafts(paths: Sequence[Path], drafted: Callable[..., Draft]) -> Iterator[Draft]:
    """Draft articles in order; where many are left once the first has loaded what that needs, on all cores."""
    for number, path in enumerate(paths, 1):
        draft = drafted(path)
        yield draft
        if draft.made and processes.pays(len(paths) - number):
            yield from processes.mapped(drafted, paths[number:])
            return


def _lone(path: Path, *, site: Site, options: Options, folder: Path, names: dict[str, Path] | None = None) -> Draft:
    """Draft an article that needs no run, its files waiting in `folder`; a fault becomes its outcome."""
    try:
        with about(path):
            draft = _draft(path, site, options, {} if names is None else names, None)
            if draft.made is None:
                return draft
            article, entry = draft.made
            return replace(draft, made=(spool.spooled(article, folder), entry))
    except NbpressError as error:
        return Draft(Outcome(path, error=error, variant=options.variant))


def _written(batch: Sequence[Draft], site: Site, options: Options) -> list[Outcome]:
    """Write drafts into the site; one that is refused does not keep the others."""
    made = [draft.made for draft in batch if draft.made]
    faults = iter(
        writer.articles(site.root, made, backups=options.store / "backups", overwrite=options.overwrite) if made else ()
    )
    return [_ended(draft.outcome, next(faults) if draft.made else None) for draft in batch]


def _ended(outcome: Outcome, fault: NbpressError | None) -> Outcome:
    if fault is None:
        return outcome
    fault.path = fault.path or outcome.path
    return Outcome(outcome.path, error=fault, variant=outcome.variant)


def _asked(job: Job, store: Store, options: Options, drift: tuple[str, ...]) -> tuple[str, ...]:
    """Say why an article that is up to date is published all the same."""
    if options.rerun:
        return ("you asked for a run",)
    if options.rerun_drifted and drift:
        return drift
    if options.run_missing and job.run_key != NEVER and not stored(store, job):
        return ("this machine holds no run of it",)
    return ()


def _line(job: Job, run: Run, record: Mapping[str, Any]) -> manifest.Entry:
    """The line of the manifest, its post and files yet to come."""
    return manifest.Entry(
        job.context.name,
        "",
        job.run_key,
        job.render_key,
        encoded(job.given),
        run.dependencies,
        values=dict(job.values),
        written=list(run.written),
        cells=dict(job.cells),
        versions=dict(record.get("versions", {})),
        variant=job.context.variant,
    )


def promised(job: Job, record: Mapping[str, Any]) -> tuple[str, ...]:
    """Check what the author promised: raises CheckError for a missed expectation, gives what is to be warned of."""
    from nbpress.check import expectations

    settings = job.source.front.settings
    names = {**record.get("parameters", {}), **record.get("results", {})}
    missed = expectations.missed(expectations.conditions(settings.get("expect"), "expect"), names) if record else ()
    if missed:
        raise CheckError(
            "the run misses what the article promises",
            path=job.source.path,
            hint="\n  ".join([*missed, "Nothing is published; the run is kept."]),
        )
    said = expectations.missed(expectations.conditions(settings.get("warn"), "warn"), names) if record else ()
    return (
        *said,
        *(
            f"{name} was read and then changed by the run: no later change of it runs it again; "
            "name it under `depends:` if it should"
            for name in record.get("rewritten", ())
        ),
    )


def render(nb: Any, context: Context) -> Article:
    """Render an executed notebook: the same values in, the same bytes out."""
    from nbpress.render.post.page import exporter

    try:
        text, resources = exporter().from_notebook_node(nb, {"nbpress": context})
    except NbpressError:
        raise
    except Exception as error:  # whatever a notebook holds, it must not keep the others from being published
        raise RenderError(
            f"this notebook cannot be rendered: {type(error).__name__}: {error}",
            hint="This is a fault of nbpress; please report it with the notebook.",
        ) from error
    folder = context.site.drafts if context.draft else context.site.posts
    day = "" if context.draft else f"{context.date[:10]}-"
    return Article(
        context.slug,
        folder / f"{day}{context.slug}.md",
        text,
        {PurePosixPath(path): content for path, content in resources["outputs"].items()},
        resources["nbpress_header"],
        resources["nbpress_warnings"],
    )


def _held(nb: Any, article: Article, site: Site, job: Job) -> None:
    """Raise CheckError where an article would tell a secret, or what is of this machine."""
    from nbpress.check import secrets

    files = {str(path): content for path, content in article.files.items() if isinstance(content, bytes)}
    secrets.refuse(nb, {str(article.path): article.text, **files}, machine(job.source.path), site.allow)


def _examined(article: Article, site: Site, now: datetime) -> tuple[str, ...]:
    """Check the article itself, as Jekyll will read it; gives what is to be warned of."""
    from nbpress.check import article as articles

    articles.article(
        article, site, {path: (site.root / path).is_file() for path in articles.named(article.header, site)}
    )
    return tuple(filter(None, [articles.future(article, now, site.timezone)]))
