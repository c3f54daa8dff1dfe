"""A Python notebook runs in the environment that is meant: named, the project's, the terminal's, else nbpress's own."""

from __future__ import annotations

import json
import shutil
import site
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
from builders import HEAD, blog, code, manifest, notebook, saved, tree
from click.testing import CliRunner

from nbpress.cli.main import cli
from nbpress.core.errors import RunError
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks
from nbpress.read import environment
from nbpress.read import notebook as notebooks
from nbpress.report.progress import Progress

WORDS = "import warnings\n\ndef said():\n    warnings.warn('careful')\n    return __file__[-8:]\n"
RESULTS = HEAD.replace("---\ntitle", "---\nnbpress: {results: {own: words.said(), n: n}}\ntitle")


def folder_of_packages(root: Path) -> Path:
    return next(root.glob("lib/python3*/site-packages"))


def described(packages: Path, name: str, version: str) -> None:
    """Make this the version of a package, as an installer does it."""
    for before in packages.glob(f"{name}-*.dist-info"):
        shutil.rmtree(before)
    about = packages / f"{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (about / "top_level.txt").write_text(name)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bare") / "env"
    venv.create(root, with_pip=False)
    return root


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of somebody's: it has the module `words`, which nbpress's own has not, and ipykernel."""
    root = tmp_path_factory.mktemp("user") / "env"
    venv.create(root, with_pip=False)
    more = root / "more"
    more.mkdir()
    (more / "words.py").write_text(WORDS)
    described(more, "words", "1.0")
    (folder_of_packages(root) / "more.pth").write_text("\n".join(map(str, (more, *site.getsitepackages()))))
    return root


def project(folder: Path, head: str = HEAD, **kernel: Any) -> Path:
    blog(folder)
    cells = [code("n = 1", "parameters"), code("import words\nwords.said()")]
    return saved(notebook(*cells, head=head, **kernel), folder / "notebooks" / "x.ipynb")


def published(path: Path, watch: Progress | None = None, **options: Any) -> Outcome:
    return publish_notebooks([path], PublishOptions.of_project(path, **options), watch)[0]


def test_the_one_that_is_named_first_counts(
    bare: Path, user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, named = HEAD, HEAD.replace("---\ntitle", "---\nnbpress: {kernel: theirs}\ntitle")
    spec = tmp_path / "jupyter" / "kernels" / "theirs"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({"argv": [str(user / "bin" / "python")], "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))

    def place(head: str, own: str = "python3", language: str = "python", **call: Any) -> tuple[str | None, str]:
        nb = notebook(head=head, kernel={"name": own, "display_name": own, "language": language})
        source = notebooks.load(saved(nb, tmp_path / "x.ipynb"))
        found = environment.chosen(source, call.get("kernel"), call.get("python"))
        return found.kernel, str(found)

    assert place(plain) == (None, "")
    monkeypatch.setenv("CONDA_PREFIX", str(bare))
    assert place(plain) == ("python3", f"{bare}/bin/python (CONDA_PREFIX)")
    monkeypatch.setenv("VIRTUAL_ENV", str(user))
    terminal = ("python3", f"{user}/bin/python (VIRTUAL_ENV)")
    assert place(plain) == place(plain, "gone") == place(plain, kernel="python3") == terminal
    assert place(plain, "theirs") == place(named) == place(named, "gone") == ("theirs", "")
    assert place(plain, "theirs", kernel="python3") == terminal
    assert place(named, python=bare) == ("python3", f"{bare}/bin/python (--python)")
    assert place(named, python=bare, kernel="other") == ("other", "")
    assert place(plain, "ir", "R") == (None, "") and place(plain, "ir", "R", python=bare) == (None, "")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert place(plain) == ("python3", f"{sys.executable} (the project's own)")
    monkeypatch.undo()
    monkeypatch.setenv("CONDA_PREFIX", str(bare))
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    assert place(plain) == (None, ""), "the terminal is in nbpress's own environment"


def test_it_runs_in_the_environment_of_the_terminal_and_follows_its_packages(
    user: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", str(user))
    path = project(tmp_path, RESULTS)
    with Progress() as progress:
        outcome = published(path, progress)
    assert outcome.error is None and outcome.results == {"own": "words.py", "n": 1}
    assert f"x: runs with {user}/bin/python (VIRTUAL_ENV), since it is new" in capsys.readouterr().err
    entry = manifest(tmp_path / "site")["articles"]["x"]
    assert entry["versions"]["words"] == "1.0", "of the kernel's environment"
    written = b"".join(tree(tmp_path / "site").values()).decode()
    assert str(user) not in written and "&lt;environment&gt;/more/words.py" in written

    assert published(path).drift == ()
    with monkeypatch.context() as patch:
        patch.setattr("nbpress.read.notebook.parse", lambda *given: pytest.fail("a notebook was read"))
        assert published(path).drift == (), "where nothing changed, nothing is read"
    described(user / "more", "words", "2.0")
    assert published(path).drift == ("it ran with words 1.0, 2.0 is installed",)
    monkeypatch.setenv("VIRTUAL_ENV", str(bare))
    again = published(path)
    assert (again.error, again.reasons, again.drift) == (None, (), ()), "where the environment lies makes nothing due"
    assert published(path, python=user).drift == ("it ran with words 1.0, 2.0 is installed",)


def test_a_sweep_runs_in_the_environment_that_it_is_given(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project(tmp_path, RESULTS)
    monkeypatch.chdir(user.parent)
    done = CliRunner().invoke(cli, ["sweep", str(path), "--python", "env", "--grid", "n=1,2", "--jobs", "2"])
    assert done.exit_code == 0 and done.stdout.count("words.py") == 2, done.output
    assert f"x [1/2] n=1: runs with {user}/bin/python (--python)" in done.stderr


def test_articles_side_by_side_run_in_the_environment_that_they_are_given(user: Path, tmp_path: Path) -> None:
    first = project(tmp_path, RESULTS)
    second = first.with_name("y.ipynb")
    second.write_text(first.read_text().replace("title: A title", "title: Another"))
    options = PublishOptions.of_project(first, jobs=2, python=user)
    outcomes = publish_notebooks([first, second], options)
    assert [(each.error, each.ran, each.results["n"]) for each in outcomes] == [(None, True, 1)] * 2


def test_an_environment_that_cannot_run_a_kernel_is_an_error_before_anything_starts(bare: Path, tmp_path: Path) -> None:
    path = project(tmp_path)
    before = tree(tmp_path / "site")
    error = published(path, python=bare).error
    assert isinstance(error, RunError) and str(error).startswith(
        f"{path}: {bare}/bin/python (--python) has no ipykernel"
    )
    assert f"uv pip install --python {bare}/bin/python ipykernel" in str(error), "pip is not there either"
    (folder_of_packages(bare) / "pip.py").touch()
    assert f"Install it: {bare}/bin/python -m pip install ipykernel" in str(published(path, python=bare).error)
    assert f"there is no Python in {tmp_path} (--python)" in str(published(path, python=tmp_path).error)
    stopped = tmp_path / "python"
    stopped.write_text("#!/bin/sh\nexit 3\n")
    stopped.chmod(0o755)
    assert f"{stopped} (--python) does not start" in str(published(path, python=stopped).error)
    done = CliRunner().invoke(cli, ["sweep", str(path), "--python", str(bare), "--grid", "n=1,2"])
    assert isinstance(done.exception, RunError) and "has no ipykernel" in str(done.exception)
    wrong = CliRunner().invoke(cli, ["publish", str(path), "--python", str(tmp_path)])
    assert wrong.exit_code == 2 and f"there is no Python in {tmp_path}" in wrong.output
    assert tree(tmp_path / "site") == before
