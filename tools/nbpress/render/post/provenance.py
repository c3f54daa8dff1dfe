"""Where an article comes from, for its readers: the notebook to download, and the command that makes the page again.

Both are read out of the executed notebook, so that every way in gives the same page.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from nbpress.core import file_names
from nbpress.core.records import Context
from nbpress.notebook.ipynb import injected, language_of, record
from nbpress.notebook.parameter_values import written
from nbpress.notebook.parameters import declared, declared_in
from nbpress.notebook.settings import private_names

# What a session or a run leaves in the metadata of a cell, or of a notebook.
_SESSION = frozenset(("user_expressions", "execution", "ExecuteTime", "papermill", "nbpress", "widgets", "signature"))


def path(context: Context) -> PurePosixPath | None:
    """Say where the notebook lies for download, below the site's root; None where the site offers none."""
    folder = context.site.downloads
    return folder / f"{file_names.fitted(context.slug)}.ipynb" if folder else None


def content(nb: Any) -> bytes:
    """Give the notebook as its author wrote it: without outputs, and without anything that a run put in."""
    language = {"name": language_of(nb)}
    bare = {
        "cells": [_bare(cell) for cell in nb["cells"] if not injected(cell)],
        "metadata": {**_kept(nb["metadata"]), "language_info": language},
        "nbformat": nb["nbformat"],
        "nbformat_minor": nb["nbformat_minor"],
    }
    text = json.dumps(bare, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "replace")  # a lone surrogate has no place in a file


def command(nb: Any, settings: Mapping[str, Any], context: Context) -> str:
    """Write the command that makes the page again, for a shell in the project's folder.

    settings: what the notebook's front matter says under `nbpress:`.
    """
    run = record(nb)
    words = ["nbpress", "publish", *([] if run else ["--no-run"]), str(run.get("notebook") or context.name)]
    for name, value in _given(nb, settings) if run else ():
        words += ["-p", name, value]
    words += ["--as", context.slug] if context.variant else []
    return shlex.join(words)


def _bare(cell: Any) -> dict[str, Any]:
    bare = {key: cell[key] for key in ("attachments", "cell_type", "id") if key in cell}
    bare |= {"metadata": _kept(cell["metadata"]), "source": "".join(cell["source"]).splitlines(keepends=True)}
    return bare | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})


def _kept(metadata: Any) -> dict[str, Any]:
    """What an author put into metadata; papermill gives every cell a list of tags, if an empty one."""
    return {key: value for key, value in metadata.items() if key not in _SESSION and (key, value) != ("tags", [])}


def _given(nb: Any, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The parameters that were given to the run, but for private ones and those that the front matter gives, as typed."""
    sources = ["".join(cell["source"]) for cell in nb["cells"] if injected(cell) and _parameters(cell)]
    if not sources:
        return
    language, own = language_of(nb), settings.get("parameters") or {}
    wanted = {each.name: type(each.default) for each in declared(nb, language) if each.default is not None}
    for each in declared_in(sources[0], language):
        value = each.default if each.literal else each.source
        if each.name not in private_names(settings) and (each.name not in own or own[each.name] != value):
            yield each.name, written(value, wanted.get(each.name))


def _parameters(cell: Any) -> bool:
    return "injected-parameters" in cell["metadata"].get("tags", [])
