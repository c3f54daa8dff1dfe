"""What a notebook leaves to the end of its kernel is done there, although that ends sooner than Python would."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from builders import blog, code, notebook, saved

from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks
from nbpress.run import engine

LEFT = """import atexit, gzip, json, weakref
import helpers
helpers.write("by a helper")
class Held:
    "Writes when it goes."
    def __init__(self, name, file=None):
        self.name, self.file = name, file
    def __del__(self):
        open(self.name + ".del.txt", "w").write("gone")
def ring(name):
    "An object that leads to itself, and holds an open file."
    made = Held(name, open(name + ".txt", "w"))
    made.file.write("of a ring")
    made.own = made
    return made
plain = Held("plain")
named = ring("named")
__named__ = ring("dunder")
json.kept_by_a_library = open("library.txt", "w")
json.kept_by_a_library.write("of a library")
json.ring = [json.kept_by_a_library, json]
alone = open("alone.txt", "w")
alone.write("alone")
packed = gzip.open("packed.gz", "wt")
packed.write("packed")
class Finished:
    "Does something when it goes."
finished = Finished()
done = weakref.finalize(finished, lambda: open("finalized.txt", "w").write("finalized"))
atexit.register(lambda: open("atexit.txt", "w").write(plain.name))
class Greedy:
    "Takes another one's name when it goes."
    def __del__(self):
        global taken
        del taken
taken, greedy = 1, Greedy()
ring("shown")"""
HELPERS = """import zipfile
log, packed = open("helper.txt", "w"), zipfile.ZipFile("helper.zip", "w")
packed.writestr("inside", "packed")
def write(text):
    log.write(text)
"""
SEEN = """import gc, json
from IPython import get_ipython
def told(count=gc.get_freeze_count, objects=gc.get_objects, dumps=json.dumps, open=open, print=print):
    print(dumps([count(), len(objects())]), file=open("gc.json", "w"), flush=True)
get_ipython().history_manager.end_session = told"""
STARTUP = "import atexit\nword = 'of the beginning'\natexit.register(lambda: open('startup.txt', 'w').write(word))"
LAZY = """import importlib.util, sys
spec = importlib.util.find_spec("helpers")
spec.loader = importlib.util.LazyLoader(spec.loader)
sys.modules["helpers"] = lazy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lazy)
del lazy"""


def run(folder: Path, source: str, helpers: str = "") -> Path:
    """Run a cell, and another one; give the folder in which they worked."""
    blog(folder)
    path = saved(notebook(code(source), code("1 + 1")), folder / "notebooks" / "run.ipynb")
    if helpers:
        path.with_name("helpers.py").write_text(helpers)
    outcome = publish_notebooks([path], PublishOptions(folder / "site", folder / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    return path.parent


def test_what_a_notebook_left_open_is_written_and_what_it_left_to_the_end_is_done(tmp_path: Path) -> None:
    folder = run(tmp_path, LEFT, HELPERS)
    rings = ("named", "dunder", "shown")
    wanted = {f"{name}.del.txt": "gone" for name in ("plain", *rings)} | {f"{name}.txt": "of a ring" for name in rings}
    wanted |= {"alone.txt": "alone", "library.txt": "of a library", "helper.txt": "by a helper"}
    wanted |= {"atexit.txt": "plain", "finalized.txt": "finalized"}
    assert {path.name: path.read_text() for path in folder.glob("*.txt")} == wanted
    assert gzip.decompress((folder / "packed.gz").read_bytes()) == b"packed"
    assert zipfile.ZipFile(folder / "helper.zip").read("inside") == b"packed"


def test_what_somebodys_ipython_does_at_its_end_has_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "begin.py").write_text(STARTUP)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert (run(tmp_path, "1") / "startup.txt").read_text() == "of the beginning"


def test_a_shell_that_is_reset_before_the_end_is_as_it_was(tmp_path: Path) -> None:
    folder = run(
        tmp_path, "x = open('x.txt', 'w')\nx.write('x')\n%reset -f\nimport gc\nassert not gc.get_freeze_count()"
    )
    assert (folder / "x.txt").read_text() == "x"


def test_python_does_not_look_for_garbage_in_what_libraries_hold(tmp_path: Path) -> None:
    frozen, left = json.loads((run(tmp_path, SEEN) / "gc.json").read_text())
    assert frozen > 50 * left, "next to nothing is looked through when the kernel ends"


def test_a_module_that_is_loaded_at_its_first_use_is_not_loaded_for_the_end(tmp_path: Path) -> None:
    folder = run(tmp_path, LAZY, "open('loaded.txt', 'w')\nraise OSError('not to be loaded')")
    assert not (folder / "loaded.txt").exists()


@pytest.mark.parametrize("both", [False, True])
def test_a_kernel_watches_which_files_are_opened_once(tmp_path: Path, both: bool) -> None:
    program = engine._hooks(tmp_path / "x.ipynb", notebook(code("1")), both)
    assert program.count("opened_files_hook.watch()") == 1
