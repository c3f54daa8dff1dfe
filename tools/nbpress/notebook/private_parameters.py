"""Private parameters: `nbpress: {private: [token]}`. Their values stand nowhere: not in the post, a stored run, the progress.

They come from the environment (the parameter's name in capitals, or as it is) or from a file of parameters.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nbpress.core import looks
from nbpress.core.errors import ParameterError
from nbpress.notebook.parameter_values import Text
from nbpress.notebook.parameters import Parameter, resolve
from nbpress.notebook.private_values import texts

PREFIX = "private:"  # begins the name of a dependency on a private parameter
SHORTEST = 3  # letters of a value that can be hidden without making nonsense of every text


def chosen(given: Mapping[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    """Give the private values of a file among those given; raise ParameterError for one that was typed on a command line."""
    for name in wanted:
        if isinstance(given.get(name), Text):
            raise ParameterError(
                f'"{name}" is private: a command line is kept and seen by others',
                hint=f"Set the variable {name.upper()}, or name a file that holds it: -f FILE.",
            )
    return {name: given[name] for name in wanted if name in given}


def values(wanted: Iterable[str], parameters: tuple[Parameter, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the private parameters that have a value here, typed: from a file (`given`), else from the environment."""
    wanted = tuple(wanted)
    if wanted:
        looks.passing()  # of their values nothing is kept
    resolve(parameters, dict.fromkeys(wanted))  # an error where the notebook has no such parameter
    found: dict[str, Any] = {}
    for name in wanted:
        for variable in (name.upper(), name):
            if os.environ.get(variable):
                found.setdefault(name, Text(os.environ[variable]))
        if name in given:
            found[name] = given[name]
    try:
        typed = resolve(parameters, found)
    except ParameterError:  # its text holds the value
        raise ParameterError(f"the value of a private parameter ({', '.join(found)}) is of another type") from None
    for name, value in typed.items():
        if any(len(text) < SHORTEST for text in texts(value)):
            raise ParameterError(f'the value of the private parameter "{name}" is too short to be hidden')
    return typed


def needed(wanted: Iterable[str], found: Mapping[str, Any], path: Path) -> None:
    """Raise ParameterError where a private parameter has no value: the run of the notebook at `path` needs it."""
    unset = [name for name in wanted if name not in found]
    if unset:
        raise ParameterError(
            f'the private parameter "{unset[0]}" has no value here',
            path=path,
            hint=f"Set the variable {unset[0].upper()}, or name a file that holds it: -f FILE.",
        )


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
