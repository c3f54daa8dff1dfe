"""Articles that are written together: what each will have become, and the one place that hands them to the writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbpress.core import file_names, manifest, processes
from nbpress.core.errors import NbpressError
from nbpress.core.records import Site
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.write import site as writer

BATCH = 32  # articles that are written at once, at least
LARGEST = 512


@dataclass(frozen=True, slots=True)
class Draft:
    """What will have become of a notebook (which belongs at `source`), and the article to be written, if there is one.

    noted: the entry, by slug, of an article that is up to date and has come to this notebook.
    """

    outcome: Outcome
    made: writer.Made | None = None
    source: Path | None = None
    noted: Mapping[str, manifest.Entry] = field(default_factory=dict)


def write(batch: Sequence[Draft], site: Site, options: PublishOptions) -> list[Outcome]:
    """Write drafts into the site; one that is refused does not keep the others."""
    made = [draft.made for draft in batch if draft.made]
    noted = {slug: entry for draft in batch for slug, entry in draft.noted.items()}
    if noted:
        writer.note(site.root, noted)
    faults = iter(
        writer.articles(site.root, made, backups=options.store / "backups", overwrite=options.overwrite) if made else ()
    )
    return [_ended(draft.outcome, next(faults) if draft.made else None) for draft in batch]


def _ended(outcome: Outcome, fault: NbpressError | None) -> Outcome:
    if fault is None:
        return outcome
    fault.path = fault.path or outcome.path
    return Outcome(outcome.path, error=fault, variant=outcome.variant)


def many(
    notebooks: Sequence[Path], site: Site, options: PublishOptions, drafted: Callable[..., Draft]
) -> list[Outcome]:
    """Publish notebooks with the outputs that they hold: drafted on all cores, and many written at once."""
    outcomes: list[Outcome] = []
    batch: list[Draft] = []
    there = len(writer.load(site.root).entries)
    claims = writer.Claims()
    names: dict[str, Path] = {}  # of the articles so far, folded, and where their notebooks belong
    for path, draft in zip(notebooks, _drafts(notebooks, drafted), strict=True):
        clash = draft.made is not None and claims.clash(draft.made)
        taken = bool(draft.made and draft.source and _taken(draft.made, draft.source, names))
        if clash or len(batch) == _size(there):
            outcomes += write(batch, site, options)
            there += len(batch)
            batch, claims = [], writer.Claims()
        if taken or clash:
            draft = drafted(path, names=names)  # what the others left in the site matters to it
        if draft.made:
            claims.add(draft.made)
        if draft.made and draft.source:
            names[file_names.folded(draft.made.article.slug)] = draft.source
        batch.append(draft)
    return outcomes + write(batch, site, options)


def _size(there: int) -> int:
    """Say how many articles to write at once: after each time the manifest, a file an article, is read again."""
    return min(max(BATCH, there // 16), LARGEST)


def _taken(made: writer.Made, source: Path, names: Mapping[str, Path]) -> bool:
    """Tell whether another notebook has, since an article was drafted, the slug of it, or of one that it replaces."""
    return any(names.get(file_names.folded(slug), source) != source for slug in made.owners())


def _drafts(notebooks: Sequence[Path], drafted: Callable[..., Draft]) -> Iterator[Draft]:
    """Draft articles in order; where many are left once the first has loaded what that needs, on all cores."""
    for number, path in enumerate(notebooks, 1):
        draft = drafted(path)
        yield draft
        if draft.made and processes.pays(len(notebooks) - number):
            yield from processes.mapped(drafted, notebooks[number:])
            return
