"""Plan: is an article due, and why? Compares today's keys and hashes with what the manifest remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbpress.manifest import Entry


@dataclass(frozen=True, slots=True)
class Today:
    """What an article's notebook and its site are now.

    run, render: the two keys. dependencies: hashes by name. files: hash of each file of the manifest's entry that is there.
    """

    run: str
    render: str
    dependencies: Mapping[str, str]
    files: Mapping[str, str]


def reasons(entry: Entry | None, today: Today) -> tuple[str, ...]:
    """Say why an article is due, most telling first; nothing where it is up to date."""
    if entry is None:
        return ("it is new",)
    found = []
    if entry.run != today.run:
        found.append("its code or parameters changed")
    found += [f"{name} {_how(name, entry.dependencies, today.dependencies)}" for name in _changed(entry, today)]
    if entry.render != today.render:
        found.append("its text or settings changed")
    found += [
        f"{name} {'is gone' if name not in today.files else 'was changed by hand'}"
        for name in entry.files
        if today.files.get(name) != entry.files[name]
    ]
    return tuple(found)


def _changed(entry: Entry, today: Today) -> list[str]:
    then, now = entry.dependencies, today.dependencies
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def _how(name: str, then: Mapping[str, str], now: Mapping[str, str]) -> str:
    if name not in then:
        return "is a new dependency"
    return "is no longer a dependency" if name not in now else "changed"
