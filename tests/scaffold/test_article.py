"""A new article publishes as it stands, in this blog and in others, and never takes another's place."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import jekyll
import nbformat
import pytest
import sample
from builders import blog, notebook, saved, text, tree

from nbpress.core.errors import WriteError
from nbpress.notebook import cell_options
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read import notebook as notebooks
from nbpress.read import project_notebooks, sources
from nbpress.scaffold import article

TODAY = date(2026, 2, 3)


def test_a_new_article_publishes_as_it_stands_and_jekyll_builds_it(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(sample.SITE, root, ignore=shutil.ignore_patterns(".*", "_site", "images"))
    path = article.begin('Growth: "a" first {{ look }}', tmp_path, root, TODAY)
    assert path == tmp_path / "notebooks" / "growth-a-first-look.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    outcome = publish([path], Options(root, tmp_path / ".nbpress"))[0]
    assert outcome.error is None and outcome.warnings == () and round(outcome.results["final"]) == 4322
    assert (root / "images" / "growth-a-first-look" / "balance.png").is_file()
    jekyll.run(root)
    page = (root / "_site" / "general" / "growth-a-first-look" / "index.html").read_text()
    assert "At 5% a year, 1,000 become 4,322 in 30 years." in page
    assert 'src="/images/growth-a-first-look/balance.png" alt="A line that begins' in page
    assert "Adrian Ball" in page and "2026-02-03" in page and "<figcaption>" in page


def test_the_front_matter_has_the_habits_of_the_site(tmp_path: Path) -> None:
    root = blog(tmp_path)
    posts = root / "_posts"
    posts.mkdir()
    for day, head in enumerate(["categories: [R, data]", "category: R", "categories: maps", "title: x", "a: [", ""], 1):
        (posts / f"2020-01-0{day}-x.md").write_text(f"---\n{head}\n---\nText\n")
    (root / "_data").mkdir()
    (root / "_data" / "authors.yml").write_text("ann: {name: Ann}\nbob: {name: Bob}\n")
    (posts / "2020-01-07-x.markdown").write_text("---\ncategories: [maps]\n---\n")
    (posts / "2020-01-08-x.html").write_text("---\ncategories: [maps]\n---\n")
    (root / "_layouts" / "article.html").unlink()
    values = notebooks.load(article.begin("Über Größe", tmp_path, root, TODAY)).front.values
    assert values["layout"] == "post" and values["categories"] == "maps" and values["date"] == "2026-02-03"
    assert values["title"] == "Über Größe" and "author" not in values, "nobody knows which of the two it is"


def test_the_category_of_a_single_post_is_no_habit(tmp_path: Path) -> None:
    root = blog(tmp_path)
    (root / "_posts").mkdir()
    (root / "_posts" / "2020-01-01-welcome.markdown").write_text("---\ncategories: jekyll update\n---\n")
    assert "categories" not in notebooks.load(article.begin("One", tmp_path, root, TODAY)).front.values


@pytest.mark.parametrize(
    ("folder", "place"), [("_notebooks", "_notebooks"), ("notebooks", "notebooks"), ("", "_notebooks")]
)
def test_in_a_blogs_own_folder_notebooks_go_where_jekyll_does_not_look(tmp_path: Path, folder: str, place: str) -> None:
    (tmp_path / "_config.yml").write_text("theme: minima\n")
    if folder:
        (tmp_path / folder).mkdir()
    assert article.begin("One", tmp_path, tmp_path, TODAY) == tmp_path / place / "one.ipynb"


def test_nothing_is_overwritten_and_no_name_is_taken_twice(tmp_path: Path) -> None:
    root = blog(tmp_path)
    article.begin("One", tmp_path, root, TODAY)
    saved(notebook(text("x"), head="---\ntitle: x\nslug: three\n---"), tmp_path / "notebooks" / "2020-01-02-two.ipynb")
    saved(notebook(text("x")), tmp_path / "notebooks" / "2020-01-02-four.ipynb")
    (tmp_path / "notebooks" / "five.ipynb").write_text("{")
    before = tree(tmp_path)
    for title, owner in [
        ("One!", "one.ipynb"),
        ("Three", "2020-01-02-two.ipynb"),
        ("Four", "2020-01-02-four.ipynb"),
        ("Five", "five.ipynb"),
    ]:
        with pytest.raises(WriteError, match=f"is taken by {owner}"):
            article.begin(title, tmp_path, root, TODAY)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("kind", sources.writable())
def test_a_new_article_is_the_same_in_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    root = blog(tmp_path)
    other, path = article.begin("One", tmp_path, root, TODAY), article.begin("Two", tmp_path, root, TODAY, f".{kind}")
    assert path == tmp_path / "notebooks" / f"two.{kind}" and path in project_notebooks.found(tmp_path)
    wanted, found = notebooks.load(other), notebooks.load(path)
    head = {**wanted.front.values, "title": "Two", "image": {"teaser": "two/balance.png"}}
    assert (dict(found.front.values), found.front.settings) == (head, wanted.front.settings)
    own, theirs = (
        [(cell["cell_type"], cell_options.code(cell["source"], "python")) for cell in each.nb["cells"][1:]]
        for each in (found, wanted)
    )
    assert own == theirs
    assert [each.default for each in found.parameters] == [1000, 0.05, 30] and found.notices == ()
    assert (found.language, found.nb["metadata"]["kernelspec"]["name"]) == ("python", "python3")


def test_a_kind_whose_reader_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "find_spec", lambda name: None)
    assert [article.unread(tmp_path / f"a.{kind}") for kind in ("ipynb", "qmd", "md", "py")] == [
        "",
        "",
        *["jupytext"] * 2,
    ]
