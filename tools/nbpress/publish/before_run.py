"""Before an article's notebook runs: whether it has to, whether it may, and what no run could mend."""

from __future__ import annotations

import os
from dataclasses import replace

from nbpress.core.errors import DueError
from nbpress.core.records import Run
from nbpress.notebook import cell_flags, cell_options, private_parameters
from nbpress.notebook.settings import private_names, timings, words_allowed
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Due, Executed, Source
from nbpress.read.machine import machine


def needed(source: Source, due: Due, options: PublishOptions) -> tuple[str, ...]:
    """Say why a notebook is to be run; nothing where it is not. Raises what would be an error after any run."""
    return () if source.held or not due.reasons else found(source, due, options)[1]


def found(source: Source, due: Due, options: PublishOptions) -> tuple[Executed | None, tuple[str, ...]]:
    """Give the stored run, or say why another is to be made; neither where nothing but nbpress changed."""
    from nbpress.run import inject
    from nbpress.run.merge_outputs import merged

    own, why = source.notebook, due.reasons
    foreseen(source)
    if due.stored:
        nb, lacking = merged(own.nb, own.front, due.stored.nb, source.given)
        if not lacking:
            return Executed(nb, False, _kept(source, due.stored, due.run_key), why), ()
        why = (*why, f"the stored run has no value of {lacking[0]}")
    if due.older:
        return None, ()
    _allowed(source, why, due.unset, options)
    _no_secrets(source)
    inject.cells(own.nb, own.language, {**source.given, **source.private})  # or an error before any kernel starts
    return None, why


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
    citing.foreseen(source.notebook, source.context)
    labels.foreseen(source.notebook, source.context)
    header = frontmatter.header(nb, source.context, {})[1]
    article.foreseen(header, source.context.post, source.context.site)
    results = source.settings.get("results") or {}
    compare.tolerances(source.settings.get("tolerance"), results)
    compare.timings(timings(source.settings), results)
    names = {*results, *(each.name for each in source.notebook.parameters if each.source)}
    for key in ("expect", "warn"):
        expectations.answerable(expectations.conditions(source.settings.get(key), key), names)
