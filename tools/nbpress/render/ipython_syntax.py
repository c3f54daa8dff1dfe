"""What IPython reads beside a language: shell commands, help, magics. To the language's own lexer they are errors, in red.

In comes the code of a cell with the language that Rouge is to read it by, out come its parts, each with a language that knows
it. Most cells are one part.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from itertools import groupby

from nbpress.core.regex import regex

# `!ls`, `files = !ls`; `?len`, `len?`, `%timeit??`; a magic whose words no lexer of Python can read.
_SHELL = regex(r"(?:[\w(\[*][\w., \[\]()*]*=\s*)?!")
_HELP = regex(r"(?:\?{1,2}\s*[\w.%*]+|%{0,2}[\w.*\[\]'\"()]+\?{1,2});?")
_MAGIC = regex(r"(?:\w[\w., ]*=\s*)?%{1,2}[A-Za-z_].*[?$!`'\"\\]")
_HEADER = regex(r"\s*%%[^\n]*(?:\n|\Z)")
_HEADLESS = frozenset(("fortran", "ini", "json", "toml", "yaml"))  # languages in which no line may begin with `%%`
_RISKY = regex(r"[?$!`'\"]")
_ANY_HEADER = frozenset(("bash", "html", "markdown", "text"))  # and those that read anything


def parts(code: str, language: str) -> list[tuple[str, str]]:
    """Split code into texts, each with the language to highlight it by; joined by line ends, they are the code."""
    if language == "python":
        return _python(code)
    header = _HEADER.match(code)
    if not header or language in _ANY_HEADER or not (language in _HEADLESS or _RISKY.search(header[0])):
        return [(language, code)]
    rest = code[header.end() :]
    return [("text", header[0].rstrip("\n")), *([(language, rest)] if rest.strip() else [])]


def _python(code: str) -> list[tuple[str, str]]:
    lines = code.split("\n")
    kinds = list(_kinds(lines))
    if not any(kinds):
        return [("python", code)]
    within = _inside_strings(lines, kinds)
    named = ["" if number in within else kind for number, kind in enumerate(kinds, 1)]
    for number, line in enumerate(lines):  # a blank line goes with what stands above it
        if not line.strip() and number:
            named[number] = named[number - 1]
    groups = groupby(zip(named, lines, strict=True), key=lambda pair: pair[0])
    return [(kind or "python", "\n".join(line for _, line in group)) for kind, group in groups]


def _kinds(lines: list[str]) -> Iterator[str]:
    """Name the language of each line that is no Python; nothing for the others."""
    kind = ""
    goes_on = False
    for line in lines:
        if not goes_on:
            bare = line.strip()
            kind = "bash" if _SHELL.match(bare) or _MAGIC.match(bare) else "text" if _HELP.fullmatch(bare) else ""
        goes_on = bool(kind) and line.endswith("\\")
        yield kind


def _inside_strings(lines: list[str], kinds: list[str]) -> set[int]:
    """Number the lines that only look like IPython's, since they stand in a text of more than one line."""
    masked = [
        f"{line[: len(line) - len(line.lstrip())]}pass" if kind else line
        for line, kind in zip(lines, kinds, strict=True)
    ]
    found: set[int] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(masked)).readline):
            if token.start[0] < token.end[0] and token.type not in (tokenize.NEWLINE, tokenize.NL):
                found |= set(range(token.start[0] + 1, token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError):  # no Python that could be read on: what was found until there counts
        pass
    return found
