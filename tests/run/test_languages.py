"""A kernel of another language: bash, from a package, run and published like any other."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import jekyll
import pytest
from builders import HEAD, blog, code, notebook, saved, text, told
from selectolax.lexbor import LexborHTMLParser

from nbpress.core.errors import RunError
from nbpress.publish.checked import wanting
from nbpress.publish.inventory import listed
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read import notebook as notebooks
from nbpress.report.summary import listing

pytest.importorskip("bash_kernel", reason="pip install bash_kernel")
BASH = {"name": "bash-of-the-tests", "display_name": "Bash", "language": "bash"}
SOURCE = '# says hello\nfor word in {{ a }} {% b %}; do\n  echo "word: $word"\ndone'
CELLS = (
    text("# Shell\n\nThe notebook speaks *bash*."),
    code("times=2  # how often", "parameters"),
    code(f"#| echo: true\n{SOURCE}"),
    code("echo oops >&2; echo $((times * 21))"),
    code("false", "raises-exception"),
    code("%%html\n<b>x</b>", "remove-cell", "skip-execution"),
)


@pytest.fixture
def bash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which Jupyter finds the kernel."""
    spec = tmp_path / "jupyter" / "kernels" / BASH["name"]
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Bash", "language": "bash"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return tmp_path


def published(folder: Path, *cells: object, head: str = HEAD) -> tuple[Path, Outcome]:
    site = blog(folder)
    path = saved(notebook(*cells, head=head, kernel=BASH), folder / "notebooks" / "shell.ipynb")
    return site, publish([path], Options(site=site, store=folder / ".nbpress"))[0]


def test_a_bash_notebook_is_run_and_its_page_shows_code_and_outputs(bash: Path) -> None:
    site, outcome = published(bash, *CELLS)
    assert outcome.error is None and outcome.ran
    jekyll.run(site)
    page = LexborHTMLParser((site / "_site" / "2020" / "01" / "02" / "shell.html").read_text())
    codes = page.css("code[data-lang=bash]")
    assert [node.text().strip() for node in codes] == ["times=2  # how often", SOURCE, CELLS[3].source, "false"]
    assert codes[1].css_first("span.c") is not None and codes[1].css_first("span.k").text().strip() == "for"
    assert [node.text() for node in page.css(".nb-output pre")] == [
        "word: {{\nword: a\nword: }}\nword: {%\nword: b\nword: %}",
        "oops\n42",
        "1",
    ]
    assert page.css_first("h1") is not None and page.css_first("p em").text() == "bash"


def test_a_live_value_that_is_empty_is_an_error_that_says_so(bash: Path) -> None:
    site, outcome = published(bash, text("It is {eval}`$times`."), code("times=2"))
    assert isinstance(outcome.error, RunError)
    assert "cell 2: $times: it is empty" in str(outcome.error)
    assert not (site / "_posts").exists()


def test_a_failing_cell_of_another_language_names_the_cell(bash: Path) -> None:
    _, outcome = published(bash, code("echo fine"), code("no_such_command_here"))
    assert outcome.error is not None and "cell 3" in str(outcome.error)


def test_a_language_that_nobody_knows_is_published_and_what_is_wanting_is_told_once(bash: Path) -> None:
    wren = {**BASH, "language": "wren"}
    settings = "nbpress: {results: {n: echo 3, word: echo abc}, expect: [n == 3]}"
    cells = (code("times = 2", "parameters"), code("echo fine"), text("It is {eval}`echo 42`, and {eval}`echo 43`."))
    site = blog(bash)
    path = saved(notebook(*cells, head=f"{HEAD[:-3]}{settings}\n---", kernel=wren), bash / "notebooks" / "asks.ipynb")
    [asks] = publish([path], Options(site=site, store=bash / ".nbpress"))
    assert (asks.error, asks.results) == (None, {"n": 3, "word": "abc"})
    assert told(asks.warnings) == (
        "the language wren is unknown to nbpress: live values, results, expectations take the text that its kernel shows;"
        " parameters are read as `name = value` alone, and papermill writes them if it can; no line of an error is told",
    )
    assert "It is 42, and 43." in (site / "_posts" / "2020-01-02-asks.md").read_text()
    plain = saved(notebook(code("echo fine"), kernel=wren), bash / "notebooks" / "plain.ipynb")
    assert not list(wanting(notebooks.load(plain))), "it asks for nothing of this"
    assert not list(wanting(notebooks.load(saved(notebook(*cells, kernel=BASH), plain)))), "a language that is known"


# --- where its kernel is not installed --------------------------------------------------------------------------


def test_an_article_whose_kernel_is_gone_waits_and_stays_as_it_is_with_its_inputs(
    bash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = blog(bash)
    folder = bash / "notebooks"
    other = saved(
        notebook(
            text("# Other"), code("times = 2", "parameters"), head=f"{HEAD[:-3]}nbpress: {{results: {{x: times}}}}\n---"
        ),
        folder / "other.ipynb",
    )
    head = f"{HEAD[:-3]}nbpress: {{inputs: {{found: other.ipynb}}}}\n---"
    cells = (text("# Shell"), code('found="shell.found.json"', "parameters"), code('cat "$found" | grep -c results'))
    path = saved(notebook(*cells, head=head, kernel=BASH), folder / "shell.ipynb")
    options = Options(site=site, store=bash / ".nbpress")
    assert [each.error for each in publish([other, path], options)] == [None, None]
    before = {
        name: (bash / name).read_bytes() for name in ("site/_posts/2020-01-02-shell.md", "notebooks/shell.found.json")
    }
    monkeypatch.setenv("JUPYTER_PATH", str(bash / "nowhere"))
    monkeypatch.setattr("nbpress.run.kernel.Specifications", lambda *_: SimpleNamespace(get_all_specs=dict))
    assert [(each.waits, each.reasons) for each in publish([path], options)] == [("", ())], "nothing is due"
    saved(notebook(*cells, code("echo more"), head=head, kernel=BASH), path)
    for missing in (False, True):
        [outcome] = publish([path], replace(options, run_missing=missing))
        assert (outcome.error, outcome.waits, outcome.ran) == (None, "bash", False)
    assert {name: (bash / name).read_bytes() for name in before} == before
    [line] = listed([path], options)
    assert line.waits == "bash" and "waits for bash" in listing([line])
    for insisting in (replace(options, rerun=True), replace(options, frozen=True)):
        assert publish([path], insisting)[0].error is not None


def test_what_an_article_is_compared_with_is_left_alone_while_it_waits(
    bash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = blog(bash)
    folder = bash / "notebooks"
    head = f"{HEAD[:-3]}nbpress: {{results: {{x: times}}}}\n---"
    other = saved(notebook(text("# Other"), code("times = 2", "parameters"), head=head), folder / "other.ipynb")
    own = f"{HEAD[:-3]}nbpress: {{inputs: {{found: other.ipynb}}}}\n---"
    cells = (text("# Shell"), code('found="shell.found.json"', "parameters"))
    path = saved(notebook(*cells, head=own, kernel=BASH), folder / "shell.ipynb")
    options = Options(site=site, store=bash / ".nbpress")
    publish([other, path], options)
    [results] = folder.glob("*.json")
    before = results.read_bytes()
    monkeypatch.setattr("nbpress.run.kernel.Specifications", lambda *_: SimpleNamespace(get_all_specs=dict))
    saved(notebook(text("# Other"), code("times = 3", "parameters"), head=head), other)
    [outcome] = publish([path], options)
    assert (outcome.error, outcome.waits, results.read_bytes()) == (None, "bash", before)
    assert listed([path], options)[0].waits == "bash"
