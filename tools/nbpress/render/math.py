"""Formulas: in, TeX as the author wrote it; out, text of the post that neither Liquid nor kramdown reads.

`mathml` needs no script and no font: math-core makes MathML, `stretch` marks what the style sheet must draw.
`kramdown` writes kramdown's own `$$` for a blog that loads MathJax.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

from nbpress.core.notices import Warn
from nbpress.render import escape, liquid
from nbpress.render.math_bounds import fault
from nbpress.render.stretch import stretched, tree


def render(tex: str, display: bool, *, style: str, warn: Warn) -> str:
    """Return a formula for the middle of a paragraph; what no converter knows is shown as TeX, with a warning."""
    if not tex:
        return ""
    if style == "kramdown":
        return _kramdown(tex, display)
    error = fault(tex)
    for candidate in () if error else dict.fromkeys((_simple(tex), tex)):
        try:
            return liquid.inline(stretched(_mathml(candidate, display)))
        except (_errors(), ElementTree.ParseError) as problem:
            error = error or _said(problem)
    warn("nb-formula", f"a formula is shown as its TeX source ({error}): {' '.join(tex.split())[:80]}", tex)
    return liquid.inline(f'<code class="math">{escape.attribute(tex)}</code>')


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
        return _line(tree(_mathml(_simple(tex), False)))
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
_UNSEEN = re.compile("[\u2061-\u2064]")
_SPACED = frozenset("=<>≤≥≠≈≡∈→←↔⇒∼∝≪≫+−±×·")

# What math-core does not know, in words that it does. Numbers of equations stay out, as in JupyterLab.
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\\)%[^\n]*"), ""),
    (re.compile(r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)(?![a-zA-Z])"), ""),
    (re.compile(r"\\(LaTeX|TeX)(?![a-zA-Z])"), r"\\text{\1}"),
    (re.compile(r"\\cr(?![a-zA-Z])"), r"\\\\"),
    (re.compile(r"\\\n"), r"\\ "),
    (re.compile(r"\\operatorname\*?\s*\{(\\math\w+\s*\{[^{}]*\})\}"), r"\1"),
    (re.compile(r"\\(?:label|require)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![a-zA-Z])|\\displaylimits"), ""),
    (re.compile(r"\\tag\*?\s*\{([^{}]*)\}"), r"\\qquad\\text{(\1)}"),
    (re.compile(r"\\[hm]box(?![a-zA-Z])"), r"\\text"),
    (re.compile(r"\\widetilde(?![a-zA-Z])"), r"\\overset{\\sim}"),
    (re.compile(r"\\(?:bm|pmb|boldsymbol)\s*(\\[a-zA-Z]+|[a-zA-Z0-9](?![a-zA-Z]))"), r"\\boldsymbol{\1}"),
    (re.compile(r"\\(?:bm|pmb)(?![a-zA-Z])"), r"\\boldsymbol"),
    (re.compile(r"\\substack\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"), r"{\\begin{matrix}\1\\end{matrix}}"),
    (re.compile(r"\\(begin|end)\{(?:split|multline\*?)\}"), r"\\\1{aligned}"),
    (re.compile(r"\\(?:re)?newcommand\*?\s*(?:\{(\\[a-zA-Z]+)\}|(\\[a-zA-Z]+))(?=\s*\{)"), r"\\def\1\2"),
    (re.compile(r"\\begin\{array\}(?!\s*[\[{])"), r"\\begin{array}{c}"),
    (re.compile(r"\\(begin|end)\{smallmatrix\}"), r"\\\1{matrix}"),
    (re.compile(r"\\(begin|end)\{(align|gather|equation|alignat|flalign)\}"), r"\\\1{\2*}"),
    (re.compile(r"\\(?:begin|end)\{(?:equation\*?|displaymath|math)\}"), ""),
)
_EQNARRAY = re.compile(r"\\begin\{eqnarray\*?\}(.*?)\\end\{eqnarray\*?\}", re.S)
_SIDES = re.compile(r"&([^&\\]*)&")


_TEXT = re.compile(r"(\\text(?:rm|sf|tt|bf|it)?)\s*\{((?:[^{}$]|\{[^{}]*\})*\$(?:[^{}]|\{[^{}]*\})*)\}")


def _parted(found: re.Match[str]) -> str:
    """Part a text at the formulas inside it."""
    parts = re.split(r"(?<!\\)\$", found[2])
    return "".join(part if odd % 2 else rf"{found[1]}{{{part}}}" for odd, part in enumerate(parts) if part)


_WORDS = re.compile(r"\\text(?:rm|sf|tt|bf|it)?\s*\{[^{}$\\]*\}")


def _simple(tex: str) -> str:
    for pattern, replacement in _REWRITES:
        tex = pattern.sub(replacement, tex)
    tex = _WORDS.sub(lambda found: found[0].replace("_", r"\_"), _TEXT.sub(_parted, tex))
    return _EQNARRAY.sub(_aligned, tex).strip()


def _aligned(found: re.Match[str]) -> str:
    return r"\begin{align*}" + _SIDES.sub(r"&\1", found[1]) + r"\end{align*}"


_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
_COLUMNS = re.compile(r"\\begin\{array\}\s*(?:\[.\])?\{[^}]*\|")


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
