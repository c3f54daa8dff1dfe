"""Regular expressions that are compiled when they are first used: an article needs one in six of them. A leaf."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Give what `re.compile` would give, but compile it at its first use; then, too, a fault in it is an error."""
    return cast("re.Pattern[AnyStr]", _Regex(source, flags))


class _Regex:
    def __init__(self, source: Any, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        self.__dict__.update({each: getattr(compiled, each) for each in _ATTRIBUTES})
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, int]]:
        return regex, self._given


_ATTRIBUTES = [each for each in dir(re.Pattern) if not each.startswith("_")]
