"""`html: sanitized`: of an author's HTML only what shows something gets onto the page; `trusted` changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jekyll
import pytest
from builders import told
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from selectolax.lexbor import LexborHTMLParser

from nbpress.core.errors import ReadError
from nbpress.core.records import Context, Site
from nbpress.notebook import frontmatter, settings
from nbpress.plan.keys import render_key
from nbpress.read.site import load
from nbpress.render import escape, sanitized_html, sanitized_svg
from nbpress.render.post.page import exporter

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SITE = Site(Path("site"), styled=True)
GUARDED = Site(Path("site"), styled=True, html="sanitized")
GONE = {
    "<script>x()</script>": "<script>",
    '<iframe src="https://elsewhere.example/"></iframe>': "<iframe>",
    '<form action="/x"><button>b</button></form>': "<form>",
    '<input type="password" name="p">': "<input>",
    "<style>p { position: fixed }</style>": "<style>",
    '<object data="x.swf"></object>': "<object>",
    '<b onclick="x()">b</b>': "onclick",
    '<a href="java&#10;script:x()">b</a>': "javascript:",
    '<svg><foreignObject><p onclick="x()">b</p></foreignObject></svg>': "<foreignObject>",
}
TRACES = ("script", "<iframe", "<form", "<input", "<style", "<object", "onclick", "foreignobject", "password")
KEPT = [
    '<table class="t" border="1"><tbody><tr><td colspan="2" style="color:red">7</td></tr></tbody></table>',
    '<figure id="f"><img src="https://example.org/x.png" alt="a"><figcaption>c</figcaption></figure>',
    "<details open><summary>s</summary>d</details>",
    '<svg viewBox="0 0 9 9"><linearGradient id="g"></linearGradient><path d="M0 0" fill="url(#g)"></path></svg>',
    '<p style="background:linear-gradient(90deg, red 10%, transparent 5%)">b</p>',
]
BEFORE_THE_SETTING = "9a07082ff0cf75fee1c489235254e1ff390c487a01cdc8c2b369b282756d6c79"
STYLES = {
    "color:red;position:fixed;z-index:9": "color:red",
    "background:url(https://elsewhere.example/)": "",
    "background:u\\72l(x)": "",
    "margin-top:-900px": "",
}


def rendered(*cells: Any, site: Site = GUARDED, **context: Any) -> tuple[str, dict[str, Any]]:
    given = Context(site, "x.ipynb", "x", "2020-01-01", **context)
    text, resources = exporter().from_notebook_node(new_notebook(cells=list(cells)), {"nbpress": given})
    return text, resources


def shown(data: dict[str, str]) -> Any:
    return new_code_cell("1", outputs=[new_output("display_data", data)])


def body(text: str) -> str:
    return text.split("\n---\n", 1)[1]


@pytest.mark.parametrize("source", GONE)
def test_of_prose_what_acts_goes_and_is_named(source: str) -> None:
    text, resources = rendered(new_markdown_cell(f"<div>\n<p>Words.</p>\n{source}\n</div>"))
    assert "Words." in text and not [each for each in TRACES if each in body(text).lower()]
    (warning,) = resources["nbpress_warnings"]
    assert (warning.code, warning.cell) == ("nb-sanitized", 1) and GONE[source] in warning.what


@pytest.mark.parametrize("source", GONE)
def test_of_an_output_too(source: str) -> None:
    text, resources = rendered(shown({"text/html": f"<table><tr><td>Words.</td></tr></table>{source}"}))
    assert "Words." in text and resources["outputs"] == {}
    assert not [each for each in TRACES if each in body(text).lower()]


@pytest.mark.parametrize("source", KEPT)
def test_what_shows_something_stays_as_it_is(source: str) -> None:
    assert sanitized_html.clean(source) == source.replace("open>", 'open="">')
    text, resources = rendered(new_markdown_cell(source), shown({"text/html": source}))
    assert body(text).count(source.replace("open>", 'open="">')) == 2 and resources["nbpress_warnings"] == ()


@pytest.mark.parametrize("style", STYLES)
def test_of_a_style_stays_what_moves_and_fetches_nothing(style: str) -> None:
    assert sanitized_html.declarations(style) == STYLES[style]


def test_a_style_sheet_of_a_table_keeps_its_colours_alone() -> None:
    css = "#t td { color: red; position: fixed } + p { color: red } @import 'x'; @font-face { src: url(x) }"
    text, _ = rendered(shown({"text/html": f'<style>{css}</style><table id="t"><tr><td>7</td></tr></table>'}))
    assert "#t td {color:red}" in text and 'id="t"' in text
    assert not [each for each in ("fixed", "+ p", "import", "font-face", "url(") if each in text]


@pytest.mark.parametrize("scripted", [{"text/html": "<div id=a></div><script>draw()</script>"}, {}])
def test_an_output_that_needs_a_script_shows_its_static_form(scripted: dict[str, str]) -> None:
    script = scripted or {"application/javascript": "element.append('x')"}
    for static, found in (({"image/png": PNG}, ".png"), ({"text/plain": "seven"}, "seven")):
        text, resources = rendered(shown({**script, **static}))
        assert found in body(text) and "<iframe" not in text and "draw(" not in text
        assert not [path for path in resources["outputs"] if path.endswith(".html")]
    text, resources = rendered(shown({**script, "text/plain": "<x.Chart at 0x1>"}))
    assert "nb-output" not in body(text) and resources["outputs"] == {}
    assert told(resources["nbpress_warnings"]) == (
        "cell 1: its output needs a script, and is left out by `html: sanitized`",
    )


def test_a_video_of_another_server_shows_its_words() -> None:
    text, _ = rendered(shown({"text/html": '<iframe src="https://v.example/"></iframe>', "text/plain": "A talk"}))
    assert "<iframe" not in text and "A talk" in text


def test_an_article_may_say_so_itself_and_its_setting_goes_first() -> None:
    source = new_markdown_cell("<div><script>x()</script>b</div>")
    for given, site, runs in (("sanitized", SITE, False), ("trusted", GUARDED, True)):
        text, resources = rendered(new_raw_cell(f"---\nnbpress: {{html: {given}}}\n---"), source, site=site)
        assert ("<script>x()" in text) is runs
        assert any("asks for `html: trusted`" in each.what for each in resources["nbpress_warnings"]) is runs


def test_liquid_of_an_author_writes_no_html() -> None:
    cells = new_raw_cell("---\nnbpress: {liquid: true}\n---"), new_markdown_cell("{{ '<script>x()</script>' }}")
    (page,) = jekyll.build({"x": rendered(*cells)[0]}).values()
    assert "<script>" not in page and "{{ '' }}" in page
    assert any("`liquid: true` counts for nothing" in each.what for each in rendered(*cells)[1]["nbpress_warnings"])


def test_tasks_notes_and_anchors_of_markdown_are_the_same_as_trusted() -> None:
    cell = new_markdown_cell(
        "- [x] done\n\n  > # Head\n\n  ```python\n  x\n  ```\n\nA<sup>b</sup> note.[^1]\n\n[^1]: Said."
    )
    assert body(rendered(cell)[0]).replace('=""', "") == body(rendered(cell, site=SITE)[0]).replace('=""', "")


def test_a_drawing_that_only_draws_keeps_its_bytes_and_another_is_disarmed() -> None:
    quiet = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    assert sanitized_svg.harmless(quiet) == quiet
    acting = (
        '<!DOCTYPE svg [<!ENTITY e "<script>x()</script>">]><svg xmlns="http://www.w3.org/2000/svg" onload="x()">'
        '<script>x()</script>&e;<a href="javascript:x()"><path d="M0 0"/></a><h:b xmlns:h="http://www.w3.org/1999/xhtml"/>'
        "</svg>"
    )
    assert sanitized_svg.harmless(acting.encode()) == quiet.replace(b"<path", b"<a><path").replace(
        b'"/></svg>', b'" /></a></svg>'
    )
    assert sanitized_svg.harmless(b"<svg><script>x()</script>") == sanitized_svg.EMPTY
    for site, stays in ((GUARDED, False), (SITE, True)):
        (file,) = rendered(shown({"image/svg+xml": acting}), site=site)[1]["outputs"].values()
        assert (b"onload" in file) is stays


def test_a_document_that_comes_along_is_told_of_and_stays_out_where_sanitized() -> None:
    for site, files in ((SITE, 1), (GUARDED, 0)):
        text, resources = rendered(new_markdown_cell("[a](p.html)"), site=site, files={"p.html": b"<p>x</p>"})
        assert len(resources["outputs"]) == files and ("(p.html)" in text) is not files
        (warning,) = [each for each in resources["nbpress_warnings"] if "origin" in each.what]
        assert "p.html" in warning.what


# --- texts of the front matter ------------------------------------------------------------------------------------

LIVE = ["<p/onclick=x()>", "<img src=x onerror=x()>", "</p><b>", "<!--", "[a](javascript:x())", '*a*{:onclick="x()"}']
QUIET = ["a < b and c > d", "1<2", "AT&T; `x`", "f(x)[0]", "{a: 1}", "[a] (b)", "x <- 5"]


@pytest.mark.parametrize("text", QUIET)
def test_an_ordinary_text_of_the_front_matter_keeps_its_bytes(text: str) -> None:
    assert escape.inert(text) == text


@pytest.mark.parametrize("use", ["", "| escape", "| markdownify"])
def test_a_text_of_the_front_matter_is_no_html_whatever_a_theme_does_with_it(use: str, tmp_path: Path) -> None:
    (tmp_path / "_layouts").mkdir()
    (tmp_path / "_layouts" / "article.html").write_text(f"{{{{ page.title {use} }}}}|{{{{ page.excerpt {use} }}}}")
    (tmp_path / "_config.yml").write_text("timezone: UTC\n")
    for number, text in enumerate(LIVE):
        cells = new_markdown_cell(f"# Of ``{text}``"), new_markdown_cell(f"We write ``{text}`` here.")
        (tmp_path / f"{number}.md").write_text(rendered(*cells, site=SITE)[0])
    jekyll.run(tmp_path)
    for number, text in enumerate(LIVE):
        page = (tmp_path / "_site" / f"{number}.html").read_text()
        found = LexborHTMLParser(page)
        assert not found.css("p[onclick], img, b, a, em[onclick]") and "<!--" not in page, page
        words = escape.readable(found.text()).translate({0x201C: '"', 0x201D: '"', 0x2013: "--"})
        assert words.count(text.replace("*", "") if use == "| markdownify" else text) == 2, words


def test_a_title_that_a_theme_shows_is_not_repeated_though_it_holds_a_tag() -> None:
    text, _ = rendered(new_markdown_cell("# Of `<img>`\n\nWords."), site=SITE)
    assert 'title: "Of <\u2060img>"' in text and body(text).count("img") == 0


def test_live_values_and_where_sanitized_all_texts_of_the_front_matter_are_inert() -> None:
    cell = new_raw_cell("---\ntitle: An <b>old</b> title\nmore: [{deep: <script>}]\n---")
    assert "An <b>old</b> title" in rendered(cell, site=SITE)[0]
    text = rendered(cell)[0]
    assert "An <\u2060b>old<\u2060/b> title" in text and "<script>" not in text


# --- the setting -----------------------------------------------------------------------------------------------------


def test_a_site_says_it_and_another_value_is_refused(tmp_path: Path) -> None:
    for text, found in (("title: x", "trusted"), ("nbpress: {html: sanitized}", "sanitized")):
        (tmp_path / "_config.yml").write_text(text)
        assert load(tmp_path).html == found
    (tmp_path / "_config.yml").write_text("nbpress: {html: clean}")
    with pytest.raises(ReadError, match='there is no html "clean"'):
        load(tmp_path)
    with pytest.raises(ReadError, match="`nbpress: html:` takes `trusted` or `sanitized`, not 'clean'"):
        settings.checked({"html": "clean"})


def test_a_site_that_says_nothing_keeps_its_keys() -> None:
    nb = new_notebook(cells=[new_markdown_cell("x", id="a")])
    contexts = [Context(site, "x.ipynb", "x", "2020-01-01") for site in (SITE, GUARDED)]
    keys = [render_key(nb, frontmatter.read(nb), context, format_=2) for context in contexts]
    assert keys[0] != keys[1]
    assert keys[0] == BEFORE_THE_SETTING
