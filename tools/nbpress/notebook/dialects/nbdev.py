"""nbdev 1 and 2: what a cell's code is for, `#export` and `#|export`, and what of it the documentation shows.

See nbdev's page of directives, `processors` of nbdev 2 and `export2html` of nbdev 1: an exported cell of nbdev 2 is documented
elsewhere and not shown, of nbdev 1 its code is not; `exports` shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import hiding
from nbpress.notebook.dialect import Dialect, Flags
from nbpress.notebook.flag_lines import FlagLine, heads

GONE: Mapping[str, Any] = {"include": False}
BARRED: Mapping[str, Mapping[str, Any]] = {  # nbdev 2, `#|hide`
    "hide": GONE,
    "export": GONE,
    "exporti": GONE,
    "exports": {},
    "default-exp": GONE,
    "hide-input": {"echo": False},
    "hide-output": {"output": False},
}
BARE: Mapping[str, Mapping[str, Any]] = {  # nbdev 1, `#export`, in a notebook of nbdev
    "export": {"echo": False},
    "exporti": GONE,
    "exports": {},
    "default-exp": GONE,
    "default-cls-lvl": GONE,
}
_HIDDEN_LINE = regex(r"\#[ \t]*\|[ \t]*hide_line[ \t]*\Z")
OTHERS = (_FILTER, _LINE) = "filter-stream", "hide-line"
HIDDEN = ("hide", "hide-input", "hide-output", _LINE)
_SPOKEN = regex(r"^[ \t]*\#[ \t]*\|?[ \t]*default_exp\b|^[ \t]*(?:from|import)[ \t]+nbdev\b", re.MULTILINE)


def flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
    """Read the directives of a cell: with a bar everywhere, without one in a notebook of nbdev."""
    if "#" not in source:
        return None
    options: dict[str, Any] = {}
    without: tuple[str, ...] = ()
    lines = {n for n, line in enumerate(source.split("\n"), 1) if _HIDDEN_LINE.search(line)}
    found = [line for line in heads(source) if not line.rest.startswith(":")]
    for line in found:
        given = BARRED.get(line.word) if line.bar else BARE.get(line.word) if spoken and _alone(line) else None
        if given is not None:
            options |= given
            lines.add(line.number)
        elif line.bar and line.word == _FILTER:
            without = (*without, *line.rest.split())
            lines.add(line.number)
    doubts = _doubts(found)
    if not (lines or doubts):
        return None
    known = frozenset(name for line in found if line.bar for name in (line.word, line.word.replace("-", "_")))
    known &= _names((*BARRED, *OTHERS))
    return Flags(options=options, hidden=frozenset(lines), without=without, known=known, doubts=doubts)


def _alone(line: FlagLine) -> bool:
    """Tell whether a comment is a flag of nbdev 1: its word, and at most the name of a module."""
    return bool(re.fullmatch(r"(?:[\w.-]+)?", line.rest))


def _names(words: Iterable[str]) -> frozenset[str]:
    return frozenset(name for word in words for name in (word, word.replace("-", "_")))


def _doubts(found: Iterable[FlagLine]) -> tuple[tuple[str, str], ...]:
    """Give directives that were perhaps to hide something: `#|hdie`, and options without their colon, `#| echo false`."""
    barred = [line for line in found if line.bar and line.word not in BARRED and line.word not in HIDDEN]
    near = ((line.word, f"#|{known}") for line in barred if (known := hiding.doubt(line.word, HIDDEN)))
    bare = (line for line in barred if line.word in hiding.OPTIONS and line.rest.lower() in hiding.NO)
    return (*near, *((f"{line.word} {line.rest}", f"#| {line.word}: false") for line in bare))


def speaks(nb: Any) -> bool:
    """Tell whether a notebook says where its code is exported to, or takes something of nbdev."""
    return any(cell["cell_type"] == "code" and _SPOKEN.search("".join(cell["source"])) for cell in nb["cells"])


DIALECT = Dialect("nbdev", speaks=speaks, flags=flags)
