"""YAML that others wrote, looked through before it is read: how deep it is nested, and what its aliases grow to.

Libyaml and PyYAML call themselves for every level, and put the whole of an anchor in the place of every alias.
"""

from __future__ import annotations

from typing import Any

import yaml

from nbpress.core.regex import regex

DEEPEST = 50  # levels of lists and mappings
LARGEST = 100_000  # values, aliases counted as what they stand for
_FEW = 20  # signs of nesting that need no closer look
_SIGN = regex(r"[\[{]|[-?:][ \n]")
_HALF = regex(r"\\(?:u|U0000)[dD][89a-fA-F]")
_ALIAS = regex(r"(?<![^\s,\[{:])\*\S")


class BoundError(yaml.YAMLError):
    """YAML that is nested too deep, whose aliases grow too large, or that holds no whole text."""


def bounded(text: str) -> str:
    """Give YAML back; raise BoundError, a YAMLError, for what no author writes."""
    if _ALIAS.search(text) or _deep(text):
        _weigh(text)
    return text


def load(text: str) -> Any:
    """Read YAML whose depth and size are bounded; raise YAMLError or ValueError."""
    value = yaml.safe_load(bounded(text))
    refuse_halves(text, value)
    return value


def refuse_halves(text: str, value: Any) -> None:
    """Raise BoundError where a value that was read from a text holds half of a character, which no file can."""
    if _HALF.search(text) and _halved(value):
        raise BoundError("it holds half of a character, an escape such as \\ud800")


def _halved(value: Any) -> bool:
    """Tell whether a text in a value holds half of a pair of surrogates, which no file can."""
    if isinstance(value, dict | list):
        pairs = (each for pair in value.items() for each in pair) if isinstance(value, dict) else value
        return any(map(_halved, pairs))
    return isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value)


def _deep(text: str) -> bool:
    """Tell whether text may be nested deep: by its brackets, by its indentation, by the signs in one line."""
    if text.count("[") + text.count("{") > DEEPEST:
        return True
    return any(
        len(line) - len(line.lstrip(" ")) >= DEEPEST or len(_SIGN.findall(line[:10_000])) > _FEW
        for line in text.split("\n")
    )


def _weigh(text: str) -> None:
    open_at: list[tuple[str | None, int]] = []
    weights: dict[str, int] = {}
    total = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == name for name, _ in open_at):
                raise BoundError(f"the alias *{anchor} stands inside what it names")
            total += weights.get(str(anchor), 0)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_at.append((anchor, total))
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = open_at.pop()
            weights[str(name)] = total - before
        elif isinstance(event, yaml.ScalarEvent):
            weights[str(anchor)] = 1
        total += 1
        if len(open_at) > DEEPEST:
            raise BoundError(f"it is nested more than {DEEPEST} levels deep")
        if total > LARGEST:
            raise BoundError(f"with its aliases written out it has more than {LARGEST:,} values")
