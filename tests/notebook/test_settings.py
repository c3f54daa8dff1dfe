"""What stands under `nbpress:` is checked before anything runs, with the place and what it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved

from nbpress.core.errors import ReadError
from nbpress.notebook import settings
from nbpress.publish.inventory import listed
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish


@pytest.mark.parametrize(
    ("key", "value", "takes"),
    [
        ("results", ["x"], "a mapping of names to expressions"),
        ("results", {1: "x"}, "a mapping of names to expressions"),
        ("results", {"x": None}, "a mapping of names to expressions"),
        ("kernel", 5, "the name of a kernel"),
        ("run", "maybe", "`never`"),
        ("liquid", "on the page", "true or false"),
        ("parameters", [1], "a mapping of parameters to values"),
        ("private", {"token": 1}, "a parameter or a list of parameters"),
        ("allow", ["0123456789ab"], "hashes such as sha256-"),
    ],
)
def test_a_value_of_another_shape_is_an_error_that_says_what_it_takes(key: str, value: Any, takes: str) -> None:
    with pytest.raises(ReadError, match=f"`nbpress: {key}:` takes") as caught:
        settings.checked({key: value})
    assert takes in str(caught.value) and caught.value.place == "front matter"


def test_an_unknown_key_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ReadError, match='has no key "result"') as caught:
        settings.checked({"result": {}})
    assert 'did you mean "results"' in str(caught.value)


def test_what_is_left_empty_is_as_if_it_were_not_there() -> None:
    settings.checked(dict.fromkeys(("results", "kernel", "run", "private")))


def project(folder: Path, block: str, *cells: Any) -> tuple[Path, Options]:
    blog(folder)
    head = f"---\ntitle: T\ndate: 2020-01-02\nnbpress: {{{block}}}\n---"
    path = saved(notebook(*(cells or (code("open('ran', 'w').close()\nx = 1"),)), head=head), folder / "nb" / "x.ipynb")
    return path, Options(folder / "site", folder / ".nbpress")


def one(folder: Path, block: str) -> Outcome:
    path, options = project(folder, block)
    return publish([path], options)[0]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("results: {v: x}, expect: 'w > 1'", 'there is no "w"'),
        ("results: {v: x}, warn: 'import os'", "cannot be evaluated"),
        ("results: {v: x}, expect: {v: {}}, warn: 5", "takes a condition"),
        ("results: {v: x}, tolerance: {w: 1}", "which is no result"),
        ("private: [token]", 'no parameter "token"'),
    ],
)
def test_what_no_run_could_answer_is_told_before_the_run(tmp_path: Path, block: str, said: str) -> None:
    outcome = one(tmp_path, block)
    assert said in str(outcome.error), outcome.error
    assert not (tmp_path / "nb" / "ran").exists() and not (tmp_path / "site" / "_posts").exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("nbpress: {result: {v: x}}", 'did you mean "results"?'),
        ("nbpress: {results: [x]}", "takes a mapping of names"),
        ("nbpress: {quiet: nb-formulas}", 'did you mean "nb-formula"?'),
        ("nbpress: {depends: {a: 1}}", "depends"),
        ("nbpress: {inputs: 7}", "`inputs:` takes a mapping"),
        ("nbpress: {parameters: {m: 1}}", 'no parameter "m"'),
        ("npbress: {results: {v: x}}", "did you mean `nbpress:`?"),
        ("title: [", "not YAML"),
        ("date: soon", "no date that Jekyll reads"),
        ("date: 2020-02-31", "no day of the calendar"),
        ("layout: [article]", "`layout:` takes a name"),
        ("image: {feature: [a.png]}", "takes a name, no list"),
        ("image: {feature: %s.png}" % ("n" * 300), "an image that cannot be"),
        ("slug: %s" % ("n" * 300), "Choose a shorter `slug:`"),
    ],
)
def test_a_fault_of_the_front_matter_is_told_before_the_run(tmp_path: Path, lines: str, said: str) -> None:
    blog(tmp_path)
    whole = {
        "title": "title: T",
        "date": "date: 2020-01-02",
        **{line.split(":")[0]: line for line in lines.splitlines()},
    }
    cells = code("n = 1", "parameters"), code("open('ran', 'w').close()")
    head = "\n".join(["---", *whole.values(), "---"])
    path = saved(notebook(*cells, head=head), tmp_path / "nb" / "x.ipynb")
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error and said in str(outcome.error)
    assert not path.with_name("ran").exists() and not (tmp_path / ".nbpress" / "runs").exists()


def test_code_that_would_be_shown_though_it_was_to_be_hidden_stops_the_article_before_the_run(tmp_path: Path) -> None:
    hidden = code("#| fig-cap: a: b\n#| echo: false\nopen('ran', 'w').close()")
    path, options = project(tmp_path, "", code("1"), hidden)
    outcome = publish([path], options)[0]
    said = str(outcome.error)
    assert "cell 3: the cell was to be hidden" in said and "Its option lines are no YAML" in said
    assert not path.with_name("ran").exists() and not (tmp_path / "site" / "_posts").exists()


@pytest.mark.parametrize(
    ("source", "tags", "said"),
    [("#| ecoh: false\n1", (), "echo"), ("#| echo: fales\n1", (), "false"), ("1", ("remove-imput",), "remove-input")],
)
def test_code_that_was_to_be_hidden_is_told_before_the_run(
    tmp_path: Path, source: str, tags: tuple[str, ...], said: str
) -> None:
    blog(tmp_path)
    path = saved(notebook(code("open('ran', 'w').close()"), code(source, *tags)), tmp_path / "nb" / "x.ipynb")
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error and said in str(outcome.error) and "cell 3" in str(outcome.error)
    assert not path.with_name("ran").exists()


def test_no_input_is_run_for_an_article_that_will_be_refused(tmp_path: Path) -> None:
    blog(tmp_path)
    slow = notebook(code("open('ran', 'w').close()\nx = 1"), head="---\nnbpress: {results: {x: x}}\n---")
    saved(slow, tmp_path / "nb" / "slow.ipynb")
    head = "---\ntitle: T\ndate: soon\nnbpress: {inputs: {runs: slow}}\n---"
    path = saved(notebook(code("runs = 'x.runs.json'", "parameters"), head=head), tmp_path / "nb" / "x.ipynb")
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert "no date that Jekyll reads" in str(outcome.error) and not path.with_name("ran").exists()


def test_a_notebook_that_nobody_foresaw_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, options = project(tmp_path, "results: {v: x}")
    other = saved(notebook(code("1"), head="---\ntitle: U\ndate: 2020-01-02\n---"), path.with_name("y.ipynb"))
    before = settings.checked

    def trips(given: Any) -> None:
        if given.get("results"):
            raise LookupError("no such thing")
        before(given)

    monkeypatch.setattr(settings, "checked", trips)
    outcomes = publish([path, other], options)
    assert "LookupError: no such thing" in str(outcomes[0].error) and "please report it" in str(outcomes[0].error)
    assert outcomes[1].error is None and "please report it" in listed([path], options)[0].fault
