"""`nbpress publish --check`: run each notebook, and say where its article is not what comes out. Writes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from nbpress.check import compare
from nbpress.core.errors import CheckError, NbpressError, about
from nbpress.core.records import Article
from nbpress.notebook import ipynb
from nbpress.publish import comparison, due, ownership, remembered
from nbpress.publish.checked import promised
from nbpress.publish.executed import run
from nbpress.publish.options import PublishOptions, Watch
from nbpress.publish.outcome import Outcome
from nbpress.publish.records import Due, Source
from nbpress.publish.remembered import Remembered, articles_of
from nbpress.publish.source import read
from nbpress.read import context as contexts
from nbpress.read import drawings
from nbpress.read import site as sites
from nbpress.run.store import Store
from nbpress.sweep import inputs
from nbpress.write import transaction

WHY = "it is to be checked"


def check(paths: Sequence[Path], options: PublishOptions, watch: Watch | None = None) -> list[Outcome]:
    """Check the articles of notebooks, variants too; an outcome's error says what differs."""
    site = sites.load(options.site)
    transaction.settle(site.root)
    known = remembered.of(site)
    each = [(path, given) for path in paths for given in articles_of(path, known, replace(options, still=True))]
    return [_guarded(path, known, given, watch) for path, given in each]


def _guarded(path: Path, known: Remembered, options: PublishOptions, watch: Watch | None) -> Outcome:
    try:
        with about(path):
            return _checked(path, known, options, watch)
    except NbpressError as error:
        return Outcome(path, error=error, variant=options.variant)


def _checked(path: Path, known: Remembered, options: PublishOptions, watch: Watch | None) -> Outcome:
    source, entry = read(path, known, options)
    reasons = [f"{name} is not set here" for name in due.unset(source, entry)]
    reasons += [*due.why(source, entry, options), *inputs.outdated(path, options.store)]
    if source.held:
        _refuse(path, reasons)
        return Outcome(path, checked=True, variant=options.variant)
    nb = _run(source, options, watch)
    record, then = ipynb.record(nb), known.record(entry)
    promised(source, record)
    allowed = comparison.allowed(source.settings, record["results"])
    results = compare.results(then.get("results") or {}, record["results"], allowed)
    within = [name for name in allowed if name not in results]
    source = replace(source, context=ownership.placed(source.context, ownership.replaced(known, source)))
    render = partial(_rendered, source)
    found = comparison.published(source, entry, nb, then, within, render) if entry else comparison.Comparison()
    if results or found.differences or options.twice:
        other = _other(source, nb, options, watch)
        if other is not None:
            found = comparison.repeated(found, source, nb, other, within, render, again=options.twice)
    _refuse(path, [*reasons, *results.values(), *found.lines()])
    return Outcome(
        path,
        ran=True,
        seconds=float(record.get("duration", 0)),
        results=dict(record["results"]),
        checked=True,
        compared=found.summary(record["results"], allowed),
        variant=options.variant,
    )


def _other(source: Source, nb: Any, options: PublishOptions, watch: Watch | None) -> Any:
    """Give another run of the same key: made now where that is wanted, else the stored one with the same versions."""
    from nbpress.run.merge_outputs import merged

    if options.twice:
        return _run(source, options, watch)
    stored = due.find_run(source, (due.run_key(source),), options)
    if stored is None:
        return None
    other = merged(source.notebook.nb, source.notebook.front, stored.nb, source.given)[0]
    return other if ipynb.record(other).get("versions") == ipynb.record(nb).get("versions") else None


def _rendered(source: Source, nb: Any) -> Article:
    from nbpress.publish import citing
    from nbpress.render.post import page

    kept = partial(drawings.kept, source.context.site.root)  # to compare a page, nothing is drawn
    return page.render(nb, contexts.shown(source.context, nb, source.path), kept, citing.written)


def _refuse(path: Path, differences: Sequence[str]) -> None:
    """Raise CheckError where there are differences."""
    if differences:
        raise CheckError(
            "the published article is not what its notebook gives now", path=path, hint="\n  ".join(differences)
        )


def _run(source: Source, options: PublishOptions, watch: Watch | None) -> Any:
    """Run a notebook into a store of its own, so that nobody else takes this run for one to publish."""
    with tempfile.TemporaryDirectory() as folder:
        apart = replace(source, store=Store(Path(folder)))
        executed = run(apart, Due((WHY,), due.run_key(source), "", rerun=True), options, watch, None)
    assert executed is not None, "a run that is wanted is made"
    return executed.nb
