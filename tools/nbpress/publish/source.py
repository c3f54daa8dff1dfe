"""What was read of a notebook on its way into a site."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from nbpress.core import manifest
from nbpress.core.records import Context
from nbpress.notebook import private_parameters, settings
from nbpress.notebook.parameters import resolve
from nbpress.plan import keys
from nbpress.publish import kept_ids, ownership, unfinished
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Source
from nbpress.publish.remembered import Remembered, today
from nbpress.read import context as contexts
from nbpress.read import dependencies, notebook, variants
from nbpress.run.store import FROZEN, Store


def read(path: Path, remembered: Remembered, options: PublishOptions) -> tuple[Source, manifest.Entry | None]:
    """Read a notebook with all that it depends on; give it, and the article that the site has of it.

    Raises ReadError where another notebook has its place in the site, or where nobody named it and it lost its front matter.
    """
    found = _notebook(path, options)
    if options.unnamed:
        unfinished.refuse_lost(found, remembered.entries, remembered.site.root)
    slug = options.variant or found.slug
    entry = ownership.article(
        remembered,
        found,
        slug,
        partial(_made_of, found, remembered, options),
        variant=bool(options.variant),
        moved_from=options.moved_from,
    )
    known = remembered.entries.named(slug)
    if known:
        remembered.noted(known)
    found = kept_ids.carried(found, entry)
    held = _is_held(found, entry, options)
    context = _context(found, entry, remembered, options, held=held)
    store = Store(options.store, path.parent / FROZEN)
    return _with_parameters(found, context, store, options, held=held), entry


def _context(
    found: notebook.Notebook,
    entry: manifest.Entry | None,
    remembered: Remembered,
    options: PublishOptions,
    *,
    held: bool,
) -> Context:
    draft = options.draft or found.front.values.get("draft") is True
    context = contexts.read(
        found,
        remembered.site,
        remembered.first(entry) or today(),  # where it has no date: when it was first published
        draft=draft or (options.still and remembered.is_draft(entry)),
        foreign=held and "nbpress" not in found.nb["metadata"],
        outputs=held,
        days=remembered.day,
        known=remembered.labels,
    )
    slug, variant = options.variant or found.slug, bool(options.variant)
    return replace(context, slug=slug, variant=variant, provisional=remembered.provisional)


def _made_of(found: notebook.Notebook, remembered: Remembered, options: PublishOptions, entry: manifest.Entry) -> bool:
    """Tell whether an article was made of a notebook as it is now, with the outputs that it holds, wherever it lay then."""
    if entry.cells or entry.run != settings.NEVER:
        return False
    context = replace(_context(found, entry, remembered, options, held=True), name=entry.notebook)
    return keys.render_key(found.nb, found.front, context, outputs=True, format_=entry.formats[1]) == entry.render


def _is_held(found: notebook.Notebook, entry: manifest.Entry | None, options: PublishOptions) -> bool:
    """Tell whether a notebook is published with the outputs that it holds."""
    return options.no_run or found.front.settings.get("run") == settings.NEVER or _kept_as_it_was(entry, options)


def _notebook(path: Path, options: PublishOptions) -> notebook.Notebook:
    found = notebook.load(path)
    if options.no_run:
        found = notebook.of(found.nb, notebook.origin(found.nb, found.path), found.notices)
    if options.variant:
        found = variants.variant(found, options.variant)
    settings.checked(found.front.settings)
    return found


def _with_parameters(
    found: notebook.Notebook, context: Context, store: Store, options: PublishOptions, *, held: bool
) -> Source:
    """Type the values that were given, and read what the notebook then says that it depends on."""
    declared = () if options.no_run else found.parameters
    wanted = () if options.no_run else settings.private_names(found.front.settings)
    shown = {} if options.no_run else {**(found.front.settings.get("parameters") or {}), **options.parameters}
    hidden = private_parameters.values(wanted, declared, private_parameters.chosen(shown, wanted))
    given = resolve(declared, {name: value for name, value in shown.items() if name not in wanted})
    defaults = {each.name: each.default for each in declared if each.literal and each.name not in wanted}
    return Source(
        found,
        context,
        store,
        given,
        resolved=defaults | given,
        named=dependencies.Found({}, {}, {}) if held else dependencies.found(found, given),
        private=hidden,
        keyed=private_parameters.hashes(hidden, store.key()) if hidden else {},
        held=held,
    )


def _kept_as_it_was(entry: manifest.Entry | None, options: PublishOptions) -> bool:
    """Tell whether an article was published with the outputs that its notebook held, and nobody wants it run now."""
    return bool(entry and entry.run == settings.NEVER and not options.rerun and not options.parameters)
