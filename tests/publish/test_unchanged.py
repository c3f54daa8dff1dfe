"""Where nothing changed the answer is given again; where anything did, it is the one that is found without what was kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import HEAD, blog, code, notebook, saved, text

from nbpress.core import looks
from nbpress.publish import answers, publish, unchanged
from nbpress.publish.inventory import listed
from nbpress.publish.options import PublishOptions
from nbpress.publish.unfinished import chosen
from nbpress.read import notebook as notebooks
from nbpress.report.summary import listing, summary

PICTURE = b"\x89PNG\r\n\x1a\n"
NAME = "notebooks/main.ipynb"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose article hangs on all kinds of things."""
    folder = tmp_path_factory.mktemp("base")
    blog(folder, "nbpress: {}\n")
    own = folder / "notebooks"
    (own / "data").mkdir(parents=True)
    for name, content in {
        "beside.py": "import beneath, json\n",
        "beneath.py": "n = 1\n",
        "data/a.csv": "1\n",
        "read.csv": "1\n",
        "opened.csv": "1\n",
        "piece.md": "A piece.\n",
        "results.json": '{"a": 1}\n',
    }.items():
        (own / name).write_text(content)
    (own / "picture.png").write_bytes(PICTURE)
    saved(notebook(text("Words."), head=HEAD.replace("A title", "Other")), own / "other.ipynb")
    head = HEAD.replace("---\ntitle", "---\nnbpress: {depends: [data/*.csv, missing.csv, $THERE, results.json]}\ntitle")
    cells = [
        text("{{< include piece.md >}}\n\n[other](other.ipynb) ![a picture](picture.png) ![none](none.png)"),
        code("import beside\nprint(open('read.csv').read(), open('opened' + '.csv').read(), 'absent.csv')"),
    ]
    saved(notebook(*cells, head=head), folder / NAME)
    outcomes = publish.publish_notebooks([own / "other.ipynb", folder / NAME], PublishOptions.of_project(folder / NAME))
    assert [each.error for each in outcomes] == [None, None]
    return folder


@pytest.fixture
def project(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "project"))


def told(project: Path, *, afresh: bool = False) -> str:
    """What a call says that runs nothing, of all notebooks of the project."""
    options = PublishOptions.of_project(project / NAME, frozen=True, unnamed=True, still=True)
    if afresh:
        for path in options.store.glob("unchanged-*"):
            path.unlink()
    with answers.opened(options.store, options.site) as kept:
        found = chosen(project, options.site)
        outcomes = unchanged.every(found.paths, options, kept) or publish.publish_notebooks(found.paths, options)
    lines = shown([], options, project)
    said = f"{summary(outcomes, options.site, project, found.left)}\n{lines}"
    return said.replace(str(project), "").replace(os.path.relpath(project), "")  # it names files as seen from here


def shown(named: list[Path], options: PublishOptions, project: Path) -> str:
    with answers.opened(options.store, options.site) as kept:
        return listing(unchanged.lines(named, project, kept) or listed(named, options, project))


def rewritten(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        content = (project / name).read_text()
        assert content.replace(old, new) != content
        (project / name).write_text(content.replace(old, new))

    return change


def written(name: str, content: str | bytes = "2\n") -> Callable[[Path], None]:
    def change(project: Path) -> None:
        (project / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def copied(name: str, copy: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        shutil.copy(project / name, project / copy)

    return change


def gone(name: str) -> Callable[[Path], None]:
    return lambda project: (project / name).unlink()


CHANGES = {
    "its prose": rewritten(NAME, "[other]", "[OTHER]"),
    "its code": rewritten(NAME, "import beside", "import beside, re"),
    "a module": written("notebooks/beside.py", "import beneath, json, sys\n"),
    "a module that this imports": written("notebooks/beneath.py", "n = 2\n"),
    "a module that it could not find": written("notebooks/json.py"),
    "a declared file": written("notebooks/data/a.csv"),
    "another file of a glob": written("notebooks/data/b.csv"),
    "a file of a glob that is gone": gone("notebooks/data/a.csv"),
    "a declared file that was missing": written("notebooks/missing.csv"),
    "a file of JSON": written("notebooks/results.json", '{"a": 2}\n'),
    "a file that a text names": written("notebooks/read.csv"),
    "a file that was seen to be opened": written("notebooks/opened.csv"),
    "a file that a text named in vain": written("notebooks/absent.csv"),
    "what it includes": written("notebooks/piece.md", "Another.\n"),
    "a picture": written("notebooks/picture.png", PICTURE + b"2"),
    "a picture that was missing": written("notebooks/none.png", PICTURE),
    "the address of a notebook that it links to": rewritten("notebooks/other.ipynb", "2020-01-02", "2020-01-03"),
    "the settings of the site": written("site/_config.yml", "nbpress: {math: kramdown}\n"),
    "the theme that the layouts tell of": written("site/_layouts/single.html", ""),
    "its post": rewritten("site/_posts/2020-01-02-main.md", "A piece", "A PIECE"),
    "its post that is gone": gone("site/_posts/2020-01-02-main.md"),
    "its entry": rewritten("site/_nbpress/main.json", '"render": "', '"render": "0'),
    "the entry that is gone": gone("site/_nbpress/main.json"),
    "an entry that is broken": written("site/_nbpress/other.json", "<<<<<<< HEAD\n"),
    "the pair of the notebook": written("notebooks/main.md", "---\njupytext: {}\nkernelspec: {name: python3}\n---\n"),
    "the front matter": rewritten(NAME, "title: A title", "title: A title\\ndraft: true"),
    "a new notebook": copied("notebooks/other.ipynb", "notebooks/new.ipynb"),
    "a notebook that is gone": gone("notebooks/other.ipynb"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_as_it_is_without_what_was_kept(project: Path, change: Callable[[Path], None]) -> None:
    before = told(project)
    assert told(project) == before
    change(project)
    wanted = told(Path(shutil.copytree(project, project.with_name("again"))), afresh=True)
    assert told(project) == wanted != before


def test_a_change_of_a_variable_is_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(project)
    monkeypatch.setenv("THERE", "a value")
    assert told(project) != before


def test_where_nothing_changed_no_notebook_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(project)
    assert "up to date" in before
    monkeypatch.setattr("nbpress.read.notebook.parse", lambda *given: pytest.fail("a notebook was read"))
    assert told(project) == before


def test_all_that_is_looked_at_is_noted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()

    def seeing(name: str) -> None:
        own = getattr(os, name)

        def look(path: object = ".", *more: object, **named: object) -> object:
            if isinstance(path, str | os.PathLike):
                seen.add(os.path.normpath(os.fspath(path)))
            return own(path, *more, **named)

        monkeypatch.setattr(os, name, look)

    options = PublishOptions.of_project(project / NAME, frozen=True)
    with answers.opened(options.store, options.site) as kept:
        kept.site()
        for name in ("stat", "lstat", "open", "scandir", "listdir"):
            seeing(name)
        with looks.traced() as trace:
            publish.publish_notebooks([project / NAME], options)
        monkeypatch.undo()
    noted = {json.loads(about)[0] if about.startswith("[") else about for _, about in trace.asked}
    noted |= {os.path.normpath(each) for each in noted}
    own = {
        each
        for each in seen
        if each.startswith(f"{project}/") and not each.startswith((f"{project}/.nbpress", f"{project}/site"))
    }
    assert len(own) > 20
    assert sorted(each for each in own - noted if not any(place.startswith(f"{each}/") for place in noted)) == []


@pytest.mark.parametrize("content", [b"", b"nbpress answers 1, CRC 00000000\n{}", b"\0" * 100, None])
def test_what_is_kept_may_be_broken(project: Path, content: bytes | None) -> None:
    before = told(project)
    path = next((project / ".nbpress").glob("unchanged-*"))
    path.write_bytes(path.read_bytes()[:-10] if content is None else content)
    assert told(project) == before
    assert told(project) == before


def test_what_is_kept_by_another_nbpress_counts_for_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(project)
    monkeypatch.setattr(answers, "_made_by", lambda: "another")
    read: list[Path] = []
    own = notebooks.parse
    monkeypatch.setattr(notebooks, "parse", lambda text, path: read.append(path) or own(text, path))
    assert told(project) == before
    assert project / NAME in read


def test_a_package_that_is_installed_while_a_process_goes_on_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = answers._made_by()
    (tmp_path / "new-1.0.dist-info").mkdir()
    assert answers._made_by() != before


def test_an_nbpress_that_is_being_edited_keeps_no_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "edited.py").write_text("")
    monkeypatch.setattr(answers, "_LOADED", [])
    monkeypatch.setattr("nbpress.__file__", str(tmp_path / "__init__.py"))
    assert answers._made_by() == ""
    assert answers._LOADED == []


def test_a_store_that_cannot_be_written_costs_time_and_no_more(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    before = told(project, afresh=True)
    for path in (project / ".nbpress").glob("unchanged-*"):
        path.unlink()
    monkeypatch.setattr("tempfile.mkstemp", full)
    assert told(project) == before
    assert not list((project / ".nbpress").glob("unchanged-*"))


def test_two_at_once_give_the_same_answers(project: Path) -> None:
    before = told(project)
    said: list[str] = []
    other = threading.Thread(target=lambda: said.append(told(project)))
    other.start()
    said.append(told(project))
    other.join()
    assert said == [before, before]
    assert not list((project / ".nbpress").glob("*.part"))


def test_an_unchanged_blog_loads_no_library_that_reads_or_runs_notebooks(project: Path) -> None:
    heavy = ("yaml", "markdown_it", "nbformat", "nbconvert", "papermill", "importlib.metadata", "jupyter_core")
    program = (
        "import sys; from nbpress.cli.main import main; sys.argv = ['nbpress', 'publish', '--frozen']\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(sorted({{*{heavy}}} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]
    for _ in range(2):
        shown = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project).stdout.splitlines()
    assert (shown[:2], shown[-1]) == (["main: up to date", "other: up to date"], "[]")


def test_a_run_that_goes_missing_is_noticed_by_who_wants_all_runs_to_be_here(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = PublishOptions.of_project(project / NAME, run_missing=True)
    publish.publish_notebooks([project / NAME], options)
    with monkeypatch.context() as patch:
        patch.setattr(notebooks, "load", None)
        assert not publish.publish_notebooks([project / NAME], options)[0].reasons
    shutil.rmtree(options.store / "runs")
    [outcome] = publish.publish_notebooks([project / NAME], options)
    assert (outcome.ran, outcome.reasons) == (True, ("this machine holds no run of it",))
