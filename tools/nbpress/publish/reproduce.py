"""`nbpress publish --check`: run each notebook, and say where its article is not what comes out. Writes nothing."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbpress.check import compare
from nbpress.core.errors import CheckError, NbpressError, about
from nbpress.core.records import Site
from nbpress.notebook import cell_options, live_values
from nbpress.plan import due
from nbpress.publish.executed import executed
from nbpress.publish.job import NEVER, Options, Watch, articles_of, published, read, today
from nbpress.publish.publish import Outcome, promised, render
from nbpress.read import context as contexts
from nbpress.read import site as sites
from nbpress.run.store import Store
from nbpress.sweep import inputs
from nbpress.write import transaction

WHY = "it is to be checked"


def check(paths: Sequence[Path], options: Options, watch: Watch | None = None) -> list[Outcome]:
    """Check the articles of notebooks, variants too; an outcome's error says what differs."""
    site = sites.load(options.site)
    transaction.settle(site.root)
    outcomes = []
    for path in paths:
        for given in articles_of(path, site, replace(options, still=True)):
            try:
                with about(path):
                    outcomes.append(_checked(path, site, given, watch))
            except NbpressError as error:
                outcomes.append(Outcome(path, error=error, variant=given.variant))
    return outcomes


def _checked(path: Path, site: Site, options: Options, watch: Watch | None) -> Outcome:
    job = read(path, site, options)
    differences = [*due.reasons(job.entry, today(job, site)), *inputs.outdated(path, options.store)]
    then = published(site.root, job.entry)
    now: dict[str, Any] = {}
    seconds = 0.0
    if job.run_key != NEVER:
        with tempfile.TemporaryDirectory() as folder:
            nb = executed(job, Store(Path(folder)), replace(options, rerun=True), (WHY,), watch)[0]
        record = nb["metadata"]["nbpress"]
        promised(job, record)
        now, seconds = dict(record["results"]), float(record["duration"])
        allowed = compare.tolerances(job.source.front.settings.get("tolerance"), now)
        differences += compare.results(then.get("results") or {}, now, allowed)
        if job.entry and not differences and not any(cell_options.display(cell).asis for cell in nb["cells"]):
            template = render(_blank(nb), contexts.shown(job.context, nb, path)).text
            differences += compare.text((site.root / job.entry.post).read_text(encoding="utf-8"), template)
    if differences:
        raise CheckError(
            "the published article is not what its notebook gives now", path=path, hint="\n  ".join(differences)
        )
    return Outcome(path, ran=job.run_key != NEVER, seconds=seconds, results=now, checked=True, variant=options.variant)


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
