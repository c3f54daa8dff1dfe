"""Blogs of other tools become blogs of nbpress: addresses and words stay, git alone takes it back, nothing is half done."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import blogs
import jekyll
import nbformat
import pytest
import yaml
from blogs import PICTURE, git, made
from builders import code, raw, text, tree
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser as Page

from nbpress.cli.main import cli
from nbpress.core.errors import NbpressError, ReadError, WriteError
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read import project_notebooks
from nbpress.scaffold import new_blog
from nbpress.scaffold.migrate import flags, links, migration, yaml_lines
from nbpress.scaffold.migrate import tree as trees

TITLE = "# A post\n\n- toc: true"
FASTPAGES = {"_config.yml": "theme: minima\n", "_action_files/action.yml": "name: x\n"}
QUARTO = {"_quarto.yml": "project: {type: website}\nwebsite: {title: T}\n"}
A = "_notebooks/2020-01-01-a.ipynb"
NBDEV = "[DEFAULT]\nlib_name = tides\nnbs_path = nbs\ndoc_path = docs\ndescription = Of water\nauthor = Ann\n"


def migrate(root: Path, *options: str) -> str:
    """What the command says."""
    done = CliRunner().invoke(cli, ["migrate", *options, str(root)])
    if done.exception:
        raise done.exception
    return done.stdout


def files(root: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(root).items() if not name.startswith(".git/")}


def published(root: Path) -> None:
    """Publish what is found unasked, with the outputs that it holds."""
    paths = [
        path for path, found in project_notebooks.read(root) if found and found.front.values.get("draft") is not True
    ]
    for outcome in publish(paths, Options(site=root, store=root / ".nbpress", no_run=True)):
        assert outcome.error is None, outcome.error


def front(path: Path) -> dict[str, Any]:
    """The front matter of a notebook, which has to be the raw first cell."""
    cell = nbformat.read(path, 4).cells[0]
    assert cell.cell_type == "raw" and re.fullmatch(r"---\n.*\n---", cell.source, re.DOTALL)
    found = yaml.safe_load(cell.source.strip("-"))
    assert isinstance(found, dict)
    return found


def built(root: Path) -> Path:
    """Build as Jekyll does, without the gems of the blog."""
    jekyll.run(root)
    return root / "_site"


def page(site: Path, address: str) -> Page:
    name = unquote(address).lstrip("/")
    return Page((site / name / "index.html" if address.endswith("/") else site / name).read_text("utf-8"))


def words(found: Page) -> list[str]:
    main = found.css_first("main")
    for node in main.css("style, script, .footnotes"):
        node.decompose()
    return " ".join(main.text(separator=" ").split()).split()


# --- fastpages: what it was, and what it is -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fastpages blog that moved, and beside each page, in `before/`, the one that was made of the notebook as it was."""
    folder = tmp_path_factory.mktemp("fastpages")
    root = made(folder / "blog", blogs.FASTPAGES)
    old = shutil.copytree(root, folder / "old")
    with (old / "_config.yml").open("a") as config:
        config.write("nbpress: {dialects: [nbdev]}\n")
    published(old)
    migrate(root, "--write")
    published(root)
    (root / "before").mkdir()
    for entry in (json.loads(path.read_text()) for path in (old / "_nbpress").glob("*.json")):
        body = (old / entry["post"]).read_text().split("---\n", 2)[2]
        name = list(blogs.FASTPAGES_ADDRESSES).index(Path(entry["notebook"]).name)
        (root / f"before/{name}.md").write_text(f"---\nlayout: post\n---\n{body}")
    built(root)
    return root


def test_the_articles_of_a_fastpages_blog_keep_their_addresses(harbours: Path) -> None:
    site = harbours / "_site"
    pages = {
        path.relative_to(site).as_posix() for path in site.rglob("*.html") if not path.is_relative_to(site / "before")
    }
    wanted = {
        unquote(each).lstrip("/") + ("index.html" if each.endswith("/") else "")
        for each in blogs.FASTPAGES_ADDRESSES.values()
    }
    assert pages == wanted | {"index.html", "2020/01/14/a-text.html", "old/log.html"}


def test_the_words_of_a_fastpages_blog_stay(harbours: Path) -> None:
    site = harbours / "_site"
    for number, address in enumerate(blogs.FASTPAGES_ADDRESSES.values()):
        before = words(page(site, f"/before/{number}.html"))
        told = re.sub(r"1\. This is the.*?↩", "", " ".join(before))  # a footnote stands where fastpages has it
        assert " ".join(words(page(site, address))).split() == told.split()
        assert not [each for each in blogs.UNSEEN if each in told.replace("{% fn 1 %} is code", "")]


def test_a_footnote_of_fastpages_is_one(harbours: Path) -> None:
    found = page(harbours / "_site", blogs.FASTPAGES_ADDRESSES["2020-02-20-harbour.ipynb"])
    assert found.css_first(".footnotes li").text().split() == ["This", "is", "the", "actual", "footnote", "↩"]
    assert "{% fn 1 %} is code" in found.body.text()


def test_pictures_of_a_fastpages_blog_are_where_they_were_and_no_other_comes_out(harbours: Path) -> None:
    site = harbours / "_site"
    assert (site / "images/copied_from_nb/my_icons/berth.png").read_bytes() == PICTURE
    assert (site / "images/harbour.png").read_bytes() == PICTURE
    assert not list(site.rglob("private.png"))
    assert (
        front(harbours / "_notebooks/2021-01-05-log_Book.ipynb")["image"] == "images/copied_from_nb/my_icons/berth.png"
    )


def test_what_the_layouts_of_fastpages_read_is_there(harbours: Path) -> None:
    found = front(harbours / "_notebooks/2020-02-20-harbour.ipynb")
    assert (
        found.items()
        >= {
            "title": "A map: the harbour",
            "description": "Where the ships lay, by the hour.",
            "layout": "notebook",
            "nb_path": "_notebooks/2020-02-20-harbour.ipynb",
            "categories": ["maps", "Old Ships"],
            "sticky_rank": 1,
        }.items()
    )


def test_the_settings_of_a_fastpages_blog_stay_line_by_line(harbours: Path) -> None:
    after = (harbours / "_config.yml").read_text()
    before = blogs.FASTPAGES_CONFIG.replace("  - jekyll-seo-tag\n", "  - jekyll-seo-tag\n  - jekyll-redirect-from\n")
    assert after.startswith(before)
    settings = yaml.safe_load(after)["nbpress"]
    assert (
        settings.items()
        >= {"theme": "minima", "images": "images", "math": "mathml", "dialects": ["fastpages", "nbdev"]}.items()
    )


# --- Quarto -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A Quarto blog that moved, and what was said of it."""
    root = made(tmp_path_factory.mktemp("quarto") / "blog", blogs.QUARTO)
    said = migrate(root, "--write")
    published(root)
    built(root)
    return root, said


def test_the_articles_of_a_quarto_blog_keep_their_addresses_and_words(tides: tuple[Path, str]) -> None:
    site = tides[0] / "_site"
    for name, address in blogs.QUARTO_ADDRESSES.items():
        found = page(site, address)
        for node in found.css(".nb-video, .reversefootnote"):
            node.decompose()
        shown = " ".join(found.css_first(".prose").text(separator=" ").split())
        assert shown.replace(" ", "") == blogs.QUARTO_WORDS[name].replace(" ", "")
        assert not [each for each in blogs.UNSEEN if each in shown], shown
    posts = [path for path in (site / "posts").rglob("*.html") if "Redirecting" not in path.read_text()]
    assert len(posts) == len(blogs.QUARTO_ADDRESSES)


def test_pictures_show_on_the_pages_of_a_site_below_a_baseurl(harbours: Path, tides: tuple[Path, str]) -> None:
    every = [(harbours, "/blog/", each) for each in blogs.FASTPAGES_ADDRESSES.values()]
    every += [(tides[0], "/tides/", each) for each in blogs.QUARTO_ADDRESSES.values()]
    shown = [
        (root, base, node.attributes["src"] or "")
        for root, base, each in every
        for node in page(root / "_site", each).css("main img")
    ]
    assert len(shown) == 4
    for root, base, src in shown:
        assert src.startswith(base) and (root / "_site" / src.removeprefix(base)).read_bytes() == PICTURE


def test_aliases_lead_to_the_article(tides: tuple[Path, str]) -> None:
    for name in blogs.QUARTO_ALIASES:
        assert "https://bob.example.org/tides/posts/pool/" in (tides[0] / "_site" / name).read_text()


def test_what_readers_had_of_a_quarto_blog_is_there_and_nothing_else(tides: tuple[Path, str]) -> None:
    site = tides[0] / "_site"
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {*blogs.QUARTO_PICTURES, "styles.css"} <= names
    others = {name for name in names if name.endswith((".qmd", ".txt", ".csv", ".yml", ".ipynb")) or "words" in name}
    assert others - {"robots.txt"} == {
        "posts/pool/data.csv",
        "images/pool/data.csv",
        *(f"downloads/{name}.ipynb" for name in ("flat", "pool", "reef")),
    }


def test_every_link_of_the_new_pages_leads_somewhere(tides: tuple[Path, str]) -> None:
    site = tides[0] / "_site"
    hrefs = {
        node.attributes["href"] or ""
        for address in (*blogs.QUARTO_ADDRESSES.values(), "/")
        for node in page(site, address).css("a[href]")
    }
    own = {href.removeprefix("/tides/").partition("#")[0] for href in hrefs if href.startswith("/tides/")}
    assert len(own) > 5
    assert [href for href in own if not (site / href).is_file() and not (site / href / "index.html").is_file()] == []


def test_settings_of_quarto_are_settings_of_jekyll(tides: tuple[Path, str]) -> None:
    config = yaml.safe_load((tides[0] / "_config.yml").read_text())
    assert config.items() >= {
        "title": "Tides", "description": "Notes on water", "url": "https://bob.example.org", "baseurl": "/tides",
    }.items()  # fmt: skip
    own = config["nbpress"]
    assert own["dialects"] == ["quarto"] and own["defaults"] == {"format": {"html": {"code-fold": True}}}
    assert own["source"]["repository"] == "https://github.com/bob/tides"


def test_a_front_matter_of_quarto_keeps_what_its_author_wrote(tides: tuple[Path, str]) -> None:
    path = tides[0] / "_notebooks/pool/index.ipynb"
    found = front(path)
    assert "   # of three\n" in nbformat.read(path, 4).cells[0].source
    assert found["redirect_from"] == ["/old/pool.html", "/older/", "/posts/pool/sibling/"]
    assert str(found["date"]) == "2021-05-22" and str(found["last_modified_at"]) == "2021-06-01"
    assert (
        found["author"] == ["Bob Reef", "Ann"]
        and found["license"] == "CC BY"
        and found["image"] == {"teaser": "pool.png"}
    )
    assert found["nbpress"] == {"kernel": "python3"} and found["format"] == {"html": {"code-summary": "Show it"}}
    assert not found.keys() & {"aliases", "date-modified", "jupyter", "freeze"}


def test_what_is_not_carried_over_is_told_with_its_file_and_cell(tides: tuple[Path, str]) -> None:
    for line in (
        "posts/pool/index.ipynb, cell 1: `bibliography` has no meaning here",
        "_quarto.yml: `website.navbar` has no setting here",
        "_quarto.yml: `format.html.theme` has no setting here",
        "about.qmd: is a text, and no notebook",
        "posts/words/index.qmd: is a text, and no notebook",
    ):
        assert line in tides[1]
    assert "site-url" not in tides[1].split("Not carried over")[1]
    assert (tides[0] / "posts/words/index.qmd").read_text() == blogs.QUARTO["posts/words/index.qmd"]


def test_the_theme_of_a_blog_that_moved_can_be_renewed(tides: tuple[Path, str], tmp_path: Path) -> None:
    recorded = (tides[0] / new_blog.RECORD).read_bytes()
    assert recorded == new_blog.beginning()[new_blog.RECORD] and b"_layouts/article.html" in recorded


def test_a_blog_that_moved_and_was_published_is_one_of_nbpress(harbours: Path, tides: tuple[Path, str]) -> None:
    for root in (harbours, tides[0]):
        before = files(root)
        assert "is a blog of nbpress already; nothing is to be done" in migrate(root, "--write")
        assert files(root) == before


# --- shown first, undone by git, done once ------------------------------------------------------------------------


@pytest.fixture(params=["FASTPAGES", "QUARTO"])
def blog(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return made(tmp_path / "blog", getattr(blogs, request.param))


def test_the_difference_is_shown_and_nothing_written(blog: Path) -> None:
    before = files(blog)
    said = migrate(blog)
    assert files(blog) == before and git(blog, "status", "--porcelain") == ""
    assert "nothing was written" in said and f"nbpress migrate --write {blog}" in said
    assert "+permalink: " in said or "+description: " in said
    assert "+[code cell, tags: remove-cell]" in said and "+nbpress:" in said


def test_a_second_time_nothing_is_to_be_done(blog: Path) -> None:
    migrate(blog, "--write")
    once = files(blog)
    assert "nothing is to be done" in migrate(blog, "--write")
    assert files(blog) == once
    git(blog, "add", "-A")
    git(blog, "commit", "-q", "-m", "Move")
    assert "nothing is to be done" in migrate(blog) and files(blog) == once


def test_git_alone_takes_it_back(blog: Path) -> None:
    before = files(blog)
    said = migrate(blog, "--write")
    assert files(blog) != before
    undo = trees.UNDO.format(root=shlex.quote(str(blog)))
    assert undo in said
    subprocess.run(undo, shell=True, check=True, capture_output=True)
    assert files(blog) == before and git(blog, "status", "--porcelain") == ""
    migrate(blog, "--write")
    git(blog, "add", "-A")
    git(blog, "commit", "-q", "-m", "Move")
    git(blog, "revert", "--no-edit", "HEAD")
    assert files(blog) == before


def test_what_cannot_be_written_whole_is_not_begun(tmp_path: Path) -> None:
    root = made(tmp_path / "blog", {**QUARTO, "posts/a/index.ipynb": [text("Words.")], "_notebooks": "a file\n"})
    before = files(root)
    with pytest.raises(WriteError, match="_notebooks is no folder, as the blog needs it"):
        migrate(root, "--write")
    assert files(root) == before and git(root, "status", "--porcelain") == ""


def test_a_blog_in_a_folder_of_a_repository_is_changed_there_alone(tmp_path: Path) -> None:
    top = made(
        tmp_path / "top",
        {
            **{f"web/{name}": content for name, content in FASTPAGES.items()},
            "other.txt": "x",
            "web/_notebooks/2020-01-01-a.ipynb": [text(TITLE)],
        },
    )
    (top / "other.txt").write_text("not committed, and not of the blog")
    migrate(top / "web", "--write")
    assert {line[3:] for line in git(top, "status", "--porcelain").splitlines()} == {
        "other.txt", "web/_config.yml", "web/_notebooks/2020-01-01-a.ipynb",
    }  # fmt: skip


# --- the other kinds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("extra", "addresses"), [
    ({}, {"core": "/core.html", "01_tutorial": "/tutorial.html", "api/02_deep": "/deep.html"}),
    ({"nbs/_quarto.yml": "project: {type: website}\n"}, {
        "core": "/data.core.html", "01_tutorial": "/01_tutorial.html", "api/02_deep": "/api/02_deep.html",
    }),
])  # fmt: skip
def test_an_nbdev_site_keeps_its_addresses(tmp_path: Path, extra: dict[str, Any], addresses: dict[str, str]) -> None:
    core = [
        text("# Core\n\n> What it is made of.\n\nFirst words."),
        code("#| default_exp data.core"),
        code("#| export\ndef f(): pass"),
        code("#|hide\nsecret()"),
    ]
    root = made(tmp_path / "blog", {
        "settings.ini": NBDEV + "doc_host = https://ann.github.io\ndoc_baseurl = /tides/\n",
        "tides/core.py": "def f(): pass\n",
        "nbs/index.ipynb": [text("# Home")],
        "nbs/core.ipynb": core,
        "nbs/01_tutorial.ipynb": [text("# Learn\n> How.\n- skip_showdoc: true\n- toc: false"), text("Words.")],
        "nbs/api/02_deep.ipynb": [text("No heading.")],
        **extra,
    })  # fmt: skip
    said = migrate(root, "--write")
    assert {name: front(root / "_notebooks" / f"{name}.ipynb")["permalink"] for name in addresses} == addresses
    assert (
        front(root / "_notebooks/core.ipynb").items() >= {"title": "Core", "description": "What it is made of."}.items()
    )
    cells = nbformat.read(root / "_notebooks/core.ipynb", 4).cells
    assert [cell.source for cell in cells[1:]] == [
        "First words.",
        "#| default_exp data.core",
        "#| export\ndef f(): pass",
        "secret()",
    ]
    assert cells[-1].metadata.tags == ["remove-cell"]
    config = yaml.safe_load((root / "_config.yml").read_text())
    assert (
        config.items()
        >= {"title": "tides", "url": "https://ann.github.io", "baseurl": "/tides", "author": "Ann"}.items()
    )
    assert {"settings.ini", "tides/"} <= {*config["exclude"]}
    assert "settings.ini: `nbs_path = nbs`: write _notebooks there" in said
    assert "nbs/api/02_deep.ipynb: has no title: it is called 02_deep" in said
    assert "nbs/api/02_deep.ipynb: goes where nbpress looks for none unasked" in said
    assert (root / "nbs/index.ipynb").is_file() and "nbs/index.ipynb: is the home page" in said


def test_a_jupyblog_keeps_its_addresses_and_pictures(tmp_path: Path) -> None:
    root = made(tmp_path / "blog", {
        "jupyblog.yaml": "path_to_posts: content/blog\npath_to_static: static/images\nprefix_img: /images\nutm_source: x\n",
        "my-post/post.ipynb": [
            raw("---\ntitle: My post\njupyblog:\n    execute_code: false\n    allow_expand: true\ndescription: Some\n---"),
            text("![](plot.png)"),
        ],
        "my-post/plot.png": PICTURE,
        "other/post.md": "---\ntitle: Text\n---\nWords.\n",
    })  # fmt: skip
    said = migrate(root, "--write")
    found = front(root / "_notebooks/my-post/index.ipynb")
    assert found == {
        "title": "My post", "description": "Some", "excerpt": "Some", "permalink": "/blog/my-post/",
        "nbpress": {"run": "never"},
    }  # fmt: skip
    assert (
        (root / "images/my-post/plot.png").read_bytes()
        == (root / "_notebooks/my-post/plot.png").read_bytes()
        == PICTURE
    )
    assert (
        "jupyblog.yaml: `utm_source` has no setting here" in said
        and "`jupyblog: allow_expand` has no meaning here" in said
    )
    assert "other/post.md: is a text" in said and (root / "other/post.md").is_file()
    assert not (root / "my-post").exists()


# --- bad input ----------------------------------------------------------------------------------------------------

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"README.md": "x"}, "nothing tells what kind of blog this is"),
    ({"_config.yml": "theme: minima\n"}, r"nbpress init"),
    ({**FASTPAGES, "_notebooks/2020-01-01-a.ipynb": '{"cells": ['}, r"2020-01-01-a\.ipynb, line 1"),
    ({**FASTPAGES, "_notebooks/2020-01-01-a.ipynb": [raw("---\ntitle: [\n---")]}, r"2020-01-01-a\.ipynb, cell 1, front matter"),
    ({**FASTPAGES, "_config.yml": "title: [\n", A: [text(TITLE)]}, r"_config\.yml: the site's settings"),
    ({**FASTPAGES, "_config.yml": "{title: x}\n", A: [text(TITLE)]}, "nothing can be added at the end"),
    ({**FASTPAGES, "_config.yml": "nbpress: {theem: x}\n", A: [text(TITLE)]}, "theem"),
    ({"_quarto.yml": "website: [\n", "posts/a/index.ipynb": [text("x")]}, r"_quarto\.yml: the file is not YAML"),
    ({**QUARTO, "posts/_metadata.yml": "- a\n", "posts/a/index.ipynb": [text("x")]}, r"_metadata\.yml: .* no mapping"),
    ({**QUARTO, ".gitignore": "_notebooks\n", "posts/a/index.ipynb": [text("x")]}, "git passes over _notebooks/a/index.ipynb"),
    ({**QUARTO, "posts/a.ipynb": [text("x")], "_notebooks/a.ipynb": [text("y")]}, "a.ipynb would go to _notebooks/a.ipynb"),
    ({**QUARTO, "posts/a/index.ipynb": [raw("---\n{title: x}\n---")]}, "cannot be changed line by line"),
    ({"settings.ini": "[DEFAULT\n"}, r"settings\.ini: the file cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), BROKEN)
def test_a_blog_that_cannot_be_read_whole_is_refused_and_left_alone(
    tmp_path: Path, content: dict[str, Any], said: str
) -> None:
    root = made(tmp_path / "blog", content)
    before = files(root)
    with pytest.raises(NbpressError, match=said):
        migrate(root, "--write")
    assert files(root) == before and git(root, "status", "--porcelain") == ""


def test_without_git_nothing_is_done(tmp_path: Path) -> None:
    root = made(tmp_path / "blog", blogs.FASTPAGES)
    shutil.rmtree(root / ".git")
    before = files(root)
    with pytest.raises(ReadError, match=r"git keeps nothing of this folder(.|\n)*git init"):
        migrate(root, "--write")
    assert files(root) == before


@pytest.mark.parametrize("name", ["_config.yml", "new.txt", "_notebooks/2021-04-01-kept.ipynb"])
@pytest.mark.parametrize("options", [(), ("--write",)])
def test_a_tree_with_uncommitted_changes_is_refused(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    root = made(tmp_path / "blog", blogs.FASTPAGES)
    with (root / name).open("a") as file:
        file.write("\n")
    before = files(root)
    with pytest.raises(WriteError, match=rf"not everything here is committed: {re.escape(name)}\n.*Commit it first"):
        migrate(root, *options)
    assert files(root) == before


def test_what_links_lead_to_outside_is_neither_read_nor_moved(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    made(outside, {"a.ipynb": [text(TITLE), text("outside words")], "secret.png": b"secret"})
    root = tmp_path / "blog"
    (root / "_notebooks").mkdir(parents=True)
    (root / "_notebooks/2020-01-01-out.ipynb").symlink_to(outside / "a.ipynb")
    (root / "_notebooks/secret.png").symlink_to(outside / "secret.png")
    (root / "_notebooks/deep").symlink_to(outside)
    made(
        root,
        {
            **FASTPAGES,
            "_notebooks/2020-01-02-in.ipynb": [
                text(TITLE),
                text("![](secret.png) ![](deep/secret.png) ![](../../outside/secret.png)"),
            ],
        },
    )
    said = migrate(root, "--write")
    assert "_notebooks/2020-01-01-out.ipynb: is a symbolic link that leads out of the blog: it is left as it is" in said
    assert front(root / "_notebooks/2020-01-02-in.ipynb")["toc"] is True
    assert (root / "_notebooks/2020-01-01-out.ipynb").is_symlink() and not list((root).glob("images/**/*.png"))
    assert git(outside, "status", "--porcelain") == ""


def test_a_file_that_no_page_offers_gets_no_copy(tmp_path: Path) -> None:
    hidden = {".env": "KEY=1", "key.pem": "secret", ".hidden/a.png": PICTURE}
    named = " ".join(f"[x]({name})" for name in (*hidden, "shown.png"))
    root = made(tmp_path / "blog", {
        **FASTPAGES, A: [text(TITLE), text(named)], "_notebooks/shown.png": PICTURE,
        **{f"_notebooks/{name}": content for name, content in hidden.items()},
    })  # fmt: skip
    migrate(root, "--write")
    assert [path.name for path in (root / "images").rglob("*.*")] == ["shown.png"]


def test_what_changes_between_the_plan_and_its_writing_stops_it(tmp_path: Path) -> None:
    root = made(tmp_path / "blog", {**FASTPAGES, A: [text(TITLE)]})
    planned = migration.plan(root)
    (root / A).write_text("{}")
    before = files(root)
    with pytest.raises(WriteError, match="not everything here is committed"):
        migration.write(planned)
    assert files(root) == before


def test_settings_behind_a_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("title: x\n")
    root = tmp_path / "blog"
    root.mkdir()
    (root / "_config.yml").symlink_to(tmp_path / "config")
    made(root, {"_action_files/a": "", A: [text(TITLE)]})
    with pytest.raises(ReadError, match=r"_config\.yml: this is a symbolic link"):
        migrate(root, "--write")
    assert (tmp_path / "config").read_text() == "title: x\n"


# --- fastpages in the small ---------------------------------------------------------------------------------------


def told(tmp_path: Path, content: Mapping[str, Any]) -> tuple[str, Path]:
    root = made(tmp_path / "blog", {**FASTPAGES, **content})
    return migrate(root, "--write"), root


def test_what_fastpages_alone_reads_is_told(tmp_path: Path) -> None:
    said, _ = told(tmp_path, {
        "_notebooks/undated.ipynb": [text(TITLE)],
        "_notebooks/2020-01-01-bare.ipynb": [text("No front matter.")],
        "_notebooks/2020-01-02-liquid.ipynb": [
            text(TITLE), text("{% include x.html %} and `{{ code }}`"), text("> twitter: https://x.com/1"),
            text("{{ 'lost' | fndetail: 7 }}"),
        ],
        "_notebooks/old/2020-01-01-deep.ipynb": [text(TITLE)],
        "_posts/2020-01-02-liquid.md": "---\n---\n### THIS FILE WAS AUTOGENERATED! DO NOT EDIT! ###\n",
        ".gitignore": "_posts/\n",
    })  # fmt: skip
    for line in (
        "_notebooks/undated.ipynb: has no date in its name",
        "_notebooks/2020-01-01-bare.ipynb: has no front matter",
        "_notebooks/2020-01-02-liquid.ipynb, cell 2: Liquid is text here ({% include x.html %})",
        "_notebooks/2020-01-02-liquid.ipynb, cell 3: a `> twitter:` box",
        "_notebooks/2020-01-02-liquid.ipynb, cell 4: Liquid is text here ({{ 'lost' | fndetail: 7 }})",
        "_notebooks/old/2020-01-01-deep.ipynb: fastpages made no post of it",
        "_posts/2020-01-02-any.md: git passes over it",
    ):
        assert line in said, said
    assert "{{ code }}" not in said.partition("Not carried over")[2]


def test_settings_of_nbpress_that_are_there_are_completed_in_their_place(tmp_path: Path) -> None:
    config = "theme: minima\nnbpress:\n  images: img   # mine\n  fold: 20\n\n# the end\n"
    said, root = told(tmp_path, {"_config.yml": config, A: [text(TITLE)]})
    after = (root / "_config.yml").read_text()
    assert after == config.replace("  fold: 20\n", "  fold: 20\n  dialects:\n    - fastpages\n    - nbdev\n")
    assert "dialects" not in said.partition("Not carried over")[2]


def test_settings_keep_their_line_ends(tmp_path: Path) -> None:
    _, root = told(
        tmp_path, {"_config.yml": b"title: x\r\ntheme: minima\r\n", A: [text(f"{TITLE}\n- redirect_from: /old/")]}
    )
    after = (root / "_config.yml").read_bytes()
    assert after.startswith(b"title: x\r\ntheme: minima\r\n") and b"\r\nplugins:\r\n" in after
    assert after.count(b"\n") == after.count(b"\r\n")


def test_a_notebook_keeps_the_form_of_its_file(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {"mine": 1}, "source": TITLE},
        {"cell_type": "code", "metadata": {}, "source": "#hide\nü = 1", "outputs": [], "execution_count": 3},
    ]
    nb = {"nbformat": 4, "nbformat_minor": 2, "metadata": {"z": 1, "a": 2}, "cells": cells}
    _, root = told(tmp_path, {"_notebooks/2020-01-01-a.ipynb": json.dumps(nb, indent=4)})
    after = (root / "_notebooks/2020-01-01-a.ipynb").read_text()
    assert after.startswith('{\n    "nbformat": 4') and not after.endswith("\n") and "\\u00fc" in after
    found = json.loads(after)
    assert list(found["metadata"]) == ["z", "a"]
    assert found["cells"][1] == {**cells[1], "source": "ü = 1", "metadata": {"tags": ["remove-cell"]}}
    assert found["cells"][0].keys() == {"cell_type", "metadata", "source"}


# --- flags --------------------------------------------------------------------------------------------------------

TURNED = [
    ("#hide\nx = 1", [], "x = 1", ["remove-cell"]),
    ("# hide_input\nx = 1", ["mine"], "x = 1", ["mine", "remove-input"]),
    ("#hide-output\nx = 1", [], "x = 1", ["remove-output"]),
    ("#collapse\nx = 1", [], "x = 1", ["hide-input"]),
    ("# collapse-hide\nx = 1", [], "x = 1", ["hide-input"]),
    ("#collapse_show\nx = 1", [], "#| code-fold: show\nx = 1", []),
    ("#collapse-output\nx = 1", [], "x = 1", ["hide-output"]),
    ("#collapse-hide\n#collapse-output\nx = 1", [], "x = 1", ["hide-input", "hide-output"]),
    ("#collapse-input open\nx = 1", [], "#| code-fold: show\nx = 1", []),
    ("#|hide\n#|label: a\nx = 1", [], "#|label: a\nx = 1", ["remove-cell"]),
    ("#| hide_input\nx = 1", [], "x = 1", ["remove-input"]),
    ("#hide\nx = 1", ["remove-cell"], "x = 1", ["remove-cell"]),
    ("#|hide_output\n#|filter_stream DEBUG\nx = 1", [], "#|filter_stream DEBUG\nx = 1", ["remove-output"]),
    ("#|export\n#|hide_output\nx = 1", [], "#|export\nx = 1", ["remove-output"]),
]
KEPT = [
    *("x = 1", "#export\nx = 1", "#|export\nx = 1", "#|default_exp core", "x = 1 #|hide_line"),
    *("#|filter_stream DEBUG\nx = 1", "# hide the ships\nx = 1", "#hdie\nx = 1"),
]


@pytest.mark.parametrize(("source", "tags", "after", "wanted"), TURNED)
def test_a_flag_becomes_a_tag_or_an_option(source: str, tags: list[str], after: str, wanted: list[str]) -> None:
    cell = code(source, *tags)
    assert flags.turned(cell, "python", ("fastpages", "nbdev")) == (after, wanted)
    assert flags.turned(code(after, *wanted), "python", ("fastpages", "nbdev")) is None


@pytest.mark.parametrize("source", KEPT)
def test_a_flag_that_its_own_tool_needs_or_that_is_none_stays(source: str) -> None:
    assert flags.turned(code(source), "python", ("fastpages", "nbdev")) is None


# --- YAML, links --------------------------------------------------------------------------------------------------

LINES = [
    ("a: 1  # one\nb: 2\n", {"b": 3}, "a: 1  # one\nb: 3\n"),
    ("a: 1\nb:\n  - x\n  # of b\n\n# of c\nc: 3\n", {"b": None}, "a: 1\n\n# of c\nc: 3\n"),
    ("a: |\n  text\n  more\nb: 2", {"a": "t", "c": ["x"]}, "a: t\nb: 2\nc:\n  - x\n"),
    ("a: {b: 1,\n  c: 2}\nd: 4\n", {"a": {"b": 2}}, "a:\n  b: 2\nd: 4\n"),
    ("", {"a": 1}, "a: 1\n"),
    ("# only words\n", {"a": 1}, "# only words\na: 1\n"),
    ("a: 1\n", {"a": 1, "b": None}, "a: 1\n"),
]


@pytest.mark.parametrize(("before", "keys", "after"), LINES)
def test_keys_of_yaml_change_and_the_rest_stays_as_it_was_written(
    before: str, keys: dict[str, Any], after: str
) -> None:
    assert yaml_lines.changed(before, keys, "it") == after


@pytest.mark.parametrize(("before", "entries", "after"), [
    ("p:\n- a  # one\n- b\n\nq: 1\n", ["c"], "p:\n- a  # one\n- b\n- c\n\nq: 1\n"),
    ("p:\n    - a\nq: 1\n", ["c"], "p:\n    - a\n    - c\nq: 1\n"),
    ("p: [a]\nq: 1\n", ["c"], "p:\n  - a\n  - c\nq: 1\n"),
    ("q: 1\n", ["c"], "q: 1\np:\n  - c\n"),
    ("p:\n  a: 1\n  # last\nq: 1\n", {"b": {"c": 2}}, "p:\n  a: 1\n  # last\n  b:\n    c: 2\nq: 1\n"),
    ("p:\n  a: 1", {"b": 2}, "p:\n  a: 1\n  b: 2\n"),
])  # fmt: skip
def test_entries_come_behind_those_that_a_list_or_mapping_has(before: str, entries: Any, after: str) -> None:
    assert yaml_lines.inserted(before, "p", entries, "it") == after


@pytest.mark.parametrize(("before", "after"), [
    ("[a](b.ipynb)", "[a](../b.ipynb)"),
    ("![a](pic.png 'title') <img src=\"pic.png\">", "![a](pic.png 'title') <img src=\"pic.png\">"),
    ("[a](b.ipynb#top) and [c]\n\n[c]: b.ipynb", "[a](../b.ipynb#top) and [c]\n\n[c]: ../b.ipynb"),
    ("[a](/posts/b.ipynb)", "[a](../b.ipynb)"),
    ("`[a](b.ipynb)`\n\n```\n[a](b.ipynb)\n```\n[a](b.ipynb)", "`[a](b.ipynb)`\n\n```\n[a](b.ipynb)\n```\n[a](../b.ipynb)"),
    ("[a](https://x.org/b.ipynb) [b](mailto:b.ipynb) [c](none.ipynb) ![](/images/none.png)",) * 2,
    ("![](/images/x.png) ![](../images/x.png)", "![](../../images/x.png) ![](../../images/x.png)"),
    ("[a](b%20c.csv)", "[a](../../posts/b%20c.csv)"),
])  # fmt: skip
def test_a_link_is_rewritten_where_it_would_lead_elsewhere(before: str, after: str) -> None:
    known = frozenset(map(PurePosixPath, ("posts/b.ipynb", "posts/pic.png", "posts/b c.csv", "images/x.png")))
    moves = {
        PurePosixPath("posts/b.ipynb"): PurePosixPath("_n/b.ipynb"),
        PurePosixPath("posts/pic.png"): PurePosixPath("_n/a/pic.png"),
    }
    assert links.rewritten(before, PurePosixPath("posts"), PurePosixPath("_n/a"), known, moves) == after


# --- a notebook may have a folder ---------------------------------------------------------------------------------


def test_a_notebook_that_is_the_index_of_a_folder_is_found_and_called_by_it(tmp_path: Path) -> None:
    names = ["a.ipynb", "2020-01-02-b/index.ipynb", "c/d/index.ipynb"]
    others = ["c/e.ipynb", "_runs/index.ipynb", ".ipynb_checkpoints/index.ipynb", "c/d/e/f/index.ipynb"]
    made(
        tmp_path,
        {f"_notebooks/{name}": [raw("---\ntitle: T\n---")] for name in (*names, *others)}
        | {"_config.yml": "title: x\n"},
    )
    found = [(path, source.slug, source.date) for path, source in project_notebooks.read(tmp_path) if source]
    assert [(slug, date) for _, slug, date in found] == [("b", "2020-01-02"), ("a", ""), ("d", "")]
    assert project_notebooks.by_name(tmp_path).keys() == {"a", "b", "2020-01-02-b", "d"}
    assert migration.documents.project_notebooks.is_found(PurePosixPath("_notebooks/x/index.ipynb"))
