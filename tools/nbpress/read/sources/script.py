"""Scripts whose comments are cells: jupytext's percent format, `# %%`, which many editors know, and its light format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbpress.core.regex import regex
from nbpress.read import by_jupytext, new_text, text_cells, text_header
from nbpress.read.sources import Kind, Written

_SIGNS = {
    **dict.fromkeys((".py", ".R", ".r", ".jl", ".sh"), "#"),
    **dict.fromkeys((".js", ".ts", ".scala", ".rs", ".java", ".groovy", ".go", ".cpp", ".cs", ".fsx"), "//"),
    **dict.fromkeys((".lua", ".hs"), "--"),
    ".m": "%",
}
_ANY = r"(?:\#|//|--|%)"
_FORMATS = ("percent", "light", "hydrogen", "nomarker", "sphinx", "bare")
_PERCENT = regex(rf"^{_ANY}[ \t]*%%", re.M)
# A header whose lines are comments, and that speaks of jupytext.
_HEADED = regex(
    rf"\A\ufeff?(?:(?:#!|{_ANY}.*coding[:=]).*\n){{0,2}}({_ANY})[ \t]*---[ \t]*\n(?:\1.*\n)*?\1[ \t]*jupytext:"
)


def _read(text: str, path: Path) -> Written:
    comment = _SIGNS[path.suffix]
    header = text_header.read(text, comment)
    percent = "percent" if _PERCENT.search(text) else "light"
    named = header.format if header.format in _FORMATS else percent
    cells, language = by_jupytext.cells(text, path, header, named, comment=comment)
    return text_cells.notebook(header, cells, language)


def _unasked(text: str) -> bool:
    return _HEADED.match(text) is not None


def _meant(text: str) -> bool:
    return _unasked(text) or _PERCENT.search(text) is not None


def _write(cells: Sequence[Mapping[str, Any]]) -> str:
    def prose(text: str) -> str:
        return f"# %% [markdown]\n{new_text.commented(text)}"

    def code(text: str, tags: list[str]) -> str:
        return f"# %%{f' tags={json.dumps(tags)}' if tags else ''}\n{text}"

    kernel = new_text.indented(f"{new_text.jupytext('.py', 'percent')}\n{new_text.KERNEL}")
    head = new_text.commented(new_text.header(cells[0], kernel))
    return new_text.joined([head, *new_text.each(cells[1:], prose, code)])


KIND = Kind(
    "a script",
    frozenset(_SIGNS),
    _read,
    _unasked,
    _meant,
    "it is a script without cells and without a `jupytext:` header",
    "A cell begins with a line `# %%`, prose with `# %% [markdown]`.",
    text=True,
    code=True,
    needs="jupytext",
    new=".py",
    write=_write,
)
