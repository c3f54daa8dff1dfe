"""What a site's manifest remembers of the articles that were published into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import looks
from nbpress.core.articles import Articles
from nbpress.core.errors import NbpressError, ReadError
from nbpress.core.labelled import ArticleLabels
from nbpress.core.manifest import Entry
from nbpress.core.manifest import name as entry_file
from nbpress.core.records import Site
from nbpress.notebook import frontmatter
from nbpress.notebook.literals import decoded
from nbpress.publish.missing_notebooks import MissingNotebooks
from nbpress.publish.options import PublishOptions
from nbpress.read import identity, notebook, published_labels
from nbpress.write import site as writer


@dataclass(frozen=True, slots=True)
class Remembered:
    """The articles of a site by slug, as they were published last.

    together: notebooks that are published in one call. missing: what that found of the notebooks of all articles.
    offered: the labels of articles that are yet to be written, by slug. provisional: whether what articles show of others
    may be lacking.
    """

    site: Site
    manifest: writer.Manifest
    together: frozenset[Path] = frozenset()
    missing: MissingNotebooks = field(default_factory=MissingNotebooks)
    offered: Mapping[str, ArticleLabels] = field(default_factory=dict)
    provisional: bool = False

    @property
    def entries(self) -> Articles:
        """What the manifest says of each article, by slug."""
        return self.manifest.entries

    @property
    def faults(self) -> Mapping[str, ReadError]:
        """Why a file of the manifest cannot be read, by its stem."""
        return self.manifest.faults

    def labels(self, slug: str) -> ArticleLabels:
        """Give the labels of an article."""
        return self.offered[slug] if slug in self.offered else published_labels.published(self.site.root, slug)

    def variants(self, path: Path) -> list[tuple[str, Entry]]:
        """List the variants of a notebook, by slug."""
        own = identity.of(path.absolute(), self.site.root)
        return [(slug, entry) for slug, entry in own.own(self.entries).items() if entry.variant]

    def day(self, other: notebook.Notebook) -> str:
        """Give the date of another notebook's post: its own, when it was first published, or today if it is in the same call.

        Nothing where the site has no post of it.
        """
        first = identity.day(self.entries, other.path, self.site.root)
        if not first:
            looks.passing()  # it hangs on what else is published in this call
        if not first and other.path not in self.together:
            return ""
        return other.date or first or today()

    def record(self, entry: Entry | None) -> Mapping[str, Any]:
        """Read the record of the run that a post shows now; empty where there is none."""
        try:
            found = frontmatter.parse(self.text(entry).split("---\n", 2)[1]).settings
        except (ReadError, IndexError):
            return {}
        return found if isinstance(found.get("results", {}), Mapping) else {**found, "results": {}}  # edited by hand

    def text(self, entry: Entry | None) -> str:
        """Read an article's post as it is now; empty where there is none."""
        post = self.site.root / entry.post if entry else None
        try:
            return looks.text(post) if post and looks.is_file(post) else ""
        except UnicodeDecodeError:
            return ""

    def first(self, entry: Entry | None) -> str:
        """Give the day on which an article was first published; nothing for one that was not, and for a draft."""
        return "" if entry is None or self.is_draft(entry) else identity.posted_on(entry.post, self.site.root)

    def noted(self, slug: str) -> None:
        """Note that something hangs on all that is known of an article."""
        hash_ = self.manifest.hashes.get(slug)
        if hash_:
            looks.note("content", f"{self.site.root}/{entry_file(slug)}", hash_)
        else:
            looks.passing()

    def is_draft(self, entry: Entry | None) -> bool:
        """Tell whether an article was published as a draft."""
        return entry is not None and PurePosixPath(entry.post).parent == self.site.drafts


def of(site: Site, together: frozenset[Path] = frozenset(), missing: MissingNotebooks | None = None) -> Remembered:
    """Read what the manifest of a site remembers."""
    return Remembered(site, writer.noted(site.root), together, missing or MissingNotebooks())


def untold(known: Remembered, told: Iterable[NbpressError | None]) -> list[ReadError]:
    """Give the faults of the manifest that nobody was told yet: of a variant, say, or of an article of another notebook."""
    paths = {str(error.path) for error in told if error}
    return [fault for fault in known.faults.values() if str(fault.path) not in paths]


def articles_of(path: Path, known: Remembered, options: PublishOptions) -> list[PublishOptions]:
    """Give how to publish each article of a notebook that the site holds: the main one, and the variants beside it.

    A variant is made with the parameters that were given to it, and where it is a draft it stays one. Where the options
    name a variant or parameters, only that article is meant.
    """
    variants = [] if options.variant or options.parameters else known.variants(path)
    return [
        options,
        *(
            replace(options, variant=slug, parameters=decoded(entry.parameters), still=True, moved_from="")
            for slug, entry in variants
        ),
    ]


def today() -> str:
    """Give today's date, for an article that has none: the one thing that a clock decides, and only once."""
    return looks.day(datetime.now().date().isoformat())
