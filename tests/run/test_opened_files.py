"""What a run was seen to open is a dependency of it, though nobody declared it; what it wrote itself is none."""

from __future__ import annotations

import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from builders import blog, code, manifest, notebook, saved, text

from nbpress.core.hashes import CHANGING
from nbpress.plan import resolve_dependencies
from nbpress.publish import due, remembered
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.publish.source import read
from nbpress.read import site as sites

CELLS = (
    text("It reads and writes."),
    code("import numpy as np, h5py, glob, os, sys\nfrom pathlib import Path\nname = lambda *parts: '.'.join(parts)"),
    code("table = np.loadtxt(name('table', 'csv'))\nhandle = os.open(name('raw', 'bin'), os.O_RDONLY)"),
    code("sys.path.insert(0, '../lib')\nimport helper"),
    code("with h5py.File('weights.h5') as file:\n    weights = float(file['w'][()])"),
    code("records = Path('digits.tfrecord').stat().st_size  # TensorFlow would read it where nobody sees it"),
    code("parts = [open(part).read() for part in sorted(glob.glob(os.path.join('parts', '*.txt')))]"),
    code("listed = sorted(path.name for path in Path('..', 'shelf').iterdir())"),
    code("Path(name('made', 'txt')).write_text('mine')\nmine = Path('made.txt').read_text()"),
    code("with h5py.File('made.h5', 'w') as file:\n    file['x'] = os.getpid()"),
    code("!echo $$ > shell.txt\nshell = open(name('shell', 'txt')).read()"),
    code("count = int(Path(name('count', 'er')).read_text()) + 1\nPath(name('count', 'er')).write_text(str(count))"),
    code("try:\n    open(name('local', 'cfg'))\nexcept FileNotFoundError:\n    print('no settings')"),
    code("print(table.sum(), weights, parts, listed, helper.x)"),
)


def project(folder: Path) -> Path:
    blog(folder)
    notebooks = folder / "notebooks"
    for name, content in {
        "notebooks/table.csv": "1 2\n",
        "notebooks/raw.bin": "raw",
        "notebooks/digits.tfrecord": "digits",
        "notebooks/count.er": "1",
        "notebooks/parts/a.txt": "a",
        "shelf/one": "1",
        "lib/helper.py": "from deeper import x\n",
        "lib/deeper.py": "x = 1\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    program = "import h5py\nwith h5py.File('weights.h5', 'w') as file: file['w'] = 0.5"
    subprocess.run([sys.executable, "-c", program], cwd=notebooks, check=True)
    return saved(notebook(*CELLS), notebooks / "reads.ipynb")


def one(path: Path, **changes: Any) -> Outcome:
    return publish([path], Options(site=path.parents[1] / "site", store=path.parents[1] / ".nbpress", **changes))[0]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    path = project(tmp_path_factory.mktemp("seen"))
    outcome = one(path)
    assert outcome.error is None, outcome.error
    return path, outcome


@pytest.fixture
def published(base: tuple[Path, Outcome], tmp_path: Path) -> Path:
    shutil.copytree(base[0].parents[1], tmp_path / "project")
    return tmp_path / "project" / "notebooks" / "reads.ipynb"


def test_files_modules_folders_and_globs_that_were_read_are_dependencies(published: Path) -> None:
    entry = manifest(published.parents[1] / "site")["articles"]["reads"]
    assert set(entry["dependencies"]) == {
        "notebooks/table.csv", "notebooks/raw.bin", "notebooks/weights.h5", "notebooks/digits.tfrecord",
        "notebooks/parts/a.txt",
        "list:notebooks/parts/*.txt", "list:shelf/*", "lib/helper.py", "lib/deeper.py", "notebooks/local.cfg"}  # fmt: skip
    assert entry["dependencies"]["notebooks/local.cfg"] == "absent"
    assert {"notebooks/made.txt", "notebooks/made.h5", "notebooks/shell.txt", "notebooks/count.er"} <= set(
        entry["written"]
    )


def test_what_a_run_wrote_itself_does_not_make_it_due(published: Path) -> None:
    assert not one(published).reasons
    assert not one(published, run_missing=True).reasons, "the stored run is found as well"


def test_a_file_that_was_read_and_then_changed_by_the_run_is_told(base: tuple[Path, Outcome]) -> None:
    told = [warning for warning in base[1].warnings if "was read and then changed" in warning.what]
    assert len(told) == 1 and "notebooks/count.er" in told[0].what


EDITED = (  # what somebody else does while the run reads
    code("import time\nfrom pathlib import Path\nn = int(Path('literal.txt').read_text())"),
    code("m = int(Path('.'.join(['computed', 'txt'])).read_text())\nd = int(Path('declared.txt').read_text())"),
    code("import subprocess, sys\nif Path('somebody').exists():\n    subprocess.run([sys.executable, 'somebody'])"),
    code("print(n, m, d)"),
)
EDITOR = "for name in ('literal', 'computed', 'declared'):\n    open(f'{name}.txt', 'w').write('22')\n"


def test_data_that_somebody_edits_while_it_is_read_makes_its_article_due_again_and_once(tmp_path: Path) -> None:
    blog(tmp_path)
    head = "---\ntitle: A title\ndate: 2020-01-02\nnbpress: {depends: declared.txt}\n---"
    path = saved(notebook(*EDITED, head=head), tmp_path / "notebooks" / "reads.ipynb")
    files = [path.with_name(f"{name}.txt") for name in ("literal", "computed", "declared")]
    for file in files:
        file.write_text("1")
    path.with_name("somebody").write_text(EDITOR)
    first = one(path)
    told = [warning for warning in first.warnings if warning.code == "nb-changing-file"]
    assert first.error is None and len(told) == 3
    path.with_name("somebody").unlink()
    said = tuple(f"notebooks/{name}.txt changed while it was read" for name in ("computed", "declared", "literal"))
    assert set(said) <= set(_reasons(path))
    second = one(path)
    assert second.ran and not second.warnings and not one(path).reasons
    post = (tmp_path / "site" / "_posts" / "2020-01-02-reads.md").read_text()
    assert "22 22 22" in post, "the page shows what the files hold"
    files[1].write_text("3")
    assert _reasons(path) == ("notebooks/computed.txt changed",), "it is a dependency like any other"


def test_what_a_run_changes_unseen_each_time_makes_it_due_once_more_and_then_no_more() -> None:
    record = {"written": ["log", "new.h5"], "rewritten": ["log"], "changed": ["log"]}
    literals = ({"old.h5": "1", "data": "1"}, {"old.h5": "2", "data": "1", "new.h5": "1"})
    first, written = resolve_dependencies.settled(({}, {}), {}, literals, record, frozenset())
    assert first == {"data": "1", "log": CHANGING, "old.h5": CHANGING} and written == ("new.h5",)
    again, written = resolve_dependencies.settled(({}, {}), {}, literals, record, {"log", "old.h5", "new.h5"})
    assert again == {"data": "1"} and written == ("log", "new.h5", "old.h5")
    read = {"written": [], "reads": {"old.h5": "2"}}  # edited after its hash was taken and before it was read
    assert resolve_dependencies.settled(({}, {}), {}, literals, read, frozenset())[0]["old.h5"] == "2"


def test_nothing_of_the_watching_is_on_the_page(published: Path) -> None:
    post = (published.parents[1] / "site" / "_posts" / "2020-01-02-reads.md").read_text()
    assert "opened_files" not in post and "table.csv" not in post
    assert "3.0 0.5 ['a'] ['one'] 1" in post


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notebooks/table.csv", "notebooks/table.csv changed"),
        ("notebooks/weights.h5", "notebooks/weights.h5 changed"),
        ("notebooks/digits.tfrecord", "notebooks/digits.tfrecord changed"),
        ("lib/deeper.py", "lib/deeper.py changed"),
        ("notebooks/parts/b.txt", "notebooks/parts/*.txt gives other files"),
        ("shelf/two", "shelf/* gives other files"),
        ("notebooks/local.cfg", "notebooks/local.cfg changed"),
    ],
)
def test_a_change_makes_its_article_due_and_is_named(published: Path, name: str, said: str) -> None:
    (published.parents[1] / name).write_text("12")
    outcome = one(published, kernel="no such kernel")
    assert 'no kernel "no such kernel"' in str(outcome.error), "it was about to run"
    reasons = _reasons(published)
    assert said in reasons


def _reasons(path: Path) -> tuple[str, ...]:
    site = path.parents[1] / "site"
    options = Options(site=site, store=path.parents[1] / ".nbpress")
    return due.why(*read(path, remembered.of(sites.load(site)), options), options)


def test_other_files_of_the_project_make_nothing_due(published: Path) -> None:
    for name in ("notebooks/other.csv", "notebooks/parts/b.csv", "notebooks/other.ipynb", "site/x.md"):
        (published.parents[1] / name).write_text("new")
    assert _reasons(published) == ()


def test_the_engine_of_papermill_records_the_same(published: Path) -> None:
    papermill = str(Path(sys.executable).with_name("papermill"))
    program = [papermill, "reads.ipynb", "out.ipynb", "--engine", "nbpress"]
    subprocess.run(program, cwd=published.parent, check=True, capture_output=True)
    record = nbformat.read(published.with_name("out.ipynb"), 4).metadata.nbpress
    assert {"notebooks/table.csv", "lib/helper.py", "list:shelf/*"} <= set(record.reads)
    assert "notebooks/made.txt" in record.written and len(record.reads["notebooks/table.csv"]) == 64


def test_a_module_that_puts_another_in_its_place_is_seen_also_where_it_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    program = "import importlib\nprint(importlib.import_module('.'.join(('proxied',))).value)"
    blog(tmp_path)
    path = saved(notebook(code(program)), tmp_path / "notebooks" / "reads.ipynb")
    helper = path.with_name("proxied.py")
    source = (
        "import sys\nvalue = {}\nclass Proxy:\n    def __init__(self, module):\n        self._module = module\n"
        "    def __getattr__(self, name):\n        return getattr(self.__dict__['_module'], name)\n"
        "sys.modules[__name__] = Proxy(sys.modules[__name__])\n"
    )
    helper.write_text(source.format(1))
    py_compile.compile(str(helper))
    assert one(path).ran and not one(path).reasons
    helper.write_text(source.format(42))
    assert one(path).ran and "42" in next((tmp_path / "site" / "_posts").iterdir()).read_text()
