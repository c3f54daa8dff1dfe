"""What keeps a run from going on for ever, and from telling what is private."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from builders import HEAD, blog, code, manifest, notebook, saved, text

from nbpress.core.errors import CellError, ParameterError, RunError
from nbpress.notebook.parameter_values import Text
from nbpress.notebook.private_values import Hider
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.sweep import variants
from nbpress.sweep.sweep import SweepOptions, sweep

TOKEN = "sesame-open-73"


def project(folder: Path, *cells: Any, settings: str = "") -> Path:
    blog(folder)
    head = HEAD[:-3] + (f"nbpress:\n{settings}---" if settings else "---")
    return saved(notebook(*cells, head=head), folder / "notebooks" / "run.ipynb")


def one(path: Path, watch: Any = None, **changes: Any) -> Outcome:
    root = path.parents[1]
    return publish([path], replace(Options(root / "site", root / ".nbpress"), **changes), watch)[0]


def test_a_run_ends_when_its_time_is_over_though_each_cell_is_quick(tmp_path: Path) -> None:
    nap = code("import time\ntime.sleep(0.7)")
    path = project(tmp_path, *[code(nap.source) for _ in range(9)])
    began = time.monotonic()
    error = one(path, run_timeout=3).error
    assert isinstance(error, CellError) and "the run took longer than it may" in str(error)
    assert time.monotonic() - began < 20


def test_a_cell_that_takes_too_long_and_a_question_end_and_are_named(tmp_path: Path) -> None:
    path = project(tmp_path, code("x = 1"), code("import time\ntime.sleep(60)"))
    error = one(path, timeout=1).error
    assert isinstance(error, CellError) and "cell 3: the cell took longer than it may" in str(error)
    path = project(tmp_path, code("name = input('Who? ')"))
    error = one(path).error
    assert isinstance(error, CellError) and "StdinNotImplementedError" in str(error)


@pytest.mark.parametrize("limit", [{"timeout": 1}, {"run_timeout": 3}], ids=str)
def test_a_live_value_that_never_comes_ends_too(tmp_path: Path, limit: dict[str, int]) -> None:
    path = project(tmp_path, code("import time"), text("{eval}`time.sleep(60)`"))
    error = one(path, **limit).error
    assert isinstance(error, RunError) and "took longer than it may" in str(error)


def test_a_killed_kernel_is_reported_within_seconds(tmp_path: Path) -> None:
    path = project(tmp_path, code("import os, time\nprint(time.time())\nos.kill(os.getpid(), 9)"))
    error = one(path).error
    assert isinstance(error, CellError) and "kernel died" in str(error)
    assert time.time() - error.kept.stat().st_mtime < 10


@pytest.mark.parametrize("source", ["%run missing.py", "%nosuch magic", "%%bash\nfalse"])
def test_a_failed_magic_fails_the_run(tmp_path: Path, source: str) -> None:
    error = one(project(tmp_path, code(source), code("print('after')"))).error
    assert isinstance(error, CellError) and "cell 2" in str(error)


def test_a_place_that_cannot_be_written_is_named_and_not_blamed_on_the_kernel(tmp_path: Path) -> None:
    path = project(tmp_path, code("x = 1"))
    (tmp_path / ".nbpress" / "failed" / "run.ipynb").mkdir(parents=True)
    error = one(path).error
    assert isinstance(error, RunError) and "the run cannot go on" in str(error) and "failed/run.ipynb" in str(error)


class Watch:
    def __init__(self) -> None:
        self.said = ""

    def article(self, path: Path, reasons: tuple[str, ...], python: str = "") -> None:
        self.said += str(reasons)

    def cell(self, number: int, total: int, source: str) -> None:
        self.said += source

    def text(self, text: str) -> None:
        self.said += text


SECRET = (
    code("token = ''\nn = 1", "parameters"),
    code("import sys\nprint('using', token)\nprint(repr(token), file=sys.stderr)\nlength = len(token)\n{'key': token}"),
    text("It is {eval}`token` of {eval}`length` letters."),
)


def test_a_private_value_reaches_the_kernel_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(tmp_path, *SECRET, settings="  private: [token]\n  results: {length: length, token: token}\n")
    assert 'private parameter "token" has no value' in str(one(path).error)
    assert "command line is kept" in str(one(path, parameters={"token": Text(TOKEN)}).error)
    monkeypatch.setenv("TOKEN", TOKEN)
    watch = Watch()
    outcome = one(path, watch)
    assert outcome.error is None and outcome.results["length"] == len(TOKEN), outcome.error
    post = (tmp_path / "site" / "_posts" / "2020-01-02-run.md").read_text()
    assert "using •••" in post and "It is ••• of 14 letters." in post
    holding = [file for file in tmp_path.rglob("*") if file.is_file() and TOKEN.encode() in file.read_bytes()]
    assert holding == [] and TOKEN not in watch.said + str(outcome)
    keyed = manifest(tmp_path / "site")["articles"]["run"]["dependencies"]["private:token"]
    assert not one(path).reasons, "the same value is the same run"
    monkeypatch.setenv("TOKEN", TOKEN[::-1])
    assert one(path).reasons == ("private:token changed",)
    monkeypatch.delenv("TOKEN")
    assert not one(path).reasons, "without the value nobody can tell"
    assert len(keyed) > 64


def test_a_private_value_is_not_in_what_a_failed_run_leaves(tmp_path: Path) -> None:
    path = project(tmp_path, SECRET[0], code("raise ValueError('refused: ' + token)"), settings="  private: token\n")
    error = one(path, parameters={"token": TOKEN}).error
    assert isinstance(error, CellError) and "refused: •••" in str(error) and TOKEN not in str(error)
    assert TOKEN not in error.kept.read_text()


PIECES = """import base64, sys
from IPython.display import JSON, display
for letter in token:
    print(letter, flush=True)
print(token[:5], end="", flush=True)
print("note", file=sys.stderr, flush=True)
print(token[5:], flush=True)
display(JSON({token: {f"x-{token}": 1}}))
print(base64.b64encode(b"a" + token.encode()).decode(), token.encode().hex())
import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(1, 1))
fig.savefig("/dev/null", format="png", metadata={"Comment": token})
import io
from IPython.display import Image
with io.BytesIO() as file:
    fig.savefig(file, format="png", metadata={"Comment": token})
    plt.close(fig)
    picture = file.getvalue()
display(Image(picture))"""


def test_a_private_value_in_pieces_and_codings_reaches_no_page_no_run_and_no_progress(tmp_path: Path) -> None:
    cells = SECRET[0], code(PIECES), code("print(token[:7], end='')"), code("print(token[7:])")
    path = project(tmp_path, *cells, settings="  private: [token]\n")
    watch = Watch()
    outcome = one(path, watch, parameters={"token": TOKEN})
    assert outcome.error is None, outcome.error
    said = "".join(letter for letter in watch.said.split("import matplotlib")[-1] if letter.isalnum())
    assert "esameopen7" not in said and "\n".join(TOKEN) not in watch.said and TOKEN not in watch.said
    coded = (base64.b64encode(b"a" + TOKEN.encode())[3:-4], TOKEN.encode().hex().encode(), TOKEN.encode())
    for file in filter(Path.is_file, tmp_path.rglob("*")):
        content = file.read_bytes()
        assert not any(each in content for each in coded), file
        bare = re.sub(rb"\\n|[^A-Za-z0-9]", b"", content)
        assert b"sesameopen73" not in bare, file
    assert "•••" in next((tmp_path / "site" / "_posts").iterdir()).read_text()


def test_a_private_value_is_not_in_the_last_words_of_a_kernel(tmp_path: Path) -> None:
    words = "import os\nos.write(2, f'last {token} words\\n'.encode())\nos._exit(3)"
    path = project(tmp_path, SECRET[0], code(words), settings="  private: [token]\n")
    error = one(path, parameters={"token": TOKEN}).error
    assert isinstance(error, CellError) and "last ••• words" in str(error) and TOKEN not in str(error)


@pytest.mark.parametrize(
    "value", [["first-secret", "second-secret"], {"key": 'a"b<c>\\d'}, "tr\u00e4umerei & more", 123456]
)
def test_no_spelling_of_a_private_value_and_no_part_of_it_is_told(value: object) -> None:
    hider = Hider([value])
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
    for part in map(str, parts):
        for form in (part, repr(part), json.dumps(part), html.escape(part), quote(part)):
            assert hider.hide({"a": [f"x {form} y"]})["a"][0] in ("x ••• y", "x '•••' y", 'x "•••" y'), form


def test_a_private_value_that_is_too_short_to_be_hidden_is_refused(tmp_path: Path) -> None:
    path = project(tmp_path, *SECRET, settings="  private: [token]\n")
    assert "too short to be hidden" in str(one(path, parameters={"token": "ab"}).error)
    assert not (tmp_path / "site" / "_posts").exists()


def test_a_sweep_without_a_value_of_a_private_parameter_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    path = project(tmp_path, *SECRET, settings="  private: [token]\n")
    with pytest.raises(ParameterError, match='private parameter "token" has no value here'):
        sweep(variants.of(path, tmp_path / ".nbpress", {}, {}), SweepOptions())


def test_a_sweep_takes_private_values_from_a_file(tmp_path: Path) -> None:
    path = project(tmp_path, *SECRET, settings="  private: [token]\n  results: {length: length}\n")
    found = variants.of(path, tmp_path / ".nbpress", {"n": [1, 2]}, {"token": TOKEN})
    assert [row.results["length"] for row in sweep(found, SweepOptions()).rows] == [len(TOKEN)] * 2
    with pytest.raises(ParameterError, match="command line is kept"):
        variants.of(path, tmp_path / ".nbpress", {}, {"token": Text(TOKEN)})


def test_papermill_with_our_engine_takes_private_values_from_the_environment(tmp_path: Path) -> None:
    path = project(tmp_path, *SECRET, settings="  private: [token]\n")
    program = [
        str(Path(sys.executable).with_name("papermill")),
        path.name,
        "out.ipynb",
        "--engine",
        "nbpress",
        "-p",
        "n",
        "2",
    ]
    subprocess.run(program, cwd=path.parent, check=True, capture_output=True, env={**os.environ, "TOKEN": TOKEN})
    written = path.with_name("out.ipynb").read_text()
    assert TOKEN not in written and "using" in written


def test_values_arrive_as_they_were_meant(tmp_path: Path) -> None:
    long = "a 'quoted' \"text\"\nof two lines, \\n and {braces} " * 40
    cells = (
        code("import datetime\nepochs = 20\nshape = (1, 2)\nnothing = 5\nday = datetime.date(2020, 1, 1)\nwhen = None\n"
             "words = 'x'\nrate = 0.5\nnames = ['a']\nfast = True\nlater = datetime.date(2020, 1, 1)", "parameters"),
        code("seen = (epochs, shape, nothing, day, when, words, rate, names, fast, later)"),
    )  # fmt: skip
    settings = "  parameters: {epochs: 5, rate: 1, later: 2021-02-03}\n  results: {seen: repr(seen), epochs: epochs}\n"
    given = {"shape": Text("[3, 4]"), "nothing": Text("None"), "day": Text("2020-02-03"), "when": Text("2020-02-03 04:05:06"),
             "words": long, "names": Text("[b, c]"), "fast": Text("no")}  # fmt: skip
    outcome = one(project(tmp_path, *cells, settings=settings), parameters=given)
    assert outcome.error is None, outcome.error
    seen = eval(outcome.results["seen"], {"datetime": __import__("datetime")})
    assert seen[:3] == (5, (3, 4), None) and type(seen[1]) is tuple and seen[3] == date(2020, 2, 3)
    assert seen[4].isoformat() == "2020-02-03T04:05:06" and seen[5] == long
    assert seen[6:9] == (1.0, ["b", "c"], False) and type(seen[6]) is float and seen[9] == date(2021, 2, 3)
