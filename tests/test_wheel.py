"""The wheel: all that nbpress needs and nothing else, the same bytes each time, and at work outside this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import blog, code, notebook, saved, text

ROOT = Path(__file__).parents[1]
DATA = (".py", ".typed", ".css", ".js", ".rb", ".j2", ".json", ".html", ".toml")
THEME = ("", ".ipynb", ".md", ".svg", ".txt", ".yml")  # of a new blog; "": its Gemfile, its .gitignore
NEEDED = {
    "py.typed",
    "preview/page.js",
    "preview/control.html",
    "preview/control.js",
    "preview/control.css",
    "preview/builder.rb",
    "scaffold/theme/_layouts/article.html",
    "scaffold/theme/assets/css/site.css",
    "scaffold/first_blog/gitignore",
    "scaffold/first_blog/_notebooks/first-article.ipynb",
}


def built(folder: Path) -> Path:
    """Build the wheel from a fresh copy of the source."""
    shutil.copytree(
        ROOT / "tools" / "nbpress", folder / "tools" / "nbpress", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"):
        shutil.copy(ROOT / name, folder / name)
    for path in folder.rglob("*"):
        os.utime(path, (0, len(str(folder)) * 10_000_000))  # another time for each copy
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("first"))


def test_it_holds_the_package_whole_and_no_test(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    package = {name.removeprefix("nbpress/") for name in names if name.startswith("nbpress/")}
    source = ROOT / "tools" / "nbpress"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert package == {name for name in files if "__pycache__" not in name}
    assert package >= NEEDED and any(name.endswith(".css") and "nbpress" in name for name in package)
    assert {Path(name).suffix for name in package if not name.startswith("scaffold/")} <= {*DATA}
    assert {Path(name).suffix for name in package} <= {*DATA, *THEME}
    others = {name.split("/")[0] for name in names} - {"nbpress"}
    assert len(others) == 1 and next(iter(others)).endswith(".dist-info"), (
        "nothing beside the package and its description"
    )


def test_the_same_source_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    other = built(tmp_path / "a" / "second")
    assert other.name == wheel.name and other.read_bytes() == wheel.read_bytes()


def test_it_publishes_outside_this_checkout(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path / "installed")
    project = tmp_path / "project"
    head = "---\ntitle: Small\ndate: 2020-01-02\n---"
    path = saved(
        notebook(code("n = 6 * 7"), text("It is {eval}`n`."), head=head), project / "notebooks" / "small.ipynb"
    )
    root = blog(project)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    where = [sys.executable, "-c", "import nbpress; print(nbpress.__file__)"]
    shown = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert Path(shown.strip()).is_relative_to(tmp_path / "installed")
    command = [sys.executable, "-m", "nbpress", "publish", str(path)]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "It is 42." in (root / "_posts" / "2020-01-02-small.md").read_text()
