"""What stands behind the signs of a fence beside its language: options, classes, lines in braces. Out goes its `Listing`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from nbpress.notebook import attributes
from nbpress.notebook.listings import LONGEST, PLAIN, Listing, Ranges, no_lines, of_options, ranges

_CLASSES = frozenset(("numberlines", "number-lines", "line-numbers", "linenumbers", "linenos"))
_GROUP = re.compile(attributes.BRACES)
_PAIR = re.compile(r"""(?:^|\s)([A-Za-z][\w-]*)=("[^"]*"|'[^']*'|[^\s{}"']+)""")
_WORD = re.compile(r"(?:^|\s)(?:showLineNumbers|linenos|numberLines)(?=\s|$)")


def of_fence(info: str) -> Listing:
    """Read what stands behind the signs of a fence: ```` ```python {2,4-6} filename="a.py" ````, `{.python .numberLines}`."""
    if not any(sign in info for sign in "{= "):
        return PLAIN
    info = info[:LONGEST]
    options: dict[str, Any] = {}
    marked: Ranges = ()
    label = ""
    for group in _GROUP.findall(info):
        own = attributes.read(group)
        marked = ranges(group) or marked
        if own:
            options |= own.values
            label = own.id or label
            options |= {"linenos": True} if _CLASSES & {name.lower() for name in own.classes} else {}
    rest = _GROUP.sub(" ", info)
    options |= {key: value.strip("\"'") for key, value in _PAIR.findall(rest)}
    options |= {"linenos": True} if _WORD.search(rest) else {}
    found = of_options(options)
    wrong = next((group for group in _GROUP.findall(info) if group[:1].isdecimal() and not ranges(group)), "")
    problem = no_lines(f"{{{wrong[:80]}}}") if wrong else found.problem
    return replace(found, marked=marked or found.marked, label=found.label or label, problem=problem)
