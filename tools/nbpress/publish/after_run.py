"""After an article's notebook ran: the run is kept with what it depends on, and has to have an answer to everything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbpress.core.errors import RunError
from nbpress.core.hashes import CHANGING
from nbpress.core.records import Run
from nbpress.notebook import ipynb
from nbpress.plan import resolve_dependencies
from nbpress.publish.records import Due, Source
from nbpress.read import dependencies


def keep(source: Source, due: Due, nb: Any) -> tuple[Run, Path]:
    """Keep a run that was made in the notebook's place; give it, and its file."""
    kept, written = _dependencies(source, due, ipynb.record(nb))
    record = nb["metadata"]["nbpress"]
    record["rewritten"] = [name for name in record.get("rewritten", ()) if kept.get(name) != CHANGING]
    made = Run(nb, due.run_key, kept, written)
    return made, source.store.put(made)


def answered(source: Source, made: Run) -> None:
    """Raise RunError where a live value or a result of a run has no answer."""
    failures = ipynb.record(made.nb).get("failures")
    if failures:
        lines = "\n  ".join(f"{place}: {expression}: {reason}" for place, expression, reason in failures)
        raise RunError(
            "these expressions have no value; the run is kept, nothing is published", path=source.path, hint=lines
        )


def _dependencies(source: Source, due: Due, record: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give what a run that has just ended depends on, and the files that it wrote."""
    then, now = source.named, dependencies.found(source.notebook, source.given)
    declared, literals = (then.declared, now.declared), (then.literals, now.literals)
    found, written = resolve_dependencies.settled(declared, then.modules, literals, record, due.known)
    return {**found, **source.keyed}, written
