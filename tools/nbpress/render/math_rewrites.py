"""What the converters do not know of TeX, in words that they do.

In comes a formula as MathJax takes it in JupyterLab, out comes one that means the same. Numbers of equations stay out, as
there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nbpress.core.regex import regex
from nbpress.render import math_macros
from nbpress.render.math_diagrams import diagram
from nbpress.render.math_macros import group

_LABEL = regex(r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![a-zA-Z])")
_TAG = regex(r"\\tag\*?\s*\{([^{}]*)\}")
_MULTLINE = regex(r"\\(begin|end)\{multline\*?\}")
_EQUATION = regex(r"\\(?:begin|end)\{equation\*?\}")
_OF_NUMBERS = frozenset((_LABEL, _TAG, _MULTLINE, _EQUATION))  # they stay where a formula is written with its numbers

_REWRITES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (regex(r"(?<!\\)%[^\n]*"), ""),
    (
        regex(r"\\(?:tiny|Tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)(?![a-zA-Z])"),
        "",
    ),
    (regex(r"\\(LaTeX|TeX)(?![a-zA-Z])"), r"\\text{\1}"),
    (regex(r"\\cr(?![a-zA-Z])"), r"\\\\"),
    (regex(r"\\\n"), r"\\ "),
    (regex(r"\\operatorname\*?\s*\{(\\math\w+\s*\{[^{}]*\})\}"), r"\1"),
    (regex(r"\\require\s*\{[^{}]*\}|\\displaylimits"), ""),
    (_LABEL, ""),
    (_TAG, r"\\qquad\\text{(\1)}"),
    (regex(r"\\[hm]box(?![a-zA-Z])"), r"\\text"),
    (regex(r"\\widetilde(?![a-zA-Z])"), r"\\overset{\\sim}"),
    (regex(r"\\(?:bm|pmb|boldsymbol)\s*(\\[a-zA-Z]+|[a-zA-Z0-9](?![a-zA-Z]))"), r"\\boldsymbol{\1}"),
    (regex(r"\\(?:bm|pmb)(?![a-zA-Z])"), r"\\boldsymbol"),
    (regex(r"\\substack\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"), r"{\\begin{matrix}\1\\end{matrix}}"),
    (regex(r"\\(begin|end)\{split\}"), r"\\\1{aligned}"),
    (_MULTLINE, r"\\\1{aligned}"),
    (regex(r"\\(intop|ointop)(?![a-zA-Z])"), lambda found: f"\\{found[1][:-2]}\\limits "),
    (regex(r"\\(?:math)?strut(?![a-zA-Z])"), r"\\vphantom{(}"),
    (regex(r"\\([bB]igg?[lrm]?)\s*\{\s*(\\(?:[a-zA-Z]+|[{}|])|[()\[\]|/.<>])\s*\}"), r"\\\1\2 "),
    (regex(r"\\buildrel\s*([^{}]{1,200}?|\{[^{}]*\})\s*\\over\s*(\\[a-zA-Z]+|[^\s\\{}])"), r"\\overset{\1}{\2}"),
    (regex(r"\\root\s*([^{}\\]{1,200}?|\{[^{}]*\})\s*\\of(?![a-zA-Z])"), r"\\sqrt[\1]"),
    (regex(r"\\mathop\s*\{(?:\\rm\s+)?([a-zA-Z ]+)\}\s*\\limits(?![a-zA-Z])"), r"\\operatorname*{\1}"),
    (regex(r"(?<!\\)((?:\\\\)*)\\\s*\Z"), r"\1"),
    (
        regex(r"\\(?!(?:operatorname|tag|[hv]space|(?:re)?newcommand|DeclareMathOperator)\*)([a-zA-Z]+)\*"),
        r"\\\1 *",
    ),
    (regex(r"\\begin\{array\}(?!\s*[\[{])"), r"\\begin{array}{c}"),
    (regex(r"\\(begin|end)\{smallmatrix\}"), r"\\\1{matrix}"),
    (regex(r"\\(begin|end)\{(align|gather|equation|alignat|flalign)\}"), r"\\\1{\2*}"),
    (_EQUATION, ""),
    (regex(r"\\(?:begin|end)\{(?:displaymath|math)\}"), ""),
)
_EQNARRAY = regex(r"\\begin\{eqnarray\*?\}(.*?)\\end\{eqnarray\*?\}", re.S)
_SIDES = regex(r"&([^&\\]*)&")


_TEXT = regex(r"(\\text(?:rm|sf|tt|bf|it)?)\s*\{((?:[^{}$]|\{[^{}]*\})*\$(?:[^{}]|\{[^{}]*\})*)\}")


def _parted(found: re.Match[str]) -> str:
    """Part a text at the formulas inside it."""
    parts = re.split(r"(?<!\\)\$", found[2])
    return "".join(part if odd % 2 else rf"{found[1]}{{{part}}}" for odd, part in enumerate(parts) if part)


_WORDS = regex(r"\\text(?:rm|sf|tt|bf|it)?\s*\{[^{}$\\]*\}")


def simple(tex: str, *, numbered: bool = False) -> str:
    """Rewrite a formula; one that uses nothing rare comes out as it went in. numbered: whether its numbers stay."""
    tex = _environments(_grouped(math_macros.plain(tex)))
    for pattern, replacement in _REWRITES:
        if not numbered or pattern not in _OF_NUMBERS:
            tex = pattern.sub(replacement, tex)
    tex = _WORDS.sub(lambda found: found[0].replace("_", r"\_"), _TEXT.sub(_parted, tex))
    return _EQNARRAY.sub(_aligned, tex).strip()


def _aligned(found: re.Match[str]) -> str:
    return r"\begin{align*}" + _SIDES.sub(r"&\1", found[1]) + r"\end{align*}"


# Commands with groups behind them: how many, and what stands for them.
_MOST = 200  # of them in one formula; the search for each goes through the rest of it
_GROUPED: dict[str, tuple[int, str]] = {
    **{name: (1, rf"\begin{{{name}}}{{0}}\end{{{name}}}") for name in ("matrix", "pmatrix", "cases")},
    "eqalign": (1, r"\begin{aligned}{0}\end{aligned}"),
    "displaylines": (1, r"\begin{gathered}{0}\end{gathered}"),
    "bbox": (1, "{{0}}"),
    **dict.fromkeys(("cssId", "class", "style"), (2, "{{1}}")),
    "enclose": (2, r"{0}{{1}}"),
    "unicode": (1, "{0}"),
}
_COMMANDS = regex(rf"\\({'|'.join(_GROUPED)})(?![a-zA-Z])\s*(?:\[([^\[\]]*)\]\s*)?(?=\{{)")
_ENCLOSED = {
    "updiagonalstrike": r"\cancel", "downdiagonalstrike": r"\bcancel", "box": r"\boxed", "roundedbox": r"\boxed",
    "circle": r"\boxed", "top": r"\overline", "bottom": r"\underline", "radical": r"\sqrt",
}  # fmt: skip
_POINT = regex(r"(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))")


def _grouped(tex: str) -> str:
    """Rewrite the commands with groups, the last one first, so that those inside others come before them."""
    for found in reversed(list(_COMMANDS.finditer(tex))[:_MOST]):
        count, pattern = _GROUPED[found[1]]
        groups: list[str] = []
        end = found.end()
        while len(groups) < count and tex[end : end + 1] == "{" and (close := group(tex, end)) > 0:
            groups.append(tex[end + 1 : close - 1])
            end = close + len(tex[close:]) - len(tex[close:].lstrip()) if len(groups) < count else close
        if len(groups) == count:
            tex = tex[: found.start()] + _written(found, pattern, groups) + tex[end:]
    return tex


def _written(found: re.Match[str], pattern: str, groups: list[str]) -> str:
    """Write one of them. What only paints a box is a frame, where it has one."""
    if found[1] == "unicode":
        point = _POINT.fullmatch(groups[0].strip())
        number = (int(point[1], 16) if point[1] else int(point[2])) if point else 0
        return rf"\text{{{chr(number)}}}" if 32 < number < 0x110000 and not 0xD800 <= number < 0xE000 else groups[0]
    if found[1] == "enclose":
        names = [_ENCLOSED[name] for name in groups[0].split() if name in _ENCLOSED]
        return "".join(f"{name}{{" for name in names) + f"{{{groups[1]}}}" + "}" * len(names)
    if found[1] == "bbox" and "border" in (found[2] or ""):
        return rf"\boxed{{{groups[0]}}}"
    for number in range(len(groups)):
        pattern = pattern.replace(f"{{{number}}}", f"\0{number}")
    return re.sub("\0(.)", lambda place: groups[int(place[1])], pattern)


_BEGIN = regex(r"\\begin\{(?P<name>array|gather\*?|CD)\}")


def _environments(tex: str) -> str:
    """Rewrite environments, the last one first: the columns of an array, a diagram, a list of formulas with marks in it."""
    for found in reversed(list(_BEGIN.finditer(tex))[:_MOST]):
        head, name = tex[: found.start()], found["name"]
        body, end, rest = tex[found.end() :].partition(rf"\end{{{name}}}")
        if name == "array":
            tex = head + _array(tex[found.end() :], tex[found.start() :])
        elif name == "CD" and end:
            tex = head + diagram(body) + rest
        elif end and "&" in body.replace(r"\&", ""):
            tex = head + rf"\begin{{align*}}{body}\end{{align*}}" + rest
    return tex


_BETWEEN = regex(r"[@!<>]\s*(?=\{)")
_SIZED = regex(r"[pmb]\s*(?=\{)")
_REPEATED = regex(r"\*\s*\{\s*(\d{1,2})\s*\}\s*(?=\{)")


def _array(after: str, whole: str) -> str:
    """Write an array with columns of one letter; what its author put between two columns goes to each row."""
    start = re.match(r"\s*(?:\[.\])?\s*(?=\{)", after)
    close = group(after, start.end()) if start else -1
    if start is None or close < 0:
        return whole
    given = after[start.end() + 1 : close - 1]
    columns, texts = _columns(given)
    if columns == given:
        return whole
    body, end, rest = after[close:].partition(r"\end{array}")
    rows = [_separated(row, texts) for row in body.split(r"\\")] if texts and end else [body]
    return rf"\begin{{array}}{{{columns}}}" + r"\\".join(rows) + end + rest


def _columns(given: str) -> tuple[str, dict[int, str]]:
    """Read the columns of an array: their letters, and the text behind each column that has one."""
    columns, texts, position = "", {}, 0
    while position < len(given):
        repeated = _REPEATED.match(given, position)
        between = _BETWEEN.match(given, position) or _SIZED.match(given, position)
        opened = repeated or between
        close = group(given, opened.end()) if opened else -1
        if opened is None or close < 0:
            columns, position = columns + given[position], position + 1
            continue
        inner = given[opened.end() + 1 : close - 1]
        if repeated:
            given = inner * int(repeated[1]) + given[close:] if len(given) < 1000 else given[close:]
            position = 0
            continue
        if _SIZED.match(given, position):
            columns += "l"
        elif given[position] in "@!" and inner.strip():
            texts[len(re.sub(r"[^lcr]", "", columns))] = inner
        position = close
    return columns, texts


def _separated(row: str, texts: dict[int, str]) -> str:
    cells = re.split(r"(?<!\\)&", row)
    if len(cells) < 2:
        return row
    return "&".join(
        cell + (texts.get(number, "") if number < len(cells) else "") for number, cell in enumerate(cells, 1)
    )
