"""From a notebook to a post in a real kernel: what is run, what is not, and what is on disk afterwards."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import HEAD, blog, code, manifest, notebook, saved, text, tree

from nbpress.core.errors import CellError, CheckError, ParameterError, RunError, WriteError
from nbpress.notebook.parameter_values import Text
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish

SETTINGS = """nbpress:
  depends: data.csv
  results: {total: total, n: n}
  expect: total > 0
  warn: {total < 100: That is much.}
"""
FRONT = HEAD[:-3] + 'excerpt: "The total is {eval}`total`."\n' + SETTINGS + "---"
CELLS = (
    text("The notebook counts."),
    code("n = 5  # how many\nlabel = 'plain'", "parameters"),
    code(
        "from pathlib import Path\nadded = int(Path('data.csv').read_text())\ntotal = n + added\nprint('total is', total)"
    ),
    text('There are **{eval}`total`** of them, {eval}`f"{total / 3:.2f}"` each.'),
    code("total = total * 1\nimport sys\nprint(Path('data.csv').absolute(), file=sys.stderr)"),
)


def project(folder: Path, *cells: Any, head: str = FRONT) -> Path:
    """A project with one notebook, its data and an empty site; gives the notebook's path."""
    blog(folder)
    path = saved(notebook(*(cells or CELLS), head=head), folder / "notebooks" / "count.ipynb")
    (path.parent / "data.csv").write_text("37")
    return path


def options(path: Path, **changes: Any) -> Options:
    root = path.parents[1]
    return replace(Options(site=root / "site", store=root / ".nbpress"), **changes)


def one(path: Path, **changes: Any) -> Outcome:
    return publish([path], options(path, **changes))[0]


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = project(tmp_path_factory.mktemp("base"))
    outcome = one(path)
    assert outcome.error is None and outcome.ran
    return path.parents[1]


@pytest.fixture
def published(base: Path, tmp_path: Path) -> Path:
    """The notebook of a project that was published before, for one test alone."""
    shutil.copytree(base, tmp_path / "project")
    return tmp_path / "project" / "notebooks" / "count.ipynb"


def edited(path: Path, old: str, new: str) -> None:
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def post(path: Path) -> str:
    return (path.parents[1] / "site" / "_posts" / "2020-01-02-count.md").read_text()


def front(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(post(path).split("---\n")[1])
    return found


def test_a_post_holds_prose_code_outputs_and_live_values(published: Path) -> None:
    content = post(published)
    assert "There are **42** of them, 14.00 each." in content
    assert "{% highlight python %}" in content and "total is 42" in content
    assert front(published)["excerpt"] == "The total is 42."


def test_the_record_of_the_run_stands_in_the_front_matter(published: Path) -> None:
    record = front(published)["nbpress"]
    assert record["results"] == {"total": 42, "n": 5} and record["parameters"] == {"n": 5, "label": "plain"}
    assert record["notebook"] == "notebooks/count.ipynb" and record["duration"] > 0
    assert record["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert str(front(published)["modified"])[:10] == str(record["date"])[:10]


def test_no_path_of_the_machine_is_on_the_page_or_in_the_manifest(published: Path, base: Path) -> None:
    assert "data.csv" in post(published), "the cell printed the path"
    for place in (base, Path.home(), Path(sys.prefix)):
        assert str(place) not in post(published) + str(manifest(published.parents[1] / "site"))


def test_an_unchanged_article_starts_nothing_and_loads_neither_papermill_nor_nbconvert(published: Path) -> None:
    before = tree(published.parents[1])
    program = (
        "import sys; from nbpress.cli.main import main; sys.argv = ['nbpress', 'publish', sys.argv[1]]\n"
        "try: main()\nfinally: print(sorted({'papermill', 'nbconvert', 'nbformat', 'jupyter_client'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(published)]
    done = subprocess.run(command, cwd=published.parent, capture_output=True, text=True, check=True)
    assert done.stdout == "count: up to date\n[]\n"
    after = {name: content for name, content in tree(published.parents[1]).items() if "/unchanged-" not in name}
    assert after == before


def test_a_prose_edit_is_published_without_a_run(published: Path) -> None:
    edited(published, "The notebook counts.", "The notebook counts well.")
    outcome = one(published)
    assert (outcome.ran, outcome.reasons) == (False, ("its text or settings changed (cell 2)",))
    assert "counts well." in post(published) and "**42**" in post(published)


def test_publishing_again_from_the_same_run_gives_the_same_bytes(published: Path) -> None:
    before = tree(published.parents[1] / "site")
    shutil.rmtree(published.parents[1] / "site" / "_posts")
    outcome = one(published)
    assert not outcome.ran and "is gone" in outcome.reasons[0]
    assert tree(published.parents[1] / "site") == before


def test_a_changed_data_file_runs_its_article_and_shows_what_changed(published: Path) -> None:
    (published.parent / "data.csv").write_text("15")
    outcome = one(published)
    assert outcome.ran and outcome.reasons == ("notebooks/data.csv changed",)
    assert (outcome.before["total"], outcome.results["total"]) == (42, 20)
    assert "**20**" in post(published)


def test_parameters_run_and_the_article_shows_the_values_that_ran(published: Path) -> None:
    outcome = one(published, parameters={"n": Text("7")})
    assert outcome.ran and outcome.results == {"total": 44, "n": 7}
    assert "n = 7  # how many" in post(published) and "n = 5" not in post(published)
    back = one(published)
    assert not back.ran and "n = 5  # how many" in post(published), "the first run is still in the store"


def test_a_new_live_value_runs_the_article_again_and_says_why(published: Path) -> None:
    edited(published, "The notebook counts.", "The notebook counts {eval}`len([1, 2])`.")
    outcome = one(published)
    assert outcome.ran and "len([1, 2])" in outcome.reasons[-1]
    assert "counts 2." in post(published)


def test_a_live_value_belongs_to_its_place(published: Path) -> None:
    edited(published, "total = total * 1", "total = total * 2")
    assert one(published).error is None
    assert "**42**" in post(published) and front(published)["excerpt"] == "The total is 84."


@pytest.fixture
def untouched(published: Path) -> Iterator[Callable[[], None]]:
    """Checks, where it is called and after the test, that the site is byte for byte as it was."""
    root = published.parents[1] / "site"
    before = tree(root)

    def check() -> None:
        assert tree(root) == before

    yield check
    check()


def test_a_failing_cell_names_notebook_cell_and_line_and_keeps_the_notebook(
    published: Path, untouched: Callable[[], None]
) -> None:
    edited(published, "total = n + added", "x = 1\\ntotal = n / (added - 37)")
    error = one(published).error
    assert isinstance(error, CellError)
    said = str(error)
    assert "count.ipynb, cell 4, line 4" in said and "ZeroDivisionError" in said and "total = n / (added - 37)" in said
    assert str(published.parents[1] / ".nbpress" / "failed" / "count.ipynb") in said
    kept = json.loads(error.kept.read_text())
    assert [
        cell["outputs"][0]["text"] for cell in kept["cells"] if cell.get("outputs") and "text" in cell["outputs"][0]
    ] == []
    untouched()


@pytest.mark.parametrize(("name", "value", "said"), [("m", "5", 'no parameter "m"'), ("n", "many", "takes an int")])
def test_a_wrong_parameter_ends_before_a_kernel_starts(
    published: Path, untouched: Callable[[], None], name: str, value: str, said: str
) -> None:
    outcome = one(published, parameters={name: Text(value)})
    assert isinstance(outcome.error, ParameterError) and not outcome.ran
    assert said in str(outcome.error) and "n: int = 5" in str(outcome.error)


def test_a_missed_expectation_publishes_nothing_and_shows_the_values(
    published: Path, untouched: Callable[[], None]
) -> None:
    edited(published, "expect: total > 0", "expect: total > 1000")
    outcome = one(published)
    assert isinstance(outcome.error, CheckError) and not outcome.ran
    assert "total > 1000 (total is 42)" in str(outcome.error)


def test_what_the_author_wants_said_is_said(published: Path) -> None:
    assert any("That is much." in warning.what for warning in one(published, parameters={"n": Text("70")}).warnings)


def test_live_values_and_results_without_a_value_are_reported_together(
    published: Path, untouched: Callable[[], None]
) -> None:
    edited(published, "The notebook counts.", "{eval}`no_such_name` and {eval}`1/0`")
    edited(published, "n: n}", "n: n, many: Path}")
    outcome = one(published)
    assert isinstance(outcome.error, RunError)
    assert all(
        part in str(outcome.error) for part in ("cell 2: no_such_name: NameError", "ZeroDivisionError", "result many")
    )


def test_a_killed_kernel_is_reported_as_such(published: Path, untouched: Callable[[], None]) -> None:
    edited(published, "total = n + added", "import os\\nos.kill(os.getpid(), 9)")
    error = one(published).error
    assert isinstance(error, CellError) and "kernel died" in str(error) and "cell 4" in str(error)


def test_a_hand_edited_post_is_left_and_the_others_go_on(published: Path) -> None:
    other = saved(
        notebook(text("Only words."), head="---\ntitle: Other\ndate: 2020-01-03\n---"),
        published.with_name("other.ipynb"),
    )
    target = published.parents[1] / "site" / "_posts" / "2020-01-02-count.md"
    target.write_text(target.read_text().replace("of them", "of those"))
    outcomes = publish([published, other], options(published))
    assert isinstance(outcomes[0].error, WriteError) and outcomes[1].error is None
    assert "of those" in target.read_text() and (target.parent / "2020-01-03-other.md").exists()


def test_a_damaged_run_is_noticed_and_run_again(published: Path) -> None:
    stored = next((published.parents[1] / ".nbpress" / "runs").glob("*.ipynb"))
    stored.write_text(stored.read_text().replace("total is 42", "total is 43"))
    edited(published, "The notebook counts.", "The notebook counts on.")
    outcome = one(published)
    assert outcome.ran and "total is 42" in post(published)


def test_a_clone_without_runs_is_up_to_date_and_runs_what_is_missing_when_asked(published: Path) -> None:
    shutil.rmtree(published.parents[1] / ".nbpress")
    assert not one(published).reasons
    outcome = one(published, run_missing=True)
    assert outcome.ran and outcome.reasons == ("this machine holds no run of it",)
    assert not one(published, run_missing=True).reasons


def test_a_foreign_blog_elsewhere_takes_the_article(published: Path, tmp_path: Path) -> None:
    site = blog(tmp_path / "other", "theme: minima\nbaseurl: /blog\npermalink: pretty\n")
    (site / "_layouts" / "article.html").unlink()
    outcome = one(published, site=site)
    content = (site / "_posts" / "2020-01-02-count.md").read_text()
    assert not outcome.ran and "layout: post" in content and "/blog/images/nbpress/" in content


def test_outputs_that_a_notebook_holds_are_published_without_a_kernel(tmp_path: Path) -> None:
    shown = [{"output_type": "stream", "name": "stdout", "text": "from long ago"}]
    path = project(tmp_path, code("boom()", outputs=shown), head=HEAD)
    outcome = one(path, no_run=True, kernel="no such kernel")
    assert outcome.error is None and not outcome.ran and "from long ago" in post(path)
    assert manifest(tmp_path / "site")["articles"]["count"]["run"] == "never"
    assert not one(path, no_run=True).reasons


def test_stopping_with_ctrl_c_leaves_the_site_as_it_was(published: Path, untouched: Callable[[], None]) -> None:
    edited(published, "total = n + added", "import time\\nprint('now', flush=True)\\ntime.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-m", "nbpress", "publish", str(published)],
        cwd=published.parent,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stderr is not None
    assert any("cell 5" in line or "print(" in line or "pathlib" in line for line in process.stderr), (
        "the cell never began"
    )
    process.send_signal(2)
    said = process.stderr.read()
    assert process.wait(30) == 130
    assert "Stopped" in said and "Traceback" not in said


def test_the_command_on_the_page_of_a_variant_makes_that_page_and_no_other(published: Path) -> None:
    assert one(published, parameters={"n": 7, "label": "a b"}, variant="seven").error is None
    root = published.parents[1]
    before = tree(root / "site")
    head = before["_posts/2020-01-02-seven.md"].decode().split("---\n")[1]
    command = yaml.safe_load(head)["nbpress"]["command"]
    program = shlex.split(command.replace("nbpress", f"{sys.executable} -m nbpress", 1))
    done = subprocess.run([*program, "--rerun"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    after = tree(root / "site")
    assert {name for name in after if after[name] != before.get(name)} <= {
        "_posts/2020-01-02-seven.md",
        "_nbpress/seven.json",
    }
    assert re.sub(
        r"(date|duration|modified|last_modified_at): .*", "", after["_posts/2020-01-02-seven.md"].decode()
    ) == re.sub(r"(date|duration|modified|last_modified_at): .*", "", before["_posts/2020-01-02-seven.md"].decode())


def test_the_notebook_is_offered_for_download_where_the_site_says_so_and_goes_with_its_article(tmp_path: Path) -> None:
    path = project(tmp_path)
    site = tmp_path / "site"
    (site / "_config.yml").write_text("nbpress: {source: {downloads: files}}\n")
    assert one(path).error is None
    offered = json.loads((site / "files" / "count.ipynb").read_text())
    assert ["".join(cell["source"]) for cell in offered["cells"]] == [
        "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]
    ]
    assert not any(cell.get("outputs") for cell in offered["cells"])
    assert 'download: "/files/count.ipynb"' in post(path)
    edited(path, "The notebook counts.", "The notebook still counts.")
    assert not one(path).ran
    assert "still counts" in (site / "files" / "count.ipynb").read_text()
    (site / "_config.yml").write_text("")
    assert not one(path).ran
    assert not (site / "files" / "count.ipynb").exists()
