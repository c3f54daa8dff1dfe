"""Articles in somebody else's blog, in a real browser: with the theme's looks, by that blog's settings alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import chirpy
import foreign
import foreign_looks as looks
import pytest
import theme_table
import yaml
from conftest import serve
from foreign import Blog
from selectolax.lexbor import LexborHTMLParser

from nbpress.read import themes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = (1280, 768, 360)
PHONE = 360
TITLES = {
    "everything": "One of everything: a title",
    "first": "Keras and the MNIST Dataset",
    "tables": "Tables",
    "video": "Videos",
}
DARK = ("chirpy",)  # the themes with a dark form
NETWORK = {
    "chirpy": ("https://cdn.jsdelivr.net/", "https://fonts.googleapis.com/")
}  # where a theme's own parts come from
TURNED = "getComputedStyle(document.querySelector('img[style*=--nb-dark]')).content.startsWith('url(')"
OVERFLOWING = """[...document.querySelectorAll('body *')]
    .filter(box => box.getBoundingClientRect().right > innerWidth + 1)
    .filter(box => ![...ancestors(box)].some(above => /auto|scroll|hidden/.test(getComputedStyle(above).overflowX)))
    .map(box => box.outerHTML.slice(0, 80));
    function* ancestors(box) { while (box = box.parentElement) yield box; }"""


@pytest.fixture(scope="module")
def packages(request: pytest.FixtureRequest) -> foreign.Packages:
    """Chirpy and its libraries from npm, kept between runs of the tests."""
    cache = request.config.cache
    assert cache is not None
    return lambda: chirpy.packages(cache.mkdir("chirpy"))


@pytest.fixture(scope="module", params=list(foreign.BLOGS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def blog(name: str, tmp_path_factory: pytest.TempPathFactory, packages: foreign.Packages) -> Blog:
    return foreign.written(foreign.BLOGS[name](tmp_path_factory.mktemp(name), packages))


@pytest.fixture(scope="module")
def host(blog: Blog) -> Iterator[str]:
    yield from serve(blog.root)


@contextmanager
def opened(browser: Browser, name: str, packages: foreign.Packages, scheme: str = "light") -> Iterator[BrowserContext]:
    """Open a browser that has seen nothing yet; what Chirpy loads from elsewhere comes from packages, and all else not."""
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    chirpy.answer(context, packages() if name == "chirpy" else None)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, name: str, blog: Blog, host: str, packages: foreign.Packages) -> Iterator[Page]:
    """The article with one of everything on a phone; it asks nothing of anybody else."""
    with opened(browser, name, packages) as context:
        page = context.new_page()
        page.set_viewport_size({"width": PHONE, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(host + blog.page("everything"))
        yield page
    assert not [url for url in asked if not url.startswith((host, "data:", *NETWORK.get(name, ())))]


@dataclass
class Seen:
    """What was seen of a blog's articles. plain: what axe finds on a post of the theme's own.

    dark: the colour schemes in which a figure that was drawn twice has its dark form.
    """

    faults: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    darkened: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    barriers: dict[str, set[looks.Barrier]] = field(default_factory=dict)
    plain: set[looks.Barrier] = field(default_factory=set)


@pytest.fixture(scope="module")
def seen(browser: Browser, name: str, blog: Blog, host: str, packages: foreign.Packages) -> Seen:
    """Open every article once, look at it at every width, and again in the dark."""
    found = Seen()
    for scheme in ("light", "dark") if name in DARK else ("light",):
        with opened(browser, name, packages, scheme) as context:
            page = context.new_page()
            page.on("response", lambda response: found.broken.append(response.url) if response.status >= 400 else None)
            page.goto(host + blog.page(foreign.PLAIN_POST))
            found.plain |= looks.barriers(page)
            for article, title in TITLES.items() if scheme == "light" else [("everything", ""), ("tables", "")]:
                page.goto(host + blog.page(article))
                found.broken += looks.broken_pictures(page)
                found.dark += [scheme] if article == "everything" and page.evaluate(TURNED) else []
                found.barriers[f"{article}, {scheme}"] = looks.barriers(page)
                if scheme == "light":
                    found.faults += [f"{article}: {each}" for each in _at_every_width(page, title)]
                    found.darkened += [article] if name not in DARK and _darkened(page) else []
    return found


def _at_every_width(page: Page, title: str) -> Iterator[str]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{width}: {each}" for each in looks.faults(page, title))


def _darkened(page: Page) -> bool:
    """Whether a page looks otherwise to somebody who wants it dark."""
    page.add_style_tag(content="video { visibility: hidden }")  # its controls turn while it loads
    light = page.screenshot(full_page=True, animations="disabled")
    page.emulate_media(color_scheme="dark")
    return page.screenshot(full_page=True, animations="disabled") != light


def test_the_blogs_are_of_the_themes_that_the_table_calls_tried_for_real(blog: Blog, name: str) -> None:
    config = yaml.safe_load((blog.site / "_config.yml").read_text("utf-8"))
    assert themes.found(config, blog.site)[0].name == name
    assert set(foreign.BLOGS) == theme_table.FOR_REAL


def test_articles_fit_every_width_with_captions_borders_and_frames_in_their_places(seen: Seen) -> None:
    assert seen.faults == []


def test_every_picture_is_there(seen: Seen) -> None:
    assert seen.broken == []


def test_axe_finds_nothing_that_the_theme_alone_does_not_have(seen: Seen) -> None:
    assert {article: found - seen.plain for article, found in seen.barriers.items() if found - seen.plain} == {}


def test_nothing_turns_dark_in_a_theme_that_has_no_dark_form(seen: Seen) -> None:
    assert seen.darkened == []


def test_a_figure_has_its_dark_form_where_the_theme_is_dark(seen: Seen, name: str) -> None:
    assert seen.dark == (["dark"] if name in DARK else [])


@pytest.mark.parametrize("article", TITLES)
def test_every_address_leads_somewhere_below_the_base(blog: Blog, article: str) -> None:
    place = blog.page(article)
    html = (blog.root / place[1:]).read_text("utf-8")
    local = [each for each in looks.addresses(html) if not urlsplit(each).scheme and not each.startswith("//")]
    lost = [each for each in local if not _leads(blog, urljoin(place, each), html)]
    assert local and lost == []


def _leads(blog: Blog, address: str, html: str) -> bool:
    parts = urlsplit(address)
    path = blog.root / unquote(parts.path).lstrip("/")
    there = path / "index.html" if path.is_dir() else path
    anchors = LexborHTMLParser(html).css(f'[id="{unquote(parts.fragment)}"]') if parts.fragment else [None]
    return address.startswith(f"{blog.base}/") and there.is_file() and bool(anchors)


def test_nothing_reaches_beyond_the_page(phone: Page) -> None:
    assert phone.evaluate(f"(() => {{ return {OVERFLOWING.split(';')[0]}; {OVERFLOWING.split(';', 1)[1]} }})()") == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_code_is_highlighted_and_no_tag_is_left(phone: Page) -> None:
    assert phone.locator("div.highlight, figure.highlight").count() > 0
    assert phone.get_by_text("{% highlight").count() == phone.get_by_text("endraw").count() == 0


def test_the_title_stands_there_once(phone: Page) -> None:
    titles = phone.get_by_role("heading", name="One of everything: a title")
    assert titles.count() == 1
    assert titles.first.evaluate("heading => heading.tagName") == "H1"


def test_outputs_are_told_from_inputs(phone: Page) -> None:
    edge = "box => getComputedStyle(box).borderLeftWidth + getComputedStyle(box.querySelector('pre')).backgroundColor"
    assert phone.locator(".nb-input").first.evaluate(edge) != phone.locator(".nb-stdout").first.evaluate(edge)
    assert phone.locator(".nb-error").evaluate("box => getComputedStyle(box).borderLeftColor") != phone.locator(
        ".nb-stdout"
    ).first.evaluate("box => getComputedStyle(box).borderLeftColor")


def test_a_figure_fits_and_keeps_its_caption(phone: Page) -> None:
    picture = phone.locator("figure.nb-figure img")
    box = picture.bounding_box()
    assert box is not None and box["width"] < 350
    assert abs(box["width"] / box["height"] - 4) < 0.1
    assert phone.locator("figure.nb-figure figcaption").inner_text().strip() == "A wide picture, and what it shows."
    assert picture.get_attribute("alt") == "Grey."


def test_what_is_wide_scrolls_in_its_own_box(phone: Page) -> None:
    scrolls = """box => { for (let at = box; at; at = at.parentElement)
        if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) return at.tagName !== 'HTML';
        return false; }"""
    for wide in (".nb-input pre", ".nb-stdout pre", "table:not(.nb-output *)", ".nb-html table", "math[display=block]"):
        assert phone.locator(wide).first.evaluate(scrolls), wide
    assert phone.locator(".nb-scroll").evaluate("box => box.clientHeight < box.scrollHeight")


@pytest.mark.parametrize("name", ["minima"], indirect=True)
def test_the_theme_stays_as_it_is_outside_of_the_article(browser: Browser, blog: Blog, host: str, name: str) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": 800})
    page.goto(f"{host}{blog.base}/")
    assert page.get_by_role("link", name="One of everything: a title").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.goto(host + blog.page("everything"))
    look = "box => [getComputedStyle(box).fontFamily, getComputedStyle(box).color, getComputedStyle(box).fontSize]"
    ours = page.locator(".post-content p").first.evaluate(look)
    page.goto(f"{host}{blog.base}/about/")
    theirs = page.locator(".post-content p").first.evaluate(look)
    page.close()
    assert ours == theirs


@pytest.mark.parametrize("name", ["none"], indirect=True)
def test_settings_alone_place_the_article_its_pictures_and_its_front_matter(blog: Blog, name: str) -> None:
    post = (blog.site / "content" / "_posts" / "2020-02-02-everything.md").read_text("utf-8")
    assert "layout: essay" in post
    assert 'cover: "/assets/pictures/every/feature.png"' in post
    assert 'card:\n  image: "/assets/pictures/every/teaser.png"' in post
    assert (blog.site / "content" / "_drafts" / "later.md").is_file()
    page = (blog.root / blog.page("everything")[1:]).read_text("utf-8")
    assert 'src="/notes/assets/pictures/every/feature.png"' in page
    assert 'src="/notes/assets/pictures/every/curve.png"' in page


def test_code_what_it_printed_and_its_results_have_one_size(phone: Page) -> None:
    boxes = phone.locator(".nb-input pre code, .nb-input pre code span, .nb-stdout pre, .nb-result pre, .nb-error pre")
    sizes = boxes.evaluate_all("all => all.map(box => getComputedStyle(box).fontSize)")
    assert len(sizes) > 3 and len(set(sizes)) == 1
