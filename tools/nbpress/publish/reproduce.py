"""`nbpress publish --check`: run each notebook, and say where its article is not what comes out. Writes nothing."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbpress.check import compare
from nbpress.core import manifest
from nbpress.core.errors import CheckError, NbpressError, about
from nbpress.notebook import cell_options, live_values
from nbpress.publish import due, ownership, remembered
from nbpress.publish.checked import promised
from nbpress.publish.executed import run
from nbpress.publish.options import PublishOptions, Watch
from nbpress.publish.outcome import Outcome
from nbpress.publish.records import Due, Source
from nbpress.publish.remembered import Remembered, articles_of
from nbpress.publish.source import read
from nbpress.read import context as contexts
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
    differences = [f"{name} is not set here" for name in due.unset(source, entry)]
    differences += [*due.why(source, entry, options), *inputs.outdated(path, options.store)]
    record: Mapping[str, Any] = {}
    if not source.held:
        nb = _run(source, options, watch)
        record = nb["metadata"]["nbpress"]
        promised(source, record)
        differences += _results(source, known.record(entry), record)
        if entry and not differences:
            source = replace(source, context=ownership.placed(source.context, ownership.replaced(known, source)))
            differences += _page(source, entry, nb)
    if differences:
        raise CheckError(
            "the published article is not what its notebook gives now", path=path, hint="\n  ".join(differences)
        )
    return Outcome(
        path,
        ran=not source.held,
        seconds=float(record.get("duration", 0)),
        results=dict(record.get("results", {})),
        checked=True,
        variant=options.variant,
    )


def _run(source: Source, options: PublishOptions, watch: Watch | None) -> Any:
    """Run a notebook into a store of its own, so that nobody else takes this run for one to publish."""
    with tempfile.TemporaryDirectory() as folder:
        apart = replace(source, store=Store(Path(folder)))
        executed = run(apart, Due((WHY,), due.run_key(source), "", rerun=True), options, watch)
    assert executed is not None, "a run that is wanted is made"
    return executed.nb


def _results(source: Source, then: Mapping[str, Any], record: Mapping[str, Any]) -> tuple[str, ...]:
    """Say which results are not those that the post shows."""
    now = dict(record["results"])
    allowed = compare.tolerances(source.settings.get("tolerance"), now)
    return compare.results(then.get("results") or {}, now, allowed)


def _page(source: Source, entry: manifest.Entry, nb: Any) -> tuple[str, ...]:
    """Say where the post's text is not what comes out now."""
    from nbpress.render.post import page

    if any(cell_options.display(cell).asis for cell in nb["cells"]):
        return ()
    template = page.render(_blank(nb), contexts.shown(source.context, nb, source.path)).text
    return compare.text((source.context.site.root / entry.post).read_text(encoding="utf-8"), template)


def _blank(nb: Any) -> Any:
    """Copy an executed notebook without outputs, each live value left open."""
    bare = copy.deepcopy(nb)
    for cell in bare["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
        kept = live_values.answers(cell)
        if kept:
            answer = {"status": "ok", "data": {"text/plain": compare.BLANK}, "metadata": {}}
            cell["metadata"]["user_expressions"] = live_values.entries(dict.fromkeys(kept, answer))
    return bare
