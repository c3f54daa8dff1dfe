"""Changes by chance: of values that JSON and YAML can hold, and of the text of a file."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**400,
    float("nan"),
    "",
    "x",
    "a\0b",
    "\ud800",
    "../x",
    "/etc",
    "{{",
    "{%",
    [],
)
TEXTS = (
    "[",
    "]",
    "(",
    "{",
    "}",
    "<",
    ">",
    "&",
    "|",
    "$",
    "`",
    "\\",
    "#",
    "---",
    ":::",
    "{eval}`",
    "$$",
    "\n",
    "\r",
    "\0",
)
TEXTS += (
    "![",
    "](",
    "<!--",
    "<div>",
    "{%",
    "{{",
    "%}",
    "&#",
    "\ud800",
    "\u202e",
    "\x1b[",
    "9" * 400,
    "#| ",
    ": ",
    "- ",
)


def value(given: Any, random: Random) -> Any:
    """Give a copy of a value with a few changes anywhere in it."""
    changed = copy.deepcopy(given)
    for _ in range(random.randint(1, 4)):
        changed = _step(changed, random)
    return changed


def _step(given: Any, random: Random) -> Any:
    """Change a value: itself, or one inside it."""
    if isinstance(given, dict | list) and given and random.random() < 0.9:
        key = random.choice(sorted(given, key=str) if isinstance(given, dict) else range(len(given)))
        what = random.random()
        if what < 0.75:
            given[key] = _step(given[key], random)
        elif what < 0.85:
            del given[key]
        elif isinstance(given, list):
            given.insert(key, copy.deepcopy(random.choice(given)))
        else:
            given[random.choice(sorted(given, key=str))] = copy.deepcopy(given[key])
        return given
    if isinstance(given, str) and random.random() < 0.7:
        return text(given, random)
    return copy.deepcopy(random.choice([*VALUES, {}, [[]], {"a": [1]}, [given], {"x": given}]))


def text(given: str, random: Random) -> str:
    """Give a text with a few pieces put in, left out, or repeated."""
    for _ in range(random.randint(1, 4)):
        start = random.randint(0, len(given))
        end = min(len(given), start + random.choice((0, 0, 1, 1, 2, 8)))
        piece = random.choice([*TEXTS, given[start:end] * random.choice((2, 50))])
        given = given[:start] + piece + given[end:]
    return given
