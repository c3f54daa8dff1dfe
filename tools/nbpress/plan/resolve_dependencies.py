"""Plan: what a run depends on, once it has ended. Values in, values out.

A run must not depend on what it wrote itself: it would be due again for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from nbpress.core.hashes import ABSENT, CHANGING, LISTING


def now(
    recorded: Mapping[str, str],
    named: Mapping[str, str],
    written: Iterable[str],
    trusted: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Join today's hashes of what was recorded with those of what the notebook names today, less what the run wrote.

    trusted: hashes that count for what is absent today.
    """
    own = set(written) - recorded.keys()
    today = {name: trusted.get(name, ABSENT) if hash_ == ABSENT else hash_ for name, hash_ in named.items()}
    return dict(sorted({**recorded, **{name: hash_ for name, hash_ in today.items() if name not in own}}.items()))


def trusted(recorded: Mapping[str, str], today: Mapping[str, str]) -> dict[str, str]:
    """Take what is absent, and what folders give, as it was recorded: a clone need not hold the data."""
    return {
        name: recorded[name] if name in recorded and (hash_ == ABSENT or name.startswith(LISTING)) else hash_
        for name, hash_ in today.items()
    }


def unset(recorded: Mapping[str, str], today: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that were set when an article was made and are not set today, as they were recorded.

    today: hashes of what was recorded, or of more.
    """
    return {
        name: hash_
        for name, hash_ in recorded.items()
        if name.startswith("$") and hash_ != ABSENT and today.get(name) == ABSENT
    }


def settled(
    declared: tuple[Mapping[str, str], Mapping[str, str]],
    modules: Mapping[str, str],
    literals: tuple[Mapping[str, str], Mapping[str, str]],
    record: Mapping[str, Any],
    known: Collection[str] | None = None,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give the dependencies of a run, and the files that it wrote. The pairs are hashes before and after the run.

    A file that changed unseen was written by the run, as HDF5 and TensorFlow do, or edited by somebody else. known: what
    the run before this is known to have written, or found changed likewise: that is the run's own; of anything else this
    run depends, and the next will tell. None: nobody remembers, and it counts as written. What is declared stays a
    dependency, as it is after the run if the run wrote it, else as it was before.
    """
    before, after = declared
    reads = record.get("reads", {})
    changed = {name for name, hash_ in literals[1].items() if literals[0].get(name) != hash_ and name not in reads}
    unseen = set(record.get("changed", ()))  # what was there before, or was read before it changed
    there = {name for name in changed & literals[0].keys() if name in unseen or name not in record.get("written", ())}
    doubtful = set() if known is None else {*(unseen & set(record.get("rewritten", ()))), *there} - set(known)
    written = {*record.get("written", ()), *(name for name in after if name not in before), *changed} - doubtful
    every = {**literals[0], **reads, **modules}
    found = {name: hash_ for name, hash_ in every.items() if name not in written}
    for name, hash_ in before.items():
        made = name in written or hash_ == ABSENT
        if name in after:
            found[name] = after[name] if made else hash_
    found |= dict.fromkeys(doubtful, CHANGING)
    return dict(sorted(found.items())), tuple(sorted(written - found.keys()))
