"""How a run ends: only one that reached its end is published, and none waits for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from builders import blog, code, notebook, saved, text, tree

from nbpress.core import looks
from nbpress.core.errors import CellError, NbpressError, ReadError, RunError, WriteError
from nbpress.notebook import early_exit
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read import notebook as notebooks
from nbpress.write import manifest_files


def run(folder: Path, *sources: str | Any) -> Outcome:
    """Publish a notebook of these code cells."""
    root = blog(folder)
    cells = [code(each) if isinstance(each, str) else each for each in sources]
    path = saved(notebook(*cells), folder / "notebooks" / "run.ipynb")
    return publish([path], Options(root, folder / ".nbpress", run_timeout=60))[0]


def page(folder: Path) -> str:
    (post,) = (folder / "site" / "_posts").iterdir()
    return post.read_text("utf-8")


EXITS = ("import sys\nsys.exit()", "import sys\nsys.exit(0)", "import sys\nsys.exit(None)", "raise SystemExit")


@pytest.mark.parametrize("exits", EXITS)
def test_a_run_that_a_cell_ends_before_the_others_ran_is_not_published(tmp_path: Path, exits: str) -> None:
    before = tree(blog(tmp_path))
    error = run(tmp_path, "acc = 0.5", exits, "acc = 0.9", text("It gets {eval}`acc` right."), code("acc")).error
    assert isinstance(error, CellError)
    assert "cell 3: the cell ended the run; 2 code cells after it did not run" in str(error)
    assert tree(tmp_path / "site") == before
    assert error.kept.is_file() and not list((tmp_path / ".nbpress").rglob("runs/*.ipynb"))


def test_a_run_that_its_last_code_cell_ends_is_whole_and_shows_nothing_of_it(tmp_path: Path) -> None:
    last = "import sys\nprint('fine', file=sys.stderr, flush=True)\nprint('done')\nsys.exit()"
    skipped = code("#| eval: false\nneither = 'here'")
    outcome = run(tmp_path, "acc = 0.5", last, text("It gets {eval}`acc` right."), skipped, code("  "))
    assert outcome.error is None, outcome.error
    shown = page(tmp_path)
    assert "It gets 0.5 right." in shown and "<pre>done</pre>" in shown and "fine</pre>" in shown
    assert "SystemExit" not in shown and "To exit" not in shown and "warn(" not in shown


def held(folder: Path, *sources: str | Any) -> Outcome:
    """Run a notebook with papermill and our engine alone, and publish it with the outputs that it then holds."""
    root = blog(folder)
    cells = [code(each) if isinstance(each, str) else each for each in sources]
    path = saved(notebook(*cells), folder / "notebooks" / "run.ipynb")
    papermill.execute_notebook(path, path, engine_name="nbpress", progress_bar=False)
    return publish([path], Options(root, folder / ".nbpress", no_run=True))[0]


def test_a_notebook_whose_run_ended_too_early_is_not_published_with_its_outputs_either(tmp_path: Path) -> None:
    before = tree(blog(tmp_path))
    error = held(tmp_path, "acc = 0.5", "import sys\nsys.exit()", "acc = 0.9", text("{eval}`acc`"), code("acc")).error
    assert isinstance(error, RunError)
    assert "cell 3: the cell ended the run; 2 code cells after it did not run" in str(error)
    assert tree(tmp_path / "site") == before


def test_of_an_exit_in_the_last_cell_that_a_notebook_holds_the_page_tells_as_little(tmp_path: Path) -> None:
    outcome = held(tmp_path, "acc = 0.5", "import sys\nprint('done')\nsys.exit()")
    assert outcome.error is None, outcome.error
    shown = page(tmp_path)
    assert "<pre>done</pre>" in shown and "SystemExit" not in shown and "To exit" not in shown


def test_an_exit_that_the_author_expects_is_shown_without_the_advice(tmp_path: Path) -> None:
    outcome = run(tmp_path, "#| error: true\nraise SystemExit", "print('went on')")
    assert outcome.error is None, outcome.error
    shown = page(tmp_path)
    assert "SystemExit" in shown and "To exit" not in shown and "went on" in shown


def test_an_exit_with_a_status_is_a_failure_in_the_last_cell_too(tmp_path: Path) -> None:
    error = run(tmp_path, "import sys\nsys.exit(3)").error
    assert isinstance(error, CellError) and "cell 2: SystemExit: 3" in str(error)


def test_exit_and_quit_of_a_session_stop_no_kernel(tmp_path: Path) -> None:
    late = "import time\ntime.sleep(0.5)\nprint('it went', 'on')"  # a kernel that was asked to end takes 0.1 s
    outcome = run(tmp_path, "exit()", late, "quit", text("{eval}`1 + 1`"), "quit()")
    assert outcome.error is None, outcome.error
    assert "it went on" in page(tmp_path) and "\n2\n" in page(tmp_path)


CLOSED = "import sys\nsys.stdout.close()"
UNUSABLE = {
    "import sys\nsys.stdout = None": "cell 2: RuntimeError: the cell left sys.stdout as None, which cannot be used",
    "import sys\nsys.stderr = object()": "cell 2: RuntimeError: the cell left sys.stderr as <object",
    CLOSED: "cell 3, line 1: ValueError: I/O operation on closed file",
}


@pytest.mark.parametrize("source", UNUSABLE, ids=lambda source: source.partition("\n")[2])
def test_a_cell_that_breaks_the_output_is_named_and_not_waited_for(tmp_path: Path, source: str) -> None:
    began = time.monotonic()
    error = run(tmp_path, source, "print('after')").error
    assert isinstance(error, CellError) and UNUSABLE[source] in str(error)
    assert time.monotonic() - began < 30


def test_a_group_of_exceptions_is_told_with_its_name_its_cell_and_its_line(tmp_path: Path) -> None:
    error = run(tmp_path, "x = 1\nraise ExceptionGroup('many', [ValueError('first'), TypeError('second')])").error
    assert isinstance(error, CellError)
    assert "cell 2, line 2: ExceptionGroup: many (2 sub-exceptions)" in str(error)
    assert "ValueError: first" in error.traceback and "TypeError: second" in error.traceback
    kept = nbformat.read(error.kept, as_version=4)
    nbformat.validate(kept)


def test_a_kernel_that_ends_itself_is_reported_at_once(tmp_path: Path) -> None:
    error = run(tmp_path, "import os", "os._exit(3)").error
    assert isinstance(error, CellError) and "cell 3: the kernel died" in str(error) and "ended itself" in str(error)


def test_a_run_ends_though_a_process_that_it_left_holds_its_pipes(tmp_path: Path) -> None:
    left = "import os, time\nchild = os.fork()\nif not child:\n    time.sleep(90)\n    os._exit(0)\nprint(child)"
    began = time.monotonic()
    outcome = run(tmp_path, left)
    (kept,) = (tmp_path / ".nbpress" / "runs").iterdir()
    os.kill(int(nbformat.read(kept, as_version=4).cells[1].outputs[0].text), 9)  # it was there to the end
    assert outcome.error is None and time.monotonic() - began < 45


def test_of_a_warning_about_exits_only_the_warning_goes() -> None:
    said = "before\nshell.py:1: UserWarning: To exit: use 'exit', 'quit', or Ctrl-D.\n  warn(x)\nafter\n"
    cell = nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("stream", name="stderr", text=said)])
    early_exit.tidy(cell, last=True, expected=False)
    assert cell.outputs[0].text == "before\nafter\n"


def pipe(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    wanted = "is no regular file, but a pipe"
    with pytest.raises(ReadError, match=wanted):
        notebooks.load(pipe(tmp_path / "notebooks" / "pipe.ipynb"))
    with pytest.raises(ReadError, match=wanted):
        manifest_files.entries(pipe(blog(tmp_path) / "_nbpress" / "x.json").parents[1])
    with pytest.raises(OSError, match=wanted):
        looks.content(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("place", "kind", "said"),
    [
        ("site/_posts/2020-01-02-run.md", WriteError, "2020-01-02-run.md is no regular file"),
        (".nbpress/failed/run.ipynb", RunError, "failed/run.ipynb: the run cannot be kept here"),
    ],
)
def test_a_pipe_where_a_file_is_to_be_written_is_refused(
    tmp_path: Path, place: str, kind: type[NbpressError], said: str
) -> None:
    pipe(tmp_path / place)
    error = run(tmp_path, "x = 1").error
    assert isinstance(error, kind) and said in str(error)
    assert (tmp_path / place).is_fifo()


def test_a_pipe_in_the_place_of_a_stored_run_is_no_run(tmp_path: Path) -> None:
    assert run(tmp_path, "print('made')").error is None
    (kept,) = (tmp_path / ".nbpress" / "runs").iterdir()
    pipe(kept)
    (tmp_path / "site" / "_posts" / "2020-01-02-run.md").unlink()
    outcome = run(tmp_path, "print('made')")
    assert outcome.error is None and "made" in page(tmp_path)
    assert kept.is_file()
