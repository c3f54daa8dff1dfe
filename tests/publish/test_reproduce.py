"""`nbpress publish --check`: what counts as a difference, and that nothing is written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from builders import HEAD, blog, code, notebook, saved, text, tree

from nbpress.check import compare
from nbpress.core.errors import CheckError
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.publish.reproduce import check

SETTINGS = (
    "nbpress:\n  depends: seed.txt\n  results: {score: score, n: n}\n  expect: score < 2\n  tolerance: {score: 0.3}\n"
)
CELLS = (
    code("import random, time\nn = 5", "parameters"),
    code("random.seed(float(open('seed.txt').read()))\nscore = 0.5 + random.random() / 10"),
    code("print(time.time())"),
    text("# About\nIt scores {eval}`score` today, {eval}`n` times."),
)


def options(path: Path) -> Options:
    return Options(site=path.parents[1] / "site", store=path.parents[1] / ".nbpress")


def checked(path: Path) -> Outcome:
    before = tree(path.parents[1])
    outcome = check([path], options(path))[0]
    assert tree(path.parents[1]) == before, "nothing is written"
    return outcome


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    blog(folder)
    path = saved(notebook(*CELLS, head=HEAD[:-3] + SETTINGS + "---"), folder / "notebooks" / "score.ipynb")
    path.with_name("seed.txt").write_text("1")
    assert publish([path], options(path))[0].error is None
    return path


@pytest.fixture
def path(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base.parents[1], tmp_path / "project")
    return tmp_path / "project" / "notebooks" / "score.ipynb"


def edited(path: Path, old: str, new: str) -> None:
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def test_what_differs_by_nature_does_not_count_and_a_kernel_is_started(path: Path) -> None:
    outcome = checked(path)
    assert outcome.error is None and outcome.ran and outcome.checked, outcome.error


def test_sources_results_and_expectations_count(path: Path) -> None:
    edited(path, "0.5 + random", "1.5 + random")
    error = checked(path).error
    assert isinstance(error, CheckError) and "cell 3 changed" in str(error)
    assert "score was 0.5" in str(error) and "is 1.5" in str(error) and "(tolerance 0.3)" in str(error)
    edited(path, "1.5 + random", "2.5 + random")
    assert "misses what the article promises" in str(checked(path).error)


def test_a_post_that_the_renderer_would_write_otherwise_counts(path: Path) -> None:
    post = path.parents[1] / "site" / "_posts" / "2020-01-02-score.md"
    old = post.read_text()
    post.write_text(old.replace("times.", "Times."))
    assert "was changed by hand" in str(checked(path).error)


def test_an_article_that_was_never_published_is_no_longer_what_its_notebook_gives(path: Path) -> None:
    new = saved(notebook(text("x"), head="---\ntitle: x\ndate: 2020-01-03\n---"), path.with_name("new.ipynb"))
    assert "it is new" in str(check([new], replace(options(path)))[0].error)


@pytest.mark.parametrize(("then", "now", "allowed", "differing"), [
    ({"a": 1.0}, {"a": 1.05}, {"a": 0.1}, 0), ({"a": 1.0}, {"a": 1.2}, {"a": 0.1}, 1), ({"a": 1}, {"a": 1.0}, {}, 0),
    ({"a": [1, 2]}, {"a": [1, 2.05]}, {"a": 0.1}, 0), ({"a": [1]}, {"a": [1, 2]}, {"a": 9}, 1), ({"a": "x"}, {"a": "y"}, {}, 1),
    ({"a": 1}, {}, {}, 1), ({}, {"a": 1}, {}, 1), ({"a": True}, {"a": False}, {"a": 5}, 1),
    ({"a": float("nan")}, {"a": float("nan")}, {}, 0),
])  # fmt: skip
def test_results_are_compared_within_their_tolerances(
    then: dict[str, object], now: dict[str, object], allowed: dict[str, float], differing: int
) -> None:
    assert len(compare.results(then, now, allowed)) == differing


WORDY = """\
from IPython.display import Image, Latex, Markdown
import binascii, struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))
png = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
png += chunk(b"IDAT", zlib.compress(b"\\0\\0")) + chunk(b"IEND", b"")
display(Markdown("# Head\\n\\n- a *list*\\n\\n<div>\\n\\nof two\\n\\n</div>"), Latex("so $x$ is $y$"))
print("<div>")
Image(png)"""


@pytest.mark.parametrize("math", ["mathml", "kramdown"])
def test_outputs_that_hold_markdown_are_left_out_whole(tmp_path: Path, math: str) -> None:
    site = blog(tmp_path, f"nbpress: {{math: {math}}}\n")
    cell = code("#| label: dot\n#| fig-cap: A *dot*, $x$ and `code`.\n" + WORDY, "hide-output")
    nb = notebook(text("Before."), cell, text("After."), head=HEAD)
    path = saved(nb, tmp_path / "notebooks" / "wordy.ipynb")
    assert publish([path], options(path))[0].error is None
    post = (site / "_posts" / "2020-01-02-wordy.md").read_text()
    assert "<figcaption>" in post and "nb-latex" in post and "nb-markdown" in post
    assert checked(path).error is None


HEADED = "---\ntitle: A\nmodified: 2020-01-02\nnbpress: {results: {a: 1}}\n---\n"
OUTPUT = '{::nomarkdown}\n<div class="nb-output nb-stdout"><pre>1</pre></div>\n{:/nomarkdown}\n'
CAPTIONED = (
    '{::nomarkdown}\n<figure class="nb-output nb-figure"><img src="x.png"><figcaption>\n{:/nomarkdown}\n\n'
    "A caption.\n\n{::nomarkdown}\n</figcaption></figure>\n{:/nomarkdown}\n"
)


@pytest.mark.parametrize(("post", "template", "same"), [
    ("It is 5.\n" + OUTPUT, f"It is {compare.BLANK}.\n", True), ("It is 5.", f"It was {compare.BLANK}.", False),
    ("One.\nTwo.", "One.", False), ("It is (5)*", f"It is ({compare.BLANK})*", True),
    ("{::nomarkdown}<details>{:/nomarkdown}", "", False),
    (CAPTIONED + "After.", "After.", True), (CAPTIONED + "After.", "Afterwards.", False),
])  # fmt: skip
def test_the_text_of_a_post_is_compared_without_what_its_run_made(post: str, template: str, same: bool) -> None:
    assert (compare.text(HEADED + post, HEADED.replace("2020", "2021") + template) == ()) is same


def test_a_difference_shows_no_line_that_only_a_live_value_changed() -> None:
    said = compare.text(HEADED + "It is 5.\nOld.", HEADED + f"It is {compare.BLANK}.\nNew.")
    assert said == ("the text of the post differs:", "  - Old.", "  + New.")


@pytest.mark.parametrize("given", ["x", {"a": "b"}, {"b": 1}])
def test_a_malformed_tolerance_is_an_error(given: object) -> None:
    with pytest.raises(CheckError, match="tolerance"):
        compare.tolerances(given, {"a": 1})
