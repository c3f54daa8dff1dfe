"""Processes that run bundles: one takes the next, each run has a kernel of its own, and at the end none is left."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved
from ended import gone

from nbpress.core.results_file import Row
from nbpress.run.bundle import Bundle, Reply
from nbpress.run.local import Local
from nbpress.sweep import variants
from nbpress.sweep.sweep import SweepOptions, sweep

RESULTS = "{process: os.getppid(), kernel: os.getpid(), mark: mark, threads: threads}"
HEAD = f"---\ntitle: x\ndate: 2020-01-02\nnbpress: {{results: {RESULTS}}}\n---"
LOOK = "import os, signal\nmark, threads = os.environ.get('A_MARK', ''), os.environ.get('OMP_NUM_THREADS', '')\n"
# What a process says at its end, as one does that has no memory left; Linux alone lets somebody else say it.
LAST_WORDS = "open(f'/proc/{os.getppid()}/fd/2', 'w').write('out of luck')"


def swept(folder: Path, source: str, values: tuple[Any, ...], jobs: int) -> tuple[Row, ...]:
    blog(folder)
    path = saved(
        notebook(code("n = 0", "parameters"), code(LOOK + source), head=HEAD), folder / "notebooks" / "x.ipynb"
    )
    return sweep(variants.of(path, folder / ".nbpress", {"n": values}, {}), SweepOptions(jobs=jobs)).rows


def test_a_process_runs_the_next_variant_in_another_kernel_and_none_is_left(tmp_path: Path) -> None:
    rows = swept(tmp_path, "", (1, 2, 3), 1)
    assert [row.error for row in rows] == [""] * 3
    assert len({row.results["process"] for row in rows}) == 1 and len({row.results["kernel"] for row in rows}) == 3
    assert all(gone(int(row.results[name])) for row in rows for name in ("process", "kernel"))


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_process_that_was_killed_fails_its_variant_alone(tmp_path: Path) -> None:
    rows = swept(tmp_path, f"if n == 2:\n    {LAST_WORDS}\n    os.kill(os.getppid(), signal.SIGKILL)", (1, 2, 3, 4), 1)
    assert [bool(row.error) for row in rows] == [False, True, False, False]
    assert f"was ended by signal {signal.SIGKILL.value}" in rows[1].error and "out of luck" in rows[1].error
    assert rows[0].results["process"] != rows[2].results["process"] == rows[3].results["process"]


def test_what_is_set_for_one_run_is_not_set_for_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("A_MARK", "of the terminal")
    nb = notebook(code(LOOK), head=HEAD)
    given = {"A_MARK": ("a.txt", b"x")}
    bundles = [Bundle(nb, "notebooks/x.ipynb", "python", {}, variables=each) for each in (given, {}, given, {})]
    replies: dict[int, Reply] = {}
    with Local() as here:
        here.run(bundles[:2], 1, lambda *_: None, replies.__setitem__)
        here.run(bundles[2:], 2, lambda *_: None, lambda number, reply: replies.update({number + 2: reply}))
    found = [replies[number].nb["metadata"]["nbpress"]["results"] for number in range(4)]
    assert [each["mark"].endswith("/variables/A_MARK/a.txt") for each in found] == [True, False, True, False]
    assert found[1]["mark"] == found[3]["mark"] == "of the terminal"
    assert [bool(each["threads"]) for each in found] == [False, False, True, True], (
        "two beside each other share the cores"
    )
    assert found[0]["process"] == found[1]["process"] in (found[2]["process"], found[3]["process"])


def test_a_process_that_was_killed_while_it_had_nothing_to_do_costs_no_run(tmp_path: Path) -> None:
    bundle, replies = Bundle(notebook(code(LOOK), head=HEAD), "notebooks/x.ipynb", "python", {}), list[Reply]()
    with Local() as here:
        here.run([bundle], 1, lambda *_: None, lambda _, reply: replies.append(reply))
        process = int(replies[0].nb["metadata"]["nbpress"]["results"]["process"])
        os.kill(process, signal.SIGKILL)
        assert gone(process)
        here.run([bundle], 1, lambda *_: None, lambda _, reply: replies.append(reply))
    assert [reply.what for reply in replies] == ["", ""]


def test_how_many_threads_the_terminal_says_stands_above_a_share_of_the_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert {row.results["threads"] for row in swept(tmp_path, "", (1, 2, 3), 2)} == {"7"}
