"""The executed notebook of a job: found in the store, or run now."""

from __future__ import annotations

import os
import threading
from typing import Any

from nbpress.core.errors import DueError, RunError
from nbpress.core.records import Run
from nbpress.notebook import ipynb, live_values, private
from nbpress.publish.job import NEVER, Job, Options, Watch, settled, stored
from nbpress.run.store import Store


def executed(
    job: Job, store: Store, options: Options, reasons: tuple[str, ...], watch: Watch | None
) -> tuple[Any, bool, tuple[str, ...], Run]:
    """Find or make the executed notebook: it, whether it was run, why, and the run as it is kept."""
    from nbpress.run.merge_outputs import merged

    if job.run_key == NEVER:
        _answered(job)
        return job.source.nb, False, reasons, Run(job.source.nb, NEVER, {})
    _foreseen(job)
    run = None if options.rerun else stored(store, job)
    if run:
        nb, lacking = merged(job.source.nb, job.source.front, run.nb)
        if not lacking:
            return nb, False, reasons, run
        reasons = (*reasons, f"the stored run has no value of {lacking[0]}")
    if options.frozen:
        raise DueError(
            f"it needs a run, since {', '.join(reasons)}; --frozen runs nothing",
            reasons,
            path=job.source.path,
            hint=f"Run it: nbpress publish {os.path.relpath(job.source.path)}",
        )
    private.needed(private.names(job.source.front.settings), job.private, job.source.path)
    if watch:
        watch.article(job.source.path, reasons)
    run = _run(job, store, options, watch)
    return merged(job.source.nb, job.source.front, run.nb)[0], True, reasons, run


def _foreseen(job: Job) -> None:
    """Raise CheckError for what could not be checked after the run: that is to be known before it."""
    from nbpress.check import compare, expectations

    settings = job.source.front.settings
    results = settings.get("results") or {}
    compare.tolerances(settings.get("tolerance"), results)
    names = {*results, *(each.name for each in job.source.parameters if each.source)}
    for key in ("expect", "warn"):
        expectations.answerable(expectations.conditions(settings.get(key), key), names)


def _run(job: Job, store: Store, options: Options, watch: Watch | None) -> Run:
    """Run a notebook and keep the run; raise RunError where a live value or a result has no answer."""
    from nbpress.run import kernel

    source = job.source
    name = kernel.named(source.nb, options.kernel or source.front.settings.get("kernel"), source.language)
    with kernel.started(name, source.path.parent) as started:
        from nbpress.run.execute import execute  # takes about as long as the kernel needs to come up

        threading.Thread(target=_load, daemon=True).start()  # while this thread waits for the kernel
        nb = execute(
            source.nb,
            source.path,
            source.language,
            job.given,
            keep=store.unfinished(job.context.slug),
            watch=watch,
            started=started,
            timeout=options.timeout,
            run_timeout=options.run_timeout,
            private=job.private,
        )
    kept, written = settled(job, ipynb.record(nb))
    run = Run(nb, job.run_key, kept, written)
    store.put(run)
    failures = nb["metadata"]["nbpress"].get("failures")
    if failures:
        lines = "\n  ".join(f"{place}: {expression}: {reason}" for place, expression, reason in failures)
        raise RunError(
            "these expressions have no value; the run is kept, nothing is published", path=source.path, hint=lines
        )
    return run


def _load() -> None:
    """Load what the page will need."""
    import nbpress.render.post.page  # noqa: F401


def _answered(job: Job) -> None:
    """Raise RunError where a notebook that is not run lacks a live value."""
    found = live_values.lacking(job.source.nb, job.source.front, foreign=job.context.foreign)
    if found:
        lines = "\n  ".join(f"{place}: {expression}" for place, expression, _ in found)
        raise RunError(
            "the notebook holds no value of these expressions, and is not to be run",
            path=job.source.path,
            hint=f"{lines}\n  Publish it without --no-run, or run it with `papermill --engine nbpress`.",
        )
