"""Where links and pictures lead, on pages that real Jekyll built."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jekyll
import pytest
from builders import told
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from pictures import encoded, png
from selectolax.lexbor import LexborHTMLParser, LexborNode

from nbpress.core.records import Context, Site
from nbpress.render.post.page import exporter

GONE = "pics/gone.png"
FILES = {"a.PNG": png(8, 4), "data.yml": b"---\nx: {{ y }}\n", "files/b.png": png(6, 6)}
OWN = {"/blog/logo.png": "/blog/logo.png"}  # a picture that the site has
SOURCES = {
    "measured": "![one](a.PNG) *![two](a.PNG)* [![three](a.PNG)](a.PNG)\n\n| x |\n|---|\n| ![four](a.PNG) |",
    "measured in HTML": '<img src="a.PNG"> <img src="a.PNG" width="3"> <img src="https://example.org/x.png">',
    "alone in a heading": "## ![one](a.PNG)",
    "gone": "Before ![the | *plan*](pics/gone.png) after ![](pics/gone.png) and ![](attachment:no.png).",
    "gone in a link": "[![the plan](pics/gone.png)](https://example.org)",
    "gone in HTML": '<p>Before <img src="pics/gone.png" alt="the <plan>"> after <iframe src="gone.html"></iframe></p>',
    "no address": '![]() ![alt]() <img src="" alt="in HTML">',
    "no address in HTML": '<p><img src="" alt="x"> <b>y</b></p>',
    "served": '![b](files/b.png) <b>x</b> ![gone](/files/gone.png) <img src="/files/gone.png" alt="too">',
    "rooted": "![own](/blog/logo.png) ![](/blog/images/x/mine.png) ![](//a.example/b.png) ![gone](/no.png) "
    "<img src='file:///home/a.png' alt='disk'> ![drive](C:/a.png) <img src='/no.png?v=1' alt='too'>",
    "headed": "[data](data.yml)",
    "loose": "[a](#two-words) [b](#11-Part-One) [c](#Own-ID) [d](#exact) [e](#nowhere) [f](#two-words-1)\n\n"
    '<a id="own_id"></a><a name="exact"></a>\n\n## Two words\n\n# 1.1 Part: one\n\n> ## Two Words\n\n## Two words',
    "before": '[up](#later-on) <p><a href="#LATER-ON">x</a></p>\n\n## Later on',
}


@cache
def made() -> dict[str, tuple[str, dict[str, Any]]]:
    site = Site(Path("site"), baseurl="/blog", styled=True)
    found = {}
    for name, source in SOURCES.items():
        nb = new_notebook(
            cells=[new_raw_cell("---\ntitle: T\n---"), new_markdown_cell(source), new_markdown_cell("End.")]
        )
        found[name] = exporter().from_notebook_node(
            nb, {"nbpress": Context(site, "x.ipynb", "x", "2020-01-01", files=FILES, links=OWN)}
        )
    outputs = [
        new_output(
            "display_data", {"text/html": f'<img src="{GONE}" alt="old"/><img src="a.PNG"><a href="a.PNG">f</a>'}
        ),
        new_output("display_data", {"text/markdown": f"![new]({GONE}) ![](a.PNG)"}),
    ]
    nb = new_notebook(cells=[new_code_cell("x", outputs=outputs), new_markdown_cell("End.")])
    found["outputs"] = exporter().from_notebook_node(
        nb, {"nbpress": Context(site, "x.ipynb", "x", "2020-01-01", files=FILES, links=OWN)}
    )
    return found


@cache
def built() -> dict[str, str]:
    return jekyll.build({name: text for name, (text, _) in made().items()})


def page(name: str) -> LexborNode:
    node = LexborHTMLParser(built()[name]).css_first("main")
    assert node is not None
    return node


def warnings(name: str) -> tuple[str, ...]:
    return told(made()[name][1]["nbpress_warnings"])


def seen(name: str, selector: str, *attributes: str) -> list[tuple[str | None, ...]]:
    return [tuple(node.attributes.get(each) for each in attributes) for node in page(name).css(selector)]


@pytest.mark.parametrize("name", [*SOURCES, "outputs"])
def test_what_follows_is_there(name: str) -> None:
    assert page(name).css("p")[-1].text() == "End."


@pytest.mark.parametrize("name", [*SOURCES, "outputs"])
def test_no_page_shows_a_picture_that_is_not_there(name: str) -> None:
    files = {f"/blog/{path}" for path in made()[name][1]["outputs"]}
    local = {src for (src,) in seen(name, "img, iframe", "src") if src and not src.startswith(("http", "//"))}
    assert local <= files | {"/blog/logo.png", "/blog/images/x/mine.png"}


def test_pictures_of_the_prose_have_their_size_whatever_their_suffix() -> None:
    shown = seen("measured", "img", "alt", "src", "width", "height", "class")
    assert shown == [(alt, "/blog/images/x/a.PNG", "8", "4", "nb-image") for alt in ("one", "two", "three", "four")]
    assert seen("alone in a heading", "h2 img", "width", "height") == [("8", "4")]


def test_pictures_of_the_authors_html_keep_the_size_that_the_author_gave() -> None:
    assert seen("measured in HTML", "img", "width", "height") == [("8", "4"), ("3", None), (None, None)]


def test_a_picture_that_is_not_there_is_said_in_words_with_a_warning() -> None:
    assert page("gone").css_first("p").text() == "Before the | plan after gone.png and no.png."
    assert [node.text() for node in page("gone").css("em.nb-missing")] == ["the | plan", "gone.png", "no.png"]
    assert warnings("gone") == ("cell 2: there is no picture pics/gone.png", "cell 2: there is no picture no.png")


def test_an_address_of_the_site_or_of_a_disk_that_leads_to_no_picture_is_said_in_words() -> None:
    assert [node.text() for node in page("rooted").css("em.nb-missing")] == ["gone", "disk", "drive", "too"]
    assert seen("rooted", "img", "src") == [("/blog/logo.png",), ("/blog/images/x/mine.png",), ("//a.example/b.png",)]
    assert "cell 2: there is no picture /no.png" in warnings("rooted")


def test_an_image_without_an_address_is_said_in_words() -> None:
    for name, said in (("no address", ["", "alt", "in HTML"]), ("no address in HTML", ["x"])):
        assert not seen(name, "img", "src")
        assert [node.text() for node in page(name).css("em.nb-missing")] == said
        assert warnings(name) == ("cell 2: there is no picture in an image without an address",)


def test_words_in_the_place_of_a_picture_stay_in_its_link_and_in_html() -> None:
    assert page("gone in a link").css_first("a em").text() == "the plan"
    assert page("gone in HTML").css_first("p").text() == "Before the <plan> after gone.html"


def test_files_that_jupyter_serves_are_found_or_missed() -> None:
    assert seen("served", "img", "src") == [("/blog/images/x/b.png",)]
    assert [node.text() for node in page("served").css("em.nb-missing")] == ["gone", "too"]


def test_a_linked_file_that_jekyll_would_take_for_a_page_comes_along_as_it_is() -> None:
    (link,) = seen("headed", "a", "href")
    assert made()["headed"][1]["outputs"][str(link[0]).removeprefix("/blog/")] == b"\n" + FILES["data.yml"]


def test_a_link_inside_the_notebook_finds_its_heading_in_another_spelling() -> None:
    links = [href for (href,) in seen("loose", "a[href]", "href")]
    assert links == ["#Two-words", "#1.1-Part:-one", "#own_id", "#exact", "#nowhere", "#Two-words-1"]
    ids = [name for (name,) in seen("loose", "[id]", "id")]
    assert ids == ["own_id", "Two-words", "1.1-Part:-one", "Two-Words", "Two-words-1"]


def test_a_link_finds_a_heading_that_comes_later() -> None:
    assert seen("before", "a[href]", "href") == [("#Later-on",), ("#Later-on",)]
    assert seen("before", "h2", "id") == [("Later-on",)]


def test_pictures_that_outputs_name_come_along_or_are_said_in_words() -> None:
    assert seen("outputs", "img", "src", "width") == [("/blog/images/x/a.PNG", "8")] * 2
    assert [node.text() for node in page("outputs").css("em.nb-missing")] == ["old", "new"]
    assert seen("outputs", "a", "href") == [("/blog/images/x/a.PNG",)]


def test_a_link_to_a_heading_of_another_notebook_has_the_id_that_the_heading_got() -> None:
    nb = new_notebook(cells=[new_markdown_cell("[a](o.ipynb#Two%20words) [b](o.ipynb?x=1#One) [c](o.ipynb)")])
    context = Context(Site(Path("s")), "x", "x", "2020-01-01", links={"o.ipynb": "/o.html"})
    text, _ = exporter().from_notebook_node(nb, {"nbpress": context})
    assert "[a](/o.html#Two-words) [b](/o.html?x=1#One) [c](/o.html)" in text


def test_a_link_to_a_notebook_that_the_site_does_not_have_leaves_its_words() -> None:
    gone = new_markdown_cell(
        '[*one* `a`](o.ipynb#Part) [gone](down/gone.ipynb) [![three](a.PNG)](o.ipynb)\n\n<p><a href="o.ipynb">four</a></p>'
    )
    output = new_output(
        "display_data", {"text/html": '<a href="o.ipynb" class="c">five</a>', "text/markdown": "[six](o.ipynb)"}
    )
    nb = new_notebook(cells=[gone, new_code_cell("x", outputs=[output])])
    refused = {"o.ipynb": "the site has no article of it"}
    context = Context(Site(Path("s"), richest=("text/html",)), "x", "x", "2020-01-01", files=FILES, refused=refused)
    text, resources = exporter().from_notebook_node(nb, {"nbpress": context})
    assert "ipynb" not in text and "*one* `a`" in text and "gone" in text and "![three](/images/x/a.PNG)" in text
    assert "<a>four</a>" in text and '<a class="c">five</a>' in text
    said = "the link to o.ipynb is left out, its words stay: the site has no article of it"
    told = {(each.code, each.cell, each.what) for each in resources["nbpress_warnings"]}
    assert {("nb-no-article", 1, said), ("nb-no-article", 2, said)} <= told
    assert any(
        what == "the link to down/gone.ipynb is left out, its words stay: there is no such file" for _, _, what in told
    )


def test_an_attachment_of_a_raw_cell_is_a_picture_too() -> None:
    nb = new_notebook(cells=[new_raw_cell("![a](attachment:a.png)")])
    nb.cells[0]["attachments"] = {"a.png": {"image/png": encoded(png())}}
    text, resources = exporter().from_notebook_node(nb, {"nbpress": Context(Site(Path("s")), "x", "x", "2020-01-01")})
    assert len(resources["outputs"]) == 2 and 'width="4"' in text


def warnings_of(*cells: Any) -> list[str]:
    nb = new_notebook(cells=[new_raw_cell("---\ntitle: T\n---"), *cells])
    seen = Context(Site(Path("site"), styled=True), "x.ipynb", "x", "2020-01-01")
    resources = exporter().from_notebook_node(nb, {"nbpress": seen})[1]
    return [said for said in told(resources["nbpress_warnings"]) if "part" in said]


@pytest.mark.parametrize(
    "source", ["[x](#no-such-part)", '<a href="#no-such-part">x</a>', "[x][1]\n\n[1]: #no-such-part"]
)
def test_a_link_to_a_part_that_the_page_does_not_have_is_told(source: str) -> None:
    said = "cell 2: the link to #no-such-part leads nowhere: the page has no such part"
    assert warnings_of(new_markdown_cell(source)) == [said]


def test_a_link_to_what_the_page_has_is_no_warning() -> None:
    table = new_output("display_data", {"text/html": '<p id="of-output">x</p>'})
    plotted = new_code_cell("#| label: fig-a\n1", outputs=[table])
    links = "[a](#Later) [b](#later) [c](#of-output) [d](#fig-a) [e](#) [f](#top) [g](#mine)"
    assert warnings_of(new_markdown_cell(links), plotted, new_markdown_cell('# Later\n\n<a id="mine"></a>')) == []


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("[a](https://x/{eval}`v`) and [b](https://x/eval)", 1),
        ("[a][r]\n\n[r]: https://x/{eval}`v`", 3),
        ('<a href="https://x/{eval}`v`">a</a>', 1),
        ('[a](https://x "for {eval}`v`")', 1),
        ("A line.\n\n$$x = {eval}`v`$$", 3),
    ],
)
def test_a_live_value_where_none_is_filled_in_is_told(written: str, line: int) -> None:
    context = Context(Site(Path("s")), "x", "x", "2020-01-01")
    nb = new_notebook(cells=[new_markdown_cell(written)])
    _, resources = exporter().from_notebook_node(nb, {"nbpress": context})
    (told,) = resources["nbpress_warnings"]
    assert (told.code, told.cell, told.line) == ("nb-unfilled-value", 1, line) and "{eval}`v`" in told.what
