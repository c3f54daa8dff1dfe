"""What the cells of a notebook ask for in the words of other tools, and what its article and its site say for all of them.

In come a notebook and its front matter, out goes a `CellFlags`, which gives the `Flags` of each cell. A notebook in which
nothing can be such a word loads no dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import article_options, languages
from nbpress.notebook.dialect import NO_FLAGS, Flags
from nbpress.notebook.dialects import dialects, spoken
from nbpress.notebook.frontmatter import FrontMatter

# A comment of one or two words at the head of a cell, one that is a word right behind its sign or of fastpages, a `#@`
# anywhere, or a `#|` line that is no `name: value`.
_PERHAPS = regex(
    r"\A(?:\s*%%[^\n]*\n)*\s*\#[ \t]*[A-Za-z][\w-]*(?:[ \t]+[\w.-]+)?[ \t]*$"
    r"|^[ \t]*\#(?:[A-Za-z]|[ \t]+(?i:hide|collapse))[\w-]*[ \t]*$"
    r"|\#[ \t]?@[A-Za-z]|\#[ \t]*\|[ \t]*[A-Za-z]\w*(?:[ \t]+[^:\n]*)?$",
    re.MULTILINE,
)
_SHELL = regex(r"\s*%%(?:bash|sh|script|system|sx|!|cmd|perl|ruby|html|HTML|javascript|js|latex|writefile|file|sql)\b")
# What Jupyter and papermill themselves write into the metadata of a cell, and of a notebook: no dialect reads it.
_OF_CELLS = frozenset(
    (
        *(
            "tags",
            "jupyter",
            "collapsed",
            "scrolled",
            "execution",
            "papermill",
            "nbpress",
            "user_expressions",
            "transient",
        ),
        *(
            "editable",
            "deletable",
            "trusted",
            "name",
            "id",
            "format",
            "raw_mimetype",
            "slideshow",
            "ExecuteTime",
        ),
    )
)
_OF_NOTEBOOKS = frozenset(("kernelspec", "language_info", "nbpress", "papermill", "widgets", "jekyll", "title"))


@dataclass(frozen=True, slots=True)
class CellFlags:
    """What is asked for in one notebook.

    defaults: options of every code cell, from its article and its site. spoken: names of the dialects that it is of.
    language: of its kernel.
    """

    defaults: Mapping[str, Any]
    spoken: frozenset[str]
    language: str = ""

    def of(self, cell: Mapping[str, Any]) -> Flags:
        """Give the flags of a cell: its own go before what its article says."""
        own = foreign(cell, self.language, self.spoken)
        if not self.defaults or cell.get("cell_type") != "code":
            return own
        return replace(own, options={**self.defaults, **own.options})


def read(
    nb: Any, front: FrontMatter, language: str = "", site: Mapping[str, Any] | None = None, named: Iterable[str] = ()
) -> CellFlags:
    """Read what a notebook asks for. site: what its site says for all articles; named: the dialects that it names."""
    site = site or {}
    settings = front.settings
    asked = settings.get("dialects") or ()
    given = frozenset((asked,) if isinstance(asked, str) else asked) | frozenset(named)
    perhaps = any(each["cell_type"] == "code" and _perhaps(each, language) for each in nb["cells"])
    layers = (site, site.get("code")), (front.foreign, settings.get("code"))
    defaults = {**_of_metadata(nb.get("metadata") or {}), **article_options.options(*layers)}
    return CellFlags(defaults, spoken(nb, given) if perhaps else given, language)


def running(front: FrontMatter) -> Flags:
    """Give what an article says of the run of its cells: whether they may fail."""
    options = article_options.options((front.foreign, None))
    return Flags(options={"error": True}) if options.get("error") is True else NO_FLAGS


def foreign(cell: Mapping[str, Any], language: str = "", of: frozenset[str] = frozenset()) -> Flags:
    """Give the flags that the dialects find in a code cell. of: the dialects of its notebook."""
    if cell.get("cell_type") != "code" or not _perhaps(cell, language):
        return NO_FLAGS
    metadata = cell.get("metadata") or {}
    source = str(cell.get("source", "")) if _signed(language) else ""
    source = "" if _SHELL.match(source) and "fastpages" not in of else source  # fastpages asked for no language
    found = [flags for each in dialects() if (flags := each.flags(source, metadata, each.name in of))]
    return joined(found)


def comments(cell: Mapping[str, Any], language: str = "") -> Flags:
    """Give the lines of a cell that are only flags, and so comments to its kernel."""
    found = foreign(cell, language)
    if not found.hidden:
        return NO_FLAGS
    lines = str(cell["source"]).split("\n")
    return Flags(hidden=frozenset(each for each in found.hidden if lines[each - 1].lstrip().startswith("#")))


def metadata_read(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Give what dialects read of a cell's metadata."""
    if metadata.keys() <= _OF_CELLS:
        return {}
    known = frozenset().union(*(each.metadata for each in dialects()))
    return {name: value for name, value in sorted(metadata.items()) if name in known}


def metadata_of(nb: Any) -> dict[str, Any]:
    """Give the options that dialects read in a notebook's own metadata."""
    return _of_metadata(nb.get("metadata") or {})


def _of_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    if metadata.keys() <= _OF_NOTEBOOKS:
        return {}
    return {name: value for each in dialects() for name, value in each.defaults(metadata).items()}


def _perhaps(cell: Mapping[str, Any], language: str) -> bool:
    source, metadata = str(cell.get("source", "")), cell.get("metadata") or {}
    if not metadata.keys() <= _OF_CELLS:
        return True
    return "#" in source and _signed(language) and _PERHAPS.search(source) is not None


def _signed(language: str) -> bool:
    """Tell whether a comment of a language may be a flag: not in a shell, where nobody writes any."""
    found = languages.of(language)
    return found.sign in ("", "#") and found.flagged


def joined(found: Sequence[Flags]) -> Flags:
    """Make one of the flags that several dialects found in a cell."""
    if not found:
        return NO_FLAGS
    return Flags(
        options={name: value for each in found for name, value in each.options.items()},
        tags=tuple(tag for each in found for tag in each.tags),
        prose="\n\n".join(each.prose for each in found if each.prose),
        hidden=frozenset().union(*(each.hidden for each in found)),
        lines={number: text for each in found for number, text in each.lines.items()},
        known=frozenset().union(*(each.known for each in found)),
        without=tuple(word for each in found for word in each.without),
        doubts=tuple(pair for each in found for pair in each.doubts),
        language=next((each.language for each in found if each.language), ""),
    )
