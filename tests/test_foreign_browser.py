"""Articles in somebody else's blog, in a real browser on a phone: with the theme's looks, by that blog's settings alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import foreign
import pytest
from conftest import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

ARTICLES = {"minima": "/general/2020/02/02/everything.html", "own": "/notes/essays/2020/everything.html"}
OVERFLOWING = """[...document.querySelectorAll('body *')]
    .filter(box => box.getBoundingClientRect().right > innerWidth + 1)
    .filter(box => ![...ancestors(box)].some(above => /auto|scroll|hidden/.test(getComputedStyle(above).overflowX)))
    .map(box => box.outerHTML.slice(0, 80));
    function* ancestors(box) { while (box = box.parentElement) yield box; }"""


@pytest.fixture(scope="module")
def blogs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {
        "minima": foreign.minima(tmp_path_factory.mktemp("minima")),
        "own": foreign.own(tmp_path_factory.mktemp("own")),
    }


@pytest.fixture(params=sorted(ARTICLES))
def phone(request: pytest.FixtureRequest, browser: Browser, blogs: dict[str, Path]) -> Iterator[Page]:
    """The article on a phone; what the page asks of others fails."""
    for address in serve(blogs[request.param]):
        page = browser.new_page(viewport={"width": 360, "height": 800})
        asked = answers(page)
        page.goto(address + ARTICLES[request.param])
        yield page
        page.close()
        local = (address, "data:")
        assert not [each.url for each in asked if each.status >= 400 or not each.url.startswith(local)]


def answers(page: Page) -> list[Response]:
    """Start a list of what the page gets."""
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))
    return found


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


def test_the_theme_stays_as_it_is_outside_of_the_article(browser: Browser, blogs: dict[str, Path]) -> None:
    for address in serve(blogs["minima"]):
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.goto(address)
        assert page.get_by_role("link", name="One of everything: a title").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.goto(address + ARTICLES["minima"])
        look = "box => [getComputedStyle(box).fontFamily, getComputedStyle(box).color, getComputedStyle(box).fontSize]"
        ours, theirs = page.locator(".post-content p").first.evaluate(look), None
        page.goto(f"{address}/about/")
        theirs = page.locator(".post-content p").first.evaluate(look)
        page.close()
        assert ours == theirs


def test_settings_alone_place_the_article_its_pictures_and_its_front_matter(blogs: dict[str, Path]) -> None:
    root = blogs["own"].parent
    post = (root / "blog" / "content" / "_posts" / "2020-02-02-everything.md").read_text("utf-8")
    assert "layout: essay" in post
    assert 'cover: "/assets/pictures/every/feature.png"' in post
    assert 'card:\n  image: "/assets/pictures/every/teaser.png"' in post
    assert (root / "blog" / "content" / "_drafts" / "later.md").is_file()
    page = (blogs["own"] / "notes" / "essays" / "2020" / "everything.html").read_text("utf-8")
    assert 'src="/notes/assets/pictures/every/feature.png"' in page
    assert 'src="/notes/assets/pictures/every/curve.png"' in page


def test_code_what_it_printed_and_its_results_have_one_size(phone: Page) -> None:
    boxes = phone.locator(".nb-input pre code, .nb-input pre code span, .nb-stdout pre, .nb-result pre, .nb-error pre")
    sizes = boxes.evaluate_all("all => all.map(box => getComputedStyle(box).fontSize)")
    assert len(sizes) > 3 and len(set(sizes)) == 1
