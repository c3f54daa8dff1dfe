"""Which files and addresses come along with a notebook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from builders import HEAD, blog, code, notebook, raw, saved, text
from pictures import png

from nbpress.core.records import Context
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
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


def links(*targets: str) -> str:
    return " ".join(f"[x](<{target}>)" for target in targets)


def test_a_notebook_of_no_project_takes_along_what_lies_beside_or_below_it(tmp_path: Path) -> None:
    near(tmp_path, "up.png", "data.csv", "down/x.png", "down/in/y.csv", "down/.in/z.csv")
    source = links("../up.png", "../data.csv", "x.png", "in/y.csv", ".in/z.csv")
    found = read(saved(notebook(text(source)), tmp_path / "down" / "x.ipynb"))
    assert sorted(found.files) == ["in/y.csv", "x.png"]
    assert sorted(found.refused) == ["../data.csv", "../up.png", ".in/z.csv"]


PRIVATE = {
    ".env": "hidden",
    ".git/config": "hidden",
    ".nbpress/key": "hidden",
    "data/.ssh/id_rsa.txt": "hidden",
    "secrets.yml": "no page offers files such as",
    "server.pem": "no page offers files such as",
    "LICENSE": "no page offers files such as",
    "site/_site/index.html": "made anew",
    "kept/runs/run.ipynb": "made anew",
    "../outside.csv": "outside of the project",
    "../outside.png": "outside of the project; NBPRESS_PICTURES may name its folder",
    "link.csv": "outside of the project",
    "hidden.txt": "hidden",
    "linked/a.csv": "outside of the project",
    "renamed.csv": "no page offers files such as",
}


@pytest.mark.parametrize("name", PRIVATE)
def test_what_is_private_does_not_come_along_and_the_page_says_why(tmp_path: Path, name: str) -> None:
    project = tmp_path / "project"
    blog(project)
    links_ = {"link.csv": "../outside.csv", "hidden.txt": ".env", "linked": "../far", "renamed.csv": "server.pem"}
    near(project, *(each for each in PRIVATE if each.split("/")[0] not in links_))
    near(tmp_path, "far/a.csv")
    (project / "kept" / ".gitignore").write_text("*\n")
    for link, target in links_.items():
        (project / link).symlink_to(target)
    path = saved(notebook(text(links(f"../{name}")), head=HEAD), project / "notebooks" / "x.ipynb")
    found = read(path)
    assert not found.files and PRIVATE[name] in found.refused[f"../{name}"]
    outcome = publish([path], Options(project / "site", project / ".nbpress", no_run=True))[0]
    (warning,) = outcome.warnings
    is_notebook = name.endswith(".ipynb")
    said = f"the link to ../{name} is left out, its words stay: " if is_notebook else f"../{name} does not come along: "
    assert said in warning.what and PRIVATE[name] in warning.what and warning.cell == 2
    post = (project / "site" / "_posts" / "2020-01-02-x.md").read_text()
    assert (f"../{name}" in post) is not is_notebook, "it stays a link, but for a notebook"
    assert not list((project / "site").glob("images/x/*"))


def test_what_outputs_name_is_held_to_the_same(tmp_path: Path) -> None:
    near(tmp_path, ".env", "data.csv")
    html = "<a href='.env'>x</a><img src='../../../../../../../etc/passwd'><a href='data.csv'>y</a>"
    output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
    path = saved(notebook(code("x", outputs=[output])), tmp_path / "x.ipynb")
    found = read(path, outputs=True)
    assert list(found.files) == ["data.csv"] and ".env" in found.refused


def test_a_symbolic_link_within_the_project_is_followed(tmp_path: Path) -> None:
    near(tmp_path, "data/a.csv")
    blog(tmp_path)
    (tmp_path / "b.csv").symlink_to("data/a.csv")
    assert list(read(saved(notebook(text(links("../b.csv"))), tmp_path / "nb" / "x.ipynb")).files) == ["../b.csv"]


def test_a_project_that_a_symbolic_link_leads_to_gives_its_files(tmp_path: Path) -> None:
    near(tmp_path, "real/data.csv")
    blog(tmp_path / "real")
    (tmp_path / "blog").symlink_to("real")
    saved(notebook(text(links("../data.csv"))), tmp_path / "real" / "nb" / "x.ipynb")
    assert list(read(tmp_path / "blog" / "nb" / "x.ipynb").files) == ["../data.csv"]


def test_kinds_of_files_are_a_setting_of_the_site(tmp_path: Path) -> None:
    near(tmp_path, "a.yaml", "b.toml", ".c.yaml")
    root = blog(tmp_path, "nbpress: {files: [.YAML]}\n")
    path = saved(notebook(text(links("../a.yaml", "../b.toml", "../.c.yaml"))), tmp_path / "nb" / "x.ipynb")
    assert list(context.read(load(path), site.load(root), "2020-01-01").files) == ["../a.yaml"]


def test_pictures_from_outside_come_only_from_folders_that_the_user_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near(tmp_path, "one/a.png", "two/b.png", "two/.x/c.png", "two/d.csv", "three/e.png")
    blog(tmp_path / "project")
    (tmp_path / "two" / "f.png").symlink_to("../three/e.png")
    names = ["one/a.png", "two/b.png", "two/.x/c.png", "two/d.csv", "two/f.png", "three/e.png"]
    source = links(*(f"../../{name}" for name in names)) + " ![](/b.png) ![](/e.png)"
    path = saved(notebook(text(source)), tmp_path / "project" / "nb" / "x.ipynb")
    assert not read(path).files
    monkeypatch.setenv("NBPRESS_PICTURES", os.pathsep.join([str(tmp_path / "one"), str(tmp_path / "two")]))
    assert sorted(read(path).files) == ["../../one/a.png", "../../two/b.png", "/b.png"]


@pytest.mark.parametrize("target", ["files/a.png", "/files/a.png"])
def test_what_jupyter_serves_below_files_lies_beside_the_notebook(tmp_path: Path, target: str) -> None:
    near(tmp_path, "a.png")
    assert list(read(saved(notebook(text(f"![a]({target})")), tmp_path / "x.ipynb")).files) == [target]


def test_a_picture_named_from_the_root_is_the_sites_or_else_lies_above_within_the_project(tmp_path: Path) -> None:
    near(
        tmp_path,
        "docs/img/a.png",
        "docs/deep/img/b.png",
        "docs/site/own.png",
        "docs/own.png",
        "docs/data.csv",
        "far.png",
    )
    source = "![](/img/a.png) <img src='/img/b.png'> ![](/own.png) [d](/data.csv) ![](/gone.png) ![](/far.png)"
    root = blog(tmp_path / "docs")
    path = saved(notebook(text(source)), tmp_path / "docs" / "deep" / "nb" / "x.ipynb")
    found = context.read(load(path), site.load(root), "2020-01-01")
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
    assert found.refused == dict.fromkeys(["undated.ipynb", "broken.ipynb"], context.NO_ARTICLE) and not found.files


def test_a_notebook_without_a_date_has_an_address_once_it_is_published(tmp_path: Path) -> None:
    saved(notebook(text("x"), head=None), tmp_path / "undated.ipynb")
    found = read(
        saved(notebook(text("[a](undated.ipynb)")), tmp_path / "x.ipynb"),
        days=lambda other: "2021-05-06" if other.path.name == "undated.ipynb" else "",
    )
    assert dict(found.links) == {"undated.ipynb": "/2021/05/06/undated.html"} and not found.files


def test_a_draft_has_no_address_but_for_another_draft(tmp_path: Path) -> None:
    saved(notebook(text("x"), head="---\ntitle: x\ndate: 2020-01-02\ndraft: true\n---"), tmp_path / "later.ipynb")
    path = saved(notebook(text("[a](later.ipynb)")), tmp_path / "x.ipynb")
    assert dict(read(path).refused) == {"later.ipynb": context.NO_ARTICLE} and not read(path).links
    assert dict(read(path, draft=True).links) == {"later.ipynb": "/2020/01/02/later.html"}


def test_an_executed_notebook_may_be_one_of_nbformats_own(tmp_path: Path) -> None:
    near(tmp_path, "pics/c.png")
    path = saved(notebook(code("x", outputs=[SHOWN])), tmp_path / "x.ipynb")
    assert "pics/c.png" in context.shown(read(path), nbformat.read(path, as_version=4), path).files
