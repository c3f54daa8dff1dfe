"""Sweeps in real kernels: which variants run, what each is given, and what remains of them."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved, text
from command import nbpress

from nbpress.core import results_file
from nbpress.core.results_file import Row, Table
from nbpress.notebook.parameter_values import Text
from nbpress.publish.options import PublishOptions as Publishing
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.sweep import grid, variants
from nbpress.sweep.sweep import SweepOptions as Options
from nbpress.sweep.sweep import sweep

HEAD = """---
title: Count
date: 2020-01-02
nbpress:
  depends: data.csv
  results: {total: total, threads: threads, here: here}
---"""
CELLS = (
    text("It counts."),
    code("n = 5\nfactor = 1.0\nlabel = 'plain'", "parameters"),
    code(
        "import os\nfrom pathlib import Path\nimport beside\n"
        "total = beside.twice(n) * factor + int(Path('data.csv').read_text())\n"
        "threads = os.environ.get('OMP_NUM_THREADS', '')\n"
        "here = Path('written.txt').exists()\nPath('written.txt').write_text('x')"
    ),
    code("if n == 3:\n    raise ValueError('three is too many')"),
)


class Heard:
    """What a sweep told, in order."""

    def __init__(self) -> None:
        self.labels: tuple[str, ...] = ()
        self.kinds: list[tuple[int, str]] = []

    def variants(self, name: str, labels: Any) -> None:
        self.labels = tuple(labels)

    def news(self, number: int, kind: str, text: str) -> None:
        if kind not in ("cell", "text"):
            self.kinds.append((number, kind))


def project(folder: Path, *cells: Any, head: str = HEAD) -> Path:
    blog(folder)
    path = saved(notebook(*(cells or CELLS), head=head), folder / "notebooks" / "count.ipynb")
    (path.parent / "data.csv").write_text("100")
    (path.parent / "beside.py").write_text("def twice(n):\n    return 2 * n\n")
    return path


def swept(
    path: Path, fixed: dict[str, Any] | None = None, watch: Heard | None = None, **values: Any
) -> tuple[tuple[Row, ...], Heard]:
    heard = watch or Heard()
    found = variants.of(path, path.parents[1] / ".nbpress", values, fixed or {})
    return sweep(found, Options(jobs=2), heard).rows, heard


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Row, ...], Heard]:
    """A sweep of four variants, one of which fails, from an empty store."""
    path = project(tmp_path_factory.mktemp("swept"))
    return path, *swept(path, {"factor": 2}, n=(1, 2, 3, 4))


def test_every_variant_has_a_row_and_a_failing_one_does_not_keep_the_others(
    first: tuple[Path, tuple[Row, ...], Heard],
) -> None:
    _, rows, heard = first
    assert [row.results.get("total") for row in rows] == [104, 108, None, 116]
    assert [row.parameters for row in rows][3] == {"n": 4, "factor": 2.0, "label": "plain"}
    assert "three is too many" in rows[2].error and "cell 5" in rows[2].error
    assert heard.labels == ("n=1", "n=2", "n=3", "n=4")
    assert sorted(kind for _, kind in heard.kinds if kind != "begin") == ["done", "done", "done", "failed"]


def test_the_first_variant_runs_in_place_and_the_others_each_in_a_folder_of_its_own(
    first: tuple[Path, tuple[Row, ...], Heard],
) -> None:
    path, rows, _ = first
    assert (path.parent / "written.txt").exists()
    assert [row.results.get("here") for row in rows] == [False, False, None, False]


def test_side_by_side_the_libraries_share_the_cores(first: tuple[Path, tuple[Row, ...], Heard]) -> None:
    _, rows, _ = first
    assert all(int(row.results["threads"]) >= 1 for row in rows if not row.error)


def test_a_failed_variant_leaves_its_notebook_as_far_as_it_came(first: tuple[Path, tuple[Row, ...], Heard]) -> None:
    path, rows, _ = first
    kept = next((path.parents[1] / ".nbpress" / "failed").glob("count-*.ipynb"))
    assert str(kept) in rows[2].error and "three is too many" in kept.read_text()


def test_sweeping_again_runs_only_what_is_missing(first: tuple[Path, tuple[Row, ...], Heard]) -> None:
    path, rows, _ = first
    again, heard = swept(path, {"factor": 2}, n=(1, 2, 4, 6))
    assert [row.results["total"] for row in again] == [104, 108, 116, 124]
    assert heard.kinds == [(0, "stored"), (1, "stored"), (2, "stored"), (3, "begin"), (3, "done")]
    assert again[0].date == rows[0].date


def test_publishing_a_variant_needs_no_run_and_a_published_run_is_a_variant(
    first: tuple[Path, tuple[Row, ...], Heard],
) -> None:
    path, _, _ = first
    options = Publishing(site=path.parents[1] / "site", store=path.parents[1] / ".nbpress")
    outcome = publish([path], replace(options, parameters={"n": Text("4"), "factor": Text("2")}))[0]
    assert outcome.error is None and not outcome.ran and outcome.results["total"] == 116
    assert publish([path], replace(options, parameters={"n": Text("50")}))[0].ran
    rows, heard = swept(path, n=(50,))
    assert heard.kinds == [(0, "stored")] and rows[0].results["total"] == 200


def test_a_changed_data_file_makes_every_variant_due(tmp_path: Path) -> None:
    path = project(tmp_path)
    swept(path, n=(1,))
    (path.parent / "data.csv").write_text("200")
    rows, heard = swept(path, n=(1,))
    assert rows[0].results["total"] == 202 and (0, "stored") not in heard.kinds


def test_a_variable_of_the_user_for_the_threads_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    path = project(tmp_path)
    rows, _ = swept(path, n=(1, 2, 4))
    assert {row.results["threads"] for row in rows} == {"7"}


def test_a_file_that_only_one_variant_opens_is_found_by_running_it_in_place(tmp_path: Path) -> None:
    cells = (
        code("n = 1", "parameters"),
        code("from pathlib import Path\ntotal = int(Path('da' + 'ta.csv').read_text()) if n == 3 else n"),
    )
    path = project(tmp_path, *cells, head="---\ntitle: x\ndate: 2020-01-02\nnbpress: {results: {total: total}}\n---")
    rows, _ = swept(path, n=(1, 2, 3))
    assert [row.results.get("total") for row in rows] == [1, 2, 100]


def test_what_ran_beside_the_first_counts_only_if_its_bundle_lacked_nothing(tmp_path: Path) -> None:
    look = "import os\nname = 'hid' + 'den.csv'\ntotal = int(open(name).read()) if os.path.exists(name) else 0"
    head = HEAD.replace("{total: total, threads: threads, here: here}", "{total: total}")
    path = project(tmp_path, code("n = 1", "parameters"), code(look), head=head)
    (path.parent / "hidden.csv").write_text("7")
    rows, heard = swept(path, n=(1, 2, 3))
    assert [row.results["total"] for row in rows] == [7, 7, 7]
    assert heard.kinds.count((1, "begin")) == 2, "it ran on trust, then with the file"
    assert len(list((path.parents[1] / ".nbpress" / "runs").glob("*.ipynb"))) == 3, "what lacked a file was not kept"


def test_a_file_that_is_edited_while_the_sweep_goes_on_makes_its_runs_due_again(tmp_path: Path) -> None:
    cells = (
        code("n = 1", "parameters"),
        code("import time\nfrom pathlib import Path\ntotal = n + int(Path('data.csv').read_text())"),
        code("Path(began).touch()\ntime.sleep(2)".replace("began", repr(str(tmp_path / "began")))),
    )
    path = project(tmp_path, *cells, head="---\ntitle: x\ndate: 2020-01-02\nnbpress: {results: {total: total}}\n---")
    swept(path, n=(1,))
    (tmp_path / "began").unlink()

    def edit() -> None:
        while not (tmp_path / "began").exists():
            time.sleep(0.05)
        (path.parent / "data.csv").write_text("200")

    threading.Thread(target=edit).start()
    assert [row.results["total"] for row in swept(path, n=(2, 3))[0]] == [102, 103]
    assert [row.results["total"] for row in swept(path, n=(2, 3))[0]] == [202, 203]


def test_a_result_without_a_value_fails_its_variant_alone(tmp_path: Path) -> None:
    cells = (code("n = 1", "parameters"), code("if n != 2:\n    total = n"))
    path = project(tmp_path, *cells, head="---\ntitle: x\ndate: 2020-01-02\nnbpress: {results: {total: total}}\n---")
    rows, _ = swept(path, n=(1, 2, 3))
    assert "result total" in rows[1].error and "NameError" in rows[1].error
    assert [row.results.get("total") for row in rows] == [1, None, 3]


def test_the_command_prints_a_table_writes_csv_and_json_and_tells_of_each_variant(
    first: tuple[Path, tuple[Row, ...], Heard], tmp_path: Path
) -> None:
    path, _, _ = first
    done = nbpress(
        "sweep", "count", "--grid", "n=1,2,3", "-p", "factor", "2", "--out", tmp_path, folder=path.parents[1]
    )
    assert done.returncode == 1 and "Traceback (most recent call last)\n  File" not in done.stderr
    assert "count [1/3] n=1: stored" in done.stderr and "count [3/3] n=3: FAILED" in done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == ["n", "total", "threads", "here", "seconds"] and lines[1][:2] == ["1", "104.0000"]
    assert lines[3][:2] == ["3", "failed"] and "three is too many" in done.stdout
    rows = list(csv.DictReader((tmp_path / "count.csv").open()))
    assert [(row["n"], row["total"], bool(row["error"])) for row in rows] == [
        ("1", "104.0", False),
        ("2", "108.0", False),
        ("3", "", True),
    ]
    runs = json.loads((tmp_path / "count.json").read_text())["runs"]
    assert runs[0]["results"]["total"] == 104 and runs[0]["parameters"]["n"] == 1 and runs[0]["seconds"] > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["count", "--grid", "m=1,2"], 'no parameter "m"'),
        (["count", "--grid", "n=1,many"], "takes an int, not 'many'"),
        (["count", "--grid", "n"], "NAME=VALUE"),
        (["count", "--grid", "n=1", "--grid", "n=2"], 'has "n" twice'),
        (["count", "--grid", "n=1,2", "-p", "n", "3"], "has a fixed value"),
        (["missing", "--grid", "n=1"], "no notebook"),
    ],
)
def test_a_wrong_grid_ends_before_a_kernel_starts(
    first: tuple[Path, tuple[Row, ...], Heard], arguments: list[str], said: str
) -> None:
    done = nbpress("sweep", *arguments, folder=first[0].parents[1])
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_values_of_a_grid_may_hold_commas_in_quotes_and_brackets() -> None:
    found = grid.parse(["a=1,[2, 3],'x, y',1e-3", "b=None"])
    assert found == {"a": ("1", "[2, 3]", "x, y", "1e-3"), "b": ("None",)}
    assert len(grid.variants({"a": (1, 2), "b": (3, 4, 5)}, {"c": 6})) == 6


def kernels(folder: Path) -> list[int]:
    """The processes that know of a folder, by their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if f"SWEPT={folder}".encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("number", "command"),
    [
        (signal.SIGINT, ["sweep", "one.ipynb", "--grid", "n=1,2,3"]),
        (signal.SIGKILL, ["sweep", "one.ipynb", "--grid", "n=1,2,3"]),
        (signal.SIGINT, ["publish", "one.ipynb", "two.ipynb"]),
    ],
)
def test_stopping_runs_that_go_on_side_by_side_ends_every_kernel(
    tmp_path: Path, number: signal.Signals, command: list[str]
) -> None:
    cells = (
        code("n = 1", "parameters"),
        code("import time\nprint('now', flush=True)\ntime.sleep(120)"),
    )
    path = project(tmp_path, *cells)
    bare = path.read_text().replace("total: total, threads: threads, here: here", "")
    for name in ("one", "two"):
        path.with_name(f"{name}.ipynb").write_text(bare)
    (temporary := tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "nbpress", *command, "--jobs", "2"],
        cwd=path.parent,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SWEPT": str(tmp_path), "TMPDIR": str(temporary)},
    )
    assert process.stderr is not None
    assert any(re.search(r"\[2/\d\] .*: runs", line) for line in process.stderr)
    deadline = time.monotonic() + 20
    while len(kernels(tmp_path)) < 5 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(kernels(tmp_path)) == 5, "the command, two processes and two kernels"
    time.sleep(1)
    process.send_signal(number)
    process.stderr.read()
    assert process.wait(30) == (130 if number == signal.SIGINT else -9)
    deadline = time.monotonic() + 20
    while kernels(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert kernels(tmp_path) == [] and list(temporary.glob("nbpress-*")) == []


def test_a_results_file_that_was_edited_is_none() -> None:
    content = results_file.dump(Table("notebooks/x.ipynb", (Row({"n": 1}, {"total": 2}, 1.5, "2020-01-02", "key"),)))
    assert results_file.parse(content) is not None and results_file.digest(content)
    assert results_file.parse(content.replace('"total": 2', '"total": 3')) is None
    assert results_file.parse(content[:-20]) is None and results_file.digest("[]") == ""


def test_times_do_not_change_the_digest_of_a_results_file() -> None:
    row = Row({"n": 1}, {"total": 2}, 1.5, "2020-01-02", "key")
    once, later, other = (
        results_file.digest(results_file.dump(Table("x.ipynb", (each,))))
        for each in (row, replace(row, seconds=9.0, date="2021-01-01"), replace(row, results={"total": 3}))
    )
    assert once == later != other
