"""Articles that need a kernel which is not installed here: one that is published stays as it is, and waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nbpress.core import looks, manifest
from nbpress.core.errors import RunError
from nbpress.notebook import languages
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Due, Source
from nbpress.read import notebook
from nbpress.read.notebook import Notebook

Outdated = Callable[[Path, Path], tuple[str, ...]]  # says which inputs of a notebook are not current; takes the store


def inputs_of(path: Path, outdated: Outdated, options: PublishOptions) -> bool:
    """Tell whether the inputs of a notebook stay as they are, since it could not run with others."""
    found = notebook.load(path)
    foreign = not languages.of(found.language).native
    return foreign and not _insists(options) and bool(outdated(path, options.store) and _lacking(found, options))


def of(source: Source, entry: manifest.Entry | None, due: Due, outdated: Outdated, options: PublishOptions) -> str:
    """Name the language that an article waits for; nothing where it can run, needs no run, or was never published."""
    native = languages.of(source.notebook.language).native
    if entry is None or native or source.held or due.stored or _insists(options):
        return ""
    wanted = due.reasons or outdated(source.path, options.store)
    return _lacking(source.notebook, options) if wanted else ""


def _insists(options: PublishOptions) -> bool:
    """Tell whether somebody wants a run, or wants to hear that one is needed."""
    return options.rerun or options.frozen


def _lacking(found: Notebook, options: PublishOptions) -> str:
    """Name the language of a notebook that no kernel here runs."""
    looks.passing()
    from nbpress.run import kernel

    wanted = options.kernel or found.front.settings.get("kernel")
    try:
        kernel.named(found.nb, wanted, found.language)
    except RunError:
        own = found.nb["metadata"].get("kernelspec") or {}
        return str(
            (found.nb["metadata"].get("language_info") or {}).get("name") or own.get("language") or found.language
        )
    return ""
