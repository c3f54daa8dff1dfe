"""Google Colab's forms: `#@title`, `#@markdown` and `#@param` in the code, `cellView` in the metadata.

See Colab's own notebook on forms. A form shows its title and its Markdown, and folds the code away; a cell that shows code and
form beside each other stays open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook.dialect import Dialect, Flags

_TITLE = regex(r"\s*\#[ \t]?@title\b[ \t]*(?P<title>.*?)[ \t]*(?P<settings>\{[^{}]*\})?[ \t]*\Z")
_MARKDOWN = regex(r"\s*\#[ \t]?@markdown\b[ \t]?(?P<text>.*)\Z")
_PARAM = regex(r"(?P<code>.*?)[ \t]*\#[ \t]?@param\b[ \t]*(?:\[.*\][ \t]*)?(?:\{.*\})?[ \t]*\Z")
_QUOTED = regex(r"#[^\n]*|(\"{3}|'{3}).*?(?:\1|\Z)|\"[^\"\n]*\"|'[^'\n]*'", re.S)
_FORM = regex(r"""display-mode["']?\s*:\s*["']?form""")


def flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
    """Read a form: its title, its prose, and which lines of the code are only its own."""
    form = metadata.get("cellView") == "form"
    title, prose, hidden, lines = "", list[str](), set[int](), dict[int, str]()
    texts = _texts(source) if "#@" in source or "# @" in source else frozenset[int]()
    for number, line in enumerate(source.split("\n"), 1) if "@" in source else ():
        if number in texts:
            continue
        if not title and (found := _TITLE.fullmatch(line)):
            title = found["title"]
            form = form or ("cellView" not in metadata and bool(_FORM.search(found["settings"] or "")))
            hidden.add(number)
        elif found := _MARKDOWN.fullmatch(line):
            prose.append(("" if not prose or number - 1 in hidden else "\n") + found["text"].rstrip())
            hidden.add(number)
        elif found := _PARAM.fullmatch(line):
            lines[number] = found["code"]
            hidden |= set() if found["code"].strip() else {number}
    if not (form or hidden or lines):
        return None
    fold = {"code-fold": True if form else "show", "code-summary": title} if title else {"code-fold": form}
    return Flags(
        fold if form or title else {}, prose="\n".join(prose).strip("\n"), hidden=frozenset(hidden), lines=lines
    )


def _texts(source: str) -> frozenset[int]:
    """Number the lines that begin within a text in three quotation marks: what looks like a comment there is none."""
    inside: set[int] = set()
    for found in _QUOTED.finditer(source):
        first = source.count("\n", 0, found.start()) + 1
        inside.update(range(first + 1, first + found[0].count("\n") + 1))
    return frozenset(inside)


def speaks(nb: Any) -> bool:
    """Tell whether a notebook was made in Colab."""
    return "colab" in nb["metadata"]


DIALECT = Dialect("colab", speaks=speaks, flags=flags, metadata=frozenset(["cellView"]))
