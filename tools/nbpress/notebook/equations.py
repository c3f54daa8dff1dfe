r"""Which lines of a displayed formula have a number, and the formula with its numbers: TeX in, TeX out.

A leaf. Lines count as MathJax counts them: each of an environment such as `align`, one of `equation`, none that says `\notag`;
any formula that has a label or a `\tag`. What a dialect writes as a label behind a formula stands in it as `\label`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nbpress.core.regex import regex

_NUMBERED = ("equation", "multline")  # one number for all of it
_LINES = ("align", "alignat", "flalign", "gather", "eqnarray")  # one for each line
_ENVIRONMENT = regex(rf"\s*\\begin\{{({'|'.join((*_NUMBERED, *_LINES))})(\*?)\}}(.*)\\end\{{\1\2\}}(.*)\Z", re.S)
LABEL = regex(r"\\label\s*\{([^{}]*)\}\s*")
_TAG = regex(r"\\tag\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*")
_NONE = regex(r"\\(?:nonumber|notag)(?![a-zA-Z])\s*")
_PIECE = regex(r"\\(begin|end)\s*\{[^{}]*\}|\\\\(?:\s*\[[^\]]*\])?|\\.|[{}]", re.S)
_REFERENCE = regex(r"\\(eq)?ref\s*\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a formula that may have a number. label: empty where it has none. tag: its author's own number."""

    label: str = ""
    tag: str = ""
    counts: bool = True


def lines(tex: str) -> tuple[Line, ...]:
    """Give the lines of a displayed formula that may have a number; nothing where none does."""
    found = _ENVIRONMENT.match(tex) if "\\begin" in tex else None
    if found is None or LABEL.search(found[4]):  # a label behind it names all of it
        return (_line(tex),) if LABEL.search(tex) or _TAG.search(tex) else ()
    parts = _split(found[3]) if found[1] in _LINES else [found[3]]
    return _settled(tuple(_line(part, starred=bool(found[2])) for part in parts))


def _settled(found: tuple[Line, ...]) -> tuple[Line, ...]:
    return found if any(line.counts or line.tag for line in found) else ()


def _line(part: str, *, starred: bool = False) -> Line:
    label, tag = LABEL.search(part), _TAG.search(part)
    counts = not tag and not _NONE.search(part) and not starred
    return Line(label[1].strip() if label else "", tag[1].strip() if tag else "", counts)


def _split(body: str) -> list[str]:
    """Split at the ends of lines, not at those of an environment within, nor in braces."""
    return [text for text, _ in _pieces(body)]


def _pieces(body: str) -> Iterator[tuple[str, str]]:
    """Yield each line and the sign that ends it; a last line that holds nothing is none."""
    start = depth = 0
    for found in _PIECE.finditer(body):
        sign = found[0]
        depth += {"{": 1, "}": -1}.get(sign, {"begin": 1, "end": -1}.get(found[1] or "", 0))
        if sign.startswith("\\\\") and not depth:
            yield body[start : found.start()], sign
            start = found.end()
    if body[start:].strip() or not start:
        yield body[start:], ""


def numbered(tex: str, numbers: Sequence[tuple[str, str]]) -> str:
    r"""Write a formula with its numbers as `\tag`, and the id of each as `\label`; a line without one has neither.

    numbers: number and id of each line that `lines` gives.
    """
    found = _ENVIRONMENT.match(tex) if "\\begin" in tex else None
    if found is None:
        return _one(tex, numbers[0])
    if found[1] in _NUMBERED or len(numbers) == 1:
        whole = found[3] if found[1] == "equation" else tex if LABEL.search(found[4]) else ""
        if whole:
            return _one(_inner(found) if whole is tex else whole, numbers[0])
        return rf"\begin{{{found[1]}*}}{_bare(found[3])}{_marks(numbers[0])}\end{{{found[1]}*}}"
    rows = (f"{_bare(text)}{_marks(own)}{sign}" for (text, sign), own in zip(_pieces(found[3]), numbers, strict=True))
    return rf"\begin{{{found[1]}*}}{''.join(rows)}\end{{{found[1]}*}}"


def _inner(found: re.Match[str]) -> str:
    """Write an environment of many lines as part of a formula that has one number."""
    name = {"align": "aligned", "gather": "gathered", "flalign": "aligned", "multline": "aligned"}.get(found[1])
    body = _bare(found[3])
    return rf"\begin{{{name}}}{body}\end{{{name}}}" if name else body if found[1] == "equation" else found[0]


def _one(body: str, own: tuple[str, str]) -> str:
    return rf"\begin{{equation*}}{_bare(body)}{_marks(own)}\end{{equation*}}"


def _marks(own: tuple[str, str]) -> str:
    number, name = own
    return (rf"\tag{{{number}}}" if number else "") + (rf"\label{{{name}}}" if name and number else "")


def _bare(text: str) -> str:
    return _NONE.sub("", _TAG.sub("", LABEL.sub("", text))).strip()


def unlabelled(tex: str) -> str:
    """Write a formula without its labels."""
    return LABEL.sub("", tex) if "\\label" in tex else tex


def unwrapped(tex: str) -> str:
    r"""Write a formula that has one number without the environment around it, which `$$` stands for."""
    found = re.fullmatch(r"\\begin\{equation\*\}(.*)\\end\{equation\*\}", tex, re.S)
    return found[1] if found else tex


def tags(tex: str) -> list[str]:
    """Give the numbers that a formula shows."""
    return _TAG.findall(tex)


def untagged(tex: str) -> str:
    """Write a formula without its numbers."""
    return unwrapped(_bare(tex))


def referring(tex: str, number: Callable[[str, bool], str]) -> str:
    r"""Fill in what `\ref` and `\eqref` in a formula refer to. number: gives it for a label, in brackets where asked."""
    if "ref" not in tex:
        return tex
    return _REFERENCE.sub(lambda found: rf"\text{{{number(found[2].strip(), bool(found[1]))}}}", tex)
