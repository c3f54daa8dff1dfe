"""Articles whose notebook is gone: each is looked for once in a publication, however many articles are new."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbpress.core import looks
from nbpress.core.articles import Articles
from nbpress.core.manifest import Entry


class MissingNotebooks:
    """What was found of the notebooks of a site's articles, as long as one publication lasts."""

    def __init__(self) -> None:
        self._there: dict[Path, set[str]] = {}
        self._of: dict[Path, tuple[Articles, Mapping[str, Entry]]] = {}

    def __reduce__(self) -> tuple[type[MissingNotebooks], tuple[()]]:
        """Have each process look for itself: it is quicker than to be told of thousands."""
        return MissingNotebooks, ()

    def among(self, known: Articles, project: Path) -> Mapping[str, Entry]:
        """Give the articles that a notebook in a project made which is no longer there, but variants."""
        looked, found = self._of.get(project, (None, {}))
        if looked is not known:
            found = {slug: entry for slug, entry in known.items() if self._is_missing(entry, project)}
            self._of[project] = known, found
        return found

    def _is_missing(self, entry: Entry, project: Path) -> bool:
        there = self._there.setdefault(project, set())
        if entry.variant or entry.place or entry.notebook in there:
            return False
        try:
            missing = not looks.is_file(project / entry.notebook)
        except OSError:  # nobody may look there
            missing = False
        if not missing:
            there.add(entry.notebook)
        return missing
