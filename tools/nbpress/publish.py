"""nbpress in one page: read, plan, run, render, check, write. Joins the stages; the file to read first.

Each stage is imported where it is needed: publishing an unchanged blog loads neither papermill nor nbconvert.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from nbpress import manifest, values
from nbpress.errors import CheckError, NbpressError, ReadError, RenderError, RunError
from nbpress.parameters import resolve
from nbpress.plan import due, keys
from nbpress.project import project_of
from nbpress.read import context as contexts
from nbpress.read import dependencies, notebook
from nbpress.read import site as sites
from nbpress.records import Article, Context, Run, Site
from nbpress.run.store import Store
from nbpress.write import site as writer
from nbpress.write import transaction

NEVER = "never"  # in place of a run key: published with the outputs that the notebook holds
SETTINGS = ("depends", "results", "expect", "warn", "kernel", "run", "liquid")


@dataclass(frozen=True, slots=True)
class Options:
    """How to publish.

    site: root of the site. store: where runs are kept. parameters: values by name. rerun: run whatever the store holds.
    run_missing: run as well what is up to date, but of which the store holds no run. no_run: publish the outputs that the
    notebook holds. draft: as a draft. overwrite: replace what was edited by hand. kernel: a kernel's name.
    timeout: seconds that a cell may take.
    """

    site: Path
    store: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rerun: bool = False
    run_missing: bool = False
    no_run: bool = False
    draft: bool = False
    overwrite: bool = False
    kernel: str | None = None
    timeout: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notebook.

    reasons: why it was due; empty where it was up to date. ran: whether a kernel was started. seconds: of the run.
    results: of the run, with `before` those published last. files: written, below the site's root, the post first.
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


class Watch(Protocol):
    """Who wants to see a publication while it goes on."""

    def article(self, path: Path, reasons: tuple[str, ...]) -> None:
        """The notebook at `path` is about to run, for these reasons."""

    def cell(self, number: int, total: int, source: str) -> None:
        """A cell begins."""

    def text(self, text: str) -> None:
        """The running cell printed `text`."""


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook on its way: what was read, and its keys."""

    source: notebook.Notebook
    context: Context
    given: Mapping[str, Any]
    run_key: str
    render_key: str
    dependencies: Mapping[str, str]


def publish(paths: Sequence[Path], options: Options, watch: Watch | None = None) -> list[Outcome]:
    """Publish each notebook into the site; one that fails does not keep the others. Gives an outcome for each."""
    site = sites.load(options.site)
    with transaction.locked(site.root):
        return [_guarded(path, site, options, watch) for path in paths]


def _guarded(path: Path, site: Site, options: Options, watch: Watch | None) -> Outcome:
    try:
        return _publish(path, site, options, watch)
    except NbpressError as error:
        error.path = error.path or path
        return Outcome(path, error=error)


def _publish(path: Path, site: Site, options: Options, watch: Watch | None) -> Outcome:
    entry, job = _read(path, site, options)
    store = Store(options.store)
    reasons = due.reasons(entry, _today(entry, job, site))
    if not reasons and options.rerun:
        reasons = ("you asked for a run",)
    if not reasons and options.run_missing and job.run_key != NEVER and not _stored(store, job):
        reasons = ("this machine holds no run of it",)
    if not reasons:
        return Outcome(path)
    before = _published(site.root, entry)
    nb, ran, why, kept = _executed(job, store, options, reasons, watch)
    record = nb["metadata"].get("nbpress") or {}
    warnings = _checked(job, record)
    article = render(nb, job.context)
    now = datetime.now().astimezone()
    warnings += (*article.warnings, *_examined(article, site, now))
    line = manifest.Entry(job.context.name, "", job.run_key, job.render_key, dict(job.given), kept)
    writer.article(site.root, article, line, backups=options.store / "backups", overwrite=options.overwrite)
    return Outcome(
        path,
        why,
        ran,
        float(record.get("duration", 0)),
        record.get("results", {}),
        before,
        (article.path, *sorted(article.files)),
        warnings,
    )


def _read(path: Path, site: Site, options: Options) -> tuple[manifest.Entry | None, Job]:
    """Read a notebook with all that it depends on: its line of the manifest, if it has one, and the job."""
    source = notebook.load(path)
    if options.no_run:
        source = notebook.of(source.nb, notebook.origin(source.nb, source.path))
    _known(source)
    given = resolve(source.parameters, options.parameters)
    entry = writer.entries(site.root).get(source.slug)
    never = options.no_run or source.front.settings.get("run") == NEVER or _kept_as_it_was(entry, options)
    context = contexts.read(
        source,
        site,
        _day(entry),
        draft=options.draft or source.front.values.get("draft") is True,
        foreign=never and "nbpress" not in source.nb["metadata"],
    )
    resolved = {each.name: each.default for each in source.parameters if each.literal} | given
    return entry, Job(
        source,
        context,
        given,
        run_key=NEVER if never else keys.run_key(source.nb, source.language, resolved),
        render_key=keys.render_key(source.nb, source.front, context, outputs=never),
        dependencies={} if never else _dependencies(source),
    )


def _kept_as_it_was(entry: manifest.Entry | None, options: Options) -> bool:
    """Tell whether an article was published with the outputs that its notebook held, and nobody wants it run now."""
    return bool(entry and entry.run == NEVER and not options.rerun and not options.parameters)


def _known(source: notebook.Notebook) -> None:
    from nbpress.errors import nearest

    for key in source.front.settings:
        if key not in SETTINGS:
            raise ReadError(
                f'`nbpress:` has no key "{key}"',
                path=source.path,
                place="front matter",
                hint=nearest(str(key), SETTINGS) or f"It has {', '.join(SETTINGS)}.",
            )


def _day(entry: manifest.Entry | None) -> str:
    """The date of a notebook that has none: the day it was first published."""
    name = PurePosixPath(entry.post).name if entry else ""
    return name[:10] if name[:4].isdigit() else datetime.now().date().isoformat()


def _dependencies(source: notebook.Notebook) -> dict[str, str]:
    folder, project = source.path.parent, project_of(source.path)
    found = dependencies.hashes(dependencies.declared(source.front.settings.get("depends")), folder, project)
    if source.language == "python":
        code = [cell["source"] for cell in source.nb["cells"] if cell["cell_type"] == "code"]
        found |= dependencies.discovered(code, folder, project)
    return dict(sorted(found.items()))


def _today(entry: manifest.Entry | None, job: Job, site: Site) -> due.Today:
    files = {
        name: writer.digest((site.root / name).read_bytes())
        for name in (entry.files if entry else ())
        if (site.root / name).is_file()
    }
    recorded = dependencies.current(entry.dependencies if entry else (), project_of(job.source.path))
    return due.Today(job.run_key, job.render_key, {**recorded, **job.dependencies}, files)


def _published(root: Path, entry: manifest.Entry | None) -> Mapping[str, Any]:
    """The results that the post shows now."""
    from nbpress import frontmatter

    post = root / entry.post if entry else root / "-"
    if not post.is_file():
        return {}
    try:
        return dict(
            frontmatter.parse(post.read_text(encoding="utf-8").split("---\n", 2)[1]).settings.get("results", {})
        )
    except (ReadError, IndexError):
        return {}


def _stored(store: Store, job: Job) -> Run | None:
    project = project_of(job.source.path)
    return store.find(job.run_key, lambda names: {**dependencies.current(names, project), **job.dependencies})


def _executed(
    job: Job, store: Store, options: Options, reasons: tuple[str, ...], watch: Watch | None
) -> tuple[Any, bool, tuple[str, ...], Mapping[str, str]]:
    """Find or make the executed notebook: it, whether it was run, why, and its dependencies."""
    from nbpress.run.graft import graft

    if job.run_key == NEVER:
        _answered(job)
        return job.source.nb, False, reasons, {}
    run = None if options.rerun else _stored(store, job)
    if run:
        nb, lacking = graft(job.source.nb, job.source.front, run.nb)
        if not lacking:
            return nb, False, reasons, run.dependencies
        reasons = (*reasons, f"the stored run has no value of {lacking[0]}")
    if watch:
        watch.article(job.source.path, reasons)
    run = _run(job, store, options, watch)
    return graft(job.source.nb, job.source.front, run.nb)[0], True, reasons, run.dependencies


def _run(job: Job, store: Store, options: Options, watch: Watch | None) -> Run:
    """Run a notebook and keep the run; raise RunError where a live value or a result has no answer."""
    from nbpress.run.execute import execute

    source = job.source
    nb = execute(
        source.nb,
        source.path,
        source.language,
        job.given,
        keep=store.unfinished(job.context.slug),
        watch=watch,
        kernel=options.kernel or source.front.settings.get("kernel"),
        timeout=options.timeout,
    )
    run = Run(nb, job.run_key, job.dependencies)
    store.put(run)
    failures = nb["metadata"]["nbpress"].get("failures")
    if failures:
        lines = "\n  ".join(f"{place}: {expression}: {reason}" for place, expression, reason in failures)
        raise RunError(
            "these expressions have no value; the run is kept, nothing is published", path=source.path, hint=lines
        )
    return run


def _answered(job: Job) -> None:
    """Raise RunError where a notebook that is not run lacks a live value."""
    found = values.lacking(job.source.nb, job.source.front, foreign=job.context.foreign)
    if found:
        lines = "\n  ".join(f"{place}: {expression}" for place, expression, _ in found)
        raise RunError(
            "the notebook holds no value of these expressions, and is not to be run",
            path=job.source.path,
            hint=f"{lines}\n  Publish it without --no-run, or run it with `papermill --engine nbpress`.",
        )


def _checked(job: Job, record: Mapping[str, Any]) -> tuple[str, ...]:
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
    return expectations.missed(expectations.conditions(settings.get("warn"), "warn"), names) if record else ()


def render(nb: Any, context: Context) -> Article:
    """Render an executed notebook: the same values in, the same bytes out."""
    import nbformat

    from nbpress.render.page import exporter

    try:
        text, resources = exporter().from_notebook_node(nbformat.from_dict(nb), {"nbpress": context})
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


def _examined(article: Article, site: Site, now: datetime) -> tuple[str, ...]:
    """Check the article itself, as Jekyll will read it; gives what is to be warned of."""
    from nbpress.check import article as articles

    articles.article(
        article, site, {path: (site.root / path).is_file() for path in articles.named(article.header, site)}
    )
    return tuple(filter(None, [articles.future(article, now)]))
