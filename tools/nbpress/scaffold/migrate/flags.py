"""Flags at the head of a cell become cell tags and `#|` options: nothing that the page shows is another then.

In come a cell's source and metadata, and the dialects whose flags it may have; out go what they are to be. A flag that has no
word of ours stays, and so does one that its own tool needs: nbdev exports a cell by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import cell_flags, cell_options
from nbpress.notebook.cell_options import Display
from nbpress.notebook.dialect import Dialect, Flags
from nbpress.notebook.dialects import dialects

TAGS: Mapping[tuple[str, Any], str] = {  # what an option of a flag is as a tag
    ("include", False): "remove-cell",
    ("echo", False): "remove-input",
    ("output", False): "remove-output",
    ("code-fold", True): "hide-input",
}
OPENED = ("code-fold", "show")  # has no tag
_TOOLS = regex(r"\s*\#[ \t]*\|?[ \t]*(?:export\w*|default_\w+|filter_stream|hide_line)\b", re.I)


def turned(cell: Mapping[str, Any], language: str, named: Sequence[str]) -> tuple[str, list[str]] | None:
    """Give the source and the tags that a code cell is to have; None where it has no flag to turn.

    named: the dialects whose flags it may have.
    """
    metadata, source = cell.get("metadata") or {}, str(cell["source"])
    every = [each for each in dialects() if each.name in named]
    lines = source.split("\n")
    own = _flags(every, source, metadata)
    gone = {
        number
        for number in own.hidden
        if lines[number - 1].lstrip().startswith("#") and not _TOOLS.match(lines[number - 1])
    }
    if not gone:
        return None
    kept = "\n".join(line for number, line in enumerate(lines, 1) if number not in gone)
    options = _left(own.options, _flags(every, kept, metadata).options)
    given = list(metadata.get("tags") or [])
    tags = [*(TAGS[pair] for pair in options.items() if pair in TAGS), *own.tags]
    new = [*given, *(tag for tag in dict.fromkeys(tags) if tag not in given)]
    text = _with_option(kept, "#| code-fold: show") if OPENED in options.items() else kept
    after = {**cell, "source": text, "metadata": {**metadata, "tags": new}}
    same = _shown(cell, own, language) == _shown(after, _flags(every, text, metadata), language)
    return (text, new) if same else None


def _with_option(source: str, option: str) -> str:
    """Put an option above the code, below a magic, which has to come first."""
    if not source.startswith("%%"):
        return f"{option}\n{source}"
    magic, _, code = source.partition("\n")
    return f"{magic}\n{option}\n{code}"


def _left(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options that the flags which go away had asked for."""
    return {name: value for name, value in before.items() if after.get(name) != value}


def _flags(every: Sequence[Dialect], source: str, metadata: Mapping[str, Any]) -> Flags:
    """Join what the dialects find in a cell."""
    return cell_flags.joined([flags for each in every if (flags := each.flags(source, metadata, True))])


def _shown(cell: Mapping[str, Any], flags: Flags, language: str) -> tuple[Display, str]:
    """Say how a cell is shown, by whatever words it asks for that, and its code that is."""
    found = cell_options.display(cell, language, flags)
    hidden = frozenset(tag for tag in found.tags if tag not in cell_options.KNOWN_TAGS)
    code = cell_options.code(str(cell["source"]), language, flags).strip("\n") if found.input else ""
    return replace(found, tags=hidden, unknown=(), doubts=()), code
