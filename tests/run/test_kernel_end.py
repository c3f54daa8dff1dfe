"""What a notebook leaves to the end of its kernel is done there, although that ends sooner than Python would."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from builders import blog, code, notebook, saved

from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks

LEFT = """import atexit, gzip, weakref
class Held:
    "Writes when it goes."
    def __init__(self, name, file=None):
        self.name, self.file = name, file
    def __del__(self):
        open(self.name + ".del.txt", "w").write(WORD if self.name == "plain" else "gone")
WORD = "gone"
plain = Held("plain")
ring = Held("ring", open("ring.txt", "w"))
ring.file.write("of a ring")
ring.own = ring
alone = open("alone.txt", "w")
alone.write("alone")
packed = gzip.open("packed.gz", "wt")
packed.write("packed")
class Finished:
    "Does something when it goes."
finished = Finished()
_ = weakref.finalize(finished, lambda: open("finalized.txt", "w").write("finalized"))
atexit.register(lambda: open("atexit.txt", "w").write(plain.name))
atexit.register(print, "said at the end")
Held("shown")"""
SEEN = """import gc, json
from IPython import get_ipython
manager, counts = get_ipython().history_manager, []
gc.callbacks.append(lambda phase, _: counts.append(len(gc.get_objects())) if phase == "start" else None)
def told(count=gc.get_freeze_count, objects=gc.get_objects, dumps=json.dumps, open=open, print=print):
    print(dumps([count(), len(objects())]), file=open("gc.json", "w"), flush=True)
manager.end_session = told"""


def run(folder: Path, source: str) -> Path:
    """Run a cell; give the folder in which it worked."""
    blog(folder)
    path = saved(notebook(code(source), code("1 + 1")), folder / "notebooks" / "run.ipynb")
    outcome = publish_notebooks([path], PublishOptions(folder / "site", folder / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    return path.parent


def test_what_a_notebook_left_open_is_written_and_what_it_left_to_the_end_is_done(tmp_path: Path) -> None:
    folder = run(tmp_path, LEFT)
    wanted = {"ring.txt": "of a ring", "alone.txt": "alone", "atexit.txt": "plain", "finalized.txt": "finalized"}
    wanted |= {f"{name}.del.txt": "gone" for name in ("plain", "ring", "shown")}
    assert {path.name: path.read_text() for path in folder.glob("*.txt")} == wanted
    assert gzip.decompress((folder / "packed.gz").read_bytes()) == b"packed"


def test_python_does_not_look_for_garbage_in_what_libraries_hold(tmp_path: Path) -> None:
    frozen, left = json.loads((run(tmp_path, SEEN) / "gc.json").read_text())
    assert frozen > 50 * left, "next to nothing is looked through when the kernel ends"
