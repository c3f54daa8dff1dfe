"""A new blog with the theme of nbpress: made, published, built and looked at; renewed without touching what was edited."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import jekyll
import nbformat
import pytest
import sample
from builders import tree
from click.testing import CliRunner
from conftest import serve
from selectolax.lexbor import LexborHTMLParser as Page
from test_site import leads, links
from test_site_browser import faults, opened, watched

from nbpress.cli.main import cli
from nbpress.core.errors import ReadError, WriteError
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.scaffold import new_blog
from nbpress.scaffold.new_blog import Settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TODAY = date(2026, 2, 3)
ARTICLE = "general/first-article/index.html"
FOOTER = PurePosixPath("_includes/footer.html")
# What GitHub Pages sets, whatever a blog says: https://github.com/github/pages-gem
CLASSIC = """
safe: true
lsi: false
whitelist: [jekyll-feed, jekyll-redirect-from, jekyll-seo-tag, jekyll-sitemap]
highlighter: rouge
baseurl: ""
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog as two commands make it."""
    root = tmp_path_factory.mktemp("new") / "blog"
    done = CliRunner().invoke(cli, ["init", "--blog", str(root)])
    assert done.exit_code == 0 and f"cd {root} && nbpress publish" in done.stdout, done.output
    path = root / "_notebooks" / "first-article.ipynb"
    path.write_text(path.read_text().replace(f"date: {date.today()}", f"date: {TODAY}"))
    outcome = publish([path], Options.of_project(path))[0]
    assert outcome.error is None and outcome.warnings == () and outcome.results.keys() == {"estimate", "error"}
    return root


def built(made: Path, folder: Path, settings: str = "", **changes: str) -> Path:
    """Build a copy of the blog with more settings at the end of its own, or others in their place."""
    shutil.copytree(made, folder / "blog", ignore=shutil.ignore_patterns(".nbpress"))
    config = folder / "blog" / "_config.yml"
    text = config.read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    config.write_text(text + settings)
    jekyll.run(folder / "blog")
    return folder / "blog" / "_site"


@pytest.fixture(scope="module")
def classic(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(made, tmp_path_factory.mktemp("classic"), CLASSIC)


@pytest.fixture(scope="module")
def plain(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blog as a Jekyll without any plugin builds it."""
    return built(made, tmp_path_factory.mktemp("plain"), "\nplugins: []\n", **{"plugins:\n": "others:\n"})


@pytest.mark.parametrize("where", ["classic", "plain"])
def test_the_first_article_is_there_with_its_live_values_and_every_link_leads_to_something(
    where: str, request: pytest.FixtureRequest
) -> None:
    root: Path = request.getfixturevalue(where)
    page = Page((root / ARTICLE).read_text())
    words = " ".join(page.body.text().split())  # type: ignore[union-attr]
    assert "Of 1,000 darts 778 landed there, so pi is about 3.112." in words and "{eval}" not in page.html  # type: ignore[operator]
    assert len(page.css("figure.highlight")) >= 3 and page.css("figure.nb-figure img") and page.css("math")
    assert "estimate 3.112" in words and page.css('a[download][href="/downloads/first-article.ipynb"]')
    assert page.css_first("title").text() == "Pi from a Handful of Darts | A Notebook Blog"  # type: ignore[union-attr]
    pairs = [(file, link) for file in root.rglob("*.html") for link in links(file)]
    assert len(pairs) > 50
    assert [f"{file.relative_to(root)}: {link}" for file, link in pairs if not leads(root, file, link)] == []
    assert (root / "feed.xml").exists() == (root / "sitemap.xml").exists() == (where == "classic")
    assert not [path for path in root.rglob("*.ipynb") if "downloads" not in path.parts]


def test_on_a_phone_its_pages_load_clean_and_fit(browser: Browser, classic: Path) -> None:
    with opened(browser, 390, "dark") as page:
        for address in serve(classic):
            wrong = watched(page, address)
            for path in ("/", f"/{ARTICLE}", "/categories/", "/search/?q=darts"):
                page.goto(address + path)
                wrong += [f"{path}: {each}" for each in faults(page)]
            assert page.locator("#results a").inner_text() == "Pi from a Handful of Darts"
    assert not wrong


def settle(root: Path, *take: str) -> Settled:
    return new_blog.settle(root, TODAY, root / ".nbpress", [PurePosixPath(name) for name in take])


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    assert settle(tmp_path / "blog").new
    return tmp_path / "blog"


@pytest.fixture
def newer(blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The theme of a later nbpress: one file changed, one new, one gone."""
    theme = tmp_path / "theme"
    shutil.copytree(new_blog.THEME, theme)
    (theme / FOOTER).write_text("<footer>New</footer>\n")
    (theme / "_includes" / "more.html").write_text("More\n")
    (theme / "_includes" / "title.html").unlink()
    monkeypatch.setattr(new_blog, "THEME", theme)
    return theme


def test_a_new_blog_begins_with_a_valid_notebook_of_today(blog: Path) -> None:
    path = blog / "_notebooks" / "first-article.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    assert "date: 2026-02-03" in path.read_text() and "DATE" not in path.read_text()
    assert ".nbpress/" in (blog / ".gitignore").read_text() and not (blog / "gitignore").exists()


def test_a_second_time_nothing_is_written(blog: Path) -> None:
    before = tree(blog)
    assert settle(blog) == Settled(False, (), (), ()) and tree(blog) == before
    done = CliRunner().invoke(cli, ["init", "--blog", str(blog)])
    assert done.stdout == f"{blog}: nothing in the theme is new\n"


def test_a_newer_theme_renews_what_was_not_edited_and_nothing_else(blog: Path, newer: Path) -> None:
    (blog / "_config.yml").write_text("title: Mine\n")
    (blog / "pages" / "about.md").unlink()
    before = tree(blog)
    done = settle(blog)
    assert done.written == (FOOTER, PurePosixPath("_includes/more.html"))
    assert done.removed == (PurePosixPath("_includes/title.html"),) and done.edited == ()
    after = tree(blog)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {
        *map(str, (*done.written, *done.removed, new_blog.RECORD))
    }
    assert settle(blog) == Settled(False, (), (), ())


def test_a_file_that_was_edited_or_removed_stays_so_and_is_told_with_the_way_to_take_the_new_one(
    blog: Path, newer: Path
) -> None:
    (blog / FOOTER).write_text("<footer>Mine</footer>\n")
    (blog / "pages" / "tags.html").unlink()
    (blog / "_includes" / "title.html").write_text("Mine\n")
    for _ in range(2):
        done = CliRunner().invoke(cli, ["init", "--blog", str(blog)])
        assert (
            f"{FOOTER}: edited, and left; nbpress init --blog {blog} --take {FOOTER} takes the theme's own"
            in done.stdout
        )
        assert "pages/tags.html: removed by you, and left; nbpress init" in done.stdout
        assert (blog / FOOTER).read_text() == "<footer>Mine</footer>\n" and not (blog / "pages" / "tags.html").exists()
        assert (blog / "_includes" / "title.html").read_text() == "Mine\n", "it is its author's now"
    done = CliRunner().invoke(cli, ["init", "--blog", str(blog), "--take", str(FOOTER), "--take", "pages/tags.html"])
    assert done.exit_code == 0 and (blog / FOOTER).read_text() == "<footer>New</footer>\n"
    assert (blog / "pages" / "tags.html").is_file()
    [backup] = (blog / ".nbpress" / "backups").rglob("footer*.html")
    assert backup.read_text() == "<footer>Mine</footer>\n"
    assert settle(blog) == Settled(False, (), (), ())


def test_what_lies_in_the_folder_already_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "_includes").mkdir()
    own = {".gitignore": b"*.csv\n", "README.md": b"Mine\n", str(FOOTER): b"Mine\n"}
    for name, content in own.items():
        (tmp_path / name).write_bytes(content)
    done = settle(tmp_path)
    assert done.new and done.edited == (FOOTER,) and PurePosixPath("_layouts/article.html") in done.written
    assert tree(tmp_path).items() >= own.items()
    assert settle(tmp_path).edited == (FOOTER,) and tree(tmp_path).items() >= own.items()


@pytest.mark.parametrize(
    ("files", "take", "error", "said"),
    [
        ({"_config.yml": "theme: minima\n"}, (), ReadError, r"a Jekyll site already.*\n.*nbpress init "),
        ({"_nbpress/theme.sha256": "<<<<<<< HEAD\n"}, (), ReadError, r"record of the theme is damaged\n.*git checkout"),
        ({"_nbpress/theme.sha256": f"{'0' * 64}  ../x\n"}, (), ReadError, "record of the theme is damaged"),
        ({}, ("_includes/foter.html",), ReadError, 'no file _includes/foter.html\n.*mean "_includes/footer.html"'),
        ({"_layouts": "no folder"}, (), WriteError, "_layouts is no folder, as the theme needs it"),
        ({"pages/tags.html/x": ""}, (), WriteError, "pages/tags.html is a folder, not the file that the theme needs"),
    ],
)
def test_where_a_blog_cannot_be_made_that_is_told_and_nothing_is_written(
    tmp_path: Path, files: dict[str, str], take: tuple[str, ...], error: type[Exception], said: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(content)
    before = tree(tmp_path)
    with pytest.raises(error, match=said):
        settle(tmp_path, *take)
    assert tree(tmp_path) == before


def test_without_blog_a_folder_has_to_be_there_and_nothing_can_be_taken(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "none")])
    assert done.exit_code == 2 and f"nbpress init --blog {tmp_path / 'none'} makes a new blog" in done.stderr
    done = CliRunner().invoke(cli, ["init", str(tmp_path), "--take", "x"])
    assert done.exit_code == 2 and "--take goes with --blog" in done.stderr
    assert tree(tmp_path) == {}


def test_the_blog_of_this_project_is_made_of_the_same_files(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(sample.SITE, root, ignore=shutil.ignore_patterns("_posts", "images", "downloads", ".*", "_site"))
    assert settle(root) == Settled(False, (), (), ()), "after a change of the theme: nbpress init --blog site"
    assert len((root / new_blog.RECORD).read_text().splitlines()) > 35
