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
ring("shown")"""
HELPERS = """import zipfile
log, packed = open("helper.txt", "w"), zipfile.ZipFile("helper.zip", "w")
packed.writestr("inside", "packed")
def write(text):
    log.write(text)
"""
SEEN = """import gc, json
import helpers, ipywidgets, pandas, matplotlib.pyplot as plt
plt.plot([1, 2])
helpers.say()
ring = [open("x.txt", "w")]
ring.append(ring)
from IPython import get_ipython
def told(count=gc.get_freeze_count, objects=gc.get_objects, dumps=json.dumps, open=open, print=print):
    print(dumps([count(), len(objects())]), file=open("gc.json", "w"), flush=True)
get_ipython().history_manager.end_session = told"""
ALONE = {  # cell, helper module, what is in out.txt or out.gz in the end: each is the one thing that the notebook leaves
    "a registered method": (
        """import atexit, gzip
class Experiment:
    def __init__(self):
        self.file = gzip.open("out.gz", "wt")
        atexit.register(self.save)
    def save(self):
        self.file.write("saved")
experiment = Experiment()""",
        "",
        "saved",
    ),
    "a registered function of a helper": (
        "import helpers",
        "import atexit, gzip\nfile = gzip.open('out.gz', 'wt')\n@atexit.register\ndef save(): file.write('saved')",
        "saved",
    ),
    "a handler of signals": (
        "import helpers, signal\nsignal.signal(signal.SIGUSR1, helpers.heed)",
        "import gzip\nfile = gzip.open('out.gz', 'wt')\nfile.write('saved')\ndef heed(*_): file.flush()",
        "saved",
    ),
    "a handler of logs that imports its module late": (
        "import helpers\nhelpers.file.write('all results ')",
        """import logging
file = open("out.txt", "w")
class Handler(logging.Handler):
    def close(self):
        from helpers import file
        file.write("closed")
        file.close()
        super().close()
logging.getLogger("of helpers").addHandler(Handler())""",
        "all results closed",
    ),
    "a module without a file": (
        """import gzip, sys, types
module = sys.modules["made"] = types.ModuleType("made")
module.file = gzip.open("out.gz", "wt")
module.file.write("saved")
module.ring = [module]
del module""",
        "",
        "saved",
    ),
    "a finalizer that leaves more to finalize": (
        """class Held:
    def __init__(self, left):
        self.left, self.me = left, self
    def __del__(self):
        with open("out.txt", "a") as file:
            file.write("gone ")
        if self.left:
            type(self)(self.left - 1)
held = Held(1)""",
        "",
        "gone gone ",
    ),
    "a generator in the middle": (
        """import json, os
def steps(own, open=os.open, write=os.write, flags=os.O_WRONLY | os.O_CREAT):
    try:
        yield 1
    finally:
        write(open("out.txt", flags), b"closed")
json.steps = []
json.steps.append(steps(json.steps))
next(json.steps[0])""",
        "",
        "closed",
    ),
    "a finalizer of a ring that a library holds": (
        """import json, os
class Held:
    def __init__(self, open=os.open, write=os.write, flags=os.O_WRONLY | os.O_CREAT):
        self.all, self.me = (open, write, flags), self
    def __del__(self):
        open, write, flags = self.all
        write(open("out.txt", flags), b"gone")
json.held = Held()""",
        "",
        "gone",
    ),
    "a kind of file of one's own": (
        """import io, json
class File(io.TextIOWrapper):
    "A file of a kind of its own."
json.file = File(open("out.txt", "wb"))
json.file.write("saved")
json.file.ring = [json.file]""",
        "",
        "saved",
    ),
}
SLOW = """import sys, threading, time
from IPython import get_ipython
kernel = get_ipython().kernel
def flush(usual=sys.stdout.flush, threading=threading, time=time):
    if threading.current_thread().name == "Control":
        time.sleep(0.3)
    usual()
def stop(usual=kernel.iopub_thread.stop, answers=kernel.control_thread.is_alive, open=open):
    with open("x.txt", "w") as file:
        file.write("in the middle" if answers() else "done")
    usual()
sys.stdout.flush, kernel.iopub_thread.stop = flush, stop"""
STARTUP = """import atexit
word, file = "of the beginning", open("begun.txt", "w")
file.write(word)
ring = [file]
ring.append(ring)
atexit.register(lambda: open("startup.txt", "w").write(word))"""
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


def test_a_kernel_does_not_close_its_sockets_while_it_answers_that_it_ends(tmp_path: Path) -> None:
    """It would hang, once in a hundred times on a busy machine, until somebody kills it."""
    assert (run(tmp_path, SLOW) / "x.txt").read_text() == "done"


def test_what_somebodys_ipython_does_at_its_end_has_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "begin.py").write_text(STARTUP)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    folder = run(tmp_path, "1")
    assert {(folder / name).read_text() for name in ("begun.txt", "startup.txt")} == {"of the beginning"}


@pytest.mark.parametrize("left", ALONE)
def test_the_one_thing_that_a_notebook_leaves_to_the_end_is_done(tmp_path: Path, left: str) -> None:
    cell, helpers, wanted = ALONE[left]
    folder = run(tmp_path, cell, helpers)
    packed = folder / "out.gz"
    assert (
        gzip.decompress(packed.read_bytes()).decode() if packed.exists() else (folder / "out.txt").read_text()
    ) == wanted


def test_a_shell_that_is_reset_before_the_end_is_as_it_was(tmp_path: Path) -> None:
    folder = run(
        tmp_path, "x = open('x.txt', 'w')\nx.write('x')\n%reset -f\nimport gc\nassert not gc.get_freeze_count()"
    )
    assert (folder / "x.txt").read_text() == "x"


def test_python_does_not_look_for_garbage_in_what_libraries_hold(tmp_path: Path) -> None:
    helpers = "import atexit\n@atexit.register\ndef say(): return 'a module that leaves nothing behind'"
    frozen, left = json.loads((run(tmp_path, SEEN, helpers) / "gc.json").read_text())
    assert frozen > 50 * left, "next to nothing is looked through when the kernel ends"


def test_a_module_that_is_loaded_at_its_first_use_is_not_loaded_for_the_end(tmp_path: Path) -> None:
    folder = run(tmp_path, LAZY, "open('loaded.txt', 'w')\nraise OSError('not to be loaded')")
    assert not (folder / "loaded.txt").exists()


@pytest.mark.parametrize("both", [False, True])
def test_a_kernel_watches_which_files_are_opened_once(tmp_path: Path, both: bool) -> None:
    program = engine._hooks(tmp_path / "x.ipynb", notebook(code("1")), both)
    assert program.count("opened_files_hook.watch()") == 1
