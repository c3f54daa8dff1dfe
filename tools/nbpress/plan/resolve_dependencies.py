"""Plan: what a run depends on, once it has ended. Values in, values out.

A run must not depend on what it wrote itself: it would be due again for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from nbpress.core.hashes import ABSENT, LISTING


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


def settled(
    declared: tuple[Mapping[str, str], Mapping[str, str]],
    modules: Mapping[str, str],
    literals: tuple[Mapping[str, str], Mapping[str, str]],
    record: Mapping[str, Any],
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give the dependencies of a run, and the files that it wrote. The pairs are hashes before and after the run.

    What is named in a literal and changed meanwhile counts as written: HDF5 and TensorFlow write unseen. What is declared
    stays a dependency, as it is after the run if the run wrote it, else as it was before.
    """
    before, after = declared
    written = {*record.get("written", ()), *(name for name in after if name not in before)}
    written |= {name for name, hash_ in literals[1].items() if literals[0].get(name) != hash_}
    found = {name: hash_ for name, hash_ in record.get("reads", {}).items() if name not in written}
    found |= {name: hash_ for name, hash_ in {**literals[0], **modules}.items() if name not in written}
    for name, hash_ in before.items():
        made = name in written or hash_ == ABSENT
        if name in after:
            found[name] = after[name] if made else hash_
    return dict(sorted(found.items())), tuple(sorted(written - found.keys()))
