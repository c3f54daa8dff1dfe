"""The blog in a real browser: how its pages look and act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import guide
import pytest
import sample
from conftest import serve
from PIL import Image

from nbpress.render.post import stylesheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = (
    "/",
    sample.ARTICLE,
    "/general/a-plain-note/",
    "/articles/",
    "/categories/",
    "/general/",
    "/tags/",
    "/tags/second/",
    "/authors/",
    "/authors/adrian-ball/",
    "/guide/",
    "/guide/settings/",
    "/about/",
    f"/search/?q={sample.OUTPUT_WORD}",
    "/404.html",
)
ARTICLE = '<article class="article'  # how every article begins, and no other page
WIDTHS = (360, 768, 1280)
EXTREMES = ((360, "dark"), (1280, "light"))
LOADED = """Promise.all([...document.images].map(image => {
    image.loading = 'eager';
    return image.complete || new Promise(done => { image.onload = image.onerror = done; });
}))"""
BROKEN = "[...document.images].filter(image => !image.naturalWidth).map(image => image.src)"
UNREACHABLE = """[...document.querySelectorAll('.prose *')]
    .filter(box => /auto|scroll/.test(getComputedStyle(box).overflowX))
    .filter(box => box.scrollWidth > box.clientWidth && box.tabIndex < 0)
    .map(box => box.outerHTML.slice(0, 80))"""
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


@contextmanager
def opened(browser: Browser, width: int = 1280, scheme: str = "light", script: bool = True) -> Iterator[Page]:
    """Open a page of a browser that has seen nothing yet, without moving parts."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def watched(page: Page, host: str) -> list[str]:
    """Start a list of what goes wrong on a page: errors, failed requests, and requests to anywhere else."""
    wrong: list[str] = []

    def say(condition: bool, what: str) -> None:
        if condition:
            wrong.append(what)

    page.on("console", lambda message: say(message.type in ("error", "warning"), message.text))
    page.on("pageerror", lambda error: say(True, str(error)))
    page.on("request", lambda request: say(not request.url.startswith(f"{host}/"), f"foreign: {request.url}"))
    page.on("response", lambda response: say(response.status >= 400, f"{response.status}: {response.url}"))
    # A browser drops what it is still loading when the test goes on to the next page.
    aborted = "net::ERR_ABORTED"
    page.on("requestfailed", lambda request: say(request.failure != aborted, f"failed: {request.url}"))
    return wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_loads_clean_and_fits(browser: Browser, address: str, width: int, scheme: str) -> None:
    with opened(browser, width, scheme) as page:
        wrong = watched(page, address)
        for path in PAGES:
            page.goto(address + path)
            wrong += [f"{path}: {each}" for each in faults(page, contrast=(width, scheme) in EXTREMES)]
    assert not wrong


def faults(page: Page, *, contrast: bool = True) -> list[str]:
    """List what is wrong with a page once all that is folded is open, and all pictures are there."""
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate(LOADED)
    found = [f"broken picture {each}" for each in page.evaluate(BROKEN)]
    if (wide := page.evaluate(TOO_WIDE)) > 0:
        found.append(f"{wide} px too wide")
    return found + barriers(page, contrast=contrast)


@pytest.mark.parametrize(("width", "scheme"), EXTREMES)
def test_every_published_article_loads_clean_and_fits(
    browser: Browser, published: Path, width: int, scheme: str
) -> None:
    articles = [
        f"/{post.parent.relative_to(published)}/"
        for post in published.glob("*/*/index.html")
        if ARTICLE in post.read_text("utf-8")
    ]
    assert articles
    with opened(browser, width, scheme) as page:
        for address in serve(published):
            wrong = watched(page, address)
            for path in articles:
                page.goto(address + path)
                wrong += [f"{path}: {each}" for each in faults(page)]
    assert not wrong


@pytest.mark.parametrize(("width", "scheme"), EXTREMES)
def test_every_page_of_the_guide_loads_clean_and_fits(browser: Browser, address: str, width: int, scheme: str) -> None:
    with opened(browser, width, scheme) as page:
        wrong = watched(page, address)
        for name in guide.NAMES:
            page.goto(f"{address}/guide/{'' if name == 'index' else f'{name}/'}")
            wrong += [f"{name}: {each}" for each in faults(page)]
            wrong += [f"{name}: no keyboard reaches {each}" for each in page.evaluate(UNREACHABLE)]
    assert len(guide.NAMES) > 10 and not wrong


def barriers(page: Page, *, contrast: bool = True) -> list[str]:
    """List what axe finds that keeps somebody out: the serious and the critical. Colours do not depend on a page's width."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"color-contrast": {"enabled": contrast}}
    # It waits for frames to answer, in which it is not.
    options = {"resultTypes": ["violations"], "iframes": False, "rules": rules}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def test_axe_is_there_and_finds_what_keeps_somebody_out(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content(
            "<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#eee'>Hardly there</p>"
        )
        assert sorted(each.split(":")[0] for each in barriers(page)) == ["color-contrast", "image-alt"]


def test_below_a_base_address_only_the_comments_come_from_elsewhere(browser: Browser, address_below: str) -> None:
    with opened(browser) as page:
        page.route("https://giscus.app/**", lambda route: route.fulfill(content_type="text/javascript", body=""))
        wrong = watched(page, address_below)
        for path in PAGES:
            page.goto(address_below + path)
        page.goto(f"{address_below}/search/?q={sample.OUTPUT_WORD}")
        page.click("#results a")
        assert page.url == address_below + sample.ARTICLE
    assert set(wrong) == {"foreign: https://giscus.app/client.js"}


def test_search_finds_a_word_of_an_output(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/search/")
        page.fill("#q", sample.OUTPUT_WORD.upper())
        page.wait_for_selector("#results a")
        assert page.inner_text("#found") == "1 article"
        assert page.inner_text("#results mark") == sample.OUTPUT_WORD
        assert page.get_attribute("#results a", "href") == sample.ARTICLE
        assert page.url.endswith(f"?q={sample.OUTPUT_WORD.upper()}")


def test_search_wants_every_word_and_takes_none_for_a_pattern(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/search/")
        for question in ("quokka aardvark", ".*", "<b>"):
            page.fill("#q", question)
            page.wait_for_function("document.getElementById('found').textContent === 'Nothing found.'")
            page.fill("#q", "")
            page.wait_for_function("document.getElementById('found').textContent === ''")
        page.fill("#q", "{{{name}}} 1_000")
        page.wait_for_selector("#results a")
        assert page.locator("#results li").count() == 1


def test_the_copy_button_copies_exactly_the_code(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        page.locator(".prose figure.highlight").first.hover()
        page.locator(".copy").first.click()
        page.get_by_text("Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == sample.CODE


def test_of_code_with_numbers_marks_and_signs_the_code_alone_is_copied(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        page.evaluate("getSelection().selectAllChildren(document.querySelector('.prose > .nb-code .nb-lines'))")
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()").strip() == sample.COPIED
        page.locator(".prose > .nb-code .nb-lines").hover()
        page.locator(".prose > .nb-code .copy").click()
        page.locator(".prose > .nb-code").get_by_text("Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == sample.COPIED


ROWS = """(box => {
    const code = document.createRange();
    const nodes = [...box.querySelectorAll('code *, code')].flatMap(each => [...each.childNodes]);
    const text = nodes.filter(each => each.nodeType === 3);
    const top = word => { const found = text.find(each => each.data.includes(word));
        code.selectNodeContents(found); return code.getBoundingClientRect(); };
    const middle = rect => (rect.top + rect.bottom) / 2;
    const inside = (mark, rect) => { const own = mark.getBoundingClientRect();
        return own.top <= middle(rect) && middle(rect) <= own.bottom; };
    const [first, second] = box.querySelectorAll('.nb-mark'), [sign, other] = box.querySelectorAll('.nb-sign');
    return [inside(first, top('return')), inside(first, top('def')), inside(second, top('for')), inside(second, top('print')),
        inside(sign, top('return')), inside(other, top('print'))];
})(document.querySelector('.prose > .nb-code'))"""


@pytest.mark.parametrize("width", [360, 1280])
def test_marks_and_signs_stand_at_their_lines(browser: Browser, address: str, width: int) -> None:
    with opened(browser, width) as page:
        page.goto(address + sample.ARTICLE)
        assert page.evaluate(ROWS) == [True, False, True, False, True, True]


def test_folded_code_opens_and_closes_by_keyboard(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        code = page.get_by_text("import this")
        page.locator("summary", has_text="Show the code").focus()
        assert not code.is_visible()
        page.keyboard.press("Enter")
        assert code.is_visible()
        page.keyboard.press("Space")
        assert not code.is_visible()


def test_one_button_unfolds_all_code_and_folds_it_again_by_keyboard(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        code, button = page.get_by_text("import this"), page.get_by_role("button", name="all code")
        assert (button.text_content(), code.is_visible()) == ("Show all code", False)
        button.focus()
        page.keyboard.press("Enter")
        assert (button.text_content(), code.is_visible()) == ("Hide all code", True)
        page.locator("summary", has_text="Show the code").click()
        page.get_by_role("button", name="Show all code").wait_for()
        button.press("Space")
        button.press("Space")
        assert (button.text_content(), code.is_visible()) == ("Show all code", False)


def test_a_page_without_folded_code_has_no_such_button(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/general/a-plain-note/")
        assert page.locator(".theme[aria-pressed]").count() == 1  # the script has run
        assert page.locator(".all-code").count() == 0


def test_of_tabs_one_shows_and_a_keyboard_chooses_it(browser: Browser, address: str) -> None:
    with opened(browser, script=False) as page:
        page.goto(address + sample.ARTICLE)
        first, second = page.get_by_text("Of the first tab"), page.get_by_text("Of the second tab")
        assert (first.is_visible(), second.is_visible()) == (True, False)
        page.locator(".nb-tabs summary", has_text="Second").press("Enter")
        assert (first.is_visible(), second.is_visible()) == (False, True)
        tops = [round(box["y"]) for name in page.locator(".nb-tabs summary").all() if (box := name.bounding_box())]
        assert len(tops) == 2
        assert tops[0] == tops[1]


def test_what_a_reference_leads_to_shows_beside_it(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        preview = page.locator(".preview")
        assert not preview.is_visible()
        page.get_by_role("link", name="Theorem 1").hover()
        preview.get_by_text("All of them are").wait_for()
        preview.hover()  # it stays while somebody points at it
        page.wait_for_timeout(300)
        assert preview.is_visible() and barriers(page) == []
        page.keyboard.press("Escape")
        assert not preview.is_visible()
        page.mouse.move(0, 0)
        page.get_by_role("link", name="Theorem 1").focus()
        page.keyboard.press("Tab")
        preview.get_by_text("(1)").wait_for()
        assert page.evaluate("document.querySelectorAll('#eq-sum').length") == 1
        page.keyboard.press("Enter")
        assert page.url.endswith("#eq-sum") and not preview.is_visible()
    with opened(browser, script=False) as page:
        page.goto(address + sample.ARTICLE)
        page.get_by_role("link", name="Theorem 1").click()
        assert page.url.endswith("#thm-sum")


def test_a_video_asks_nothing_of_its_site_before_it_is_pressed(browser: Browser, address: str) -> None:
    with opened(browser, script=False) as page:
        asked: list[str] = []
        page.route(
            re.compile(r"^https://"), lambda route: (asked.append(route.request.url), route.fulfill(body="playing"))[1]
        )
        page.goto(address + sample.ARTICLE)
        assert asked == []
        within = page.frame_locator(".nb-video iframe")
        within.get_by_role("link", name="A talk").click()
        assert within.get_by_text("playing").is_visible() or within.get_by_text("playing").wait_for() is None
        assert asked == ["https://www.youtube-nocookie.com/embed/abcdefghijk"]
        assert page.url == address + sample.ARTICLE


@pytest.mark.parametrize(("width", "beside"), [(360, False), (1280, True)])
def test_a_note_stands_at_the_side_where_there_is_room(
    browser: Browser, address: str, width: int, beside: bool
) -> None:
    with opened(browser, width) as page:
        page.goto(address + sample.ARTICLE)
        note, prose = (page.locator(place).bounding_box() for place in (".nb-side", ".prose:not(.preview)"))
        assert note is not None
        assert prose is not None
        assert (note["x"] >= prose["x"] + prose["width"]) is beside


def test_a_keyboard_reaches_what_scrolls_sideways(browser: Browser, address: str) -> None:
    with opened(browser, 360) as page:
        page.goto(address + sample.ARTICLE)
        page.wait_for_selector("pre[tabindex='0']")
        assert page.evaluate(UNREACHABLE) == []


def test_the_first_key_leads_past_the_menu(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]


def test_the_chosen_colours_stay_from_page_to_page(browser: Browser, address: str) -> None:
    with opened(browser, scheme="light") as page:
        page.goto(address)
        light = background(page)
        page.get_by_role("button", name="Dark colours").click()
        dark = background(page)
        page.goto(f"{address}/about/")
        assert background(page) == dark != light
        assert page.get_attribute(".theme", "aria-pressed") == "true"


def test_of_two_renderings_the_one_for_the_colours_of_the_page_shows(browser: Browser, address: str) -> None:
    other = {"light": "dark", "dark": "light"}
    for scheme in other:
        with opened(browser, scheme=scheme) as page:
            page.goto(address + sample.ARTICLE)
            assert shown(page) == [scheme, scheme]
            page.locator(".theme").click()
            assert shown(page) == [other[scheme], other[scheme]]
            page.emulate_media(media="print")
            assert shown(page) == ["light", "light"]
    with opened(browser, scheme="dark", script=False) as page:
        page.goto(address + sample.ARTICLE)
        assert shown(page) == ["dark", "dark"]


def shown(page: Page) -> list[str]:
    """Tell which rendering shows of the picture, and which of the other output; assistive tools find the picture once."""
    picture = page.get_by_role("img", name="Grey")
    assert picture.count() == 1
    shades = {sample.GREY: "light", sample.DARK: "dark"}
    seen = Image.open(BytesIO(picture.screenshot())).convert("L").getpixel((200, 125))
    words = [each.inner_text() for each in page.locator(".nb-renderings > div").all() if each.is_visible()]
    return [shades[seen], *(each.split()[1] for each in words)]


def background(page: Page) -> str:
    """Ask for the colour of the paper."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_without_scripts_all_can_be_read_and_no_dead_button_shows(browser: Browser, address: str) -> None:
    with opened(browser, script=False) as page:
        page.goto(address + sample.ARTICLE)
        assert page.get_by_text("def").first.is_visible()
        assert page.locator(".copy, .all-code").count() == 0
        assert not page.locator(".theme").is_visible()
        page.get_by_text("Show the code").click()
        assert page.get_by_text("import this").is_visible()
        page.goto(f"{address}/search/")
        assert not page.locator("#q").is_visible()
        assert page.locator("noscript a, main a[href='/articles/']").first.is_visible()


def test_input_and_output_are_told_apart_at_a_glance(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        look = "box => [getComputedStyle(box).backgroundColor, getComputedStyle(box).borderLeftColor]"
        given = page.locator("figure.highlight").first.evaluate(look)
        printed = page.locator(".nb-stdout").first.evaluate(look)
        assert given[0] != printed[0]
        assert given[1] != printed[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_can_be_read_in_every_colour(browser: Browser, address: str, scheme: str) -> None:
    with opened(browser, scheme=scheme) as page:
        page.goto(address + sample.ARTICLE)
        pairs = page.evaluate(
            "[...document.querySelectorAll('figure.highlight span')].flatMap(span => {"
            " const own = getComputedStyle(span).color;"
            " const paper = box => getComputedStyle(box).backgroundColor, lines = span.closest('.nb-lines');"
            " const papers = lines ? [lines, ...lines.querySelectorAll('.nb-mark')] : [span.closest('figure')];"
            " return papers.map(each => [span.className, own, paper(each)]); })"
        )
    faint = {name for name, ink, paper in pairs if contrast(ink, paper) < 4.5}
    assert pairs
    assert not faint


ANSI = sorted(set(re.findall(r"\.(ansi-[a-z-]+)", stylesheet.content().decode())))
# A colour as the browser paints it, over the ground below it.
PAINTED = """([inks, grounds]) => { const canvas = document.createElement("canvas").getContext("2d");
    const paint = colours => { canvas.clearRect(0, 0, 1, 1); for (const colour of colours) { canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1); } return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(', ')})`; };
    return [paint([...grounds, ...inks]), paint(grounds)]; }"""


@pytest.mark.parametrize("css", ["nbpress.css", "site.css"])
@pytest.mark.parametrize(
    ("ink", "paper"), [("#20242a", "#fdfdfb"), ("#3d4144", "#fff"), ("#d9dce1", "#15181c"), ("#ccc", "#222")]
)
def test_a_terminals_colours_can_be_read_on_light_and_on_dark_paper(
    browser: Browser, css: str, ink: str, paper: str
) -> None:
    style = stylesheet.content().decode() if css == "nbpress.css" else (sample.SITE / "assets/css/site.css").read_text()
    spans = "".join(f"<span class={name}>x</span>" for name in ANSI)
    with opened(browser) as page:
        page.set_content(
            f"<style>{style} body {{ color: {ink}; background: {paper} }}</style>"
            f"<div class='nb-output nb-stdout'><pre>{spans}</pre></div>"
        )
        found = page.evaluate(
            "[...document.querySelectorAll('pre span')].map(span => [span.className, getComputedStyle(span).color,"
            " getComputedStyle(span).backgroundColor])"
        )
        painted = {name: page.evaluate(PAINTED, [[text], [paper, ground]]) for name, text, ground in found}
    assert len(painted) == len(ANSI) > 20
    assert {name: round(contrast(*pair), 1) for name, pair in painted.items() if contrast(*pair) < 4.5} == {}
    assert len({text for text, _ in painted.values()}) >= 7


def test_code_and_what_it_printed_have_one_size(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        sizes = {
            page.locator(each).first.evaluate("box => getComputedStyle(box).fontSize")
            for each in ("figure.highlight pre code", ".nb-stdout pre")
        }
    assert len(sizes) == 1


def contrast(one: str, other: str) -> float:
    """Compare two colours as the WCAG do: 1 for equal ones, 21 for black on white."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Compute the relative luminance of `rgb(…)`."""
    red, green, blue = (linear(int(part) / 255) for part in re.findall(r"\d+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    """Undo the gamma of sRGB."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def test_on_paper_there_is_the_article_and_nothing_to_click(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address + sample.ARTICLE)
        page.emulate_media(media="print")
        assert page.locator(".prose:not(.preview)").is_visible()
        for part in ("nav[aria-label=Site]", ".theme", ".toc.wide", ".copy", ".neighbours", ".colophon"):
            assert not page.locator(part).first.is_visible(), part
