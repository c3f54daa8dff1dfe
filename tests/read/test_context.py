"""Which files and addresses come along with a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from builders import blog, code, notebook, raw, saved, text
from pictures import png

from nbpress.core.records import Context
from nbpress.read import context, site
from nbpress.read.notebook import load

SHOWN = {
    "output_type": "display_data",
    "data": {"text/html": "<img src='pics/c.png?v=1'><a href=\"data.csv\">x</a>", "text/markdown": "![d](pics/d.png)"},
    "metadata": {},
}


def near(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(png())


def read(path: Path, **more: Any) -> Context:
    return context.read(load(path), site.default(path.parent), "2020-01-01", **more)


def test_files_that_prose_raw_cells_and_html_name_are_read(tmp_path: Path) -> None:
    near(tmp_path, "a b.png", "b.png", "c.png", "unnamed.png")
    path = saved(notebook(text("![a](a%20b.png) <img src='b.png'>"), raw("![c](c.png)")), tmp_path / "x.ipynb")
    assert sorted(read(path).files) == ["a%20b.png", "b.png", "c.png"]


def test_files_that_outputs_name_are_read_where_these_outputs_are_shown(tmp_path: Path) -> None:
    near(tmp_path, "pics/c.png", "pics/d.png", "data.csv")
    path = saved(notebook(code("x", outputs=[SHOWN])), tmp_path / "x.ipynb")
    assert not read(path).files
    assert sorted(read(path, outputs=True).files) == ["data.csv", "pics/c.png", "pics/d.png"]
    assert context.shown(read(path), load(path).nb, path) == read(path, outputs=True)


def test_a_notebook_of_no_project_takes_along_what_it_names_anywhere_but_nothing_hidden(tmp_path: Path) -> None:
    near(tmp_path, "up.png", "data.csv", ".secret/key.png", "down/x.png")
    source = "![](../up.png) [d](../data.csv) [k](../.secret/key.png) ![](x.png)"
    assert sorted(read(saved(notebook(text(source)), tmp_path / "down" / "x.ipynb")).files) == [
        "../data.csv",
        "../up.png",
        "x.png",
    ]


def test_a_project_gives_its_files_and_pictures_from_outside_but_no_other_file(tmp_path: Path) -> None:
    near(tmp_path, "outside.png", "outside.csv", "project/data.csv")
    blog(tmp_path / "project")
    source = "![](../../outside.png) [o](../../outside.csv) [d](../data.csv)"
    path = saved(notebook(text(source)), tmp_path / "project" / "notebooks" / "x.ipynb")
    assert sorted(read(path).files) == ["../../outside.png", "../data.csv"]


@pytest.mark.parametrize("target", ["files/a.png", "/files/a.png"])
def test_what_jupyter_serves_below_files_lies_beside_the_notebook(tmp_path: Path, target: str) -> None:
    near(tmp_path, "a.png")
    assert list(read(saved(notebook(text(f"![a]({target})")), tmp_path / "x.ipynb")).files) == [target]


def test_a_picture_named_from_the_root_is_the_sites_or_else_lies_in_a_folder_above(tmp_path: Path) -> None:
    near(tmp_path, "docs/img/a.png", "docs/deep/img/b.png", "docs/deep/nb/own.png", "docs/own.png", "docs/data.csv")
    source = "![](/img/a.png) <img src='/img/b.png'> ![](/own.png) [d](/data.csv) ![](/gone.png)"
    path = saved(notebook(text(source)), tmp_path / "docs" / "deep" / "nb" / "x.ipynb")
    found = read(path)
    assert sorted(found.files) == ["/img/a.png", "/img/b.png"] and dict(found.links) == {"/own.png": "/own.png"}


@pytest.mark.parametrize("target", ["/etc/hostname", "https://example.org/a.png", "a" * 5000, "gone.png", ".", "a%00b"])
def test_what_is_no_file_beside_the_notebook_is_not_read(tmp_path: Path, target: str) -> None:
    assert not read(saved(notebook(text(f"[a](<{target}>)")), tmp_path / "x.ipynb")).files


def test_links_to_notebooks_become_addresses_of_their_posts(tmp_path: Path) -> None:
    saved(notebook(text("x")), tmp_path / "other.ipynb")
    saved(notebook(text("x"), head="---\ntitle: x\ndate: soon\n---"), tmp_path / "undated.ipynb")
    (tmp_path / "broken.ipynb").write_text("{")
    source = "[a](other.ipynb#Part) [b](undated.ipynb) [c](broken.ipynb) [d](gone.ipynb)"
    found = read(saved(notebook(text(source)), tmp_path / "x.ipynb"))
    assert dict(found.links) == {"other.ipynb": "/2020/01/02/other.html"}
    assert sorted(found.files) == ["broken.ipynb", "undated.ipynb"], "what has no post can be downloaded"


def test_a_notebook_without_a_date_has_an_address_once_it_is_published(tmp_path: Path) -> None:
    saved(notebook(text("x"), head=None), tmp_path / "undated.ipynb")
    found = read(
        saved(notebook(text("[a](undated.ipynb)")), tmp_path / "x.ipynb"),
        days=lambda path: "2021-05-06" if path.name == "undated.ipynb" else "",
    )
    assert dict(found.links) == {"undated.ipynb": "/2021/05/06/undated.html"} and not found.files


def test_an_executed_notebook_may_be_one_of_nbformats_own(tmp_path: Path) -> None:
    near(tmp_path, "pics/c.png")
    path = saved(notebook(code("x", outputs=[SHOWN])), tmp_path / "x.ipynb")
    assert "pics/c.png" in context.shown(read(path), nbformat.read(path, as_version=4), path).files
