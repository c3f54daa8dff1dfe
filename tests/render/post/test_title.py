"""Title and excerpt where the author gave none, and the heading that a page need not show twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from nbpress.core.records import Context, Site
from nbpress.render import math
from nbpress.render.post.page import exporter


def render(*sources: str | Any, **values: Any) -> tuple[dict[str, Any], str]:
    """The values of the header, and the text of the page."""
    cells = [new_markdown_cell(source) if isinstance(source, str) else source for source in sources]
    known = {"slug": "some-page", "date": "2020-01-01", **values}
    seen = Context(Site(Path("site"), styled=True), "some-page.ipynb", **known)
    text, resources = exporter().from_notebook_node(new_notebook(cells=cells), {"nbpress": seen})
    return resources["nbpress_header"], text.split("\n---\n", 1)[1].strip()


def test_the_first_heading_is_the_title_and_not_shown_again() -> None:
    values, page = render("# The title\n\nWords.", "# The title", "# Other")
    assert values["title"] == "The title"
    assert page == "Words.\n\n# The title {#The-title}\n\n# Other {#Other}"


def test_only_one_heading_is_left_out() -> None:
    assert render("# Subplots", "## Subplots\n\nWords.")[1] == "## Subplots {#Subplots}\n\nWords."
    assert render("", "# Subplots", "Words.")[1] == "Words."


def test_a_comment_or_an_anchor_before_the_heading_shows_nothing() -> None:
    values, page = render('<!-- hidden -->\n<a id="top"></a>\n\n# The title\n\nWords.')
    assert values["title"] == "The title" and "# The title" not in page and 'id="top"' in page


@pytest.mark.parametrize(
    "before",
    ["Intro.", "![logo](https://example.org/x.png)", "<b>x</b>", new_code_cell("import x"), new_raw_cell("Raw.")],
)
def test_the_heading_that_became_the_title_is_shown_once_whatever_stands_above_it(before: str | Any) -> None:
    values, page = render(before, "# The title\n\nWords.")
    assert values["title"] == "The title" and "The title {#The-title}" not in page and "Words." in page


@pytest.mark.parametrize("above", ["##### Copyright 2022 Somebody", "### Run in Colab\n\nWords.", "<h6>Small</h6>"])
def test_the_highest_heading_is_the_title_and_not_a_small_one_above_it(above: str) -> None:
    for sources in ([above, "# Setup\n\nMore.", "## Next"], [f"{above}\n\n# Setup\n\nMore.", "## Next"]):
        values, page = render(*sources)
        assert values["title"] == "Setup" and "# Setup {#Setup}" not in page and "Next {#Next}" in page


def test_bold_words_above_are_no_title() -> None:
    values, page = render("**Chapter 1**", "# Setup\n\nWords.")
    assert values["title"] == "Setup" and "# Setup" not in page and "**Chapter 1**" in page


def test_of_two_headings_of_one_level_the_first_is_the_title() -> None:
    values, page = render("## One", "## Two", "## One")
    assert values["title"] == "One" and page == "## Two {#Two}\n\n## One {#One}"


def test_a_heading_that_repeats_a_given_title_below_another_heading_stays() -> None:
    front = new_raw_cell("---\ntitle: Words\n---")
    values, page = render(front, "# Intro\n\nx", "# Words\n\ny")
    assert values["title"] == "Words" and "# Words {#Words}" in page
    assert "# Words" not in render(front, "A badge.", "# Words\n\ny")[1]


def test_a_heading_of_html_that_became_the_title_is_shown_once() -> None:
    values, page = render("<h1 align=center>The one</h1>\n\nIntro.", "## Section")
    assert values["title"] == "The one" and "The one" not in page and "Intro." in page


def test_the_separator_of_the_site_ends_the_excerpt() -> None:
    site = Site(Path("site"), styled=True, excerpt_separator="<!--more-->")
    seen = Context(site, "x.ipynb", "x", "2020-01-01")
    cells = [new_markdown_cell(source) for source in ("First.\n\nSecond.", "Third.\n\n<!--more-->\n\nFourth.")]
    header = exporter().from_notebook_node(new_notebook(cells=cells), {"nbpress": seen})[1]["nbpress_header"]
    assert header["excerpt"] == "First. Second. Third."
    without = exporter().from_notebook_node(new_notebook(cells=cells[:1]), {"nbpress": seen})[1]["nbpress_header"]
    assert without["excerpt"] == "First."


def test_a_heading_of_html_is_a_title_too() -> None:
    values, page = render("<h1 align=center>The <b>big</b> one</h1>\n\nIntro.", "## Section")
    assert values["title"] == "The big one" and "## Section {#Section}" in page and "</h1>" in page


@pytest.mark.parametrize(
    "more", ["[SymPy](https://sympy.org)", "![x](https://example.org/x.png)", "$x$", "<sub>2</sub>"]
)
def test_a_heading_that_holds_more_than_words_is_shown(more: str) -> None:
    assert "# Basics with" in render(f"# Basics with {more}")[1]


def test_markup_of_words_is_no_more_than_the_words() -> None:
    values, page = render("# The *new* `title` **x**\n\nWords.")
    assert (values["title"], page) == ("The new title x", "Words.")


def test_a_front_matter_in_markdown_is_not_taken_for_a_heading() -> None:
    assert render("---\nlayout: article\n---\n# The title\n\nWords.")[0]["title"] == "The title"


def test_a_removed_cell_gives_neither_title_nor_excerpt() -> None:
    removed = new_markdown_cell("# Not this\n\nNor this.", metadata={"tags": ["remove-cell"]})
    values, _ = render(removed, "# This\n\nAnd this.")
    assert (values["title"], values["excerpt"]) == ("This", "And this.")


def test_without_any_heading_the_title_is_the_name_in_words() -> None:
    assert render("Words.")[0]["title"] == "Some page"
    assert render("Words.", slug="_83_vector_viz")[0]["title"] == "83 vector viz"


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("n", "n"),
        (r"x^2 + y_1 = \alpha", "x² + y₁ = α"),
        (r"\frac{a}{b+1}", "a/(b + 1)"),
        (r"\mathbb{R}^{d}", "ℝ^d"),
        (r"\sqrt{2} \le 3", "√(2) ≤ 3"),
        (r"O(n \log n)", "O(n log n)"),
        (r"\begin{pmatrix} a \\ b \end{pmatrix}", "(…)"),
        (r"\nosuchcommand{x}", "…"),
    ],
)
def test_a_formula_is_said_in_plain_text(tex: str, said: str) -> None:
    assert " ".join(math.spoken(tex).split()) == said


def test_an_excerpt_holds_no_tex() -> None:
    values, _ = render(r"# Roots" + "\n\n" + r"We solve $x^2 = a_1$ for $\alpha \in \mathbb{R}$.")
    assert values["excerpt"] == "We solve x² = a₁ for α ∈ ℝ."
