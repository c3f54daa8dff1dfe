"""Progress and summary: what a person reads while an article is made, and at its end."""

from __future__ import annotations

import io
import os
import pty
import re
import sys
import time
from pathlib import Path, PurePosixPath

import pytest

from nbpress.core.errors import RunError
from nbpress.core.notices import Notice
from nbpress.publish.outcome import Outcome
from nbpress.report.progress import EVERY, Progress
from nbpress.report.summary import summary

BAR = (
    "Epoch 3/20\n\x1b[1m  1/600\x1b[0m \x1b[37m━━━\x1b[0m 2s\x08\x08\x08\x08\r"
    "\x1b[1m600/600\x1b[0m \x1b[32m━━━\x1b[0m 1s - loss: 0.1"
)


def test_without_a_terminal_there_are_plain_lines_of_article_cell_and_epoch() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.article(Path("notebooks/mnist.ipynb"), ("it is new",))
        progress.cell(4, 12, "#| label: x\nmodel.fit(x)")
        progress._said = time.monotonic() - EVERY  # as if the cell had been running for a while
        progress.text(BAR)
    assert stream.getvalue().splitlines() == [
        "mnist: runs, since it is new",
        "mnist: cell 4/12: model.fit(x)",
        "mnist: cell 4/12: 600/600 ━━━ 1s - loss: 0.1",
    ]


def test_the_last_line_of_a_quick_cell_is_shown_when_it_ends() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.article(Path("notebooks/mnist.ipynb"), ("it is new",))
        progress.cell(4, 12, "model.fit(x)")
        progress.text(BAR)
        progress.cell(5, 12, "y")
    assert stream.getvalue().splitlines()[2:] == [
        "mnist: cell 4/12: 600/600 ━━━ 1s - loss: 0.1",
        "mnist: cell 5/12: y",
    ]


def test_a_quiet_cell_is_said_to_be_running_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nbpress.report.progress.QUIET", 0.2)
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.article(Path("mnist.ipynb"), ("it is new",))
        progress.cell(4, 12, "model.fit(x)")
        time.sleep(0.7)
    assert "mnist: cell 4/12: still running, 0 s" in stream.getvalue().splitlines()


def test_a_cell_that_has_ended_is_not_said_to_be_running_while_the_runs_of_a_sweep_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nbpress.report.progress.QUIET", 0.1)
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.article(Path("mnist.ipynb"), ("it is new",))
        progress.cell(12, 12, "model.fit(x)")
        progress.text("done")
        progress.sweep()
        time.sleep(0.5)
    assert [line.partition(": ")[2] for line in stream.getvalue().splitlines()[1:]] == [
        "cell 12/12: model.fit(x)",
        "cell 12/12: done",
    ]


def test_plain_lines_do_not_come_faster_than_a_person_reads() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress.cell(1, 1, "x")
        for step in range(1000):
            progress.text(f"\rstep {step}")
    assert len(stream.getvalue().splitlines()) <= 2


def test_on_a_terminal_one_line_is_kept_up_to_date() -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal:
        with Progress(terminal) as progress:
            progress.article(Path("mnist.ipynb"), ("it is new",))
            progress.cell(4, 12, "model.fit(x)")
            progress.text(BAR)
            time.sleep(0.3)
        terminal.flush()
        shown = os.read(master, 100_000).decode()
    os.close(master)
    assert "mnist: cell 4/12: 600/600" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert "\r" in shown and shown.count("\n") < 8, f"drawn over and over: {shown!r} {sys.platform}"


def test_the_summary_tells_what_was_run_why_the_results_and_where_the_files_are() -> None:
    files = (
        PurePosixPath("_posts/2018-11-11-mnist.md"),
        PurePosixPath("images/general/a.png"),
        PurePosixPath("images/general/b.png"),
    )
    outcome = Outcome(Path("mnist.ipynb"), ("notebooks/data.csv changed",), True, 83.4, {"accuracy": 0.97912, "images": 60000},
                      {"accuracy": 0.98061, "images": 60000}, files, (Notice("nb-warn", "Only a sample."),))  # fmt: skip
    assert summary([outcome], Path("/blog/site"), Path("/blog")).splitlines() == [
        "mnist: published, ran in 1 min 23 s; notebooks/data.csv changed",
        "  results  accuracy 0.9806 → 0.9791, images 60000",
        "  post     site/_posts/2018-11-11-mnist.md",
        "  files    2 images and other files in site/images/general",
        "",
        "WARNING  mnist: 1 warning: nb-warn",
        "  nb-warn: the reader sees the numbers as they are",
        "    Only a sample.",
        "    to do: look at the values that it names",
    ]


def test_the_summary_tells_what_failed_and_what_is_up_to_date() -> None:
    outcomes = [
        Outcome(Path("a.ipynb")),
        Outcome(Path("b.ipynb"), error=RunError("it broke", path="b.ipynb", place="cell 3", hint="Mend it.")),
    ]
    assert summary(outcomes, Path("/site"), Path("/")).splitlines() == [
        "a: up to date", "b: NOT published", "  b.ipynb, cell 3: it broke", "    Mend it."]  # fmt: skip
