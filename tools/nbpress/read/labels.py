"""What an article refers to or embeds of others: read from the files that these have committed, never from their notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from nbpress.core.errors import ReadError
from nbpress.core.labelled import ArticleLabels
from nbpress.read import notebook, pairs

Labels = Callable[[str], ArticleLabels]  # gives those of an article, by its slug; those of one that has none are empty


def asked(targets: Iterable[str], notebooks: Mapping[str, Path], labels: Labels) -> dict[str, ArticleLabels]:
    """Give what links and embeds name of other articles, by the path of their notebook as written.

    targets: as they are written. notebooks: the file of each that has an article, by its path as written.
    """
    wanted: dict[str, list[str]] = {}
    for target in targets:
        path, sign, fragment = target.partition("#")
        if sign and fragment and path in notebooks:
            wanted.setdefault(path, []).append(unquote(fragment))
    found = {path: _of(notebooks[path], labels) for path in wanted}
    return {
        path: replace(every, things=tuple(dict.fromkeys(filter(None, map(every.named, wanted[path])))))
        for path, every in found.items()
        if every is not None
    }


def _of(path: Path, labels: Labels) -> ArticleLabels | None:
    try:
        slug = notebook.load(pairs.text_of(path)).slug
    except ReadError:  # an error of that notebook's own
        return None
    return labels(slug)
