"""Code with what stands beside it, as text of a post: highlight blocks as ever, and elements that hold no text of their own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nbpress.core.notices import CellNotices
from nbpress.notebook.listings import Listing
from nbpress.render import listing
from nbpress.render.prose import prose
from nbpress.render.prose.cell import Ids


def framed(code: str, own: Listing, style: str = "highlight", warn: CellNotices | None = None) -> str:
    return listing.framed(code, "python", own, warn or CellNotices(), style)


def shown(source: str, **rest: Any) -> str:
    place = prose.Place(link=str, value=str, math=lambda tex, display: tex, prefix="1", ids=Ids(), **rest)
    return prose.render(source, place)


def test_numbers_marks_and_signs_are_no_text_of_the_page() -> None:
    text = framed("a  # <1>\n\nb\nc  # <2>", Listing(first=8, marked=((3, 10**9),), explained=True))
    assert "{% highlight python %}\na\n\nb\nc\n{% endhighlight %}" in text
    assert 'data-lines="8&#10;9&#10;10&#10;11"' in text
    assert 'style="--nb-row: 2; --nb-rows: 2"' in text
    assert re.findall(r'data-sign="(\d)" style="--nb-row: (\d)', text) == [("1", "0"), ("2", "3")]
    assert re.sub(r"\{%.*%\}|<[^>]*>|\s", "", text.replace("a\n\nb\nc", "")) == ""


def test_lines_of_several_languages_count_in_the_whole_cell() -> None:
    text = framed("!ls\n\nx = 1\n?x", Listing(first=1, marked=((3, 4),)))
    assert re.findall(r"highlight (\w+)", text) == ["bash", "python", "text"]
    assert 'data-lines="1&#10;3&#10;4"' in text
    assert 'aria-label="lines 3–4 marked"' in text


def test_a_name_is_text_whatever_it_holds() -> None:
    text = framed("x", Listing(filename='<b>"{{ a }}'))
    assert '<p class="nb-file">&lt;b&gt;&quot;{{ a }}</p>' in text
    assert text.startswith("{% raw %}")


def test_a_theme_with_code_of_its_own_says_in_words_what_is_marked() -> None:
    text = framed("a\nb", Listing(filename="a.py", first=5, marked=((2, 2),)), "fence")
    assert '<p class="nb-file">a.py</p>\n<p class="nb-note">Marked: line 6</p>' in text
    assert "~~~ python\na\nb\n~~~" in text
    assert "nb-numbers" not in text


def test_a_line_that_is_not_there_is_told() -> None:
    warn = CellNotices(cell=1)
    framed("a", Listing(marked=((1, 1), (3, 4))), warn=warn)
    assert [str(notice) for notice in warn.said] == [
        "cell 1: line 3 of code is to be marked, and it has 1 [nb-unknown-syntax]"
    ]


def test_what_names_no_lines_is_told_with_its_place() -> None:
    warn = CellNotices(cell=2, source="a\n\n```python {2,x}\nx\n```")
    text = shown(warn.source, warn=warn)
    assert text == "a\n\n{% highlight python %}\nx\n{% endhighlight %}"
    assert [str(notice) for notice in warn.said] == [
        "cell 2, line 3: `{2,x}` names no lines, such as 2,4-6 [nb-unknown-syntax]"
    ]


@pytest.mark.parametrize(
    "source",
    ["```python\nx  # <1>\n```", "```python\nx\n```\n\n1. a", "```{.python}\nx\n```", "```{r, echo=FALSE}\nx\n```"],
)
def test_code_with_nothing_beside_it_stays_what_it_was(source: str) -> None:
    assert "nb-" not in shown(source)


def test_the_list_names_the_lines_in_markdown_and_in_html_alike() -> None:
    code = "```python {.numberLines startFrom=5}\nx  # <1>\ny  # <2>\nz  # <2>\n```\n1. a *b*\n2. c"
    assert shown(code).endswith(
        '1. <span class="nb-place">Line 5:</span> a *b*\n'
        '2. <span class="nb-place">Lines 6–7:</span> c\n{: .nb-explained}\n^'
    )
    nested = shown("\n".join(f"> {line}" for line in code.split("\n")))
    assert '<ol class="nb-explained">\n<li><span class="nb-place">Line 5:</span> a <em>b</em></li>' in nested


def test_a_list_in_a_list_that_explains_names_no_lines() -> None:
    text = shown("> ```python\n> x  # <1>\n> ```\n> 1. a\n>    - b\n>      1. c")
    assert text.count("nb-place") == text.count("nb-explained") == 1


def test_a_list_in_the_cell_below_explains_the_code_above() -> None:
    text = shown("1. a\n2. b\n\n1) c", explains={1: (3,), 2: (4, 6)})
    assert "Line 3:</span> a" in text
    assert "Lines 4, 6:</span> b" in text
    assert text.count("nb-explained") == 1


def test_a_caption_is_a_line_of_markdown_and_a_name_is_found_by_a_link() -> None:
    text = shown('```{.python #lst-a lst-cap="A *b*"}\nx\n```\n\n```{.python #lst-c}\nx\n```')
    assert '<figure id="lst-a" class="nb-listing">\n<figcaption>A <em>b</em></figcaption>' in text
    assert '<div class="nb-code" id="lst-c">' in text


def test_all_code_of_a_site_has_numbers_where_it_says_so() -> None:
    assert "data-lines" in shown("```python\nx\n```", numbered=True)
