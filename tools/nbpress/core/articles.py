"""The articles that a manifest tells of, found by slug, name, notebook and file without a look at each of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from nbpress.core import file_names
from nbpress.core.manifest import Entry


class Articles(dict[str, Entry]):
    """What a manifest says of each article, by slug, in their order; never changed: each index is made once."""

    @cached_property
    def claims(self) -> Mapping[str, Mapping[str, str]]:
        """Which articles have a file: hashes by slug, by the file's path as `file_names.folded` writes it."""
        found: dict[str, dict[str, str]] = {}
        for slug, entry in self.items():
            for name, digest in entry.files.items():
                found.setdefault(file_names.folded(name), {})[slug] = digest
        return found

    @cached_property
    def shape(self) -> str:
        """Hash of all that the publication of one article asks of others: what identifies them, and where they stand."""
        brief = [(slug, each.notebook, each.place, each.variant, each.post, each.bare) for slug, each in self.items()]
        return hashlib.sha256(json.dumps(brief).encode()).hexdigest()

    def of(self, notebook: str) -> Mapping[str, Entry]:
        """Give the articles of the notebooks that have this path below their project."""
        return {slug: self[slug] for slug in self._of_notebooks.get(notebook, ())}

    def named(self, slug: str) -> str:
        """Name the article that has a slug, or one that no Mac or Windows clone can hold beside it; empty for none."""
        return slug if slug in self else self._names.get(file_names.folded(slug), "")

    @cached_property
    def _of_notebooks(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for slug, entry in self.items():
            found.setdefault(entry.notebook, []).append(slug)
        return found

    @cached_property
    def _names(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for slug in self:
            found.setdefault(file_names.folded(slug), slug)
        return found
