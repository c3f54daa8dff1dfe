"""Front matter comes out as it was written, and Jekyll reads back what was meant."""

from __future__ import annotations

import pytest
from builders import HEAD, code, notebook, text

from nbpress.core.errors import ReadError
from nbpress.notebook import frontmatter


def test_a_raw_first_cell_is_read() -> None:
    front = frontmatter.read(notebook(text("# Hello")))
    assert front.cell == 0
    assert dict(front.values) == {"title": "A title", "date": "2020-01-02"}


def test_a_markdown_first_cell_is_read_and_its_prose_stays() -> None:
    front = frontmatter.read(notebook(text(f"{HEAD}\n\nSome prose."), head=None))
    assert front.values["title"] == "A title"
    assert front.rest == "Some prose."


def test_a_rule_at_the_head_of_a_markdown_cell_is_no_front_matter() -> None:
    front = frontmatter.read(notebook(text("---\nJust prose between rules.\n\n---"), head=None))
    assert front.cell is None and not front.values


def test_notebook_metadata_is_read_where_no_cell_holds_one() -> None:
    nb = notebook(code("1"), head=None)
    nb.metadata["jekyll"] = {"title": "From: metadata", "tags": ["a", "yes"]}
    assert dict(frontmatter.read(nb).values) == {"title": "From: metadata", "tags": ["a", "yes"]}


def test_what_the_author_wrote_passes_through_as_written() -> None:
    written = 'title: "A: b"\ndate: 2018-11-11\ntime: 10:30\ntags: [a, "b: c"]\nimage:\n  teaser: x/y.png\nx: 0o17\n'
    assert frontmatter.dump(frontmatter.parse(written).node) == written


@pytest.mark.parametrize("title", ["2020", "yes", "10:30", "null", "1e3"])
def test_a_title_that_yaml_takes_for_something_else_stays_text(title: str) -> None:
    front = frontmatter.parse(f"title: {title}")
    assert front.values["title"] == title
    assert frontmatter.dump(front.node) == f'title: "{title}"\n'


@pytest.mark.parametrize(
    "value",
    [
        "Keras: MNIST",
        "@x",
        "[draft] x",
        "2020",
        "yes",
        "No",
        "10:30",
        "1,000",
        ":sym",
        "a #b",
        "~",
        "",
        " x ",
        "é{{ x }}",
        "- a",
        "x\ny",
        "0x1F",
        "1_000",
        "!tag",
        "*a",
        "%x",
        "`x`",
        "|",
        "null",
    ],
)
def test_a_new_text_is_read_back_as_the_same_text(value: str) -> None:
    assert frontmatter.parse(frontmatter.dump({"excerpt2": value})).values == {"excerpt2": value}


def test_the_publishers_block_is_kept_apart() -> None:
    front = frontmatter.parse("title: a\nnbpress:\n  depends: data.csv\n")
    assert dict(front.settings) == {"depends": "data.csv"}
    assert "nbpress" not in frontmatter.dump(front.node)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("title: Keras: MNIST", "line 1"),
        ("title: a\ntitle: b", "stands twice"),
        ("title: @x", "line 1"),
        ("- a\n- b", "no mapping"),
        ("nbpress: 5", "no mapping"),
        ("nbpres: {expect: a}", "did you mean `nbpress:`"),
    ],
)
def test_a_malformed_front_matter_is_an_error_that_says_where(written: str, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        frontmatter.read(notebook(text("x"), head=f"---\n{written}\n---"))


@pytest.mark.parametrize(
    "prose", ["Note: this is: a line between rules", "Warning: *careful*\n[x]: y: z", "A: b\nno key at all"]
)
def test_prose_with_colons_between_rules_is_no_front_matter(prose: str) -> None:
    front = frontmatter.read(notebook(text(f"---\n{prose}\n---"), head=None))
    assert front.cell is None and not front.values


@pytest.mark.parametrize("prose", ["Content.", "\nSeveral lines\n\nof raw text\n"])
def test_raw_text_between_rules_is_no_front_matter(prose: str) -> None:
    assert frontmatter.read(notebook(text("x"), head=f"---\n{prose}\n---")).cell is None


def test_a_malformed_front_matter_in_a_markdown_cell_is_an_error_where_it_was_meant() -> None:
    with pytest.raises(ReadError, match="line 1"):
        frontmatter.read(notebook(text("---\ntitle: Exception: Test\n---"), head=None))


@pytest.mark.parametrize("written", ["? [a]\n: b", "n: !!int x", "? {a: b}\n: c", "a: &x [*x]"])
def test_odd_yaml_is_read_or_refused(written: str) -> None:
    try:
        assert frontmatter.parse(written).values
    except ReadError as error:
        assert "front matter" in str(error)


@pytest.mark.parametrize("text", ['title: "\\uD800x"', 'date: "2020-\\udfff"', '"\\ud83d": 1', 'x: {y: ["\\uDC00"]}'])
def test_half_a_character_is_none(text: str) -> None:
    with pytest.raises(ReadError, match="it holds half of a character"):
        frontmatter.parse(text)
