"""What a site's manifest remembers of the articles that were published into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import file_names, manifest
from nbpress.core.errors import NbpressError, ReadError
from nbpress.core.project import project_of
from nbpress.core.records import Site
from nbpress.notebook import frontmatter
from nbpress.notebook.literals import decoded
from nbpress.publish.options import PublishOptions
from nbpress.read import context as contexts
from nbpress.read import notebook
from nbpress.write import site as writer


@dataclass(frozen=True, slots=True)
class Remembered:
    """The articles of a site by slug, as they were published last.

    faults: why a file of the manifest cannot be read, by its stem. together: notebooks that are published in one call.
    """

    site: Site
    entries: Mapping[str, manifest.Entry]
    faults: Mapping[str, ReadError] = field(default_factory=dict)
    together: frozenset[Path] = frozenset()

    def article(self, source: notebook.Notebook, slug: str, *, variant: bool) -> manifest.Entry | None:
        """Find a notebook's own article; raise ReadError where the slug is another's, or what is known of it cannot be read."""
        entry, fault = self.entries.get(slug), self.faults.get(file_names.fitted(slug))
        if fault and entry is None:
            raise ReadError(fault.what, path=fault.path, hint=fault.hint)
        if entry is None:
            return None
        name, other = contexts.named(source.path), project_of(source.path) / entry.notebook
        if entry.notebook == name and entry.variant == variant:
            return entry
        if entry.notebook != name and not (other.is_file() and (entry.variant or _slug(other) == slug)):
            return entry  # it was moved, or publishes elsewhere now
        owner = "the article of this notebook itself" if entry.notebook == name else entry.notebook
        if entry.variant:
            owner = f"a variant of {entry.notebook}"
        raise taken(slug, owner, source.path, variant=variant)

    def variants(self, path: Path) -> list[tuple[str, manifest.Entry]]:
        """List the variants of a notebook, by slug."""
        name = contexts.named(path.absolute())
        return sorted((slug, entry) for slug, entry in self.entries.items() if entry.variant and entry.notebook == name)

    def day(self, path: Path) -> str:
        """Give the date of a notebook that has none: when it was first published, or today if it is in the same call."""
        known = manifest.day(self.entries.values(), contexts.named(path))
        return known or (today() if path in self.together else "")

    def record(self, entry: manifest.Entry | None) -> Mapping[str, Any]:
        """Read the record of the run that a post shows now; empty where there is none."""
        post = self.site.root / entry.post if entry else self.site.root / "-"
        if not post.is_file():
            return {}
        try:
            found = frontmatter.parse(post.read_text(encoding="utf-8").split("---\n", 2)[1]).settings
        except (ReadError, IndexError, UnicodeDecodeError):
            return {}
        return found if isinstance(found.get("results", {}), Mapping) else {**found, "results": {}}  # edited by hand

    def is_draft(self, entry: manifest.Entry | None) -> bool:
        """Tell whether an article was published as a draft."""
        return entry is not None and PurePosixPath(entry.post).parent == self.site.drafts


def of(site: Site, together: frozenset[Path] = frozenset()) -> Remembered:
    """Read what the manifest of a site remembers."""
    found = writer.load(site.root)
    return Remembered(site, found.entries, found.faults, together)


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
        *(replace(options, variant=slug, parameters=decoded(entry.parameters), still=True) for slug, entry in variants),
    ]


def taken(slug: str, owner: str, path: Path, *, variant: bool) -> ReadError:
    """Word that a slug has an owner already."""
    return ReadError(
        f'the name "{slug}" is taken by {owner}',
        path=path,
        hint="Choose another name: --as NAME." if variant else "Give one of them another `slug:` in its front matter.",
    )


def today() -> str:
    """Give today's date, for an article that has none: the one thing that a clock decides, and only once."""
    return datetime.now().date().isoformat()


def _slug(path: Path) -> str:
    try:
        return notebook.load(path).slug
    except ReadError:
        return ""
