"""Formulas without a font and without a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nbpress.core.notices import CellNotices
from nbpress.render import liquid, math, math_second, stretch


def formula(tex: str, display: bool = True, style: str = "mathml") -> str:
    warnings = CellNotices()
    text = math.render(tex, display, style=style, warn=warnings)
    assert not warnings.said
    return text


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b}",
        r"\begin{eqnarray}a &=& b \\ c &=& d\end{eqnarray}",
        r"\begin{split}a &= b\end{split}",
        r"\begin{equation}E = mc^2 \label{e} \tag{1}\end{equation}",
        r"\begin{smallmatrix}1 & 2\end{smallmatrix}",
        r"\sum_{\substack{i<n \\ j>2}} x",
        r"\bm{x} + \boldsymbol\theta + \mbox{if}",
        r"a \nonumber % a comment",
        r"\operatorname*{argmin}_\theta \left\| \hat{y} - y \right\|^2",
        r"\text{a} > b",
        r"\hbox{minimize} \widetilde{\delta u} + \widetilde\theta",
        r"\left\{\begin{array} \displaystyle a & b \\ & c \end{array}\right.",
        r"\textrm{if $x > 0$ and } \textbf{not $y$}",
        r"\text{k_endog} \times 1 \text{of $x_1$ in a_b}",
        r"\newcommand{\R}{\mathbb{R}} \renewcommand\foo{x} \R \foo",
        r"x|_{\substack{\xi_{1}=\boldsymbol{\mathrm{r}}}}",
    ],
)
def test_common_tex_becomes_mathml(tex: str) -> None:
    text = formula(tex)
    assert text.startswith(f"{liquid.OPEN}<math")
    assert text.endswith(f"</math>{liquid.CLOSE}")
    assert "\n" not in text
    assert "|" not in text


# what math-core refuses: the words of the formula, and an element that it has to have
RARE = {
    r"\theta*X": ("θ∗X", "mi"),
    "a + b\\ ": ("a+b", "mi"),
    "a + b\\": ("a+b", "mi"),
    r"\DeclareMathOperator{\argmax}{arg\,max} \argmax_x f": ("arg\u2009maxxf", "msub"),
    r"\DeclareMathOperator*{\argmax}{arg\,max} \argmax_x f": ("arg\u2009maxxf", "munder"),
    r"\intop_0^1 x": ("∫01x", "munderover"),
    r"\mathop{}\limits_b": ("b", "munder"),
    r"\mathop{\rm max}\limits_x f": ("maxxf", "munder"),
    r"\pmatrix{a & b \\ c & d}": ("(abcd)", "mtable"),
    r"\pmatrix{}": ("()", "mtable"),
    r"\matrix{}": ("", "mtable"),
    r"\cases{}": ("{", "mtable"),
    r"\matrix{a & b \cr c & \matrix{d}}": ("abcd", "mtable"),
    r"\cases{x & y \cr z & w}": ("{xyzw", "mtable"),
    r"\begin{gather} a &= b \\ c &= d\end{gather}": ("a=bc=d", "mtable"),
    r"\Big{\lbrace} x \Big{\rbrace}": ("{x}", "mo"),
    r"\begin{array}{l@{..}l} a & b \\ c & d\end{array}": ("a..bc..d", "mtable"),
    r"\begin{array}{p{3cm}l} a & b\end{array}": ("ab", "mtable"),
    r"\begin{array}{*{3}{c}} a & b & c\end{array}": ("abc", "mtable"),
    r"\href{https://a.example}{x}": ("x", "a"),
    r"\smash{x}": ("x", "mpadded"),
    r"\rule{1em}{2pt}": ("", "mspace"),
    r"\colorbox{red}{x}": ("x", "mpadded"),
    r"\unicode{x263a}": ("☺", "mtext"),
    r"\bbox[5px]{x}": ("x", "mi"),
    r"\bbox[5px,border:1px solid]{x}": ("x", "menclose"),
    r"\enclose{circle}{x}": ("x", "menclose"),
    r"\enclose{updiagonalstrike}{x}": ("x", "menclose"),
    r"\strut x": ("(x", "mphantom"),
    r"a \buildrel def \over = b": ("a=defb", "mover"),
    r"\root 3 \of x": ("x3", "mroot"),
    r"\begin{CD} A @>a>> B \\ @VVbV @VVcV \\ C @= D\end{CD}": ("A→aB↓b↓cC=D", "mtable"),
}


@pytest.mark.parametrize("tex", RARE)
def test_rare_tex_becomes_mathml(tex: str) -> None:
    root = stretch.tree(formula(tex).removeprefix(liquid.OPEN).removesuffix(liquid.CLOSE))
    words = re.sub("[ \u2061-\u2064]", "", "".join(root.itertext()))
    said, tag = RARE[tex]
    assert (words, root.find(f".//{tag}") is not None) == (said, True)


@pytest.mark.parametrize(
    "tex",
    [
        r"\foo{x}",
        r"\smash{x} \foo",
        r"\smash{x} @",
        r"\smash{\begin{unknown}x\end{unknown}}",
        r"\smash{x} \\ y",
        r"\smash{x} & y",
        r"\smash{" * 100,
        r"\smash{x}" + "a" * math_second.LONGEST,
    ],
)
def test_the_second_converter_shows_nothing_that_it_did_not_understand(tex: str) -> None:
    warn = CellNotices()
    assert "<code" in math.render(tex, True, style="mathml", warn=warn)
    assert [said.code for said in warn.said] == ["nb-formula"]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "//a.example", "vbscript:x"])
def test_a_formula_links_only_to_where_a_link_may_lead(target: str) -> None:
    assert target not in formula(rf"\href{{{target}}}{{x}}")


def test_the_second_converter_gives_no_style_class_or_id() -> None:
    found = math_second.convert(r"\style{color:red}{x}\class{a}{y}\smash{z}", True)
    assert found is not None and "style=" not in found and "class=" not in found


@pytest.mark.parametrize(
    ("macros", "tex", "words"),
    [
        ({r"\R": r"\def\R{\mathbb{R}}"}, r"x \in \R", "x∈ℝ"),
        ({r"\a": r"\def\a{\b}", r"\b": r"\def\b{c}"}, r"\a", "c"),
        ({r"\b": r"\def\b{c}"}, r"\def\b{d}\b", "d"),
        ({r"\E": r"\newcommand{\E}[2][p]{#1#2}"}, r"\E{x}", "px"),
    ],
)
def test_macros_of_the_page_hold_in_a_formula(macros: dict[str, str], tex: str, words: str) -> None:
    text = math.render(tex, True, style="mathml", warn=pytest.fail, macros=macros)
    root = stretch.tree(text.removeprefix(liquid.OPEN).removesuffix(liquid.CLOSE))
    assert "".join(root.itertext()) == words


def test_macros_that_use_themselves_are_bounded() -> None:
    macros = {r"\a": r"\def\a{\b\b}", r"\b": r"\def\b{\a\a}"}
    assert "<code" in math.render(r"\a", True, style="mathml", warn=CellNotices(), macros=macros)


def test_what_is_marked_is_drawn_in_our_own_blog_as_well() -> None:
    css = (Path(__file__).parents[2] / "site" / "assets" / "css" / "site.css").read_text()
    assert stretch.STYLE in css


def test_equations_have_no_numbers_as_in_jupyterlab() -> None:
    assert "(1)" not in formula(r"\begin{align}a &= b\end{align}")


def test_what_no_converter_knows_is_shown_as_tex_with_a_warning() -> None:
    warnings = CellNotices()
    text = math.render(r"\foo{x < {{y}}}", False, style="mathml", warn=warnings)
    assert "<code" in text
    assert "&lt;" in text
    assert "{{" not in text
    assert [said.code for said in warnings.said] == ["nb-formula"]
    assert r"\foo" in warnings.said[0].what


@pytest.mark.parametrize(
    ("tex", "marked"),
    [
        (r"\left(\frac{a}{b}\right)", "tall open-paren close-paren"),
        (r"\begin{bmatrix}1\\2\end{bmatrix}", "tall open-square close-square"),
        (r"f = \begin{cases}1\\2\end{cases}", "tall open-brace"),
        (r"\left.\frac{a}{b}\right|", "tall close-bar"),
        (r"\sum_i x", "large"),
        (r"\overline{abc}", "overlined"),
    ],
)
def test_what_needs_drawing_is_marked_for_the_style_sheet(tex: str, marked: str) -> None:
    assert f'"{marked}"' in formula(tex)
    assert all(f".{name}" in stretch.STYLE for name in marked.split())


def test_small_brackets_and_sums_in_a_line_are_left_alone() -> None:
    assert "class" not in formula(r"\left(x\right)")
    assert "class" not in formula(r"\sum_i x", display=False)


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("a_b", "$$a_b$$"),
        ("|x|", r"$$\vert x\vert $$"),
        (r"\|x\|", r"$$\Vert x\Vert $$"),
        ("{{a}}", "$${ {a}}$$"),
        ("{%c\na}", "$${a}$$"),
        ("a\n\nb", "$$a b$$"),
    ],
)
def test_kramdowns_own_math_holds_nothing_that_liquid_or_kramdown_reads(tex: str, expected: str) -> None:
    assert formula(tex, style="kramdown").replace("  ", " ") == expected


def test_the_columns_of_an_array_keep_their_lines() -> None:
    assert formula(r"\begin{array}{c|c}a&b\end{array}", False, "kramdown").startswith(liquid.OPEN)


def test_the_same_formula_gives_the_same_text() -> None:
    assert formula(r"\begin{align}a\end{align}") == formula(r"\begin{align}a\end{align}")


@pytest.mark.parametrize(
    "tex",
    [
        r"\large\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{array}{c} a \cr b \end{array}",
        "\\begin{array}{c} a \\\\\\\n b \\end{array}",
        r"\frac{a}{b} \quad \text{for $|q|<1$ and \{x\}}.",
        r"x + \operatorname{\mathcal{O}}\left(x^{2}\right)",
        r"\LaTeX\ and \TeX",
    ],
)
def test_what_mathjax_forgives_is_a_formula_here_too(tex: str) -> None:
    assert formula(tex).startswith(f"{liquid.OPEN}<math")


def test_a_formula_inside_a_text_is_a_formula() -> None:
    assert "<mtext>for\xa0</mtext>" in formula(r"\text{for $q<1$}") and "<mi>q</mi>" in formula(r"\text{for $q<1$}")


def test_the_formulas_of_a_page_have_a_room_with_the_macros_that_they_use() -> None:
    said: list[str] = []
    room = [50]
    for _ in range(3):
        shown = math.render("x + y", False, style="mathml", warn=lambda code, what, *about: said.append(what),
                            macros={r"\a": r"\def\a{" + "x" * 30_000 + "}"}, room=room)  # fmt: skip
        assert "<math" in shown
    room[0] = 2
    assert "<code" in math.render(
        "x + y", False, style="mathml", warn=lambda code, what, *about: said.append(what), room=room
    )
    assert said == ["a formula is shown as its TeX source (those before it are too long together): x + y"]
