"""What stands behind the signs of a fence beside its language: options, classes, lines in braces. Out goes its `Listing`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import attributes
from nbpress.notebook.listings import LONGEST, PLAIN, Listing, Ranges, no_lines, of_options, ranges

_CLASSES = frozenset(("numberlines", "number-lines", "line-numbers", "linenumbers", "linenos"))
_ITEM = regex(attributes.BRACES + r"""|(?:^|\s)([A-Za-z][\w-]*)=("[^"]*"|'[^']*'|[^\s{}"']+)""")
_WORD = regex(r"(?:^|\s)(?:showLineNumbers|linenos|numberLines)(?=\s|$)")


def of_fence(info: str) -> Listing:
    """Read what stands behind the signs of a fence: ```` ```python {2,4-6} filename="a.py" ````, `{.python .numberLines}`."""
    if not any(sign in info for sign in "{= "):
        return PLAIN
    info = info[:LONGEST]
    options: dict[str, Any] = {}
    marked: Ranges = ()
    label = wrong = ""
    for found in _ITEM.finditer(info):
        group = found[1] or ""
        own = attributes.read(group)
        marked = ranges(group) or marked
        wrong = group if group[:1].isdecimal() and not ranges(group) else wrong
        options |= own.values if own else {found[2]: found[3].strip("\"'")} if found[2] else {}
        label = own.id or label if own else label
        options |= {"linenos": True} if own and _CLASSES & {name.lower() for name in own.classes} else {}
    options |= {"linenos": True} if _WORD.search(_ITEM.sub(" ", info)) else {}
    found_options = of_options(options)
    return replace(
        found_options,
        marked=marked or found_options.marked,
        label=found_options.label or label,
        problem=no_lines(f"{{{wrong[:80]}}}") if wrong else found_options.problem,
    )
