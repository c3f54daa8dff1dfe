"""What cells include: pieces of the project alone, in their place, told with the file's name; they count in the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bounded import bounded
from builders import blog, code, notebook, saved, text

from nbpress.core.errors import ReadError
from nbpress.core.notices import CellNotices, Piece
from nbpress.notebook import markdown
from nbpress.plan import keys
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read import includes


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with pieces in it, and one outside of it; gives where its notebook is."""
    root = tmp_path / "project"
    (root / "notebooks" / "parts").mkdir(parents=True)
    (root / "_config.yml").write_text("title: x\n")
    for name, content in {
        "_intro.md": "---\ntitle: not this\n---\nAn *intro*.\n\n{{< include parts/deep.md >}}\n",
        "parts/deep.md": "deep\n{{< include deeper.md >}}\n",
        "parts/deeper.md": "deeper\n",
        "setup.py": "import os\n\nx = 1\n",
        "code.py": "# begin\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n# end\n",
        "round.md": "{{< include round2.md >}}\n",
        "round2.md": "{{< include round.md >}}\n",
        ".hidden.md": "hidden",
        "wide.md": "{{< include wider.md >}}\n" * 40,
        "wider.md": "{{< include widest.md >}}\n" * 40,
        "widest.md": "x\n",
    }.items():
        (root / "notebooks" / name).write_text(content)
    (tmp_path / "outside.md").write_text("outside")
    (root / "notebooks" / "led.md").symlink_to(tmp_path / "outside.md")
    (root / "notebooks" / "again.md").symlink_to(root / "notebooks" / "round.md")
    return root / "notebooks" / "a.ipynb"


def read(path: Path, *cells: Any) -> tuple[Any, list[str]]:
    nb, told = includes.expanded(notebook(*cells), path)
    return nb, [str(notice) for notice in told]


def prose(path: Path, source: str) -> str:
    nb, told = read(path, text(source))
    assert told == []
    return str(nb["cells"][-1]["source"])


def test_a_piece_stands_where_it_is_included_without_its_front_matter(project: Path) -> None:
    assert prose(project, "a\n\n{{< include _intro.md >}}\n\nb") == "a\n\nAn *intro*.\n\ndeep\ndeeper\n\nb"
    assert prose(project, "> {{< include parts/deeper.md >}}") == "> deeper"


def test_a_notebook_that_includes_nothing_stays_the_same(project: Path) -> None:
    nb = notebook(text("a {{< include _intro.md >}}"), text("{{< video x >}}"), code("x = '{{<'"))
    assert includes.expanded(nb, project) == (nb, ())
    assert includes.expanded(nb, project)[0] is nb


def test_code_is_included_in_code_and_runs(project: Path) -> None:
    nb, _ = read(project, code("if True:\n    {{< include setup.py >}}\ny = 2"))
    assert nb["cells"][-1]["source"] == "if True:\n    import os\n    \n    x = 1\ny = 2"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (":lines: 2-3", ["def f():", "    return 1"]),
        (":lines: 1,3\n:dedent: 2", ["# begin", "  return 1"]),
        (":lines: 6-999999999", ["def g():", "    return 2", "# end"]),
        (":start-after: begin\n:end-before: def g", ["def f():", "    return 1", "", ""]),
        (":start-at: def g\n:end-at: return", ["def g():", "    return 2"]),
    ],
)
def test_of_code_that_is_shown_the_lines_are_chosen(project: Path, options: str, expected: list[str]) -> None:
    shown = prose(project, f"```{{literalinclude}} code.py\n{options}\n```")
    assert shown.split("\n") == ["```{code-block} py", ":filename: code.py", *expected, "```"]


def test_code_that_is_shown_has_the_options_of_code(project: Path) -> None:
    source = (
        "- ```{literalinclude} code.py\n  :language: r\n  :lines: 6\n  :lineno-match:\n  :caption: A *b*\n  ```\n  c"
    )
    shown = prose(project, source)
    assert shown.split("\n") == [
        "- ```{code-block} r", "  :caption: A *b*", "  :lineno-start: 6", "  def g():", "  ```", "  c",
    ]  # fmt: skip
    own = next(token.meta["listing"] for token in markdown.parse(shown).tokens if token.type == "fence")
    assert (own.caption, own.first) == ("A *b*", 6)


def test_mysts_word_for_prose_is_read_as_well(project: Path) -> None:
    assert prose(project, "```{include} _intro.md\n```\nb") == "An *intro*.\n\ndeep\ndeeper\nb"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../outside.md", "it lies outside of the project"),
        ("led.md", "it lies outside of the project"),
        (".hidden.md", "it is hidden"),
        ("none.md", "there is no such file"),
        ("/etc/passwd", "it lies outside of the project"),
        ("parts", "there is no such file"),
        ("x" * 5_000, "there is no such file"),
    ],
)
def test_what_may_not_come_along_stays_text_and_is_told(project: Path, name: str, why: str) -> None:
    line = f"{{{{< include {name} >}}}}"
    nb, told = read(project, text(f"a\n\n{line}"))
    assert nb["cells"][-1]["source"] == f"a\n\n{line}"
    assert told == [f"cell 2, line 3: `{line}` is not read: {why} [nb-unknown-syntax]"]
    with pytest.raises(ReadError, match=f"cannot be included: {why}"):
        read(project, code(line))


def test_in_a_block_of_code_what_names_no_file_is_an_example(project: Path) -> None:
    assert prose(project, "```\n{{< include none.md >}}\n```") == "```\n{{< include none.md >}}\n```"


@pytest.mark.parametrize("name", ["round.md", "again.md"])
def test_a_file_that_includes_itself_is_an_error_also_through_a_link(project: Path, name: str) -> None:
    with pytest.raises(ReadError, match=r"a file includes itself: round.md → round2.md → round.md") as caught:
        read(project, text(f"a\n{{{{< include {name} >}}}}"))
    assert caught.value.place == "cell 2, line 2"


def test_pieces_that_multiply_are_an_error(project: Path) -> None:
    with pytest.raises(ReadError, match="it includes more than 200 files"):
        read(project, text("{{< include wide.md >}}"))


def test_a_warning_in_a_piece_names_its_file_and_the_line_that_includes_it(project: Path) -> None:
    nb, _ = read(project, text("a\n\n{{< include _intro.md >}}\n\nbelow"))
    own = nb["cells"][-1]
    warn = CellNotices([], 2, own["source"], [Piece(*row) for row in own["metadata"]["nbpress"]["included"]])
    for about in ("An *intro*", "deeper", "below"):
        warn("nb-formula", about, about)
    assert [(notice.what, notice.line) for notice in warn.said] == [
        ("_intro.md, line 4: An *intro*", 3),
        ("deeper.md, line 1: deeper", 3),
        ("below", 5),
    ]


def test_a_piece_counts_in_the_key_of_the_page_and_code_in_that_of_the_run(project: Path) -> None:
    def run_keys() -> tuple[str, str]:
        nb, _ = read(project, text("{{< include parts/deeper.md >}}"), code("{{< include setup.py >}}"))
        shown = keys.shown_hashes(nb)[nb["cells"][1]["id"]]
        return shown, keys.run_key(nb, "python", {})

    first = run_keys()
    (project.parent / "parts" / "deeper.md").write_text("other\n")
    second = run_keys()
    (project.parent / "setup.py").write_text("x = 2\n")
    third = run_keys()
    assert (first[0] != second[0], first[1] == second[1]) == (True, True)
    assert (second[0] == third[0], second[1] != third[1]) == (True, True)


@pytest.mark.parametrize(
    "source", ["{{< include " * 20_000, "> " * 50_000, "```{include} a" * 20_000, "- " * 50_000 + "x\n{{<"]
)
def test_what_only_looks_so_takes_no_longer_than_its_length(project: Path, source: str) -> None:
    bounded(read, project, text(f"{source}\n{{{{<"))


def test_a_piece_is_published_with_its_page_and_a_change_of_it_makes_the_page_due(project: Path) -> None:
    path = saved(notebook(text("{{< include parts/deeper.md >}}\n\n{foo}`a`")), project)
    root = project.parents[1]
    options = Options(site=blog(root), store=root / ".nbpress", no_run=True)
    first = publish([path], options)[0]
    post = next(root.rglob("_posts/*.md"))
    assert first.error is None and "deeper" in post.read_text()
    assert [str(notice) for notice in first.warnings] == [
        "cell 2, line 3: the role `{foo}` is not read here; its text is shown [nb-unknown-syntax]"
    ]
    (project.parent / "parts" / "deeper.md").write_text("changed {bar}`b`\n")
    second = publish([path], options)[0]
    assert second.error is None and "changed" in post.read_text()
    assert [str(notice).split(";")[0] for notice in second.warnings] == [
        "cell 2, line 1: deeper.md, line 1: the role `{bar}` is not read here",
        "cell 2, line 3: the role `{foo}` is not read here",
    ]
