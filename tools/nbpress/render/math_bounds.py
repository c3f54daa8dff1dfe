"""What the converter of formulas is given: native code, which an endless nesting ends together with its process.

In: TeX. Out: why it is too much, or nothing. The bounds are far above what anybody writes.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from nbpress.core.regex import regex

LONGEST = 20_000  # characters
DEEPEST = 50  # braces, environments, and `left` inside each other
FENCES = 14  # brackets that are open at once: the converter takes twice as long for each that nobody closes
CHAIN = 100  # commands, or signs for a script, one after the other, that may each wait for the next
GROWTH = 20_000  # tokens that the formula's own macros may grow to

_TOKEN = regex(r"\\(?:[a-zA-Z]+|.)|[{}()\[\]^_#]|[^\s\\{}()\[\]^_#]", re.S)
_OPENING = frozenset(["{", r"\begin", r"\left", r"\bgroup", r"\begingroup"])
_CLOSING = frozenset(["}", r"\end", r"\right", r"\egroup", r"\endgroup"])
_FENCE = frozenset(
    ["(", "[", r"\{", r"\lbrace", r"\lbrack", r"\langle", r"\lfloor", r"\lceil", r"\lvert", r"\lVert", r"\lgroup"]
)
_UNFENCE = frozenset(
    [")", "]", r"\}", r"\rbrace", r"\rbrack", r"\rangle", r"\rfloor", r"\rceil", r"\rvert", r"\rVert", r"\rgroup"]
)
_WAITS = regex(r"\\[a-zA-Z]|[_^]")
_DEFINES = regex(r"\\(?:def|gdef|edef|let|(?:re|provide)?newcommand|providecommand)(?![a-zA-Z])")


def fault(tex: str) -> str:
    """Say why a formula is not given to the converter; nothing for any that somebody would write."""
    if len(tex) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    tokens = _TOKEN.findall(tex)
    return _nested(tokens) or (_growing(tokens) if _DEFINES.search(tex) else "")


def _nested(tokens: list[str]) -> str:
    groups = [[0, 0]]  # of each open group: brackets that are open in it, commands that wait for what follows
    for token in tokens:
        here = groups[-1]
        if token in _OPENING:
            groups.append([0, 0])
        elif token in _CLOSING:
            del groups[max(1, len(groups) - 1) :]
        elif token in _FENCE:
            here[0] += 1
        elif token in _UNFENCE:
            here[0] = max(0, here[0] - 1)
        elif _WAITS.match(token):
            here[1] += 1
        else:
            here[1] = 0
        if len(groups) > DEEPEST or here[1] > CHAIN or (token in _FENCE and sum(each[0] for each in groups) > FENCES):
            return "it is nested too deep"
    return ""


def _growing(tokens: list[str]) -> str:
    """Bound what the formula's macros grow to; a body may use those that were defined before it."""
    weights: dict[str, int] = {}
    bodies: set[str] = set()
    total = uses = position = 0
    copies = 1
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if not _DEFINES.fullmatch(token):
            total, uses = total + weights.get(token, 1), uses + (token in weights)
            continue
        name, body, position = _definition(tokens, position)
        bodies.update(body)
        if name in bodies:
            return "a macro in it uses itself"
        weights[name] = 1 + sum(weights.get(each, 1) for each in body)
        copies *= max([1, *Counter(after for sign, after in pairwise(body) if sign == "#").values()])
        uses += sum(each in weights for each in body)
    return "its macros grow too large" if total > GROWTH or copies ** min(uses, 64) * total > GROWTH else ""


def _definition(tokens: list[str], position: int) -> tuple[str, list[str], int]:
    """Read a definition behind its first word: the macro's name, its body, and where the formula goes on."""
    while position < len(tokens) and tokens[position][0] != "\\":
        position += 1
    name = tokens[position] if position < len(tokens) else ""
    position += 1
    while position < len(tokens) and tokens[position] != "{":
        position += 1
    start, depth = position + 1, 0
    while position < len(tokens):
        depth += (tokens[position] == "{") - (tokens[position] == "}")
        position += 1
        if not depth:
            break
    return name, tokens[start : position - 1], position
