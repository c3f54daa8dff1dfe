"""Formulas without a font and without a script."""

from __future__ import annotations

import pytest

from nbpress.core.notices import CellNotices
from nbpress.render import liquid, math, stretch


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
