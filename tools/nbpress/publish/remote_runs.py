"""Runs of articles on a cluster, from the same bundles as those of a sweep: what goes there, and what of it counts."""

from __future__ import annotations

from pathlib import Path

from nbpress.core import looks
from nbpress.core.hashes import ABSENT
from nbpress.core.manifest import Entry
from nbpress.core.records import Run
from nbpress.notebook import ipynb
from nbpress.publish.options import PublishOptions
from nbpress.publish.records import Source
from nbpress.run.bundle import Bundle, Reply, fault, missed_a_file, packed
from nbpress.sweep import variants
from nbpress.sweep.variants import Variants


def bundle(source: Source, last: Entry | None, options: PublishOptions) -> tuple[Variants, Bundle]:
    """Pack an article's notebook with what it names and, as far as that is known, opens.

    last: what is known of its last run.
    """
    of = variants.of(source.path, source.store.root, {}, options.parameters)
    needed = variants.now(of, of.variants[0], last.dependencies if last else {})
    kernel = options.kernel or source.settings.get("kernel")
    taken = {"kernel": kernel, "timeout": options.timeout, "run_timeout": options.run_timeout}
    whole = variants.bundle(of, of.variants[0], taken, needed)
    return of, packed(whole, variants.variable_files(needed))


def kept(of: Variants, source: Source, reply: Reply) -> tuple[Run, Path] | None:
    """Keep a run that a cluster made; None where it counts for nothing, so that it is to be made here.

    That is where its bundle lacked a file, or where it wrote one, which would be lost. Raises RunError where it failed.
    """
    if reply.nb is None:
        if missed_a_file(reply.what):
            return None
        raise fault(reply, source.path, source.store.unfinished(source.context.slug))
    variant = of.variants[0]
    run = Run(reply.nb, variant.key, *variants.settled(of, variant, ipynb.record(reply.nb), reply.held))
    lacked = [name for name, hash_ in run.dependencies.items() if hash_ == ABSENT and looks.is_file(of.project / name)]
    return None if lacked or run.written else (run, of.store.put(run))
