"""Private parameters: `nbpress: {private: [token]}`. Their values stand nowhere: not in the post, a stored run, the progress.

They come from the environment (the parameter's name in capitals, or as it is) or from a file of parameters.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from typing import Any

from nbpress.errors import ReadError
from nbpress.given import Text
from nbpress.parameters import Parameter, resolve

PREFIX = "private:"  # begins the name of a dependency on a private parameter
SHORTEST = 3  # letters of a value that can be hidden without making nonsense of every text
HIDDEN = "•••"


def names(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Check the `private:` of a front matter: a name or a list of them."""
    given = settings.get("private") or []
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise ReadError("`nbpress: private:` takes a list of parameters", place="front matter")
    return tuple(listed)


def values(wanted: Iterable[str], parameters: tuple[Parameter, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the private parameters that have a value here, typed: from a file (`given`), else from the environment."""
    found: dict[str, Any] = {}
    for name in wanted:
        for variable in (name.upper(), name):
            if variable in os.environ:
                found.setdefault(name, Text(os.environ[variable]))
        if name in given:
            found[name] = given[name]
    try:
        return resolve(parameters, found)
    except ReadError:  # its text holds the value
        raise ReadError(
            f"a private parameter ({', '.join(found)}) is none of the notebook's, or of another type",
            place="front matter",
        ) from None


def hashes(found: Mapping[str, Any], key: bytes) -> dict[str, str]:
    """Hash private values with a key that stays on this machine, by the names of dependencies."""
    mark = hashlib.sha256(key).hexdigest()[:8]
    return {
        PREFIX + name: f"{mark}:{hmac.new(key, repr(value).encode(), 'sha256').hexdigest()}"
        for name, value in found.items()
    }


def current(recorded: Mapping[str, str], today: Mapping[str, str]) -> dict[str, str]:
    """Give today's hashes of what was recorded; of a value that is not there, or another machine's, the recorded one."""
    return {
        name: today[name] if name in today and today[name].split(":")[0] == hash_.split(":")[0] else hash_
        for name, hash_ in recorded.items()
        if name.startswith(PREFIX)
    }


class Hider:
    """Takes private values out of whatever a kernel says."""

    def __init__(self, found: Iterable[Any]) -> None:
        texts = {form for value in found for form in (str(value), repr(value)[1:-1] if isinstance(value, str) else "")}
        self._texts = sorted((text for text in texts if len(text) >= SHORTEST), key=len, reverse=True)

    def hide(self, value: Any) -> Any:
        """Copy a value of JSON's shapes without them."""
        if not self._texts:
            return value
        if isinstance(value, str):
            for text in self._texts:
                value = value.replace(text, HIDDEN)
            return value
        if isinstance(value, dict):
            return {key: self.hide(item) for key, item in value.items()}
        return [self.hide(item) for item in value] if isinstance(value, list) else value
