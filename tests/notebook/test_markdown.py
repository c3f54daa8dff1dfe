"""Reading a Markdown cell as JupyterLab does."""

from __future__ import annotations

import pytest

from nbpress.notebook import markdown


def kinds(source: str) -> list[tuple[str, str]]:
    return [(kept.kind, kept.text) for kept in markdown.parse(source).kept]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a $x|y$ b", [("math", "x|y")]),
        ("$ x $", [("math", "x")]),
        ("costs $5 and $6", []),
        ("5$ and US$6, $7^2 or $8, \\$9", []),
        (
            "1$\\mu$m (~30$^\\circ$) 3$x$3 $\\pm$5% $\\sim$100",
            [("math", t) for t in (r"\mu", r"^\circ", "x", r"\pm", r"\sim")],
        ),
        ("\\$x$ y", []),
        ("`$x$` and ``$`$``", []),
        ("```\n$x$\n```\n$y$", [("math", "y")]),
        ("- ~~~\n  $x$\n  ~~~\n\n$y$", [("math", "y")]),
        ("$$\nx\n$$", [("display", "x")]),
        ("$x\n\ny$", []),
        ("\\begin{align}x\\end{align}", [("display", "\\begin{align}x\\end{align}")]),
        ("\\\\(x\\\\) and \\(y_1\\) and \\(z\\)", [("math", "x"), ("math", "y_1")]),
        ("\\[x = 1\\] and \\[a, b\\] and \\[l\\](t_x)", [("display", "x = 1")]),
        ("<module> <b> <String> a < b", [("text", "<"), ("text", "<")]),
        ("[a](<b c>) <http://x.y> <a@b.cd>", []),
        ("{eval}`a+b` {eval} `c`", [("value", "a+b")]),
        ("{{ x }}", []),
    ],
)
def test_what_is_no_markdown_is_taken_out(source: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(source) == expected


def test_liquid_is_taken_out_only_when_it_passes() -> None:
    kept = markdown.parse("{{ x }} {% raw %}{{ y }}{% endraw %}", liquid=True).kept
    assert [part.text for part in kept] == ["{{ x }}", "{% raw %}{{ y }}{% endraw %}"]


def test_a_mark_is_a_word_that_the_cell_does_not_hold() -> None:
    document = markdown.parse("0nb0z 0nbx $x$")
    assert document.word == "0nbxx"
    assert document.restore(document.tokens[1].content) == "0nb0z 0nbx $x$"


def test_expressions_are_those_that_show() -> None:
    source = "{eval}`a` `` {eval}`b` `` *{eval}`` c`d ``*\n\n    {eval}`e`\n\n<p>{eval}`f`</p>"
    assert markdown.expressions(source) == ("a", "c`d", "f")
    assert markdown.expressions("no value") == ()


def test_targets_are_as_the_author_wrote_them() -> None:
    source = "[a](b%20c.ipynb#d) ![e](<f g.png>) [h][i] <img src='j.png'>\n\n[i]: k.md\n\n`[l](m)` $[n](o)$"
    assert markdown.targets(source) == ("b%20c.ipynb#d", "f g.png", "k.md", "j.png")


def test_tasks_are_noted_in_their_items() -> None:
    tokens = markdown.parse("- [x] a\n- [ ] b\n- [y] c").tokens
    assert [token.meta.get("checked") for token in tokens if token.type == "list_item_open"] == [True, False, None]


def test_bare_addresses_become_links() -> None:
    children = markdown.parse("see https://a.b/c_(d), www.e.fg. [https://h.i](j)").tokens[1].children or []
    assert [token.attrs["href"] for token in children if token.type == "link_open"] == [
        "https://a.b/c_(d)",
        "http://www.e.fg",
        "j",
    ]


def test_what_no_page_can_hold_is_dropped() -> None:
    assert markdown.clean("a\x00\x08\tb\r\nc\rd\ud800\ufffe\uffff\x85é") == "a\tb\nc\ndé"


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000"])
def test_any_space_makes_a_heading_as_in_jupyterlab(space: str) -> None:
    tokens = markdown.parse(f"text\n##{space}A{space}head\n\n> #{space}Two\n\n```\n#{space}code\n```").tokens
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2", "h1"]
    assert [token.content for token in tokens if token.content] == ["text", f"A{space}head", "Two", f"#{space}code\n"]


def test_a_word_after_the_sign_is_no_heading() -> None:
    assert [token.type for token in markdown.parse("#tag").tokens] == ["paragraph_open", "inline", "paragraph_close"]
