"""Runs of articles that are made side by side, before any page is written: `publish --jobs N`, `--scheduler`.

In rounds: each makes the runs that are due and wait for no other article. An article waits for those that its `inputs` come
from, and for an earlier one with which it shares a file that one of them writes. What is known of that comes from the last
runs; where two runs met at a file all the same, the one that may have seen it half done counts for nothing. What is not made
here, for whatever reason, is made afterwards, one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nbpress.core import file_names, looks
from nbpress.core.errors import NbpressError, about
from nbpress.core.manifest import Entry
from nbpress.core.project import called
from nbpress.notebook import ipynb, languages
from nbpress.notebook.settings import NEVER, both_figures
from nbpress.publish import after_run, remote_runs, shared_files
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Due, Made, Source
from nbpress.publish.remembered import Remembered
from nbpress.publish.shared_files import Touched
from nbpress.read.environment import Environment
from nbpress.run.bundle import Bundle, Reply, fault
from nbpress.sweep import sweep

Each = tuple[Path, PublishOptions]  # an article: its notebook, and how it is published
Key = tuple[Path, str]  # its notebook, and its name where it is a variant
Watches = Callable[[], AbstractContextManager[sweep.Watch | None]]  # makes who sees the runs go on
Tell = Callable[[int, str, str], None]  # number of the run, kind of news, what it says


@dataclass(frozen=True, slots=True)
class Job:
    """An article that needs a run, for the reasons `why`. awaits: notebooks that its inputs come from. where: it runs here."""

    path: Path
    options: PublishOptions
    source: Source
    entry: Entry | None
    due: Due
    why: tuple[str, ...]
    awaits: frozenset[Path]
    where: Environment

    @property
    def key(self) -> Key:
        return self.path, self.options.variant

    @property
    def last(self) -> Entry | None:
        """What is known of its last run."""
        return self.entry if self.entry and self.entry.run != NEVER else None

    @property
    def far(self) -> bool:
        """Whether a cluster can run it: it is known or said what it needs, and it leaves no files here."""
        known = "depends" in self.source.settings or self.last is not None
        return bool(self.options.scheduler) and known and not (self.last and self.last.written)

    @property
    def near(self) -> bool:
        """Whether it can run here beside others: it is seen, or said, what it opens."""
        seen = "depends" in self.source.settings or languages.of(self.source.notebook.language).native
        return (self.options.jobs or 1) > 1 and seen and not self.far

    @property
    def touched(self) -> Touched:
        """What it is known to touch before it runs."""
        last = self.last
        reads = frozenset((*self.source.named.every, *(last.dependencies if last else ())))
        return Touched(reads, frozenset(last.written if last else ()))


Find = Callable[[Remembered, Path, PublishOptions], Job | None]  # gives what is to be run of an article, if anything is
Bring = Callable[[Path, PublishOptions], object]  # brings the inputs of a notebook up to date


@dataclass(slots=True)
class _Runs:
    """The runs so far. names: of the articles that need one, folded, and where their notebooks lie."""

    known: Callable[[], Remembered]
    watches: Watches
    find: Find
    bring: Bring
    made: dict[Key, Made] = field(default_factory=dict)
    names: dict[str, Path] = field(default_factory=dict)


def make(
    articles: Iterable[Each], known: Callable[[], Remembered], watches: Watches, find: Find, bring: Bring
) -> dict[Key, Made]:
    """Make the runs that these articles need, as far as they can be made side by side."""
    runs, left = _Runs(known, watches, find, bring), list(articles)
    while left:
        jobs, left = _round(runs, left)
        far, near = [job for job in jobs if job.far], [job for job in jobs if job.near]
        if not far and (not near or len(near) + len(left) < 2):
            break
        _run(runs, far, near)
    return runs.made


def _round(runs: _Runs, left: Sequence[Each]) -> tuple[list[Job], list[Each]]:
    """Divide the articles that need a run into those that wait for no other one, and those that do."""
    known = runs.known()
    found = [job for each in left if (job := runs.find(known, *each)) and _is_first(runs, job)]
    pending = {job.path: looks.place(job.path) for job in found}
    jobs: list[Job] = []
    waiting: list[Each] = []
    before = Touched()
    for job in found:
        others = {place for path, place in pending.items() if path != job.path}
        if job.awaits & others or job.touched.meets(before):
            waiting.append((job.path, job.options))
        elif ready := _brought(runs, job):
            jobs.append(ready)
        before = before.joined(job.touched)
    return jobs, waiting


def _is_first(runs: _Runs, job: Job) -> bool:
    """Tell whether no other notebook has the name of an article; the second one will be refused."""
    return runs.names.setdefault(file_names.folded(job.source.context.slug), job.source.path) == job.source.path


def _brought(runs: _Runs, job: Job) -> Job | None:
    """Bring the inputs of an article up to date; give what is to be run of it then."""
    if not job.awaits:
        return job
    try:
        with about(job.path):
            runs.bring(job.path, job.options)
    except NbpressError as error:
        runs.made[job.key] = Made(error=error)
        return None
    ready = runs.find(runs.known(), job.path, job.options)
    return ready if ready and ready.why else None


def _run(runs: _Runs, far: Sequence[Job], near: Sequence[Job]) -> None:
    """Make the runs of a round, on the cluster and here."""
    with runs.watches() as watch:
        if watch:
            watch.variants("articles", [job.options.variant or called(job.path) for job in (*far, *near)])
        if far:
            runs.made |= _far(far, partial(_tell, watch, far, 0))
        if near:
            runs.made |= _near(near, partial(_tell, watch, near, len(far)))


def _tell(watch: sweep.Watch | None, jobs: Sequence[Job], first: int, number: int, kind: str, text: str) -> None:
    if watch:
        job = jobs[number]
        where = f"with {job.where}, " if job.where.python and not job.far else ""
        watch.news(first + number, kind, f"{where}since {job.why[0]}" if kind == "begin" else text)


def _ended(made: Made, reply: Reply) -> tuple[str, str]:
    """The news of a run that has ended."""
    if made.error:
        return "failed", str(made.error)
    return "done", f"{ipynb.record(reply.nb).get('duration', 0):.1f} s"


def _far(jobs: Sequence[Job], tell: Tell) -> dict[Key, Made]:
    """Make runs on a cluster."""
    from nbpress.run import cluster

    packed = [remote_runs.bundle(job.source, job.last, job.options) for job in jobs]
    made: dict[Key, Made] = {}

    def done(number: int, reply: Reply) -> None:
        job = jobs[number]
        try:
            with about(job.path):
                kept = remote_runs.kept(packed[number][0], job.source, reply)
                if kept is None:
                    tell(number, "failed", "it needs what is here, or leaves a file here: it runs here later")
                    return
                after_run.answered(job.source, kept[0])
                made[job.key] = Made(job.why, kept[0].key, kept[1])
        except NbpressError as error:
            made[job.key] = Made(error=error)
        tell(number, *_ended(made[job.key], reply))

    cluster.run([bundle for _, bundle in packed], str(jobs[0].options.scheduler), tell, done)
    return made


def _near(jobs: Sequence[Job], tell: Tell) -> dict[Key, Made]:
    """Make runs here, each in its notebook's own place; those that met at a file are taken back."""
    from nbpress.run.local import Local

    made: dict[int, Made] = {}
    touched: dict[int, Touched] = {}

    def done(number: int, reply: Reply) -> None:
        job = jobs[number]
        try:
            with about(job.path):
                made[number], touched[number] = _kept(job, reply)
        except NbpressError as error:
            made[number] = Made(error=error)
        tell(number, *_ended(made[number], reply))

    with Local() as here:
        here.run([_bundle(job) for job in jobs], jobs[0].options.jobs or 1, tell, done)
    failed = (
        {number for number, each in made.items() if each.error} if any(t.writes for t in touched.values()) else set()
    )
    for number in shared_files.met(touched) | failed:  # what failed, perhaps lacked what another was about to write
        if file := made.pop(number).file:
            file.unlink(missing_ok=True)
    return {jobs[number].key: each for number, each in made.items()}


def _bundle(job: Job) -> Bundle:
    source, options = job.source, job.options
    taken = {
        "kernel": job.where.kernel,
        "python": job.where.python,
        "timeout": options.timeout,
        "run_timeout": options.run_timeout,
        "private": dict(source.private),
        "figures": both_figures(source.settings, source.context.site.figures),
    }
    found = source.notebook
    return Bundle(found.nb, source.context.name, found.language, source.given, place=source.path, options=taken)


def _kept(job: Job, reply: Reply) -> tuple[Made, Touched]:
    """Keep a run; raise RunError where there is none, or where it has no answer to something."""
    source = job.source
    if reply.nb is None:
        raise fault(reply, job.path, source.store.unfinished(source.context.slug))
    run, file = after_run.keep(source, job.due, reply.nb)
    after_run.answered(source, run)
    writes = frozenset((*run.written, *ipynb.record(run.nb).get("written", ())))
    return Made(job.why, run.key, file, reply.kernel), Touched(frozenset(run.dependencies), writes)
