"""The blog as Jekyll builds it: what stands in its files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import jekyll
import pytest
import sample
from selectolax.lexbor import LexborHTMLParser as Page

SOURCES = Path(__file__).parents[1]
ATOM = "{http://www.w3.org/2005/Atom}"
LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src", "form": "action"}


def page(root: Path, path: str) -> Page:
    """Parse the page at an address of the site."""
    file = root / path.lstrip("/")
    return Page((file / "index.html" if file.is_dir() else file).read_text("utf-8"))


def text(node: object) -> str:
    """Give the text of an element with its white space run together."""
    return " ".join(node.text().split()) if node else ""  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def article(blog: Path) -> Page:
    return page(blog, sample.ARTICLE)


@pytest.mark.parametrize("where", ["blog", "blog_below"])
def test_every_link_and_every_picture_leads_to_something(where: str, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(where)
    pairs = [(file, link) for file in root.rglob("*.html") for link in links(file)]
    lost = [f"{file.relative_to(root)}: {link}" for file, link in pairs if not leads(root, file, link)]
    assert pairs
    assert not lost


def links(file: Path) -> list[str]:
    """List the links of a page that stay on its host."""
    tree = Page(file.read_text("utf-8"))
    found = [node.attributes.get(name) for tag, name in LINKS.items() for node in tree.css(f"{tag}[{name}]")]
    return [link for link in found if link is not None and not urlsplit(link).netloc]


def leads(root: Path, file: Path, link: str) -> bool:
    """Whether a link of a page leads to a file, and to an element of it."""
    target = urlsplit(urljoin(f"/{file.relative_to(root).as_posix()}", link))
    path = root / unquote(target.path).lstrip("/")
    path = path / "index.html" if path.is_dir() else path
    if not path.is_file():
        return False
    fragment = unquote(target.fragment)
    return not fragment or Page(path.read_text("utf-8")).css_first(f'[id="{fragment}"]') is not None


def test_a_front_matter_that_is_no_yaml_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text((SOURCES / "site" / "_config.yml").read_text())
    (tmp_path / "_posts" / "2018-11-11-x.md").write_text("---\ntitle: Keras: MNIST\n---\nText\n")
    with pytest.raises(pytest.fail.Exception, match="mapping values are not allowed"):
        jekyll.run(tmp_path)


def test_no_page_names_a_script_a_style_or_a_picture_of_another_host(blog: Path) -> None:
    loaded = "script[src], img[src], iframe[src], link[rel=stylesheet], link[rel=icon], source[src]"
    nodes = [node for file in blog.rglob("*.html") for node in Page(file.read_text("utf-8")).css(loaded)]
    addresses = [node.attributes.get("src") or node.attributes.get("href") or "" for node in nodes]
    assert addresses
    assert not [each for each in addresses if urlsplit(each).netloc]


def test_every_page_has_one_main_heading_a_language_and_a_title(blog: Path) -> None:
    for file in blog.rglob("*.html"):
        tree = Page(file.read_text("utf-8"))
        assert len(tree.css("h1")) == 1, file
        assert tree.css_first("html[lang=en]"), file
        assert text(tree.css_first("title")), file


def test_an_article_says_who_wrote_it_when_and_how_long_it_takes(article: Page) -> None:
    said = text(article.css_first(".article > header"))
    assert "One of everything: {{ braces }} & <tags>" in said
    assert "Adrian Ball" in said
    assert "2 February 2020" in said
    assert "run 4 March 2020" in said
    assert "2 min read" in said  # 220 words are one minute


def test_the_table_of_contents_has_the_headings_of_the_prose_and_none_of_an_output(article: Page) -> None:
    entries = [(text(node), node.attributes["href"]) for node in article.css(".toc.wide a")]
    assert entries == [("The code", "#the-code"), ("Folded", "#folded"), ("A wide table", "#a-wide-table")]


def test_code_reaches_the_page_as_it_was_written(article: Page) -> None:
    code = article.css_first(".prose figure.highlight code")
    assert code is not None
    assert code.text() == sample.CODE


def test_the_page_says_how_it_was_made(article: Page) -> None:
    said = text(article.css_first(".provenance"))
    assert "notebooks/one of everything.ipynb" in said
    for part in ("2 min 22 s", "rate 0.5", 'activation "relu"', "fast true", "accuracy 0.9791", "python 3.1"):
        assert part in said
    exact = article.css_first(".provenance data[value^='0.979']")
    assert exact is not None
    assert exact.attributes["value"] == "0.9791000247001648"


def test_the_command_that_makes_the_page_again_can_be_pasted_into_a_shell(article: Page) -> None:
    command = article.css_first(".provenance .highlight code")
    assert command is not None
    assert command.text() == "nbpress publish 'notebooks/one of everything.ipynb' -p rate 0.5"


def test_no_link_to_a_repository_stands_on_a_page_unless_the_settings_name_one(article: Page) -> None:
    assert [node.attributes["href"] for node in article.css(".sources a")] == ["/downloads/one-of-everything.ipynb"]
    assert not article.css(".comments")


def test_the_notebook_is_linked_as_the_settings_say(blog_below: Path) -> None:
    found = [node.attributes["href"] for node in page(blog_below, f"/below{sample.ARTICLE}").css(".sources a")]
    assert found == [
        "/below/downloads/one-of-everything.ipynb",
        "https://github.com/you/name/blob/main/notebooks/one%20of%20everything.ipynb",
        "https://colab.research.google.com/github/you/name/blob/main/notebooks/one%20of%20everything.ipynb",
        "https://mybinder.org/v2/gh/you/name/main?labpath=notebooks%2Fone%20of%20everything.ipynb",
    ]


def test_an_article_says_how_to_cite_it_where_the_settings_want_that(blog_below: Path, article: Page) -> None:
    found = page(blog_below, f"/below{sample.ARTICLE}").css_first("code.language-bibtex")
    assert found is not None and article.css_first("code.language-bibtex") is None
    lines = found.text().split("\n")
    assert (lines[0][:10], lines[1], lines[-1]) == ("@misc{ball", "  author = {Adrian Ball},", "}")
    assert f"  url    = {{https://example.org/below{sample.ARTICLE}}}," in lines


def test_catalogues_learn_title_author_and_day_of_an_article(article: Page) -> None:
    names = {str(node.attributes["name"]): node.attributes["content"] for node in article.css("meta[name^=citation_]")}
    assert names["citation_title"] == text(article.css_first("h1"))
    assert names["citation_author"] == "Adrian Ball" and re.fullmatch(
        r"\d{4}/\d\d/\d\d", str(names["citation_publication_date"])
    )
    (told,) = (json.loads(node.text()) for node in article.css('script[type="application/ld+json"]'))
    assert told["author"]["sameAs"] == names["citation_author_orcid"] == "https://orcid.org/0000-0002-1825-0097"
    assert told["dateModified"]


def test_the_style_sheet_knows_every_class_that_nbpress_writes() -> None:
    named = re.compile(r"\.nb-[a-z]+")
    own = (SOURCES / "tools/nbpress/render/post/nbpress.css").read_text("utf-8")
    ours = (SOURCES / "site/assets/css/site.css").read_text("utf-8")
    assert set(named.findall(own)) <= set(named.findall(ours))


def test_social_cards_and_the_feed_show_the_banner(blog: Path, article: Page) -> None:
    banner = "https://example.org/images/sample/feature.png"
    assert article.css_first(f'meta[property="og:image"][content="{banner}"]')
    feed = (blog / "feed.xml").read_text("utf-8")
    titles = [entry.findtext(f"{ATOM}title") for entry in ElementTree.fromstring(feed).iter(f"{ATOM}entry")]
    assert [str(title)[:17] for title in titles] == ["One of everything", "A plain note"]
    assert banner in feed


def test_a_site_that_does_not_know_its_address_gives_no_half_addresses_to_search_engines(tmp_path: Path) -> None:
    root = sample.build(tmp_path, {"url": '""'})
    assert not page(root, sample.ARTICLE).css("link[rel=canonical]")
    assert "Sitemap" not in (root / "robots.txt").read_text("utf-8")


def test_search_engines_get_whole_addresses(blog: Path, article: Page) -> None:
    assert article.css_first(f'link[rel=canonical][href="https://example.org{sample.ARTICLE}"]')
    assert page(blog, "/").css_first('link[rel=canonical][href="https://example.org/"]')
    assert "Sitemap: https://example.org/sitemap.xml" in (blog / "robots.txt").read_text("utf-8")


def test_the_sitemap_lists_articles_but_not_the_page_for_what_is_lost(blog: Path) -> None:
    listed = (blog / "sitemap.xml").read_text("utf-8")
    assert f"https://example.org{sample.ARTICLE}" in listed
    assert "404" not in listed


def test_the_index_of_the_search_holds_code_and_outputs_as_plain_text(blog: Path) -> None:
    entries = json.loads((blog / "search.json").read_text("utf-8"))
    assert [entry["url"] for entry in entries] == [sample.ARTICLE, "/general/a-plain-note/"]
    assert sample.OUTPUT_WORD in entries[0]["text"]
    assert 'Says "what" & <how>.' in entries[0]["text"]


def test_categories_tags_and_authors_have_pages_of_their_own(blog: Path) -> None:
    overviews = ("/", "/articles/", "/categories/", "/tags/")
    for path in (*overviews, "/general/", "/tags/first-tag/", "/authors/adrian-ball/"):
        assert page(blog, path).css_first(f'main a[href="{sample.ARTICLE}"]'), path


def test_an_article_leads_on_to_its_neighbour(blog: Path, article: Page) -> None:
    assert article.css_first('.neighbours [rel=prev][href="/general/a-plain-note/"]')
    assert page(blog, "/general/a-plain-note/").css_first(f'.neighbours [rel=next][href="{sample.ARTICLE}"]')


def test_what_an_article_loads_weighs_less_than_100_kB(blog: Path) -> None:
    files = (f"{sample.ARTICLE.strip('/')}/index.html", "assets/css/site.css", "assets/js/site.js")
    assert sum((blog / file).stat().st_size for file in files) < 100_000
