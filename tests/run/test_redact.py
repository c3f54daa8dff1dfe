"""What a kernel says on stderr is recorded without this machine's paths and without absl's notes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nbpress.run.redact import Redactor

HOME = Path("/home/somebody/blog/notebooks")
NOISE = (
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    "I0000 00:00:1795474900.713161   24936 cudart_stub.cc:31] Could not find cuda drivers on your machine.\n"
    "I0000 00:00:1795474900.506346   24936 port.cc:153] oneDNN custom operations are on. You may see other digits.\n"
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"{HOME}/helper.py:3: UserWarning: x", "./helper.py:3: UserWarning: x"),
        (f"{HOME.parent}/site/a.png is gone", "../site/a.png is gone"),
        (f"{sys.prefix}/lib/python3/x.py:5", "<environment>/lib/python3/x.py:5"),
        ("/tmp/ipykernel_123/4567.py:2: DeprecationWarning", "<cell>:2: DeprecationWarning"),
        (f"{HOME}-old/x.py stays", "../notebooks-old/x.py stays"),
        ("a/relative/path and 1/2", "a/relative/path and 1/2"),
    ],
)
def test_known_places_are_named_not_spelled_out(said: str, kept: str) -> None:
    assert Redactor(HOME).text(said) == kept


def test_stderr_loses_absls_notes_and_nothing_else() -> None:
    output = {
        "output_type": "stream",
        "name": "stderr",
        "text": f"before\n{NOISE}E0000 00:00:1.5 1 a.cc:3] an error\nafter\n",
    }
    Redactor(HOME).output(output)
    assert output["text"] == "before\nE0000 00:00:1.5 1 a.cc:3] an error\nafter\n"


def said(value: str, kind: str = "text/html") -> tuple[str, str, str]:
    """What is kept of a text that code prints, shows, and answers."""
    printed = {"output_type": "stream", "name": "stdout", "text": value}
    shown = {"output_type": "display_data", "data": {kind: value, "application/json": {"a": [value]}}, "metadata": {}}
    for output in (printed, shown):
        Redactor(HOME).output(output)
    assert shown["data"]["application/json"] == {"a": [shown["data"][kind]]}
    return printed["text"], shown["data"][kind], Redactor(HOME).said({"data": value})["data"]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (f"{HOME}/data.csv", "./data.csv"),
        (f"<b>{HOME}</b> and 'file://{HOME}/x'", "<b>.</b> and 'file://./x'"),
        (f"{HOME.parent} and {HOME}", f"{HOME.parent} and ."),
        (f"{HOME}2 and {HOME}.old", f"{HOME}2 and {HOME}.old"),
        (f"{sys.prefix}/lib {NOISE}", f"{sys.prefix}/lib {NOISE}"),
    ],
)
def test_what_the_code_says_loses_only_paths_that_tell_of_this_machine(value: str, kept: str) -> None:
    assert said(value) == (kept, kept, kept)


def test_a_home_folder_that_names_somebody_goes_and_the_project_comes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert said("/home/somebody/.cache and /home/somebody/blog/notebooks/x")[0] == "~/.cache and ./x"
    monkeypatch.setenv("HOME", "/root")
    assert said("/root/.cache")[0] == "/root/.cache", "which many machines have"
    (tmp_path / "_config.yml").touch()
    output = {"output_type": "stream", "name": "stdout", "text": f"{tmp_path}/site and {tmp_path}/a/b/x"}
    Redactor(tmp_path / "a" / "b").output(output)
    assert output["text"] == "../../site and ./x"


def test_a_traceback_names_no_machine() -> None:
    output = {
        "output_type": "error",
        "ename": "E",
        "evalue": f"no {HOME}/x.csv",
        "traceback": [f"File {HOME}/helper.py, line 1"],
    }
    Redactor(HOME).output(output)
    assert output["evalue"] == "no ./x.csv" and output["traceback"] == ["File ./helper.py, line 1"]
