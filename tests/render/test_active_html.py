"""What acts without a script element gets onto no page: dropped in prose, boxed in outputs, and working in the box."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbpress.core.records import Context, Site
from nbpress.render import active_html, html
from nbpress.render.post.page import exporter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

ACTING = {
    '<button onclick="x()">b</button>': ["onclick"],
    "<p title=x oNcLick=x()>b</p>": ["onclick"],
    '<img src="data:image/png;base64,AA" onerror=x()>': ["onerror"],
    '<a href=" java\nscript:x()">b</a>': ["javascript:"],
    '<a href="&#106;avascript:x()">b</a>': ["javascript:"],
    '<a href="VBScript:x">b</a>': ["vbscript:"],
    '<a href="data:text/html,<script>x()</script>">b</a>': ["data:text/html"],
    '<svg><a xlink:href="javascript:x()"><text>b</text></a></svg>': ["javascript:"],
    '<svg><a><animate attributeName="href" values="#;javascript:x()"/><text>b</text></a></svg>': ["javascript:"],
    '<form action="javascript:x()"><button formaction="javascript:y()">b</button></form>': ["javascript:"],
    '<math><mi xlink:href="javascript:x()">b</mi></math>': ["javascript:"],
    '<base href="https://elsewhere.example/"><p>b</p>': ["<base>"],
}
QUIET = [
    "<p>on = 5; javascript: is a scheme, &eacute; a letter, data:text/html another</p>",
    '<img src="data:image/png;base64,AA" alt="onclick=x()">',
    '<a href="https://example.org/?q=javascript:x" title="javascript:">b</a>',
    '<a href="#on" data-on="x">b</a>',
]
TRACES = ("onclick", "onerror", "javascript:", "vbscript:", "data:text/html", "<base")


def rendered(*cells: Any) -> tuple[str, dict[str, Any]]:
    context = Context(Site(Path("site"), styled=True), "x.ipynb", "x", "2020-01-01")
    text, resources = exporter().from_notebook_node(new_notebook(cells=list(cells)), {"nbpress": context})
    return text.lower(), resources


def shown(data: str) -> Any:
    return new_code_cell("x", outputs=[new_output("display_data", {"text/html": data})])


@pytest.mark.parametrize("source", ACTING)
def test_what_acts_is_found_and_taken_out(source: str) -> None:
    body = html.parsed(source)
    assert body is not None and active_html.acts(body, source)
    assert active_html.disarm(body, source) == ACTING[source]
    assert not active_html.acts(body, source) and not [
        each for each in TRACES if each in (body.inner_html or "").lower()
    ]


@pytest.mark.parametrize("source", QUIET)
def test_what_only_looks_like_it_stays(source: str) -> None:
    body = html.parsed(source)
    assert body is not None and not active_html.acts(body, source)
    before = body.inner_html
    assert active_html.disarm(body, source) == [] and body.inner_html == before


@pytest.mark.parametrize("source", ACTING)
def test_in_prose_it_is_dropped_with_a_warning_that_names_it(source: str) -> None:
    for written in (f"<div>\n{source}\n</div>", f"Some *words* and {source} more."):
        text, resources = rendered(new_markdown_cell(written))
        assert not [each for each in TRACES if each in text] and ("b</" in text or "<img" in text)
        (warning,) = resources["nbpress_warnings"]
        assert warning.cell == 1 and ACTING[source][0] in warning.what


@pytest.mark.parametrize("source", ACTING)
def test_an_output_that_needs_it_is_boxed(source: str) -> None:
    text, resources = rendered(shown(source))
    assert not [each for each in TRACES if each in text] and 'sandbox="allow-scripts' in text
    (document,) = resources["outputs"].values()
    assert source.replace("&", "&amp;").replace('"', "&quot;").encode() in document


def test_a_table_that_shows_all_without_it_stays_on_the_page() -> None:
    text, resources = rendered(shown('<table><tr><td onclick="x()">7</td></tr></table>'))
    assert "<td>7</td>" in text and "<iframe" not in text and resources["outputs"] == {}


def test_a_document_within_an_output_has_not_the_origin_of_the_page() -> None:
    text, _ = rendered(
        shown('<p>Beside.</p><iframe srcdoc="<script>x()</script>" sandbox="allow-same-origin"></iframe>')
    )
    assert f'sandbox="{active_html.SANDBOX}"' in text and "allow-same-origin" not in text


def test_in_the_box_a_button_works_and_on_the_page_nothing_ran(browser: Browser) -> None:
    button = "<button onclick=\"this.textContent = 'pressed'\">press</button>"
    cells = (shown(button), new_markdown_cell('<img src="gone:" onerror="document.title = 1"> <b onclick="x()">b</b>'))
    text, resources = rendered(*cells)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        route.fulfill(body=resources["outputs"].get(path, text), content_type="text/html")

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("http://blog.example/")
    box = page.frame_locator("iframe").frame_locator("iframe")
    box.get_by_role("button").click()
    box.get_by_text("pressed").wait_for(state="visible")
    assert page.title() == ""
    page.close()
