"""nbpress in one page: read, plan, run, render, check, write. The file to read first.

Each stage is imported where it is needed: publishing an unchanged blog loads neither papermill nor nbconvert.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbpress.core import file_names, interpreter, looks, manifest
from nbpress.core.errors import NbpressError, RenderError, about
from nbpress.core.notices import Notice
from nbpress.core.records import Article
from nbpress.notebook.literals import encoded, literal
from nbpress.notebook.settings import timings
from nbpress.plan import keys
from nbpress.publish import (
    answers,
    before_run,
    cleared_outputs,
    kept_ids,
    labels,
    ownership,
    remembered,
    rounds,
    unchanged,
    waiting,
)
from nbpress.publish.answers import Answers
from nbpress.publish.batch import Draft, many, write
from nbpress.publish.checked import check
from nbpress.publish.due import plan
from nbpress.publish.executed import run
from nbpress.publish.missing_notebooks import MissingNotebooks
from nbpress.publish.options import PublishOptions, Watch, side_by_side
from nbpress.publish.outcome import Outcome
from nbpress.publish.records import Due, Executed, Made, Source
from nbpress.publish.remembered import Remembered, articles_of
from nbpress.publish.source import read
from nbpress.publish.warned import judged
from nbpress.read import context as contexts
from nbpress.read import environment, identity
from nbpress.sweep import inputs, sweep
from nbpress.sweep.inputs import Watches
from nbpress.write import site as writer
from nbpress.write import spool, transaction

if TYPE_CHECKING:
    from nbpress.publish.parallel_runs import Job, Key


@dataclass(frozen=True, slots=True)
class _Runs:
    """Who sees runs go on, one by one and those of an input; and the runs that were made already."""

    watch: Watch | None = None
    watches: Watches = nullcontext
    made: Mapping[Key, Made] = field(default_factory=dict)


def publish_notebooks(
    notebooks: Sequence[Path], options: PublishOptions, watch: Watch | None = None, watches: Watches = nullcontext
) -> list[Outcome]:
    """Publish each notebook into the site; one that fails does not keep the others. Gives an outcome for each article.

    watch: sees runs go on. watches: makes who sees the runs of an input go on, and those that are made side by side.
    An outcome's `error` says what kept an article from being published; raises NbpressError where the site itself cannot be
    read or written.
    """
    with answers.opened(options.store, options.site.absolute()) as kept:
        return _published(notebooks, options, kept, watch, watches)


def _published(
    notebooks: Sequence[Path], options: PublishOptions, kept: Answers, watch: Watch | None, watches: Watches
) -> list[Outcome]:
    site = kept.site()
    known = partial(remembered.of, site, frozenset(path.absolute() for path in notebooks), MissingNotebooks())
    names: dict[str, Path] = {}
    with transaction.locked(site.root):
        if options.no_run:
            with spool.opened(site.root) as folder:
                draft = partial(_lone, known=known, options=options, folder=folder)
                outcomes = many(notebooks, site, options, draft)
        else:
            wanted = unchanged.flags(options)
            changed = [path for path in notebooks if unchanged.again(path, wanted, kept) is None]
            made = _made(changed, known, options, kept, watches) if side_by_side(options) else {}
            runs = _Runs(watch, watches, made)
            guarded = partial(_guarded, known=known, names=names, runs=runs)
            order = dict.fromkeys((*inputs.sources_first(changed), *notebooks))
            found = {path: _of(path, known, options, kept, names, guarded) for path in order}
            outcomes = [each for path in notebooks for each in found[path]]
        outcomes = rounds.current(outcomes, known, options, partial(_draft, names={}, runs=_Runs(watch)), _awaited)
        faults = remembered.untold(known(), (outcome.error for outcome in outcomes))
        return outcomes + [Outcome(Path(str(fault.path)), error=fault) for fault in faults]


def _made(
    changed: Sequence[Path],
    known: Callable[[], Remembered],
    options: PublishOptions,
    kept: Answers,
    watches: Watches,
) -> dict[Key, Made]:
    """Make the runs that articles need side by side, as far as that can be."""
    from nbpress.publish import parallel_runs

    each = [(path, given) for path in changed for given in articles_of(path, known(), options)]
    made = parallel_runs.make(each, known, watches, _job, partial(_bring, known=known, watches=watches))
    kept.forget()  # a run may have written what a notebook reads
    return made


def _job(known: Remembered, path: Path, options: PublishOptions) -> Job | None:
    """Give what is to be run of an article; None where it needs no run, waits, or has a fault, which is told later."""
    from nbpress.publish.parallel_runs import Job

    try:
        with about(path):
            source, entry = read(path, known, options)
            due = plan(source, entry, options)
            if waiting.of(source, entry, due, inputs.outdated, options):
                return None
            why = before_run.needed(source, due, options)
            if why or inputs.outdated(path, options.store):
                where = environment.chosen(source.notebook, options.kernel, options.python)
                interpreter.ready(where.python, where.why)
                return Job(path, options, source, entry, due, why, inputs.sources(path), where)
    except NbpressError:
        pass
    return None


def _awaited(path: Path, known: Remembered, options: PublishOptions) -> Mapping[str, str]:
    """Say which labels of others an article waits for that could not be rendered."""
    try:
        return labels.read(read(path, known, options)[0].context, known.offered)
    except NbpressError:
        return {}


def _of(
    path: Path,
    known: Callable[[], Remembered],
    options: PublishOptions,
    kept: Answers,
    names: dict[str, Path],
    guarded: Callable[..., Outcome],
) -> list[Outcome]:
    """Publish the articles of one notebook; where nothing changed, they are as they were."""
    wanted = unchanged.flags(options)
    before = unchanged.again(path, wanted, kept)
    if before:
        names |= {file_names.folded(slug): path.absolute() for slug in before[1]}
        return before[0]
    with looks.traced() as trace:
        outcomes = [guarded(path, options=given) for given in articles_of(path, known(), options)]
    key = unchanged.key(path, wanted, outcomes)
    if key:
        own = takewhile(lambda slug: names[slug] == path.absolute(), reversed(names))  # the last ones
        kept.keep(key, trace, unchanged.packed(outcomes, own))
    kept.forget()  # a run may have written what another notebook reads
    return outcomes


def _guarded(
    path: Path, *, known: Callable[[], Remembered], options: PublishOptions, names: dict[str, Path], runs: _Runs
) -> Outcome:
    """Publish one article, its inputs before it; a fault becomes its outcome."""
    try:
        with about(path):
            made = runs.made.get((path, options.variant))
            if made and made.error:
                raise made.error
            _bring(path, options, known=known, watches=runs.watches)
            return _publish(path, known(), options, names, runs)
    except RenderError as error:
        return Outcome(path, error=error, variant=options.variant, reads=_awaited(path, known(), options))
    except NbpressError as error:
        return Outcome(path, error=error, variant=options.variant)


def _bring(path: Path, options: PublishOptions, *, known: Callable[[], Remembered], watches: Watches) -> None:
    """Bring the inputs of an article up to date, unless it waits for a kernel."""
    if waiting.inputs_of(path, inputs.outdated, options):
        return
    wary = partial(_wary, path, known, options, watches)
    inputs.bring(path, options.store, _of_inputs(options), wary, frozen=options.frozen)


def _wary(
    path: Path, known: Callable[[], Remembered], options: PublishOptions, watches: Watches
) -> AbstractContextManager[sweep.Watch | None]:
    """Make who sees the runs of an input, unless the article itself will be refused: then none of them begins."""
    before_run.foreseen(read(path, known(), options)[0])
    return watches()


def _publish(path: Path, known: Remembered, options: PublishOptions, names: dict[str, Path], runs: _Runs) -> Outcome:
    """Take one notebook all the way."""
    return write([_draft(path, known, options, names, runs)], known.site, options)[0]


def _draft(path: Path, known: Remembered, options: PublishOptions, names: dict[str, Path], runs: _Runs) -> Draft:
    """Do everything but write."""
    source, entry = read(path, known, options)
    _claim(source, names)
    due, reads = plan(source, entry, options), labels.read(source.context, known.offered)
    made = runs.made.get((path, options.variant))
    made = made if made and made.key == due.run_key else None  # else the notebook was edited meanwhile
    due = replace(due, reasons=made.why) if made else due
    waits = waiting.of(source, entry, due, inputs.outdated, options)
    before = ownership.replaced(known, source, options.moved_from) if due.reasons else ()
    if source.held and not options.overwrite:
        for slug in before:
            cleared_outputs.refuse(source, known.entries[slug], known.text(known.entries[slug]))
    executed = run(source, due, options, runs.watch, made, _load_page) if due.reasons and not waits else None
    if executed is None:
        warnings = judged(source, entry.warnings if entry else (), options)
        outcome = Outcome(
            path,
            warnings=warnings,
            drift=due.drift,
            variant=options.variant,
            older=due.older and not waits,
            unset=due.unset,
            waits=waits,
            reads=reads,
        )
        return Draft(outcome, noted=ownership.noted(known, source, entry, due.cells))
    article = render(replace(source, context=ownership.placed(source.context, before)), executed)
    warnings = (*executed.warnings, *check(source, executed.nb, article))
    left = () if entry or source.context.variant else ownership.left_behind(known, source, due.cells)
    outcome = Outcome(
        path,
        executed.reasons,
        executed.ran,
        float(executed.record.get("duration", 0)),
        executed.record.get("results", {}),
        _before(source, known.record(entry).get("results", {})),
        (article.path, *sorted(article.files)),
        judged(source, (*left, *warnings), options),
        variant=options.variant,
        drift=() if executed.ran else due.drift,
        unset=() if executed.ran else due.unset,
        reads=reads,
    )
    line = _line(source, due, executed, known.site.root, warnings)
    return Draft(outcome, writer.Made(labels.added(article), line, before), source.path)


def render(source: Source, executed: Executed) -> Article:
    """Render an executed notebook as an article, with the files that its outputs name.

    The run may be that of another notebook with the same code, or this may be a copy: what is published says where it is from.
    """
    from nbpress.publish import citing, diagrams
    from nbpress.render.post import page

    nb, root = executed.nb, source.context.site.root
    if executed.record:
        record = {**executed.record, "notebook": source.context.name}
        nb = {**nb, "metadata": {**nb["metadata"], "nbpress": record}}
    context = contexts.shown(source.context, nb, source.path)
    return page.render(nb, context, partial(diagrams.of, root), citing.written)


def _load_page() -> None:
    """Load what renders a page; what goes wrong is told when it is rendered."""
    with suppress(Exception):
        from nbpress.render.post import page

        page.exporter()


def _line(source: Source, due: Due, executed: Executed, root: Path, warnings: Sequence[Notice]) -> manifest.Entry:
    """The line of the manifest, its post and files yet to come."""
    return manifest.Entry(
        source.context.name,
        "",
        due.run_key,
        due.render_key,
        encoded(source.given),
        executed.run.dependencies,
        values={name: literal(value) for name, value in source.resolved.items()},
        written=list(executed.run.written),
        cells=dict(due.cells),
        versions=dict(executed.record.get("versions", {})),
        variant=source.context.variant,
        formats=keys.FORMATS,
        outputs=cleared_outputs.shown(executed.nb, source),
        place=identity.of(source.path, root).place(source.context.slug),
        warnings=warnings,
        bare=not source.notebook.front.is_given,
        order=kept_ids.order(source.notebook),
    )


def _before(source: Source, results: Mapping[str, Any]) -> dict[str, Any]:
    """The results that were published last, without those that measure time: nobody takes them for news."""
    return {name: value for name, value in results.items() if name not in timings(source.settings)}


def _claim(source: Source, names: dict[str, Path]) -> None:
    """Note the name of an article in `names`; raise ReadError where another notebook of this publication has it."""
    slug, own = source.context.slug, identity.named(source.path)
    owner = names.setdefault(file_names.folded(slug), source.path)
    if owner != source.path:
        other = identity.named(owner)
        name = f"another {other}" if other == own else other
        raise ownership.taken(slug, name, source.path, variant=source.context.variant)


def _of_inputs(options: PublishOptions) -> sweep.SweepOptions:
    return sweep.SweepOptions(
        options.jobs,
        python=options.python,
        timeout=options.timeout,
        run_timeout=options.run_timeout,
        scheduler=options.scheduler,
    )


def _lone(
    path: Path,
    *,
    known: Callable[[], Remembered],
    options: PublishOptions,
    folder: Path,
    names: dict[str, Path] | None = None,
) -> Draft:
    """Draft an article that needs no run, its files waiting in `folder`; a fault becomes its outcome."""
    try:
        with about(path):
            draft = _draft(path, known(), options, {} if names is None else names, _Runs())
            if draft.made is None:
                return draft
            return replace(draft, made=draft.made._replace(article=spool.spooled(draft.made.article, folder)))
    except RenderError as error:
        return Draft(Outcome(path, error=error, variant=options.variant, reads=_awaited(path, known(), options)))
    except NbpressError as error:
        return Draft(Outcome(path, error=error, variant=options.variant))
