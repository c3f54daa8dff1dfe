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

    from playwright.sync_api import Browser, Route

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


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_in_its_frame(name: str, browser: Browser, tmp_path: Path) -> None:
    outputs = [new_output("display_data", data) for data in CHARTS[name]]
    nb = new_notebook(cells=[new_code_cell("chart()", outputs=outputs)])
    context = Context(Site(tmp_path, styled=True), "chart.ipynb", "chart", "2020-01-01")
    text, resources = exporter().from_notebook_node(nb, {"nbpress": context})
    frames = LexborHTMLParser(text).css("iframe")
    assert len(frames) == 1

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        route.fulfill(body=resources["outputs"].get(path, frames[0].html), content_type=kind)

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("http://blog.example/")
    page.frame_locator("iframe").locator("#drawn").wait_for(state="attached", timeout=10_000)
    page.close()
