"""The executed notebook of an article: found in the store, or run now."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbpress.core import interpreter
from nbpress.core.errors import RunError
from nbpress.core.hashes import CHANGING
from nbpress.core.notices import Notice
from nbpress.core.records import Run
from nbpress.notebook import cell_flags, cell_options, early_exit, ipynb, live_values
from nbpress.notebook.settings import NEVER, both_figures
from nbpress.publish import after_run, before_run
from nbpress.publish.options import PublishOptions, Watch
from nbpress.publish.records import Due, Executed, Made, Source
from nbpress.read import environment


def run(
    source: Source,
    due: Due,
    options: PublishOptions,
    watch: Watch | None,
    made: Made | None,
    meanwhile: Callable[[], None] | None = None,
) -> Executed | None:
    """Find or make the executed notebook; None where that would take a run, and nothing but nbpress changed.

    made: the run, where it was made before. meanwhile: is done while a kernel comes up.
    """
    if source.held:
        nb = _held(source)
        return Executed(nb, False, Run(nb, NEVER, {}), due.reasons)
    before = made and made.file and source.store.read(made.file)
    if made and before:
        return _executed(source, before, made.why, made.kernel, options)
    found, why = before_run.found(source, due, options)
    if found or not why:
        return found
    from nbpress.run import kernel

    where = environment.chosen(source.notebook, options.kernel, options.python)
    interpreter.ready(where.python, where.why)
    name = kernel.named(source.notebook.nb, where.kernel, source.notebook.language)
    if watch:
        watch.article(source.path, why, str(where))
    new = _run(source, due, (name, where.python), options, watch, meanwhile)
    return _executed(source, new, why, name, options)


def _executed(source: Source, made: Run, why: tuple[str, ...], kernel: str, options: PublishOptions) -> Executed:
    """Give the notebook with what a run of it, made just now, has brought."""
    from nbpress.run.merge_outputs import merged

    nb, _ = merged(source.notebook.nb, source.notebook.front, made.nb, source.given)
    return Executed(nb, True, made, why, (*_other_kernel(source, kernel, options), *_changing(made)))


def _other_kernel(source: Source, name: str, options: PublishOptions) -> tuple[Notice, ...]:
    """Say that a notebook ran in another kernel than it names, where nobody chose that one."""
    own = ipynb.kernel(source.notebook.nb)
    if "" in (own, name) or own == name or options.kernel or options.python or source.settings.get("kernel"):
        return ()
    said = f'its kernel "{own}" is not installed here; it ran in "{name}" (--kernel, or `kernel:` under `nbpress:`)'
    return (Notice("nb-other-kernel", said),)


def _run(
    source: Source,
    due: Due,
    where: tuple[str, Path | None],
    options: PublishOptions,
    watch: Watch | None,
    meanwhile: Callable[[], None] | None,
) -> Run:
    """Run a notebook in a kernel, with this Python, and keep the run; raise RunError where a live value has no answer."""
    from nbpress.run import kernel

    found = source.notebook
    with kernel.started(where[0], source.path.parent, where[1]) as started:
        from nbpress.run.execute import execute  # takes about as long as the kernel needs to come up

        if meanwhile:
            threading.Thread(target=meanwhile, daemon=True).start()
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
    made = after_run.keep(source, due, nb)[0]
    after_run.answered(source, made)
    return made


def _changing(run: Run) -> tuple[Notice, ...]:
    """Say which files changed while a run read them."""
    return tuple(
        Notice("nb-changing-file", f"{name} changed while the notebook ran, and nobody saw who changed it")
        for name, hash_ in run.dependencies.items()
        if hash_ == CHANGING
    )


def _held(source: Source) -> Any:
    """Give a notebook that is not run; raise an error for what no run could mend: see `before_run.foreseen`.

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
