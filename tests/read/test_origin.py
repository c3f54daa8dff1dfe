"""Where a notebook belongs is not what it says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved, text, tree

from nbpress.core.errors import ReadError
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read.notebook import load, origin

CELLS = ("a = 1", "b = 2", "c = 3")


def run(name: str, *sources: str) -> Any:
    nb = notebook(*map(code, sources))
    nb.metadata["nbpress"] = {"notebook": name}
    return nb


def project(folder: Path) -> Path:
    blog(folder)
    return saved(notebook(*map(code, CELLS)), folder / "notebooks" / "one.ipynb")


def where(folder: Path, name: str, *sources: str) -> Path:
    path = saved(run(name, *sources), folder / "notebooks" / "out.ipynb")
    return origin(load(path).nb, path)


def test_the_copy_of_a_run_belongs_where_its_notebook_does(tmp_path: Path) -> None:
    one = project(tmp_path)
    assert where(tmp_path, "notebooks/one.ipynb", *CELLS) == one
    assert where(tmp_path, "notebooks/../notebooks/one.ipynb", *CELLS) == one
    assert where(tmp_path, "notebooks/one.ipynb", *CELLS[:2], "c = 4") == one, "an edit since then changes nothing"


@pytest.mark.parametrize(
    "name", ["/root/.ssh/x.ipynb", "../outside.ipynb", ".hidden/one.ipynb", "notebooks/gone.ipynb", "notebooks/link.ipynb",
             "notebooks/one.txt", "notebooks", "a\0b.ipynb", "x" * 300 + ".ipynb", "notebooks/torn.ipynb"]
)  # fmt: skip
def test_a_place_that_is_no_notebook_of_the_project_counts_for_nothing(tmp_path: Path, name: str) -> None:
    one = project(tmp_path / "project")
    for copy in (tmp_path / "outside.ipynb", tmp_path / "project" / ".hidden" / "one.ipynb", one.with_suffix(".txt")):
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(one.read_bytes())
    one.with_name("link.ipynb").symlink_to("../../outside.ipynb")
    one.with_name("torn.ipynb").write_text("{")
    assert where(tmp_path / "project", name, *CELLS) == one.with_name("out.ipynb")


def test_a_notebook_cannot_take_over_the_article_of_another(tmp_path: Path) -> None:
    one = project(tmp_path)
    options = Options(tmp_path / "site", tmp_path / ".nbpress", no_run=True)
    assert publish([one], options)[0].error is None
    before = tree(tmp_path / "site")
    other = saved(run("notebooks/one.ipynb", "evil = 1", "more = 2", CELLS[2]), tmp_path / "notebooks" / "out.ipynb")
    assert publish([other], options)[0].error is None
    after = tree(tmp_path / "site")
    assert "_posts/2020-01-02-out.md" in after, "it is an article of its own"
    assert after["_posts/2020-01-02-one.md"] == before["_posts/2020-01-02-one.md"]
    nb = run("notebooks/one.ipynb", "evil = 1")
    nb.cells[0]["source"] = nb.cells[0]["source"].replace("title:", "slug: one\ntitle:")
    outcome = publish([saved(nb, other)], options)[0]
    assert isinstance(outcome.error, ReadError) and "is taken by notebooks/one.ipynb" in str(outcome.error)


def test_files_of_a_foreign_place_are_not_read(tmp_path: Path) -> None:
    project(tmp_path / "project")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "data.csv").write_text("a\n")
    nb = notebook(text("[d](data.csv)"))
    nb.metadata["nbpress"] = {"notebook": "../away/x.ipynb"}
    path = saved(nb, tmp_path / "project" / "notebooks" / "out.ipynb")
    options = Options(tmp_path / "project" / "site", tmp_path / "project" / ".nbpress", no_run=True)
    (warning,) = publish([path], options)[0].warnings
    assert "there is no file for the link to data.csv" in warning.what
