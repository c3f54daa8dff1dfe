"""The executed notebook of an article: found in the store, or run now."""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbpress.core import interpreter
from nbpress.core.errors import DueError, RunError
from nbpress.core.hashes import CHANGING
from nbpress.core.notices import Notice
from nbpress.core.records import Run
from nbpress.notebook import cell_flags, cell_options, early_exit, ipynb, live_values, private_parameters
from nbpress.notebook.settings import NEVER, both_figures, private_names, timings, words_allowed
from nbpress.plan import resolve_dependencies
from nbpress.publish.options import PublishOptions, Watch
from nbpress.publish.records import Due, Executed, Source
from nbpress.read import dependencies, environment
from nbpress.read.machine import machine


def run(source: Source, due: Due, options: PublishOptions, watch: Watch | None) -> Executed | None:
    """Find or make the executed notebook; None where that would take a run, and nothing but nbpress changed."""
    from nbpress.run import inject, kernel
    from nbpress.run.merge_outputs import merged

    found, why = source.notebook, due.reasons
    if source.held:
        nb = _held(source)
        return Executed(nb, False, Run(nb, NEVER, {}), why)
    foreseen(source)
    if due.stored:
        nb, lacking = merged(found.nb, found.front, due.stored.nb, source.given)
        if not lacking:
            return Executed(nb, False, _kept(source, due.stored, due.run_key), why)
        why = (*why, f"the stored run has no value of {lacking[0]}")
    if due.older:
        return None
    _allowed(source, why, due.unset, options)
    _no_secrets(source)
    inject.cells(found.nb, found.language, {**source.given, **source.private})  # or an error before any kernel starts
    where = environment.chosen(found, options.kernel, options.python)
    interpreter.ready(where.python, where.why)
    name = kernel.named(found.nb, where.kernel, found.language)
    if watch:
        watch.article(source.path, why, str(where))
    made = _run(source, due, (name, where.python), options, watch)
    nb, _ = merged(found.nb, found.front, made.nb, source.given)
    return Executed(nb, True, made, why, (*_other_kernel(source, name, options), *_changing(made)))


def _kept(source: Source, stored: Run, key: str) -> Run:
    """Keep a run that an older nbpress made under today's key too, so that it is found, and not pruned."""
    made = replace(stored, key=key)
    if stored.key != key:
        source.store.put(made)
    return made


def _allowed(source: Source, why: tuple[str, ...], unset: tuple[str, ...], options: PublishOptions) -> None:
    """Raise DueError where nothing is to be run, or not without the variables that the article was made with.

    Raises ParameterError where a private parameter has no value here.
    """
    if options.frozen:
        raise DueError(
            f"it needs a run, since {', '.join(why)}; --frozen runs nothing",
            why,
            path=source.path,
            hint=f"Run it: nbpress publish {os.path.relpath(source.path)}",
        )
    if unset and not (options.rerun or options.run_missing):
        are = f"{', '.join(unset)} {'are' if len(unset) > 1 else 'is'}"
        raise DueError(
            f"it needs a run, since {', '.join(why)}; {are} not set here, with which the article was made",
            why,
            path=source.path,
            hint=f"Set {'them' if len(unset) > 1 else 'it'}, or run without: "
            f"nbpress publish {os.path.relpath(source.path)} --rerun",
        )
    private_parameters.needed(private_names(source.settings), source.private, source.path)


def _no_secrets(source: Source) -> None:
    """Raise CheckError for a secret that no run would take away: in the cells, the front matter or a given parameter."""
    from nbpress.check import secrets

    cells = [{name: value for name, value in cell.items() if name != "outputs"} for cell in source.notebook.nb["cells"]]
    given = {f"the parameter {name}": str(value) for name, value in source.given.items() if name in source.resolved}
    here, allow = machine(source.path), source.context.site.allow
    secrets.refuse({"cells": cells, "metadata": {}}, {}, here, allow)
    of_run = replace(here, projects=(), home="", address="")  # of what is given, the record of a run replaces these
    secrets.refuse({"cells": cells, "metadata": {}}, given, of_run, allow)


def foreseen(source: Source) -> None:
    """Raise an error for what would be one after any run: that is to be known before it."""
    from nbpress.check import article, compare, expectations
    from nbpress.publish import citing, labels
    from nbpress.render.post import frontmatter, hidden_code

    nb, language = source.notebook.nb, source.notebook.language
    site, front = source.context.site, source.notebook.front
    asked = cell_flags.read(nb, front, language, site.cell_defaults, site.dialects)
    hidden_code.refuse(
        (cell_options.display(cell, language, asked.of(cell)) for cell in nb["cells"]),
        words_allowed(front.settings, site.allow),
    )
    citing.foreseen(source)
    labels.foreseen(source)
    header = frontmatter.header(nb, source.context, {})[1]
    article.foreseen(header, source.context.post, source.context.site)
    results = source.settings.get("results") or {}
    compare.tolerances(source.settings.get("tolerance"), results)
    compare.timings(timings(source.settings), results)
    names = {*results, *(each.name for each in source.notebook.parameters if each.source)}
    for key in ("expect", "warn"):
        expectations.answerable(expectations.conditions(source.settings.get(key), key), names)


def _other_kernel(source: Source, name: str, options: PublishOptions) -> tuple[Notice, ...]:
    """Say that a notebook ran in another kernel than it names, where nobody chose that one."""
    own = ipynb.kernel(source.notebook.nb)
    if own in ("", name) or options.kernel or options.python or source.settings.get("kernel"):
        return ()
    said = f'its kernel "{own}" is not installed here; it ran in "{name}" (--kernel, or `kernel:` under `nbpress:`)'
    return (Notice("nb-other-kernel", said),)


def _run(source: Source, due: Due, where: tuple[str, Path | None], options: PublishOptions, watch: Watch | None) -> Run:
    """Run a notebook in a kernel, with this Python, and keep the run; raise RunError where a live value has no answer."""
    from nbpress.run import kernel

    found = source.notebook
    with kernel.started(where[0], source.path.parent, where[1]) as started:
        from nbpress.run.execute import execute  # takes about as long as the kernel needs to come up

        threading.Thread(target=_load, daemon=True).start()  # while this thread waits for the kernel
        nb = execute(
            found.nb,
            source.path,
            found.language,
            source.given,
            keep=source.store.unfinished(source.context.slug),
            watch=watch,
            started=started,
            timeout=options.timeout,
            run_timeout=options.run_timeout,
            private=source.private,
            figures=both_figures(source.settings, source.context.site.figures),
        )
    kept, written = _dependencies(source, due, ipynb.record(nb))
    record = nb["metadata"]["nbpress"]
    record["rewritten"] = [name for name in record.get("rewritten", ()) if kept.get(name) != CHANGING]
    made = Run(nb, due.run_key, kept, written)
    source.store.put(made)
    failures = ipynb.record(nb).get("failures")
    if failures:
        lines = "\n  ".join(f"{place}: {expression}: {reason}" for place, expression, reason in failures)
        raise RunError(
            "these expressions have no value; the run is kept, nothing is published", path=source.path, hint=lines
        )
    return made


def _load() -> None:
    """Load the libraries that the page will need."""
    import selectolax.lexbor  # noqa: F401


def _changing(run: Run) -> tuple[Notice, ...]:
    """Say which files changed while a run read them."""
    return tuple(
        Notice("nb-changing-file", f"{name} changed while the notebook ran, and nobody saw who changed it")
        for name, hash_ in run.dependencies.items()
        if hash_ == CHANGING
    )


def _dependencies(source: Source, due: Due, record: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give what a run that has just ended depends on, and the files that it wrote."""
    then, now = source.named, dependencies.found(source.notebook, source.given)
    declared, literals = (then.declared, now.declared), (then.literals, now.literals)
    found, written = resolve_dependencies.settled(declared, then.modules, literals, record, due.known)
    return {**found, **source.keyed}, written


def _held(source: Source) -> Any:
    """Give a notebook that is not run; raise an error for what no run could mend: see `foreseen`.

    Raises RunError where a cell ended its run too early, or a live value is lacking, CheckError for an image's name.
    """
    from nbpress.check import article

    article.named(source.notebook.front.values, source.context.site)
    cells = source.notebook.nb["cells"]
    index, what = early_exit.too_early(cells)
    if what:
        hint = "Run the notebook to its end, or mark the cells that are not to run with `#| eval: false`."
        raise RunError(what, path=source.path, place=f"cell {index + 1}", hint=hint)
    _answered(source)
    if not any(early_exit.ended(cell) for cell in cells):
        return source.notebook.nb
    nb = copy.deepcopy(source.notebook.nb)
    for index, cell in enumerate(nb["cells"]):
        if early_exit.ended(cell):
            expected = cell_options.display(cell, flags=cell_flags.running(source.notebook.front)).raises
            early_exit.tidy(cell, last=early_exit.is_last(cells, index), expected=expected)
    return nb


def _answered(source: Source) -> None:
    """Raise RunError where a notebook that is not run lacks a live value."""
    found = live_values.lacking(source.notebook.nb, source.notebook.front, foreign=source.context.foreign)
    if found:
        lines = "\n  ".join(f"{place}: {expression}" for place, expression, _ in found)
        raise RunError(
            "the notebook holds no value of these expressions, and is not to be run",
            path=source.path,
            hint=f"{lines}\n  Publish it without --no-run, or run it with `papermill --engine nbpress`.",
        )
