"""Plan: was a run made with other versions than are installed now?"""

from __future__ import annotations

from collections.abc import Mapping


def drifted(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Say of each package whose version differs what it was and is; one that is not installed here says nothing."""
    return tuple(
        f"it ran with {name} {version}, {now[name]} is installed"
        for name, version in then.items()
        if name in now and now[name] != version
    )
