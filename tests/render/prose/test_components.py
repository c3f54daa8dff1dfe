"""Callouts and the rest as HTML, in a theme that draws them itself, of an author who is not trusted, and told of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nbpress.core.notices import CellNotices
from nbpress.notebook.callouts import KINDS
from nbpress.read import themes
from nbpress.render.post import stylesheet
from nbpress.render.prose import prose
from nbpress.render.prose.anchors import Anchors
from nbpress.render.prose.cell import Ids

SITE = Path(__file__).parents[3] / "site"
THEMES = {"full": {"tip": "prompt-tip", "info": "prompt-info", "warning": "prompt-warning", "danger": "prompt-danger"}}


def place(prefix: str = "1", **rest: Any) -> prose.Place:
    return prose.Place(link=str, value=str, math=lambda tex, display: tex, prefix=prefix, ids=Ids(), **rest)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("NOTE", '<blockquote class="prompt-info">'),
        ("TIP", '<blockquote class="prompt-tip">'),
        ("IMPORTANT", '<blockquote class="prompt-warning">'),
        ("WARNING", '<blockquote class="prompt-warning">'),
        ("CAUTION", '<blockquote class="prompt-danger">'),
    ],
)
def test_a_theme_draws_its_own_callouts(kind: str, shown: str) -> None:
    text = prose.render(f"> [!{kind}]\n> a *b*", place(callouts=THEMES["full"]))
    name = kind.capitalize()
    assert text.splitlines()[1:-1] == [shown, f"<p><strong>{name}</strong></p>", "<p>a <em>b</em></p>", "</blockquote>"]


PARAGRAPHS = themes.chosen("text").theme.callouts


def test_a_theme_that_draws_paragraphs_gets_a_callout_as_one() -> None:
    text = prose.render("> [!NOTE] Title\n> a *b*\n> c", place(callouts=PARAGRAPHS))
    assert text.splitlines()[1:-1] == ['<p class="info"><strong>Title</strong><br>', "a <em>b</em>", "c</p>"]


@pytest.mark.parametrize(
    "source", ["> [!NOTE]\n> a\n>\n> b", "> [!NOTE]\n> - a", "> [!note]- T\n> a", "> [!NOTE]\n> > a"]
)
def test_a_callout_that_is_no_paragraph_is_ours_in_such_a_theme(source: str) -> None:
    assert '<aside class="nb-callout nb-callout-note"' in prose.render(source, place(callouts=PARAGRAPHS))


def test_a_kind_that_a_theme_does_not_have_is_ours() -> None:
    text = prose.render("> [!TIP]\n> a", place(callouts={"warning": "w"}))
    assert '<aside class="nb-callout nb-callout-tip" role="note">' in text


def test_a_folded_callout_folds_in_a_theme_of_its_own_too() -> None:
    text = prose.render("> [!tip]- T\n> a", place(callouts=THEMES["full"]))
    assert text.splitlines()[1:3] == [
        '<blockquote class="prompt-tip"><details>',
        "<summary><strong>T</strong></summary>",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_sign_in_both_style_sheets(kind: str) -> None:
    ours = (SITE / "assets" / "css" / "site.css").read_text("utf-8")
    for sheet in (ours, stylesheet.content().decode()):
        assert f".nb-callout{'' if kind == 'note' else f'-{kind}'} {{ --" in sheet


def test_a_callout_without_icon_says_so() -> None:
    text = prose.render("::: {.callout-note icon=false}\na\n:::", place())
    assert 'class="nb-callout nb-callout-note nb-callout-bare"' in text


def test_of_an_author_who_is_not_trusted_the_words_stay_and_the_frame_goes() -> None:
    source = "> [!tip]+ T\n> a\n\n{{< video https://youtu.be/abcdefghijk >}}\n\n::: {.x}\nb\n:::"
    text = prose.render(source, place(sanitized=True))
    assert "<iframe" not in text
    assert '<aside class="nb-callout nb-callout-tip" role="note"><details open="">' in text
    assert "watch?v=abcdefghijk" in text


def test_what_is_not_read_is_told_with_its_line() -> None:
    source = "a\n\n:::{foo} B\nc\n:::\n\n{bar}`d`\n\n::: {.e}"
    warn = CellNotices(cell=3, source=source)
    prose.render(source, place(warn=warn))
    assert [str(notice) for notice in warn.said] == [
        "cell 3, line 3: `{foo}` is no directive that is known [nb-unknown-syntax]",
        "cell 3, line 9: `::: {.e}` is never closed; it is shown as text [nb-unknown-syntax]",
        "cell 3, line 7: the role `{bar}` is not read here; its text is shown [nb-unknown-syntax]",
    ]


@pytest.mark.parametrize(("source", "line"), [("a\n\n::: {.b}\nc\n:::\n\n:::\nd", 7), (":::\na", 1), ("a\n\n:::", 3)])
def test_a_sign_that_closes_nothing_is_told_with_its_line(source: str, line: int) -> None:
    warn = CellNotices(cell=3, source=source)
    prose.render(source, place(warn=warn))
    assert [str(notice) for notice in warn.said] == [
        f"cell 3, line {line}: `:::` closes nothing; it is shown as text [nb-unknown-syntax]"
    ]


def test_a_note_in_its_line_is_one_of_the_page() -> None:
    source = "a ^[b *c*]\n\n[^1]\n\n[^1]: d\n\n> e ^[f]"
    text = prose.render(source, place(spoken=frozenset(("quarto",))))
    assert text.split("\n\n") == [
        "a [^fn1-inline-201]", "[^fn1-1]", "> e [^fn1-inline-203]", "[^fn1-inline-201]: b *c*", "[^fn1-1]: d",
        "[^fn1-inline-203]: f",
    ]  # fmt: skip


def test_a_break_between_pages_is_nothing_and_not_told() -> None:
    warn = CellNotices()
    assert prose.render("a\n\n{{< pagebreak >}}\n\nb", place(warn=warn)) == "a\n\nb"
    assert warn.said == []


def test_lines_of_a_block_keep_their_ends_and_the_blanks_before_them() -> None:
    text = prose.render("| a\n|   b *c*\n|\n| d", place(spoken=frozenset(("quarto",))))
    assert text == "a<br />\xa0\xa0b *c*<br />\xa0<br />d"


def test_two_cells_of_a_page_name_their_tabs_apart() -> None:
    source = "::: {.panel-tabset}\n## A\n:::"
    first, second = (prose.render(source, place(name)) for name in ("1", "2"))
    assert '<details name="nb-tabs-1-1-1" open="">' in first
    assert '<details name="nb-tabs-2-1-1" open="">' in second


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("::: {#a .callout-note}\nx\n:::", '<aside id="a" class="nb-callout nb-callout-note" role="note">'),
        (":::{note}\n:name: a\nx\n:::", '<aside id="a" class="nb-callout nb-callout-note" role="note">'),
        (
            '<div id="a" class="alert alert-info">x</div>',
            '<aside id="a" class="nb-callout nb-callout-note" role="note" aria',
        ),
        ("::: {#a .b .c}\nx\n:::", '<div id="a" class="b c">'),
        ("::: {#a .column-margin}\nx\n:::", '<aside id="a" class="nb-side">'),
    ],
)
def test_what_is_named_is_found_by_a_link(source: str, shown: str) -> None:
    assert shown in prose.render(source, place())
    assert Anchors(lambda: [source], list).find("a") == "a"


@pytest.mark.parametrize(
    ("dialect", "source", "name"),
    [
        ("quarto", "## A {#sec-a}", "sec-a"),
        ("quarto", "a [b]{#c}", "c"),
        ("fastpages", "{{ 'b' | fndetail: 1 }}", "fn-1"),
        ("fastpages", "a {% fn 1 %}", "fnref-1"),
        ("myst", "$$x$$ (eq-a)", "eq-a"),
    ],
)
def test_a_link_finds_what_only_the_notebooks_dialect_names(dialect: str, source: str, name: str) -> None:
    assert Anchors(lambda: [source], list, frozenset([dialect])).find(name) == name
    assert Anchors(lambda: [source], list).find(name) is None
