"""Inputs: results files that runs of other notebooks give to a notebook, in real kernels."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from builders import blog, code, notebook, saved, text
from command import nbpress

from nbpress.core.errors import ReadError
from nbpress.publish import inventory, reproduce
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks
from nbpress.read import notebook as notebooks
from nbpress.sweep import inputs

SOURCE = """---
title: Source
date: 2020-01-02
nbpress: {depends: [data.csv, $SWEPT_DATA], results: {total: total}}
---"""
READER = """---
title: Reader
date: 2020-01-03
nbpress:
  inputs:
    runs: {sweep: source.ipynb, grid: {n: [1, 2]}, parameters: {factor: 10}}
    plain: source
  results: {best: best}
---"""
READ = (
    code('runs = "reader.runs.json"\nplain = "reader.plain.json"', "parameters"),
    code(
        "import json\nfrom pathlib import Path\n"
        "rows = json.loads(Path(runs).read_text())['runs']\n"
        "best = max(row['results']['total'] for row in rows)\n"
        "one = json.loads(Path(plain).read_text())['runs'][0]['results']['total']"
    ),
    text("The best is **{eval}`best`**, and {eval}`one` as it is."),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a notebook and its reader, published once; gives its folder."""
    root = tmp_path_factory.mktemp("inputs")
    blog(root)
    cells = (
        code("n = 5\nfactor = 1", "parameters"),
        code("from pathlib import Path\ntotal = n * factor + int(Path('data.csv').read_text())"),
    )
    saved(notebook(*cells, head=SOURCE), root / "notebooks" / "source.ipynb")
    saved(notebook(*READ, head=READER), root / "notebooks" / "reader.ipynb")
    (root / "notebooks" / "data.csv").write_text("100")
    done = publish(root, "reader")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def project(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base, tmp_path / "project")
    return tmp_path / "project"


def publish(root: Path, name: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return nbpress("publish", f"notebooks/{name}.ipynb", *options, folder=root, **variables)


def post(root: Path) -> str:
    return (root / "site" / "_posts" / "2020-01-03-reader.md").read_text()


def edited(path: Path, old: str, new: str) -> None:
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def test_a_sweep_and_a_run_of_another_notebook_reach_the_article(base: Path) -> None:
    assert "The best is **120**, and 105 as it is." in post(base)
    content = json.loads((base / "notebooks" / "reader.runs.json").read_text())
    assert [run["parameters"] for run in content["runs"]] == [{"n": 1, "factor": 10}, {"n": 2, "factor": 10}]
    assert [run["results"] for run in content["runs"]] == [{"total": 110}, {"total": 120}]
    assert str(base) not in json.dumps(content)


def test_a_clone_without_runs_or_data_variables_has_nothing_to_do(project: Path) -> None:
    shutil.rmtree(project / ".nbpress")
    done = publish(project, "reader")
    assert done.stdout == "reader: up to date\n" and done.stderr == ""


def test_a_clone_that_runs_all_comes_to_rest_whichever_notebook_is_named_first(project: Path) -> None:
    both = [project / "notebooks" / f"{name}.ipynb" for name in ("reader", "source")]
    edited(both[1], "total = n", "import time\\ntotal = time.time_ns() + n")  # no two runs of it give the same
    assert publish(project, "reader").returncode == 0
    shutil.rmtree(project / ".nbpress")
    options = Options(site=project / "site", store=project / ".nbpress", run_missing=True)
    first = publish_notebooks(both, options)
    assert [(each.path, each.error, each.ran) for each in first] == [(path, None, True) for path in both]
    assert not any(each.reasons or each.error for each in publish_notebooks(both, options))


def test_what_a_results_file_comes_from_makes_it_and_its_article_due(project: Path) -> None:
    (project / "notebooks" / "data.csv").write_text("200")
    done = publish(project, "reader")
    assert "source [1/2] n=1: runs" in done.stderr and "source [2/2] n=2: done" in done.stderr
    assert "reader.runs.json changed" in done.stdout and "best 120 → 220" in done.stdout
    assert "**220**, and 205" in post(project)


def test_nothing_is_run_when_nothing_may_be(project: Path) -> None:
    (project / "notebooks" / "data.csv").write_text("200")
    done = publish(project, "reader", "--frozen")
    assert done.returncode == 1 and "reader.runs.json is not up to date" in done.stdout
    assert "runs" not in done.stderr and "**120**" in post(project)


def test_a_source_that_was_published_anew_rewrites_the_file_but_times_alone_run_nothing(project: Path) -> None:
    file = project / "notebooks" / "reader.plain.json"
    before = file.read_text()
    assert publish(project, "source", "--rerun").returncode == 0
    done = publish(project, "reader")
    assert done.stdout == "reader: up to date\n" and "runs" not in done.stderr
    assert file.read_text() != before and json.loads(file.read_text())["runs"][0]["results"] == {"total": 105}


def test_a_results_file_that_was_edited_is_written_again_from_the_runs(project: Path) -> None:
    file = project / "notebooks" / "reader.runs.json"
    before = file.read_text()
    edited(file, '"total": 120', '"total": 999')
    done = publish(project, "reader")
    assert done.stdout == "reader: up to date\n" and "stored" in done.stderr and ": runs" not in done.stderr
    assert file.read_text() == before


def test_a_failing_run_names_its_variant_and_leaves_article_and_file(project: Path) -> None:
    before = (project / "notebooks" / "reader.runs.json").read_bytes()
    edited(project / "notebooks" / "source.ipynb", "total = n", "assert n != 2, 'no two'\\ntotal = n")
    done = publish(project, "reader")
    assert done.returncode == 1 and "1 of 2 runs of source.ipynb failed" in done.stdout and "n=2: " in done.stdout
    assert "no two" in done.stdout and (project / "notebooks" / "reader.runs.json").read_bytes() == before


def test_a_clone_without_the_data_publishes_what_is_frozen_from_the_file(project: Path) -> None:
    shutil.rmtree(project / ".nbpress")
    (project / "notebooks" / "data.csv").unlink()
    done = publish(project, "reader", "--frozen")
    assert done.stdout == "reader: up to date\n", done.stdout
    assert "reader.runs.json is not up to date" in str(publish(project, "reader", "--frozen", SWEPT_DATA="x").stdout)


def test_a_list_and_a_check_see_that_an_input_is_no_longer_current(project: Path) -> None:
    options = Options(project / "site", project / ".nbpress")
    reader = project / "notebooks" / "reader.ipynb"
    assert not inventory.listed([reader], options)[0].reasons
    edited(project / "notebooks" / "source.ipynb", "total = n", "total = 0 + n")
    wanted = "reader.runs.json is not up to date"
    assert wanted in inventory.listed([reader], options)[0].reasons
    assert wanted in str(reproduce.check([reader], options)[0].error)


def test_an_input_whose_notebook_is_gone_names_its_reader(project: Path) -> None:
    (project / "notebooks" / "source.ipynb").unlink()
    done = publish(project, "reader")
    assert done.returncode == 1 and "input runs of reader.ipynb: there is no such notebook" in done.stdout


def test_notebooks_that_are_each_others_inputs_are_an_error_that_shows_the_circle(tmp_path: Path) -> None:
    blog(tmp_path)
    for name, other in (("a", "b"), ("b", "a")):
        head = f"---\ntitle: {name}\ndate: 2020-01-02\nnbpress: {{inputs: {{data: {other}.ipynb}}}}\n---"
        cells = code(f'data = "{name}.data.json"', "parameters")
        saved(notebook(cells, head=head), tmp_path / "notebooks" / f"{name}.ipynb")
    done = publish(tmp_path, "a")
    assert done.returncode == 1 and "a.ipynb → b.ipynb → a.ipynb" in done.stdout


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{runs: {sweep: source.ipynb, grids: {n: [1]}}}", 'did you mean "grid"?'),
        ("{other: source.ipynb}", 'other = "reader.other.json"'),
        ("{runs: {grid: {n: [1]}}}", "names no notebook"),
        ("{runs: {sweep: source.ipynb, grid: [1]}}", "takes a mapping"),
        ("[source.ipynb]", "takes a mapping"),
    ],
)
def test_a_malformed_input_is_an_error_that_says_what_to_write(tmp_path: Path, entry: str, said: str) -> None:
    head = f"---\ntitle: x\ndate: 2020-01-02\nnbpress: {{inputs: {entry}}}\n---"
    path = saved(notebook(*READ, head=head), tmp_path / "reader.ipynb")
    with pytest.raises(ReadError) as caught:
        inputs.declared(notebooks.load(path))
    assert said in str(caught.value) and "reader.ipynb" in str(caught.value)


def test_the_inputs_of_a_notebook_that_is_swept_are_brought_before(project: Path) -> None:
    edited(project / "notebooks" / "data.csv", "100", "300")
    done = nbpress("sweep", "reader", folder=project)
    assert done.returncode == 0, done.stderr
    assert (
        max(
            row["results"]["total"]
            for row in json.loads((project / "notebooks" / "reader.runs.json").read_text())["runs"]
        )
        == 320
    )
    assert "320" in done.stdout
