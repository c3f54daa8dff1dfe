"""Compare the results of two runs: those that a published article shows, and those that its notebook gives now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from nbpress.core.errors import CheckError


def tolerances(given: Any, results: Mapping[str, Any]) -> dict[str, float]:
    """Check the `tolerance:` of a front matter: for results by name, how far a number may be off."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(type(value) in (int, float) for value in given.values()):
        raise CheckError("`nbpress: tolerance:` takes a mapping of results to numbers")
    for name in given:
        if name not in results:
            raise CheckError(f'`nbpress: tolerance:` names "{name}", which is no result')
    return {str(name): float(value) for name, value in given.items()}


def timings(names: Iterable[str], results: Mapping[str, Any]) -> dict[str, float]:
    """Check the `timings:` of a front matter: results that measure time may be off by any distance."""
    for name in names:
        if name not in results:
            raise CheckError(f'`nbpress: timings:` names "{name}", which is no result')
    return dict.fromkeys(names, math.inf)


def results(then: Mapping[str, Any], now: Mapping[str, Any], allowed: Mapping[str, float]) -> dict[str, str]:
    """Say by name which results are not what they were, beyond what is allowed."""
    names = [*now, *(name for name in then if name not in now)]
    return {name: _differs(name, then.get(name), now.get(name), allowed.get(name, 0.0)) for name in names
            if not _same(then.get(name), now.get(name), allowed.get(name, 0.0))}  # fmt: skip


def _same(then: Any, now: Any, allowed: float) -> bool:
    if allowed == math.inf:
        return True
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return all(_same(one, other, allowed) for one, other in zip(then, now, strict=True))
    if type(then) in (int, float) and type(now) in (int, float):
        return then == now or (math.isnan(then) and math.isnan(now)) or abs(then - now) <= allowed
    return bool(then == now)


def _differs(name: str, then: Any, now: Any, allowed: float) -> str:
    return f"{name} was {then}, is {now}" + (f" (tolerance {allowed:g})" if allowed else "")
