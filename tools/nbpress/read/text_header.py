"""The header of a notebook that is written as text: the YAML at its head, what of it is front matter, and its kernel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nbpress.core.errors import ReadError
from nbpress.core.regex import regex
from nbpress.notebook import article_options, frontmatter, languages

READ = ("jupytext", "kernelspec", "jupyter", "params", "output", "engine", "knitr")  # by whoever reads the text
_RULE = regex(r"---[ \t]*")
_END = regex(r"(?:---|\.\.\.)[ \t]*")
_BEFORE = regex(r"#!|.*coding[:=]")  # what may stand above the header of a script
_FOLDING = {"hide": True, "show": "show"}  # R Markdown's words for code that folds


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a text.

    values: of all its keys, times as they are written. front: the lines of YAML that are front matter, as they are written.
    length: lines of the text up to its end; 0 where it has none.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    front: tuple[str, ...] = ()
    length: int = 0

    def block(self, name: str) -> Mapping[str, Any]:
        """Give what stands under a key, its own or below `jupyter:`, where that is a mapping."""
        outer = self.values.get("jupyter")
        inner = outer.get(name) if isinstance(outer, Mapping) else None
        found = self.values.get(name, inner)
        return found if isinstance(found, Mapping) else {}

    @property
    def format(self) -> str:
        """The name of the text's format, as jupytext writes it."""
        found = self.block("jupytext").get("text_representation")
        return str(found.get("format_name") or "") if isinstance(found, Mapping) else ""

    @property
    def kernel(self) -> str:
        """The name of the kernel that it asks for; nothing where it asks for none."""
        named = self.values.get("jupyter")
        return str(self.block("kernelspec").get("name") or (named if isinstance(named, str) else ""))

    @property
    def language(self) -> str:
        """The language that it is written for, as far as it says."""
        guessed = languages.of(re.sub(r"[\d._-].*", "", self.kernel.lower()))
        return plain(str(self.block("kernelspec").get("language") or (guessed.name if guessed.sign else "")))


def plain(language: str) -> str:
    """Name a language as kernels do."""
    return languages.of(language).name


@lru_cache(maxsize=64)
def read(text: str, comment: str = "") -> Header:
    """Read the header of a text; `comment`: the sign that its lines begin with. Raises ReadError where it is malformed."""
    lines = text.removeprefix("\ufeff").split("\n")
    start, end = _bounds(lines, comment)
    if not end:
        return Header()
    inner = [_bare(line, comment) for line in lines[start + 1 : end]]
    try:
        node, values = frontmatter.keyed("\n".join(inner))
    except ReadError as error:
        told = re.sub(r"line (\d+)", lambda found: f"line {int(found[1]) + start + 1}", error.what)
        raise ReadError(told, place="front matter", hint=error.hint) from error
    starts = [(str(key.value), key.start_mark.line) for key, _ in node.value]
    ends = [*(line for _, line in starts[1:]), len(inner)][: len(starts)]
    gone = {
        line
        for (name, first), last in zip(starts, ends, strict=True)
        if name in READ or _foreign(name, values)
        for line in range(first, last)
    }
    front = [line for number, line in enumerate(inner) if number not in gone]
    named = {str(name): value for name, value in values.items()}
    named |= {key.value: _named(value, named[key.value]) for key, value in node.value if key.value == "params"}
    return Header(named, (*front, *_output(named)) if any(map(str.strip, front)) else (), end + 1)


def _named(node: Any, values: Any) -> Any:
    """Name parameters as they are written: to YAML, `on` is no name but a truth."""
    if not isinstance(values, Mapping):
        return values
    return dict(zip((str(key.value) for key, _ in node.value), values.values(), strict=False))


def _bounds(lines: list[str], comment: str) -> tuple[int, int]:
    """Find the first and the last line of a header; 0 for the last where there is none."""
    start = 0
    while comment and start < min(2, len(lines)) and _BEFORE.match(lines[start]):
        start += 1
    if start >= len(lines) or not _RULE.fullmatch(_bare(lines[start], comment)):
        return 0, 0
    for number in range(start + 1, len(lines)):
        if not lines[number].startswith(comment):
            return 0, 0
        if _END.fullmatch(_bare(lines[number], comment)):
            return start, number
    return 0, 0


def _bare(line: str, comment: str) -> str:
    """Take the sign of a comment, and a blank behind it, off a line that begins with it."""
    if not comment or not line.startswith(comment):
        return line
    return line[len(comment) :].removeprefix(" ")


def _foreign(name: str, values: Mapping[Any, Any]) -> bool:
    """Tell whether a key is for another tool's rendering, and nothing reads it: a `format:` that nobody knows, say."""
    return name in article_options.FOREIGN and name not in article_options.foreign(values)


def _output(values: Mapping[str, Any]) -> Iterator[str]:
    """Write as Quarto's `format:` what R Markdown's `output:` says of a page."""
    given = values.get("output")
    blocks = given.values() if isinstance(given, Mapping) else ()
    found = {key: value for block in blocks if isinstance(block, Mapping) for key, value in block.items()}
    said: dict[str, Any] = {"toc": found["toc"]} if isinstance(found.get("toc"), bool) else {}
    folding = _FOLDING.get(str(found.get("code_folding")))
    said |= {"code-fold": folding} if folding else {}
    if said and "format" not in values:
        yield from frontmatter.dump({"format": {"html": said}}).splitlines()
