"""Whatever text a notebook holds, the page shows that text: drawn at random, many in one build of real Jekyll."""

from __future__ import annotations

import html
from pathlib import Path

import jekyll
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output
from selectolax.lexbor import LexborHTMLParser

from nbpress.core.records import Context, Site
from nbpress.notebook import cell_options
from nbpress.render.post.page import PageExporter

EXAMPLES = 520
PER_PAGE = 130
FRAGMENTS = r"""
{{ {% %} }} | $ \ < > & * _ ` # : --- {: {:: {:/ {:/} endraw endhighlight raw {%raw%} {%-endraw-%} {{"{%"}} $$ \( ```
~~~ {:/nomarkdown} {::nomarkdown} {%endraw%} {%endhighlight%} </pre> </div> <!-- --> ]]> &amp; &#123; " ' ^ ~ = + - 1.
[x] ![ ]( ) *[a]: [1]: [^1]: \begin{align} <module> <td> %% ! {.x}
"""
CHARACTERS = st.one_of(
    st.sampled_from(FRAGMENTS.split()),
    st.sampled_from(
        ["\n", "\n\n", " ", "    ", "\t", "a", "B", "é", "漢", "🙂", "\u2028", "\u200b", "\ufeff", "\u0301"]
    ),
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
)
TEXTS = st.lists(CHARACTERS, min_size=1, max_size=14).map("".join)


def trimmed(text: str) -> str:
    """The text without blank lines at both ends."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """As many different texts as one test has to try."""
    found: dict[str, None] = {}

    @settings(
        max_examples=EXAMPLES * 2,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(TEXTS)
    def collect(text: str) -> None:
        text = trimmed(text)
        if text.strip() and cell_options.code(text) == text:
            found[text] = None

    collect()
    assert len(found) >= EXAMPLES
    return list(found)[:EXAMPLES]


@pytest.fixture(scope="module")
def pages(texts: list[str]) -> list[tuple[str, LexborHTMLParser]]:
    """Each text and the part of the page that was made of a cell that holds it in its code and in three outputs."""
    posts = {str(start): post(texts[start : start + PER_PAGE]) for start in range(0, len(texts), PER_PAGE)}
    found: list[tuple[str, LexborHTMLParser]] = []
    for start, page in jekyll.build(posts).items():
        parts = page.split("<p>next cell</p>")[1:]
        assert len(parts) == PER_PAGE, "a cell swallowed its neighbour"
        found += zip(texts[int(start) : int(start) + PER_PAGE], map(LexborHTMLParser, parts), strict=True)
    return found


def post(texts: list[str]) -> str:
    """Render one notebook with a cell for each text."""
    nb = new_notebook(cells=[part for text in texts for part in (marker(), cell(text))])
    context = Context(Site(Path("site"), styled=True), "letters.ipynb", "letters", "2020-01-01")
    return PageExporter().from_notebook_node(nb, {"nbpress": context})[0]


def marker():
    """An output that says where the next cell begins."""
    return new_code_cell("", outputs=[new_output("display_data", {"text/html": "<p>next cell</p>"})])


def cell(text: str):
    """A cell that holds a text wherever a cell can."""
    table = f"<table><tr><td>{html.escape(text)}</td></tr></table>"
    outputs = [
        new_output("stream", text=text),
        new_output("execute_result", {"text/plain": text}),
        new_output("display_data", {"text/html": table}),
    ]
    return new_code_cell(text, outputs=outputs)


@pytest.mark.parametrize(
    "selector",
    [".nb-input pre code", ".nb-stdout pre", ".nb-result pre", ".nb-html td"],
    ids=["code", "stdout", "result", "table"],
)
def test_text_comes_out_as_it_went_in(pages: list[tuple[str, LexborHTMLParser]], selector: str) -> None:
    wrong = []
    for text, page in pages:
        shown = "\n".join(
            trimmed(node.text()) for node in page.css(selector)
        )  # IPython's lines are blocks of their own
        if shown != text:
            wrong.append((text, shown))
    assert not wrong, min(wrong, key=lambda pair: len(pair[0]))
