"""The manifest on the disk: a file for each article, no change of which is missed; the old one is replaced once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from builders import blog, code, manifest, notebook, saved, text, tree

from nbpress.core.errors import ReadError
from nbpress.core.manifest import Entry, dump
from nbpress.core.records import Article
from nbpress.publish.inventory import listed
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.write import folder_lock, transaction
from nbpress.write import site as writer


def entry(slug: str) -> Entry:
    return Entry(f"notebooks/{slug}.ipynb", f"_posts/{slug}.md", "run", "render")


def kept(root: Path, slug: str, render: str = "render") -> Path:
    path = root / "_nbpress" / f"{slug}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(dump(slug, Entry(f"notebooks/{slug}.ipynb", f"_posts/{slug}.md", "run", render)))
    return path


def old(root: Path, *slugs: str) -> Path:
    """The one file of all articles, as an older nbpress wrote it."""
    path = root / ".nbpress.json"
    articles: dict[str, Any] = {slug: json.loads(dump(slug, entry(slug))) for slug in slugs}
    for fields in articles.values():
        del fields["slug"], fields["format"]
    path.write_text(json.dumps({"format": 1, "articles": articles}))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return blog(tmp_path)


def test_every_change_of_a_file_is_noticed_at_once(root: Path) -> None:
    for number in range(50):  # within one tick of the clock, of the same size, in the same place
        path = kept(root, "x", f"{number:02}")
        assert writer.entries(root)["x"].render == f"{number:02}"
    path.write_text("null")
    with pytest.raises(ReadError, match="damaged"):
        writer.entries(root)
    path.unlink()
    kept(root, "y")
    assert set(writer.entries(root)) == {"y"}


def test_a_file_that_goes_while_the_folder_is_read_takes_no_other_article_along(root: Path) -> None:
    kept(root, "x")
    kept(root, "y")
    (root / "_nbpress" / "gone.json").symlink_to(root / "nowhere")  # is listed, and is not there when it is looked at
    assert set(writer.entries(root)) == {"x", "y"}


def test_what_a_publication_writes_it_reads_back_at_once(root: Path) -> None:
    with transaction.locked(root):
        for number in range(20):
            new = Article("x", PurePosixPath("_posts/2020-01-02-x.md"), f"{number:02}", {}, {})
            writer.article(root, new, Entry("notebooks/x.ipynb", "", "run", f"{number:02}"), backups=root.parent / "b")
            assert writer.entries(root)["x"].render == f"{number:02}"


def test_a_publication_looks_at_the_folder_not_at_each_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(root, "x")
    os.utime(root / "_nbpress", (1, 1))
    looked: list[str] = []
    scandir = os.scandir
    with folder_lock.steady(root):
        assert set(writer.entries(root)) == {"x"}
        monkeypatch.setattr(os, "scandir", lambda path: looked.append(str(path)) or scandir(path))
        assert set(writer.entries(root)) == {"x"} and not looked
    assert set(writer.entries(root)) == {"x"} and looked


def test_the_one_file_of_all_articles_is_replaced_by_the_first_publication(root: Path) -> None:
    old(root, "a", "b")
    kept(root, "b", "newer")
    assert {slug: each.render for slug, each in writer.entries(root).items()} == {"a": "render", "b": "newer"}
    writer.article(
        root, Article("c", PurePosixPath("_posts/2020-01-02-c.md"), "c", {}, {}), entry("c"), backups=root.parent / "b"
    )
    assert {name for name in tree(root) if "nbpress" in name} == {f"_nbpress/{slug}.json" for slug in "abc"}
    assert writer.entries(root)["a"].post == entry("a").post and writer.entries(root)["b"].render == "newer"


def test_an_article_that_goes_from_the_one_file_of_all_does_not_come_back(root: Path) -> None:
    old(root, "a", "b")
    writer.remove(root, "a", backups=root.parent / "b")
    assert set(writer.entries(root)) == {"b"} and not (root / ".nbpress.json").exists()


def test_two_sites_with_one_store_keep_no_backup_of_the_same_name(tmp_path: Path) -> None:
    places = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        site = blog(folder)
        post = site / "_posts/2020-01-02-x.md"
        post.parent.mkdir()
        post.write_text("the same bytes")
        new = Article("x", PurePosixPath("_posts/2020-01-02-x.md"), "x", {}, {})
        writer.article(site, new, entry("x"), backups=tmp_path / "backups", overwrite=True)
        places.append(set((tmp_path / "backups").rglob("*.md")))
    assert [len(each) for each in places] == [1, 2]


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def clones(tmp_path: Path) -> Iterator[list[Path]]:
    """Two clones of a blog with one article."""
    origin = tmp_path / "origin"
    blog(origin, "nbpress: {images: images}\n")
    (origin / ".gitignore").write_text(".nbpress/\n")
    git(tmp_path, "init", "-q", "-b", "main", str(origin))
    added(origin, "first")
    yield [Path(tmp_path / name) for name in ("one", "two") if git(tmp_path, "clone", "-q", str(origin), name) == ""]


def added(project: Path, slug: str) -> None:
    """Publish another article with a table, for which the site needs the style sheet, and commit it."""
    shown = [{"output_type": "stream", "name": "stdout", "text": slug}]
    path = saved(notebook(text(slug), code("f()", outputs=shown)), project / "notebooks" / f"{slug}.ipynb")
    options = Options(site=project / "site", store=project / ".nbpress", no_run=True)
    assert publish([path], options)[0].error is None
    git(project, "add", "-A")
    git(project, "commit", "-qm", slug)


def test_two_branches_that_each_add_an_article_merge_and_all_is_up_to_date(clones: list[Path]) -> None:
    one, two = clones
    added(one, "second")
    added(two, "third")
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(two), "main")
    site = one / "site"
    assert set(manifest(site)["articles"]) == {"first", "second", "third"}
    assert (site / "images/nbpress/nbpress.css").is_file()
    lines = listed(sorted((one / "notebooks").glob("*.ipynb")), Options(site=site, store=one / ".nbpress"), one)
    assert [(line.name, line.reasons, line.fault) for line in lines] == [
        (name, (), "") for name in ("first", "second", "third")
    ]
    writer.remove(site, "second", backups=one / "backups")
    writer.remove(site, "third", backups=one / "backups")
    assert (site / "images/nbpress/nbpress.css").is_file(), "the first article still has it"
    writer.remove(site, "first", backups=one / "backups")
    assert not (site / "images").exists() and not (site / "_nbpress").exists()
