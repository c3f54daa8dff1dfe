"""Formulas: in, TeX as the author wrote it; out, text of the post that neither Liquid nor kramdown reads.

`mathml` needs no script and no font: math-core makes MathML, latex2mathml what that refuses, `stretch` marks what the style
sheet must draw.
`kramdown` writes kramdown's own `$$` for a blog that loads MathJax.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

from nbpress.core.notices import Warn
from nbpress.core.regex import regex
from nbpress.notebook import equations
from nbpress.render import escape, liquid, math_macros, math_second
from nbpress.render.math_bounds import LONGEST, fault
from nbpress.render.math_macros import Macros
from nbpress.render.math_rewrites import simple
from nbpress.render.stretch import stretched, tree

NO_MACROS: Macros = {}
PAGE = 1_000_000  # characters that the formulas of a page may have, each with the macros that it uses
# As many characters the first converter reads in the time that the second takes to begin, and for one.
_BEGIN, _SECOND = 1_000, 20


def render(
    tex: str, display: bool, *, style: str, warn: Warn, macros: Macros = NO_MACROS, room: list[int] | None = None
) -> str:
    """Return a formula for the middle of a paragraph; what no converter knows is shown as TeX, with a warning.

    macros: those that other formulas of the page define. room: characters that the page still has for formulas, counted down.
    """
    left = [PAGE] if room is None else room
    if not tex:
        return ""
    if "{eval}" in tex:
        warn("nb-unfilled-value", f"a live value stands in a formula, where none is filled in: {tex[:80]}", tex)
    if style == "kramdown":
        return _kramdown(tex, display)
    whole = math_macros.needed(tex, macros, LONGEST) + tex if macros else tex
    left[0] -= len(whole)
    error = fault(whole) if left[0] >= 0 else "those before it are too long together"
    candidates = () if error else tuple(each for each in dict.fromkeys((simple(whole), whole)) if not fault(each))
    for candidate in candidates:
        try:
            return liquid.inline(stretched(_mathml(candidate, display)))
        except (_errors(), ElementTree.ParseError) as problem:
            error = error or _said(problem)
    for candidate in candidates:
        left[0] -= _BEGIN + _SECOND * len(candidate)
        found = math_second.convert(candidate, display) if left[0] >= 0 else None
        if found is not None:
            return liquid.inline(stretched(found))
    warn("nb-formula", f"a formula is shown as its TeX source ({error}): {' '.join(tex.split())[:80]}", tex)
    return liquid.inline(f'<code class="math">{escape.attribute(tex)}</code>')


def tagged(tex: str, *, style: str, macros: Macros = NO_MACROS, room: list[int]) -> str:
    r"""Return a displayed formula whose numbers stand in it as `\tag`; empty where the first converter does not know it."""
    if style == "kramdown":
        return _kramdown(equations.unlabelled(equations.unwrapped(tex)), True)
    whole = math_macros.needed(tex, macros, LONGEST) + tex if macros else tex
    room[0] -= len(whole)
    candidate = simple(whole, numbered=True)
    if room[0] < 0 or fault(candidate):
        return ""
    try:
        return liquid.inline(stretched(_mathml(candidate, True)))
    except (_errors(), ElementTree.ParseError):
        return ""


def _mathml(tex: str, display: bool) -> str:
    """Convert TeX by math-core; what it may not survive it is not given."""
    return str(_converter().convert_with_local_state(tex, displaystyle=display))


@cache
def _converter() -> Any:
    """Load math-core: only a page with formulas does."""
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


@cache
def _errors() -> type[Exception]:
    from math_core import LatexError

    error: type[Exception] = LatexError
    return error


def _said(problem: Exception) -> str:
    return " ".join(str(problem).split())[:100]


def spoken(tex: str) -> str:
    """Write a formula as plain text, for a title or an excerpt; one that needs more than a line is left out."""
    if fault(tex):
        return "…"
    try:
        return _line(tree(_mathml(simple(tex), False)))
    except (_errors(), ElementTree.ParseError):
        return "…"


def _line(node: ElementTree.Element) -> str:
    parts = [_line(child) for child in node]
    if node.tag in ("mtable", "munder", "mover", "munderover", "mmultiscripts"):
        return "…"
    if node.tag == "msub":
        return parts[0] + _small(parts[1], _LOW, "_")
    if node.tag == "msup":
        return parts[0] + _small(parts[1], _HIGH, "^")
    if node.tag == "msubsup":
        return parts[0] + _small(parts[1], _LOW, "_") + _small(parts[2], _HIGH, "^")
    if node.tag == "mfrac":
        return "/".join(part if len(part) == 1 else f"({part})" for part in parts)
    if node.tag == "msqrt":
        return f"√({''.join(parts)})"
    if node.tag == "mspace":
        return " "
    text = (node.text or "") + "".join(parts)
    return f" {text} " if node.tag == "mo" and text in _SPACED else _UNSEEN.sub(" ", text)


def _small(text: str, letters: dict[int, str], sign: str) -> str:
    lifted = text.translate(letters)
    return lifted if not set(lifted) & set(text) else f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


_HIGH = dict(zip(map(ord, "0123456789+-−n"), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ", strict=True))
_LOW = dict(zip(map(ord, "0123456789+-−ij"), "₀₁₂₃₄₅₆₇₈₉₊₋₋ᵢⱼ", strict=True))
_UNSEEN = regex("[\u2061-\u2064]")
_SPACED = frozenset("=<>≤≥≠≈≡∈→←↔⇒∼∝≪≫+−±×·")

_COMMENT = regex(r"(?<!\\)%[^\n]*\n?")
_COLUMNS = regex(r"\\begin\{array\}\s*(?:\[.\])?\{[^}]*\|")


def _kramdown(tex: str, display: bool) -> str:
    """Return `$$…$$`; a blank line, a brace that Liquid knows, or a pipe would end or change it."""
    text = " ".join(line.strip() for line in _COMMENT.sub("", tex).split("\n") if line.strip())
    text = re.sub(r"\{(?=[{%#:])", "{ ", text).replace("$$", "$ $")
    text = re.sub(r"\\\|", r"\\Vert ", text)
    if display and not re.match(r"[-=]+$", text):
        return f"$${_bars(text)}$$"
    if _COLUMNS.search(text):
        return liquid.inline(rf"\({escape.attribute(text)}\)")
    return f"$${_bars(text)}$$"


def _bars(text: str) -> str:
    """Write `|` as a word: a pipe makes a table of its paragraph. The columns of an array have no other sign."""
    return text if _COLUMNS.search(text) else text.replace("|", r"\vert ")
