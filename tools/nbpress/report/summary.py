"""The summary of a publication: outcomes in, the lines that a person reads at its end out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbpress.core import notices
from nbpress.core.project import called
from nbpress.publish.outcome import Line, Outcome
from nbpress.publish.unfinished import Left

FEW = 8  # names in one line


def summary(outcomes: Sequence[Outcome], site: Path, here: Path, left: Sequence[Left] = ()) -> str:
    """Say of each article what was run and why, its results, how long it took, and where the files are; warnings last.

    left: notebooks that were not published, since nobody named them.
    """
    lines = [line for outcome in outcomes for line in _article(outcome, site, here)]
    lines += [at_home(left, "not published", "nbpress publish NAME publishes one")] if left else []
    warnings = [line for outcome in outcomes for line in warned(outcome)]
    return "\n".join([*lines, *(["", *warnings] if warnings else [])])


def at_home(left: Sequence[Left], what: str, way: str) -> str:
    """Tell in one line which notebooks stay at home, and the way to have one of them all the same."""
    names: dict[str, list[str]] = {}
    for each in left:
        names.setdefault(each.why, []).append(called(each.path))
    return f"{what}: {'; '.join(f'{_few(them)} ({why})' for why, them in names.items())}. {way}"


def _few(names: Sequence[str]) -> str:
    more = [f"and {len(names) - FEW} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])


def warned(outcome: Outcome) -> Iterator[str]:
    """Tell the warnings of an article."""
    if outcome.warnings:
        yield f"WARNING  {outcome.name}: {notices.counted(outcome.warnings)}"
        yield from (f"  {line}" for line in notices.lines(outcome.warnings))


def _article(outcome: Outcome, site: Path, here: Path) -> Iterator[str]:
    name = outcome.name
    drift = f" ({', '.join(outcome.drift)}; --rerun-drifted runs it again)" if outcome.drift else ""
    unset = _unset(outcome.unset)
    if outcome.error:
        yield f"{name}: NOT published"
        yield from (f"  {line}" for line in str(outcome.error).splitlines())
        return
    if outcome.checked:
        yield f"{name}: checked, {'ran in ' + _duration(outcome.seconds) if outcome.ran else 'not run'}; as published"
        if outcome.compared:
            yield f"  {outcome.compared}"
        return
    if outcome.waits:
        yield f"{name}: waits for {outcome.waits}, of which no kernel is installed here; it stays as it is published{unset}"
        return
    if not outcome.reasons:
        yield f"{name}: up to date{drift or _older(outcome.older, name)}{unset}"
        return
    how = f"ran in {_duration(outcome.seconds)}" if outcome.ran else "no run needed"
    yield f"{name}: published, {how}; {', '.join(outcome.reasons)}{drift}{unset}"
    if outcome.results:
        yield "  results  " + ", ".join(_result(key, value, outcome.before) for key, value in outcome.results.items())
    yield f"  post     {_relative(site / outcome.files[0], here)}"
    if len(outcome.files) > 1:
        folders = sorted({_relative((site / file).parent, here) for file in outcome.files[1:]})
        count = len(outcome.files) - 1
        yield f"  files    {count} {'image or other file' if count == 1 else 'images and other files'} in {', '.join(folders)}"


def listing(lines: Sequence[Line]) -> str:
    """Say of each article whether it is up to date, or why not; then when it was run, and with which results."""
    return "\n".join(text for line in lines for text in _listed(line))


def _listed(line: Line) -> Iterator[str]:
    if line.fault:
        yield f"{line.name}: cannot be read"
        yield from (f"  {text}" for text in line.fault.splitlines())
        return
    why = ", ".join(line.reasons)
    waits = f"waits for {line.waits}" + (f" ({why})" if why else "") if line.waits else ""
    yield f"{line.name}: {waits or why or 'up to date' + _older(line.older, line.name)}{_unset(line.unset)}"
    if line.date:
        yield f"  last run {line.date}"
    if line.results:
        yield "  results  " + ", ".join(_result(key, value, {}) for key, value in line.results.items())
    if line.warnings:
        yield f"  {notices.counted(line.warnings)}"


def _older(older: bool, name: str) -> str:
    """Say of an article that its page could be made anew; it takes a run, which nobody but its author may want."""
    return f" (written by an older nbpress; a run would refresh it: nbpress publish {name} --rerun)" if older else ""


def _unset(names: Sequence[str]) -> str:
    """Say of variables that they are taken as recorded: the article was made with them, and this terminal has none."""
    return f" ({', '.join(names)} not set here, taken as recorded; --rerun runs without)" if names else ""


def _result(name: str, value: Any, before: Mapping[str, Any]) -> str:
    now = _number(value)
    changed = name in before and _number(before[name]) != now
    return f"{name} {_number(before[name])} → {now}" if changed else f"{name} {now}"


def _number(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {seconds % 60:.0f} s"


def _relative(path: Path, here: Path) -> str:
    relative = os.path.relpath(path, here)
    return str(path) if relative.startswith("../..") else relative
