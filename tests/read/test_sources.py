"""Notebooks that are written as text: each kind gives what the `.ipynb` would, or says what keeps it from being read."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from text_notebooks import KINDS

from nbpress.core.errors import ReadError
from nbpress.notebook import ipynb
from nbpress.read import sources
from nbpress.read.notebook import Notebook, load, parse

PLACE = Path("/project/_notebooks")


def read(name: str, text: str) -> Notebook:
    return parse(dedent(text), PLACE / name)


def cells(source: Notebook) -> list[tuple[str, str]]:
    return [(cell["cell_type"], cell["source"]) for cell in source.nb["cells"]]


def told(source: Notebook) -> list[tuple[str, int, int]]:
    return [(notice.code, notice.cell, notice.line) for notice in source.notices]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_gives_the_same_front_matter_and_prose(name: str) -> None:
    source = read(name, KINDS[name])
    assert source.front.values == {"title": "One: two", "date": "2020-01-02", "tags": ["a", "b"]}
    assert source.front.settings == {"results": {"total": "total"}}
    assert source.language == "python"
    assert [each.name for each in source.parameters] == ["number"] and source.parameters[0].default == 3
    prose = [text for kind, text in cells(source) if kind == "markdown"]
    assert prose == ["# A heading\n\nWords.", "It gives {eval}`total`."]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_knows_the_lines_of_its_cells(name: str) -> None:
    text = dedent(KINDS[name])
    source = read(name, text)
    lines = text.split("\n")
    for cell in source.nb["cells"]:
        if cell["cell_type"] == "code" and "total =" in cell["source"]:
            first = cell["metadata"]["nbpress"]["line"]
            within = next(n for n, line in enumerate(cell["source"].split("\n")) if "total =" in line)
            assert lines[first + within - 1] == "total = number + 1"
            return
    pytest.fail("no cell adds")


@pytest.mark.parametrize("name", KINDS)
def test_options_are_those_of_a_cell_in_every_kind(name: str) -> None:
    from nbpress.notebook.cell_options import display

    [shown] = [display(cell, "python") for cell in read(name, KINDS[name]).nb["cells"] if "total =" in cell["source"]]
    assert (shown.label, shown.captions, shown.input, shown.unknown) == ("sum", ("A: sum, told",), False, ())


def test_what_runs_is_the_same_in_every_kind() -> None:
    from nbpress.plan.keys import run_key

    found = [read(name, text) for name, text in KINDS.items()]
    assert len({run_key(each.nb, each.language, {"number": 3}) for each in found}) == 1


def test_dates_and_keys_of_the_header_stay_as_they_were_written() -> None:
    source = read(
        "a.qmd", "---\ntitle: 2020\ndate: 2018-11-11 10:30\njupyter: python3\nother: 0o7 # why\n---\n\nWords.\n"
    )
    assert source.nb["cells"][0]["source"] == "---\ntitle: 2020\ndate: 2018-11-11 10:30\nother: 0o7 # why\n---"


def test_a_header_of_nothing_but_its_kernel_is_no_front_matter() -> None:
    source = read("a.md", "---\nkernelspec: {name: python3}\n---\n\n```{code-cell}\n1\n```\n")
    assert not source.front.is_given and cells(source) == [("code", "1")]
    assert source.nb["metadata"]["kernelspec"] == {"name": "python3", "display_name": "python3", "language": "python"}


@pytest.mark.parametrize(
    ("header", "language", "kernel"),
    [
        ("kernelspec: {name: ir}", "r", "ir"),
        ("kernelspec: {name: julia-1.10, language: julia}", "julia", "julia-1.10"),
        ("jupyter: python3", "python", "python3"),
        ("title: a", "r", ""),
    ],
)
def test_the_language_is_the_kernels_else_that_of_the_cells(header: str, language: str, kernel: str) -> None:
    source = read("a.qmd", f"---\n{header}\n---\n\n```{{r}}\n1\n```\n")
    assert (source.language, source.nb["metadata"].get("kernelspec", {}).get("name", "")) == (language, kernel)


def test_a_broken_header_is_told_with_its_line() -> None:
    with pytest.raises(ReadError, match=r"a\.qmd, front matter: the front matter is not YAML: line 3"):
        read("a.qmd", "---\ntitle: a\ndate: b: c\n---\n\nWords.\n")


def test_a_cell_between_colons_runs_and_one_inside_of_code_does_not() -> None:
    source = read(
        "a.md",
        """\
        ---
        kernelspec: {name: python3}
        ---
        :::{code-cell}
        :tags: [hide-input]
        text = "```"
        :::

        ````
        :::{code-cell}
        1
        :::
        ````
        """,
    )
    assert cells(source)[0] == ("code", 'text = "```"')
    assert [kind for kind, _ in cells(source)] == ["code", "markdown"]
    assert source.nb["cells"][0]["metadata"]["tags"] == ["hide-input"] and told(source) == []


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.qmd", "Words.\n\n- item\n\n  ```{python}\n  1\n  ```\n", 5),
        ("a.qmd", "```{python}\n1\n```\n\n```{ojs}\nx\n```\n", 1),
        ("a.md", "```{code-cell}\n1\n```\n\n```{python}\n1\n```\n", 1),
        ("a.Rmd", "```{r}\n1\n```\n\n```{r}\n2\n```\n\n```{python}\n1\n```\n", 1),
    ],
)
def test_a_fence_that_looks_like_a_cell_and_is_not_run_is_told(name: str, text: str, line: int) -> None:
    [notice] = read(name, text).notices
    assert (notice.code, notice.line) == ("nb-unrun-fence", line)


@pytest.mark.parametrize(
    "text", ["```python\n1\n```\n", "````\n```{python}\n1\n```\n````\n", "```{mermaid}\nflowchart\n```\n"]
)
def test_code_that_is_only_shown_and_diagrams_are_not_told(text: str) -> None:
    source = read("a.qmd", text)
    assert [kind for kind, _ in cells(source)] == ["markdown"] and told(source) == []


CHUNK = [
    ("echo=FALSE", {"input": False}),
    ("include=FALSE", {"input": False, "output": False}),
    ("eval=FALSE", {"evaluate": False}),
    ("warning=FALSE", {"stderr": False}),
    ("message = F", {"stderr": False}),
    ("results='hide'", {"output": False}),
    ('results="asis"', {"asis": True}),
    ("error=TRUE", {"raises": True}),
    ('fig.cap="A, b: c", fig.alt="d"', {"captions": ("A, b: c",), "alts": ("d",)}),
    ('out.width="50%", fig.width=7', {"width": "50%"}),
    ("fig.width=7, fig.height=5, cache=TRUE", {"width": "7in"}),
    ('class.source="fold-hide"', {"fold_input": True}),
    ('fig.subcap=c("a", "b")', {"captions": ("a", "b")}),
]


@pytest.mark.parametrize("name", ["a.Rmd", "a.qmd"])
@pytest.mark.parametrize(("options", "wanted"), CHUNK)
def test_options_of_a_chunk_are_those_of_a_cell(name: str, options: str, wanted: dict[str, Any]) -> None:
    from nbpress.notebook.cell_options import display

    for written in (f"```{{r part, {options}}}\nf(1)\n```\n", f"```{{r part}}\n#| {options}\nf(1)\n```\n"):
        source = read(name, written)
        shown = display(source.nb["cells"][0], "r")
        assert {each: getattr(shown, each) for each in wanted} == wanted and shown.label == "part"
        assert (shown.unknown, shown.problem, told(source)) == ((), "", [])


@pytest.mark.parametrize("name", ["a.Rmd", "a.qmd"])
def test_what_hides_and_only_r_could_tell_stops_the_article(name: str) -> None:
    with pytest.raises(ReadError, match=r"line 3: the option `echo=params\$show` is code of R[\s\S]*TRUE or FALSE"):
        read(name, "Words.\n\n```{r, echo=params$show}\n1\n```\n")
    assert told(read(name, "```{r, fig.cap=title, child='a.Rmd'}\n1\n```\n")) == [("nb-unknown-option", 1, 0)] * 2


@pytest.mark.parametrize("name", ["a.Rmd", "a.qmd"])
def test_what_is_told_of_a_chunk_has_the_line_that_it_begins_in(name: str) -> None:
    text = "---\ntitle: a\nparams: {n: 1}\n---\n\n```{r x, echo=FALSE, error=TRUE, eval=FALSE, child='a'}\n1\n2\n```\n"
    source = read(name, text)
    [notice] = source.notices
    cell = source.nb["cells"][notice.cell - 1]
    assert cell["source"].endswith("\n1\n2")
    assert [ipynb.file_line(cell, line) for line in (0, 1, cell["source"].count("\n") + 1)] == [6, 6, 8]


def test_what_is_set_for_all_chunks_is_said_of_all_cells() -> None:
    text = (
        "---\ntitle: a\n---\n\n```{r setup, include=FALSE}\nknitr::opts_chunk$set(echo = FALSE, fig.width = 6)\n```\n"
    )
    assert read("a.Rmd", text).front.foreign == {"execute": {"echo": False}}


def test_output_of_r_markdown_says_how_code_folds() -> None:
    text = "---\ntitle: a\noutput:\n  html_document:\n    toc: true\n    code_folding: hide\n---\n\nWords.\n"
    source = read("a.Rmd", text)
    assert source.front.values == {"title": "a", "toc": True}
    assert source.front.foreign == {"format": {"html": {"toc": True, "code-fold": True}}}


def test_params_are_the_parameters_and_in_r_the_list_as_well() -> None:
    params = 'n: 5\n  on: true\n  name: "x\\"y"\n  bar: {value: [1, 2], input: slider}'
    text = f"---\ntitle: a\nparams:\n  {params}\n---\n\n```{{r}}\nn\n```\n"
    found = [cell for cell in read("a.Rmd", text).nb["cells"] if cell["cell_type"] == "code"]
    assert found[0]["source"] == 'n <- 5\non <- TRUE\nname <- "x\\"y"\nbar <- c(1, 2)'
    assert found[1]["source"] == "params <- list(n = n, on = on, name = name, bar = bar)"
    assert found[0]["metadata"]["tags"] == ["parameters", "remove-cell"]


@pytest.mark.parametrize(
    ("name", "written", "filled"),
    [
        ("a.Rmd", "`r x` and `` `r x` ``", "{eval}`x` and `` `r x` ``"),
        ("a.qmd", "`{python} f(x)` `r y`, `python x`", "{eval}`f(x)` {eval}`y`, `python x`"),
        ("a.qmd", "```\n`{python} x`\n```\n`{python} x`", "```\n`{python} x`\n```\n{eval}`x`"),
    ],
)
def test_inline_code_is_a_live_value_but_not_inside_of_code(name: str, written: str, filled: str) -> None:
    assert cells(read(name, f"{written}\n"))[0][1] == filled


def test_a_live_value_stands_in_the_front_matter_too() -> None:
    source = read("a.Rmd", '---\ntitle: "`r n` ships"\n---\n\n```{r}\nn <- 2\n```\n')
    assert source.front.values["title"] == "{eval}`n` ships"


def test_magics_are_no_comments_in_a_script() -> None:
    text = "# ---\n# jupyter:\n#   jupytext: {formats: py}\n# ---\n\n# %%\n# %matplotlib inline\n# a comment\nx = 1\n"
    assert cells(read("a.py", text)) == [("code", "%matplotlib inline\n# a comment\nx = 1")]


def test_a_bare_percent_script_is_one_where_somebody_names_it_and_a_module_is_none(tmp_path: Path) -> None:
    assert cells(read("a.py", "# %% [markdown]\n# Words.\n\n# %%\n1\n")) == [("markdown", "Words."), ("code", "1")]
    with pytest.raises(ReadError, match=r"house\.py: this is no notebook: it is a script without cells[\s\S]*# %%"):
        read("house.py", "x = 1\n")
    with pytest.raises(ReadError, match=r"a\.md: this is no notebook: it is Markdown without a `kernelspec:`"):
        read("a.md", "# Words\n")


def test_without_jupytext_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jupytext", None)
    with pytest.raises(ReadError, match=r"a\.py: a notebook in a \.py file is read by jupytext[\s\S]*nbpress\[text\]"):
        read("a.py", KINDS["percent.py"])
    assert read("a.qmd", KINDS["quarto.qmd"]).language == "python"


def test_what_jupytext_cannot_read_is_told_with_its_line() -> None:
    with pytest.raises(ReadError, match=r"a\.md: jupytext cannot read this text: Code cell 1 at line 6"):
        read("a.md", "---\nkernelspec: {name: python3}\n---\n\nWords.\n```{code-cell}\n:tags: [\n1\n```\n")


def test_a_text_may_be_any_text(tmp_path: Path) -> None:
    odd = [
        "",
        "---",
        "---\n",
        "---\n---\n",
        "```{python",
        "\ufeff---\ntitle: a\n---\n",
        "---\n- a\n---\n",
        "\0",
        "```{r x",
        "`r",
    ]
    for name in KINDS:
        for text in odd:
            try:
                assert isinstance(parse(text, PLACE / name), Notebook)
            except ReadError as error:
                assert error.path == PLACE / name


def test_only_the_kinds_name_their_suffixes() -> None:
    package = Path(sources.__file__).parents[2]
    names = {each.name for each in Path(sources.__file__).parent.glob("*.py")} - {"__init__.py"}
    assert {f"{kind.read.__module__.rpartition('.')[2]}.py" for kind in sources.kinds()} == names
    for path in package.rglob("*.py"):
        if "sources" not in path.parts and "migrate" not in path.parts:
            assert "sources import quarto" not in path.read_text() and "read.sources." not in path.read_text(), path


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.qmd"
    path.write_bytes(b"---\r\ntitle: a\r\n---\r\n\r\n```{python}\r\n1\r\n```\r\n")
    assert cells(load(path)) == [("raw", "---\ntitle: a\n---"), ("code", "1")]
