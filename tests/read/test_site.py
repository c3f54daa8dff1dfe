"""The site's own settings are read where Jekyll reads them; what cannot work is refused with the way out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePosixPath

import pytest

from nbpress.core.errors import ReadError
from nbpress.core.project import project_of, site_of
from nbpress.read import notebook
from nbpress.read import site as sites
from nbpress.read.address import address, categories


def site(folder: Path, config: str) -> sites.Site:
    (folder / "_config.yml").write_text(config)
    return sites.load(folder)


def test_an_empty_configuration_gives_jekylls_defaults(tmp_path: Path) -> None:
    found = site(tmp_path, "")
    assert (found.permalink, found.baseurl, found.posts, found.images) == (
        "date",
        "",
        PurePosixPath("_posts"),
        PurePosixPath("images"),
    )


def test_settings_are_read_where_jekyll_reads_them(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        "baseurl: blog/\nurl: https://a.b/\npermalink: pretty\ncollections_dir: things\ntimezone: Europe/Paris\n"
        "nbpress: {images: assets/img, math: kramdown, styled: true}\n",
    )
    assert (found.baseurl, found.url, found.permalink, found.timezone) == (
        "/blog",
        "https://a.b",
        "pretty",
        "Europe/Paris",
    )
    assert (found.posts, found.images, found.math, found.styled) == (
        PurePosixPath("things/_posts"),
        PurePosixPath("assets/img"),
        "kramdown",
        True,
    )


@pytest.mark.parametrize(
    ("defaults", "illiquid"),
    [
        ("[{scope: {path: ''}, values: {render_with_liquid: false}}]", True),
        ("[{values: {layout: post}}, {scope: {type: posts}, values: {render_with_liquid: true}}]", False),
        ("[posts, {scope: x, values: [1]}, {values: null}]", False),
        ("everything", False),
    ],
)
def test_defaults_of_front_matter_are_read_whatever_stands_there(tmp_path: Path, defaults: str, illiquid: bool) -> None:
    found = site(tmp_path, f"defaults: {defaults}\n")
    assert (found.illiquid, found.permalink) == (illiquid, "date")


@pytest.mark.parametrize(
    ("config", "layout"),
    [
        ("", "article"),
        ("theme: minima", "post"),
        ("remote_theme: mmistakes/minimal-mistakes@4.26.2", "single"),
        ("theme: other", "post"),
        ("nbpress: {theme: none}", "post"),
        ("nbpress: {theme: {layouts: {article: page}}}", "page"),
    ],
)
def test_the_mapping_follows_the_theme_unless_it_is_set(tmp_path: Path, config: str, layout: str) -> None:
    assert site(tmp_path, config).theme.layouts.get("article", "article") == layout


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("markdown: CommonMark", "commonmark"),
        ("nbpress: {imagess: x}", 'did you mean "images"'),
        ("a: [", "cannot be read"),
        ("- a", "no mapping"),
        ("nbpress: {math: mathjax}", "mathml"),
        ("nbpress: {theme: minma}", 'did you mean "minima"'),
        ("nbpress: {images: _img}", "_img"),
        ("nbpress: {source: {downloads: _files}}", "downloads: _files"),
        ("nbpress: {images: ../x}", "no folder"),
        ("nbpress: 3", "no mapping"),
        ("nbpress: {dialects: [quatro]}", 'did you mean "quarto"'),
        ("nbpress: {dialects: 3}", "`dialects:` takes names"),
        ("nbpress: {defaults: fold}", "`defaults:` takes a mapping"),
        ("nbpress: {defaults: {cod: fold}}", 'did you mean "code"'),
        ("nbpress: {defaults: {code: folded}}", "show or fold or hide"),
        ("nbpress: {defaults: {execute: {eval: false}}}", "what runs is said in the article"),
        ("nbpress: {defaults: {execute: {error: true}}}", "what runs is said in the article"),
        ("nbpress: {defaults: {execute: {ehco: false}}}", "`execute: ehco` hides nothing"),
    ],
)
def test_a_site_that_cannot_work_is_refused(tmp_path: Path, config: str, said: str) -> None:
    with pytest.raises(ReadError, match=r"_config\.yml") as caught:
        site(tmp_path, config)
    assert said in str(caught.value)


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="--site"):
        sites.load(tmp_path)


def test_a_project_is_the_nearest_folder_with_a_site(tmp_path: Path) -> None:
    notebook = tmp_path / "blog" / "_notebooks" / "x.ipynb"
    notebook.parent.mkdir(parents=True)
    assert project_of(notebook) == notebook.parent
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "_config.yml").touch()
    assert (project_of(notebook), site_of(tmp_path)) == (tmp_path, tmp_path / "site")
    (tmp_path / "blog" / "_config.yml").touch()
    assert (project_of(notebook), site_of(tmp_path / "blog")) == (tmp_path / "blog", tmp_path / "blog")


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("date", "/general/2018/11/11/x.html"),
        ("pretty", "/general/2018/11/11/x/"),
        ("none", "/general/x.html"),
        ("/:categories/:title/", "/general/x/"),
        ("/blog/:year/:i_month/:slug", "/blog/2018/11/x"),
        ("ordinal", "/general/2018/315/x.html"),
    ],
)
def test_addresses_are_those_that_jekyll_makes(permalink: str, expected: str) -> None:
    assert address(permalink, {"categories": "general"}, "x", datetime(2018, 11, 11, 10)) == expected


def test_an_address_is_escaped_as_jekyll_escapes_it() -> None:
    values = {"categories": ["Data science"], "slug": "My_Own Slug"}
    assert address("none", values, "my-own-slug", datetime(2018, 11, 11)) == "/data%20science/My_Own-Slug.html"
    assert address("/:slugified_categories/:slug/", values, "x", datetime(2018, 11, 11)) == "/data-science/my-own-slug/"


def test_a_slug_that_the_author_chose_keeps_its_capitals_as_in_jekylls_titles() -> None:
    assert notebook.slugged("To-MNIST and back", cased=True) == "To-MNIST-and-back"
    assert notebook.slugged("To-MNIST") == "to-mnist"
    values = {"categories": "general", "slug": "to-MNIST"}
    assert address("/:categories/:title/", values, "to-MNIST", datetime(2018, 11, 4)) == "/general/to-MNIST/"


def test_a_posts_own_permalink_comes_first() -> None:
    assert address("date", {"permalink": "/here/"}, "x", datetime(2018, 11, 11)) == "/here/"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"categories": "a b"}, ("a", "b")),
        ({"categories": ["A b", "c"]}, ("a b", "c")),
        ({"category": "One"}, ("one",)),
        ({}, ()),
    ],
)
def test_categories_are_read_as_jekyll_reads_them(values: dict[str, object], expected: tuple[str, ...]) -> None:
    assert categories(values) == expected


def test_the_forms_of_outputs_that_go_first_are_a_setting(tmp_path: Path) -> None:
    assert site(tmp_path, "nbpress: {richest: [image/png, text/plain]}").richest == ("image/png", "text/plain")
    assert site(tmp_path, "nbpress: {richest: image/png}").richest == ("image/png",)
    with pytest.raises(ReadError, match="MIME types"):
        site(tmp_path, "nbpress: {richest: [png]}")


def test_hashes_of_what_is_no_secret_are_a_setting_and_shape_no_page(tmp_path: Path) -> None:
    assert site(tmp_path, "nbpress: {allow: [sha256-0123456789ab]}").allow == ("sha256-0123456789ab",)
    assert site(tmp_path, "nbpress: {allow: sha256-0123456789ab}").allow == ("sha256-0123456789ab",)
    assert site(tmp_path, "nbpress: {allow: [hide-imput, remove_cel]}").allow == ("hide-imput", "remove_cel")
    for wrong in ("[0123456789ab]", "sha256-0", "5", "{a: b}"):
        with pytest.raises(ReadError, match="`allow:` takes hashes"):
            site(tmp_path, f"nbpress: {{allow: {wrong}}}")


def test_what_holds_for_the_cells_of_all_articles_is_a_setting(tmp_path: Path) -> None:
    given = site(tmp_path, "nbpress: {dialects: nbdev, defaults: {code: fold, execute: {warning: false}}}")
    assert (given.dialects, given.cell_defaults) == (("nbdev",), {"code": "fold", "execute": {"warning": False}})


def test_kinds_of_files_that_come_along_are_a_setting(tmp_path: Path) -> None:
    assert site(tmp_path, "nbpress: {files: [.yaml, .PKL]}").files == (".yaml", ".pkl")
    assert site(tmp_path, "nbpress: {files: .yaml}").files == (".yaml",)
    for wrong in ("[yaml]", "['.a/b']", "5", "[1]", "{a: b}"):
        with pytest.raises(ReadError, match="`files:` takes suffixes"):
            site(tmp_path, f"nbpress: {{files: {wrong}}}")
