"""Plan: is an article due, and why? Compares today's keys and hashes with what the manifest remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nbpress.core.hashes import ABSENT, CHANGING, LISTING
from nbpress.core.manifest import Entry
from nbpress.notebook.settings import NEVER


@dataclass(frozen=True, slots=True)
class Today:
    """What an article's notebook and its site are now.

    run, render: the two keys. dependencies: hashes by name. files: hash of each file of the manifest's entry that is there.
    values: of the parameters, as text. cells: hashes by id, in order. others: notebooks whose articles it shows things of.
    """

    run: str
    render: str
    dependencies: Mapping[str, str]
    files: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def why(entry: Entry | None, today: Today) -> tuple[str, ...]:
    """Say why an article is due, most telling first; nothing where it is up to date."""
    if entry is None:
        return ("it is new",)
    found = []
    if entry.run != today.run:
        found += _what_runs(entry, today) or ["its code or parameters changed"]
    then, now = entry.dependencies, today.dependencies
    found += [f"{name.removeprefix(LISTING)} {_how(name, then, now)}" for name in _changed(then, now)]
    if entry.render != today.render and not (found and _only_code(entry, today)):
        found.append(_what_shows(entry, today))
    found += [
        f"{name} {'is gone' if name not in today.files else 'was changed by hand'}"
        for name in entry.files
        if today.files.get(name) != entry.files[name]
    ]
    return tuple(found)


def _what_runs(entry: Entry, today: Today) -> list[str]:
    """Name the parameters and cells that make another run, as far as the manifest remembers."""
    if not entry.cells or not today.cells or NEVER in (entry.run, today.run):
        return []
    then, now = entry.values, today.values
    found = [f"{name} was {then[name]}, is {now[name]}" for name in now if name in then and then[name] != now[name]]
    numbers = {name: number for number, name in enumerate(today.cells, 1)}
    code = {name: _code(hash_) for name, hash_ in today.cells.items() if _code(hash_)}
    before = {name: _code(hash_) for name, hash_ in entry.cells.items() if _code(hash_)}
    found += [f"cell {numbers[name]} changed" for name in code if name in before and before[name] != code[name]]
    found += [f"cell {numbers[name]} is new" for name in code if name not in before]
    gone = len(before.keys() - code.keys())
    return found + ([f"{gone} cell{'s' if gone > 1 else ''} of code went"] if gone else [])


def _only_code(entry: Entry, today: Today) -> bool:
    """Tell whether all cells that are shown otherwise run otherwise, which was said before."""
    changed = {name for name, hash_ in today.cells.items() if entry.cells.get(name) != hash_}
    return bool(entry.cells and changed) and all(
        name in entry.cells and _code(entry.cells[name]) != _code(today.cells[name]) for name in changed
    )


def _what_shows(entry: Entry, today: Today) -> str:
    """Say what makes another page; where no cell does, it may be what other articles have."""
    where = _where(entry, today)
    if today.others and not where and entry.cells:
        return f"its settings changed, or what it shows of {', '.join(today.others)}"
    return f"its text or settings changed{where}"


def _where(entry: Entry, today: Today) -> str:
    """Name the cells that are shown otherwise than before."""
    changed = [number for number, name in enumerate(today.cells, 1) if entry.cells.get(name) != today.cells[name]]
    if not entry.cells or not changed or (entry.run == NEVER) != (today.run == NEVER):
        return ""
    return f" (cell{'s' if len(changed) > 1 else ''} {', '.join(map(str, changed[:5]))}{', …' if len(changed) > 5 else ''})"


def _code(hash_: str) -> str:
    return hash_.split("-")[0]


def _changed(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def _how(name: str, then: Mapping[str, str], now: Mapping[str, str]) -> str:
    if name.startswith(LISTING):
        return "gives other files"
    if then.get(name) == CHANGING:
        return "changed while it was read"
    if name not in then:
        return "is a new dependency"
    if now.get(name) == ABSENT:
        return "is not set here" if name.startswith("$") else "is gone"
    return "is no longer a dependency" if name not in now else "changed"
