"""What there is to see on a page in a browser: faults of its layout, what axe finds, how it looks in the dark.

Each look is a list of words, empty where nothing is wrong.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Nothing outside of boxes that scroll; captions below their picture; borders that end with their table; frames in their box.
FAULTS = """title => {
    const ours = 'link[href$="/nbpress.css"]';
    const found = [], said = box => box.outerHTML.slice(0, 90), all = names => [...document.querySelectorAll(names)];
    const at = box => box.getBoundingClientRect(), scrolls = box => /auto|scroll|hidden/.test(getComputedStyle(box).overflowX);
    const within = box => { while ((box = box.parentElement)) if (scrolls(box)) return true; };
    all('details').forEach(details => details.open = true);
    const whole = document.documentElement.scrollWidth;
    if (whole > innerWidth) found.push(`the page scrolls: ${whole}`);
    for (const box of all('body *'))
        if (at(box).right > innerWidth + 1 && at(box).width && !within(box)) found.push(`beyond the page: ${said(box)}`);
    for (const caption of all('.nb-figure figcaption, .nb-figure ~ figcaption')) {
        const words = at(caption), drawn = at(caption.parentElement.querySelector('img, svg, video, canvas') || caption);
        const beside = words.left > drawn.right || words.right < drawn.left;
        if (beside || words.top < drawn.bottom - 1 || words.top > drawn.bottom + 40)
            found.push(`a caption off its picture: ${said(caption)}`);
    }
    for (const table of all(`${ours} ~ table, ${ours} ~ * table`)) {
        const style = getComputedStyle(table), end = Math.max(...[...table.rows].map(row => at(row).right));
        const edge = ['Top', 'Right', 'Bottom', 'Left'].some(side => parseFloat(style[`border${side}Width`]));
        if (edge && table.closest('.nb-output')) found.push(`a border around an output: ${said(table)}`);
        if (edge && at(table).right > end + 3) found.push(`a border beyond its table: ${said(table)}`);
        if (table.closest('.nb-output') && table.parentElement.lastElementChild === table &&
            at(table.closest('.nb-output')).bottom > at(table).bottom + 16) found.push(`room below a table: ${said(table)}`);
    }
    for (const box of all(`${ours} ~ :is(iframe, video, img), ${ours} ~ * :is(iframe, video, img)`)) {
        const room = at(box.parentElement.closest('p, figure, div, aside, main'));
        if (at(box).width > room.width + 1) found.push(`wider than its box: ${said(box)}`);
        const player = box.matches('.nb-video iframe, [src*=youtube], [src*=vimeo]');
        if (player && Math.abs(at(box).width / at(box).height - 16 / 9) > .05)
            found.push(`not 16 to 9 but ${at(box).width} x ${at(box).height}: ${said(box)}`);
        if (box.closest('.nb-video') && at(box).width < room.width - 1) found.push(`a small video: ${said(box)}`);
    }
    const titles = all('h1, h2, h3, h4, h5, h6').filter(box => box.innerText.trim() === title);
    if (titles.length !== 1 || titles[0].tagName !== 'H1') found.push(`${titles.length} titles`);
    return found;
}"""
# A theme that loads pictures late puts their address elsewhere until they come into sight.
LOADED = """() => [...document.images].every(image => {
    image.loading = 'eager';
    const late = image.dataset.src && !image.src.endsWith(image.dataset.src);
    if (late || !image.complete) image.scrollIntoView();
    return image.complete && !late;
})"""
DRAWN = "Promise.allSettled([...document.images].map(image => image.decode())).then(() => scrollTo(0, 0))"
BROKEN = "[...document.images].filter(image => !image.naturalWidth).map(image => `broken: ${image.src}`)"


SCROLLS = "scrollable-region-focusable"


class Barrier(NamedTuple):
    """What axe finds: its rule, and the kind of element that breaks it."""

    rule: str
    kind: str


def faults(page: Page, title: str) -> list[str]:
    """List what is wrong with the layout of an article at the width that the page has."""
    return list(page.evaluate(FAULTS, title))


def broken_pictures(page: Page) -> list[str]:
    """Have all pictures drawn; list those that do not load."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    with contextlib.suppress(PlaywrightTimeout):
        page.wait_for_function(LOADED, timeout=10_000)
    page.evaluate(DRAWN)
    return list(page.evaluate(BROKEN))


def barriers(page: Page) -> set[Barrier]:
    """Find what keeps somebody out of a page, whatever its weight; the same element in two places counts once."""
    from axe_playwright_python.sync_playwright import Axe

    content = {"include": [["main, .post-content"]], "exclude": [[".highlight span"], ["math"]]}  # slow
    found = Axe().run(page, content, options={"resultTypes": ["violations"], "iframes": False}).response["violations"]
    return {Barrier(each["id"], _kind(each["id"], node["html"])) for each in found for node in each["nodes"]}


def _kind(rule: str, html: str) -> str:
    """Say what breaks a rule by its name and classes. A theme lets code and tables scroll, and what we write likewise."""
    tag = html.partition(">")[0]
    classes = re.search(r'\bclass="([^"]*)"', tag)
    names = sorted(classes[1].split() if classes else ())
    return "code or a table" if rule == SCROLLS and "nb-scroll" not in names else ".".join([tag.split()[0][1:], *names])


def addresses(html: str) -> list[str]:
    """Give what a page links to and loads, as it is written."""
    page = LexborHTMLParser(html)
    places = (("a", "href"), ("link", "href"), ("img", "src"), ("img", "data-src"), ("script", "src"))
    places += (("iframe", "src"), ("video", "src"), ("source", "src"))
    return [found for tag, key in places for box in page.css(f"{tag}[{key}]") if (found := box.attributes[key])]
