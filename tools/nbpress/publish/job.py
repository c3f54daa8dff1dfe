"""One notebook on its way into a site: read, with its keys and all that it depends on; nothing is run here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from nbpress.core import manifest
from nbpress.core.errors import ReadError
from nbpress.core.project import project_of
from nbpress.core.records import Context, Run, Site
from nbpress.notebook import frontmatter, ipynb, private, settings
from nbpress.notebook.literals import decoded, literal
from nbpress.notebook.parameters import resolve
from nbpress.notebook.settings import NEVER as NEVER
from nbpress.plan import due, keys, resolve_dependencies, version_changes
from nbpress.read import context as contexts
from nbpress.read import dependencies, environment, notebook, variants
from nbpress.run.store import Store
from nbpress.write import site as writer


@dataclass(frozen=True, slots=True)
class Options:
    """How to publish.

    site: root of the site. store: where runs are kept. parameters: values by name. variant: name of an article beside the
    main one of its notebook. rerun: run whatever the store holds. run_missing: run as well what is up to date, but of
    which the store holds no run. rerun_drifted: and what was run with other versions than are installed. no_run: publish the
    outputs that the notebook holds. frozen: run nothing. draft: as a draft. still: what is a draft of the site stays one.
    overwrite: replace what was edited by hand.
    kernel: a kernel's name. timeout: seconds that a cell may take. run_timeout: that a run may take.
    together: the notebooks that are published in one call.
    """

    site: Path
    store: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""
    rerun: bool = False
    run_missing: bool = False
    rerun_drifted: bool = False
    no_run: bool = False
    frozen: bool = False
    draft: bool = False
    still: bool = False
    overwrite: bool = False
    kernel: str | None = None
    timeout: int | None = None
    run_timeout: int | None = None
    together: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook on its way: what was read, its keys, and what stands in the manifest of its last publication.

    given: the values given for parameters. values: those of all parameters, as text. named: what the
    notebook says that it depends on. cells: today's hashes, by id. private: values that stand nowhere. keyed: hashes of
    these. trusting: whether what cannot be seen here is taken as it was recorded.
    """

    source: notebook.Notebook
    context: Context
    given: Mapping[str, Any]
    run_key: str
    render_key: str
    named: dependencies.Found
    values: Mapping[str, str]
    cells: Mapping[str, str]
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)
    keyed: Mapping[str, str] = field(default_factory=dict)
    entry: manifest.Entry | None = None
    trusting: bool = False

    @property
    def project(self) -> Path:
        """The folder that the names of dependencies begin at."""
        return project_of(self.source.path)


class Watch(Protocol):
    """Who wants to see a publication while it goes on."""

    def article(self, path: Path, reasons: tuple[str, ...]) -> None:
        """The notebook at `path` is about to run, for these reasons."""

    def cell(self, number: int, total: int, source: str) -> None:
        """A cell begins."""

    def text(self, text: str) -> None:
        """The running cell printed `text`."""


def read(path: Path, site: Site, options: Options) -> Job:
    """Read a notebook with all that it depends on; raise ReadError where another notebook has its place in the site."""
    source = notebook.load(path)
    if options.no_run:
        source = notebook.of(source.nb, notebook.origin(source.nb, source.path))
    if options.variant:
        source = variants.variant(source, options.variant)
    settings.checked(source.front.settings)
    declared = () if options.no_run else source.parameters
    wanted = () if options.no_run else private.names(source.front.settings)
    shown = {} if options.no_run else {**(source.front.settings.get("parameters") or {}), **options.parameters}
    hidden = private.values(wanted, declared, private.chosen(shown, wanted))
    given = resolve(declared, {name: value for name, value in shown.items() if name not in wanted})
    slug = options.variant or source.slug
    entry = _entry(writer.entries(site.root), source, slug, variant=bool(options.variant))
    never = options.no_run or source.front.settings.get("run") == NEVER or _kept_as_it_was(entry, options)
    context = contexts.read(
        source,
        site,
        manifest.posted(entry.post if entry else "") or _today(),  # where it has no date: when it was first published
        draft=options.draft or source.front.values.get("draft") is True or (options.still and _drafted(entry, site)),
        foreign=never and "nbpress" not in source.nb["metadata"],
        outputs=never,
        days=_days(site, options),
    )
    context = replace(context, slug=slug, variant=bool(options.variant))
    defaults = {each.name: each.default for each in declared if each.literal and each.name not in wanted}
    resolved = defaults | given
    return Job(
        source,
        context,
        given,
        run_key=NEVER if never else keys.run_key(source.nb, source.language, resolved),
        render_key=keys.render_key(source.nb, source.front, context, outputs=never),
        named=dependencies.Found({}, {}, {}) if never else dependencies.found(source, given),
        values={name: literal(value) for name, value in resolved.items()},
        cells={} if never else keys.cell_hashes(source.nb, source.language, resolved),
        private=hidden,
        keyed=private.hashes(hidden, Store(options.store).key()) if hidden else {},
        entry=entry,
        trusting=options.frozen,
    )


def claimed(job: Job, names: dict[str, Path]) -> Job:
    """Note the name of an article in `names`; raise ReadError where another notebook of this publication has it."""
    owner = names.setdefault(job.context.slug, job.source.path)
    if owner != job.source.path:
        raise _taken(job.context.slug, contexts.named(owner), job.source, variant=job.context.variant)
    return job


def today(job: Job, site: Site) -> due.Today:
    """Hash what the manifest remembers of an article, as it is now."""
    entry = job.entry
    files = {
        name: writer.digest((site.root / name).read_bytes())
        for name in (entry.files if entry else ())
        if (site.root / name).is_file()
    }
    recorded, written = (entry.dependencies, entry.written) if entry else ({}, ())
    return due.Today(job.run_key, job.render_key, current(job, recorded, written), files, job.values, job.cells)


def current(job: Job, recorded: Mapping[str, str], written: Iterable[str]) -> dict[str, str]:
    """Hash today what a run depended on, and what its notebook names now."""
    public = [name for name in recorded if not name.startswith(private.PREFIX)]
    hashes = dependencies.current(public, job.project, written) | private.current(recorded, job.keyed)
    if job.trusting:
        hashes = resolve_dependencies.trusted(recorded, hashes)
    return resolve_dependencies.now(hashes, job.named.every, written, recorded if job.trusting else {})


def stored(store: Store, job: Job) -> Run | None:
    """Find the stored run of a job; a frozen one if there is no other."""
    return store.find(job.run_key, lambda run: current(job, run.dependencies, run.written))


def published(root: Path, entry: manifest.Entry | None) -> Mapping[str, Any]:
    """Read the record of the run that a post shows now; empty where there is none."""
    post = root / entry.post if entry else root / "-"
    if not post.is_file():
        return {}
    try:
        found = frontmatter.parse(post.read_text(encoding="utf-8").split("---\n", 2)[1]).settings
    except (ReadError, IndexError, UnicodeDecodeError):
        return {}
    return found if isinstance(found.get("results", {}), Mapping) else {**found, "results": {}}  # edited by hand


def drifted(job: Job, options: Options) -> tuple[str, ...]:
    """Say which versions are installed now that differ from those which the published run had."""
    if job.entry is None or job.run_key == NEVER or not job.entry.versions:
        return ()
    kernel = options.kernel or job.source.front.settings.get("kernel") or ipynb.kernel(job.source.nb)
    return version_changes.drifted(job.entry.versions, environment.installed(str(kernel), job.entry.versions))


def articles_of(path: Path, site: Site, options: Options) -> list[Options]:
    """Give how to publish each article of a notebook that the site holds: the main one, and the variants beside it.

    A variant is made with the parameters that were given to it, and where it is a draft it stays one.
    """
    name = contexts.named(path.absolute())
    known = sorted(writer.entries(site.root).items())
    own = [(slug, entry) for slug, entry in known if entry.variant and entry.notebook == name]
    return [
        options,
        *(replace(options, variant=slug, parameters=decoded(entry.parameters), still=True) for slug, entry in own),
    ]


def settled(job: Job, record: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give what a run that has just ended depends on, and the files that it wrote."""
    then, now = job.named, dependencies.found(job.source, job.given)
    found, written = resolve_dependencies.settled(
        (then.declared, now.declared), then.modules, (then.literals, now.literals), record
    )
    return {**found, **job.keyed}, written


def _entry(
    known: Mapping[str, manifest.Entry], source: notebook.Notebook, slug: str, *, variant: bool
) -> manifest.Entry | None:
    """The line of the manifest that is this notebook's; raise ReadError where it is another's."""
    entry = known.get(slug)
    if entry is None:
        return None
    name, other = contexts.named(source.path), project_of(source.path) / entry.notebook
    if entry.notebook == name and entry.variant == variant:
        return entry
    if entry.notebook != name and not (other.is_file() and (entry.variant or _slug(other) == slug)):
        return entry  # it was moved, or publishes elsewhere now
    owner = "the article of this notebook itself" if entry.notebook == name else entry.notebook
    if entry.variant:
        owner = f"a variant of {entry.notebook}"
    raise _taken(slug, owner, source, variant=variant)


def _taken(slug: str, owner: str, source: notebook.Notebook, *, variant: bool) -> ReadError:
    return ReadError(
        f'the name "{slug}" is taken by {owner}',
        path=source.path,
        hint="Choose another name: --as NAME." if variant else "Give one of them another `slug:` in its front matter.",
    )


def _slug(path: Path) -> str:
    try:
        return notebook.load(path).slug
    except ReadError:
        return ""


def _kept_as_it_was(entry: manifest.Entry | None, options: Options) -> bool:
    """Tell whether an article was published with the outputs that its notebook held, and nobody wants it run now."""
    return bool(entry and entry.run == NEVER and not options.rerun and not options.parameters)


def _drafted(entry: manifest.Entry | None, site: Site) -> bool:
    return entry is not None and PurePosixPath(entry.post).parent == site.drafts


def _days(site: Site, options: Options) -> contexts.Days:
    """Say how to find the date of another notebook that has none: when it was published, or is in the same call."""

    def day(path: Path) -> str:
        known = manifest.day(writer.entries(site.root).values(), contexts.named(path))
        return known or (_today() if path in options.together else "")

    return day


def _today() -> str:
    return datetime.now().date().isoformat()
