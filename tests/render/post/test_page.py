"""Whole pages: notebooks in, posts out, and the HTML that real Jekyll makes of them, all in one build."""

from __future__ import annotations

import copy
import os
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import jekyll
import pytest
from builders import told
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from pictures import encoded, png
from selectolax.lexbor import LexborHTMLParser

from nbpress.core.errors import RenderError
from nbpress.core.records import Context, Site
from nbpress.notebook import live_values
from nbpress.render.post.page import PageExporter, exporter

GOLDEN = Path(__file__).parent / "golden"
FRONT = new_raw_cell("---\ntitle: The title\nimage:\n  teaser: general/x/teaser.png\n---")
HTML_OBJECT = "<IPython.core.display.HTML object>"


def context(**more: Any) -> Context:
    site = more.pop("site", Site(Path("site"), baseurl="/blog", styled=True))
    return Context(**{"site": site, "name": "page.ipynb", "slug": "page", "date": "2020-01-01", **more})


def render(*cells: Any, metadata: dict[str, Any] | None = None, **more: Any) -> tuple[str, dict[str, Any]]:
    """Render cells behind a front matter."""
    nb = new_notebook(cells=[FRONT, *cells], metadata=metadata or {})
    text, resources = exporter().from_notebook_node(nb, {"nbpress": context(**more)})
    return text, resources


def body(*cells: Any, **more: Any) -> str:
    return render(*cells, **more)[0].split("\n---\n", 1)[1].strip()


def cell(source: str = "run()", *outputs: Any, tags: tuple[str, ...] = (), name: str = "cell", **metadata: Any) -> Any:
    made = new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags), **metadata})
    return made | {"id": name}


def prose(source: str, *tags: str, metadata: dict[str, Any] | None = None, **more: Any) -> Any:
    return new_markdown_cell(source, metadata={"tags": list(tags), **(metadata or {})}, **more)


def stream(text: str, name: str = "stdout") -> Any:
    return new_output("stream", text=text, name=name)


def shown(data: dict[str, Any], **metadata: Any) -> Any:
    return new_output("display_data", data, metadata=metadata)


def picture(shade: int = 0) -> Any:
    return shown({"image/png": encoded(png(shade=shade)), "text/plain": "<Figure size 4x2 with 1 Axes>"})


END = prose("The *end*.")
PANDAS = (
    "<div>\n<style scoped>\n    .dataframe tbody tr th { vertical-align: top; }\n</style>\n"
    '<table border="1" class="dataframe">\n  <thead>\n    <tr><th></th><th>{{ a }}</th></tr>\n  </thead>\n  <tbody>\n'
    "    <tr>\n      <th>0</th>\n      <td>{% b %}</td>\n    </tr>\n  </tbody>\n</table>\n</div>"
)
KERAS = (
    '<pre style="white-space:pre;overflow-x:auto"><span style="font-weight: bold">Model: "sequential"</span>\n</pre>\n'
    '<pre>┏━━━━━━━━┓\n┃ <span style="font-weight: bold">Layer (type)</span> ┃\n</pre>\n'
)
VALUE = {"status": "ok", "data": {"text/html": PANDAS, "text/plain": "x"}, "metadata": {}}
VALUES = prose(
    "It is {eval}`x` here.\n\n{eval}`x`\n\n* one\n* {eval}`x`\n\n> {eval}`x`\n\n{eval}`x`\n{: .wide}\n\n## {eval}`x`",
    metadata={"user_expressions": live_values.entries({"x": VALUE})},
)
PAGES: dict[str, tuple[Any, ...]] = {
    "liquid in code": (cell("a = '{{ x }}'\nb = '{% y %}'\nc = '{% endraw %}{% endhighlight %}'"),),
    "liquid in outputs": (cell("x", stream("{{ x }} {% raw %}{% y %}{% endraw %}")),),
    "pandas": (cell("x", shown({"text/html": PANDAS, "text/plain": "x"})),),
    "values": (VALUES,),
    "keras": (cell("x", shown({"text/html": KERAS, "text/plain": "x"})),),
    "unclosed": (cell("x", shown({"text/html": "<div><b>open <!-- "}), shown({"text/html": "</div></main>stray"})),),
    "kramdown in outputs": (
        cell(
            "x",
            stream("# no heading\n\n* no list\n\n{:/nomarkdown}\n{::comment}\n    code | table\n"),
        ),
    ),
    "list before output": (
        prose("- one\n- two"),
        cell("", stream("    indented")),
    ),
    "output before list": (cell("", stream("out")), prose("- one"), prose("- two")),
    "figure": (cell("#| label: fig-a\n#| fig-cap: A *nice* {{ one }} | $x_1$\nplot()", picture()),),
    "folded": (
        prose("- inside", "hide-cell"),
        cell("secret()", stream("out"), tags=("hide-input", "hide-output", "scroll-output")),
    ),
    "markdown output": (cell("x", shown({"text/markdown": "| a |\n|---|\n| {{ b }} |\n\n<div>open\n\n`code`"})),),
    "as it is": (cell("#| output: asis\nx", stream("## A {{ heading }}\n\n- item")),),
    "latex": (cell("x", shown({"text/latex": r"$\displaystyle \frac{a}{b} | {{x}}$"})),),
    "notes of other cells": (
        prose("- one[^a]\n- two[^b] and $x_1$"),
        cell("x", stream("out")),
        prose("[^a]: The *first* {{ a }}\n[^b]: The `second`, of $y_2$"),
    ),
    "bash": (cell("%%bash\necho '{{ x }}' | cat"),),
    "odd language": (cell("x <- 1"),),
    "error": (cell("1/0", new_output("error", ename="E", evalue="v", traceback=["\x1b[31m<module>\x1b[0m", "E: v"])),),
    "controls": (cell("a = '\x00\x1b[0m'", stream("a\x00b\x0b\x1b[31mc")),),
    "raw": (
        new_raw_cell("raw *prose* {{ x }}"),
        new_raw_cell("<b>raw html</b> {{ y }}<div>", metadata={"raw_mimetype": "text/html"}),
        new_raw_cell("\\textbf{raw latex}", metadata={"raw_mimetype": "text/latex"}),
    ),
    "chart": (
        cell("x", shown({"text/html": "<div id=c></div><script>let a = '{{ x }}'</script>", "text/plain": "x"})),
    ),
    "widget": (
        cell("x", shown({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider()"})),
    ),
}


@cache
def built() -> dict[str, str]:
    """Every page above, built."""
    posts = {}
    for name, cells in PAGES.items():
        metadata = {"language_info": {"name": "odd {language}"}} if name == "odd language" else {}
        posts[name] = render(*copy.deepcopy(cells), END, metadata=metadata)[0]
    posts["styled"] = render(cell(), site=Site(Path("site"), baseurl="/blog"))[0]
    return jekyll.build(posts)


def page(name: str) -> LexborHTMLParser:
    return LexborHTMLParser(jekyll.content(built()[name]))


def text_of(name: str, selector: str) -> str:
    node = page(name).css_first(selector)
    assert node is not None, jekyll.content(built()[name])
    return str(node.text())


@pytest.mark.parametrize("name", PAGES)
def test_what_follows_is_not_swallowed(name: str) -> None:
    last = page(name).css("body > p")[-1]
    assert last.html == "<p>The <em>end</em>.</p>"


@pytest.mark.parametrize(
    ("name", "selector", "text"),
    [
        ("liquid in code", ".nb-input code", "a = '{{ x }}'\nb = '{% y %}'\nc = '{% endraw %}{% endhighlight %}'"),
        ("liquid in outputs", ".nb-stdout pre", "{{ x }} {% raw %}{% y %}{% endraw %}"),
        ("pandas", ".nb-html thead th:last-child", "{{ a }}"),
        ("pandas", ".nb-html td", "{% b %}"),
        ("keras", ".nb-html pre:last-child", "┏━━━━━━━━┓\n┃ Layer (type) ┃\n"),
        ("unclosed", ".nb-html b", "open "),
        (
            "kramdown in outputs",
            ".nb-stdout pre",
            "# no heading\n\n* no list\n\n{:/nomarkdown}\n{::comment}\n    code | table",
        ),
        ("list before output", ".nb-stdout pre", "    indented"),
        ("figure", "figcaption em", "nice"),
        ("markdown output", ".nb-markdown td", "{{ b }}"),
        ("as it is", "h2", "A {{ heading }}"),
        ("notes of other cells", ".footnotes li:first-child em", "first"),
        ("notes of other cells", ".footnotes li:first-child p", "The first {{ a }}\xa0↩"),
        ("notes of other cells", ".footnotes li:last-child code", "second"),
        ("notes of other cells", "body > ul li:last-child sup", "2"),
        ("bash", "code[data-lang=bash]", "%%bash\necho '{{ x }}' | cat"),
        ("odd language", "code[data-lang=text]", "x <- 1"),
        ("error", ".nb-error pre", "<module>\nE: v"),
        ("controls", ".nb-input code", "a = '[0m'"),
        ("controls", ".nb-stdout pre", "abc"),
        ("raw", "body > p", "raw prose {{ x }}"),
        ("raw", ".nb-html", "raw html {{ y }}"),
        ("widget", ".nb-widget pre", "IntSlider()"),
    ],
)
def test_the_page_says_what_the_notebook_said(name: str, selector: str, text: str) -> None:
    assert text_of(name, selector) == text


def test_a_live_value_that_is_a_table_stands_alone_or_is_words() -> None:
    shown = page("values")
    parents = [node.parent.tag for node in shown.css("div.nb-html")]
    assert (
        parents == ["body", "li", "blockquote", "div"] and shown.css_first("div.wide > div.nb-html table") is not None
    )
    assert shown.css_first("body > p").html == "<p>It is {{ a }} 0 {% b %} here.</p>"
    assert shown.css_first("h2").text() == "{{ a }} 0 {% b %}"
    assert len(shown.css("table")) == 4 and all(node.css_first("style") for node in shown.css("div.nb-html"))
    warnings = render(copy.deepcopy(VALUES))[1]["nbpress_warnings"]
    assert [each.code for each in warnings] == ["nb-block-value"] and "`x` is a table" in str(warnings[0])


def test_stray_end_tags_stay_inside_their_output() -> None:
    assert [node.text() for node in page("unclosed").css("body > .nb-output")] == ["open ", "stray"]


def test_lists_of_neighbouring_cells_stay_apart() -> None:
    assert len(page("output before list").css("body > ul")) == 2


def test_a_figure_has_its_words_its_size_and_a_place_to_link_to() -> None:
    figure = page("figure").css_first("figure#fig-a")
    image = figure.css_first("img")
    assert image.attributes["src"] == "/blog/images/general/x/fig-a.png"
    assert (image.attributes["width"], image.attributes["height"]) == ("4", "2")
    assert image.attributes["alt"].startswith("A nice {{ one }} |")
    assert " ".join(figure.css_first("figcaption").text().split()).startswith("Figure 1: A nice {{ one }} |")


def test_folding_holds_its_cell_and_nothing_else() -> None:
    folds = page("folded").css("body > details.nb-fold")
    assert [fold.css_first("summary").text() for fold in folds] == ["Show cell", "Show code", "Show output"]
    assert folds[0].css_first("li").text() == "inside"
    assert folds[1].css_first("code").text() == "secret()"
    assert folds[2].css_first(".nb-scroll .nb-stdout pre").text() == "out"


def test_latex_is_a_formula() -> None:
    assert page("latex").css_first(".nb-latex math mfrac") is not None


def test_raw_cells_of_other_formats_are_left_out_and_reported() -> None:
    _, resources = render(*copy.deepcopy(PAGES["raw"]))
    assert "textbf" not in built()["raw"]
    assert told(resources["nbpress_warnings"]) == (
        "cell 4: a raw cell of text/latex has no place on a web page; it is left out",
    )


def test_a_chart_stands_in_a_frame_whose_page_comes_along() -> None:
    _, resources = render(*copy.deepcopy(PAGES["chart"]))
    frame = page("chart").css_first(".nb-frame iframe")
    path = frame.attributes["src"].removeprefix("/blog/")
    assert b"let a = '{{ x }}'" in resources["outputs"][path]


def test_a_foreign_theme_gets_the_style_sheet() -> None:
    link = page("styled").css_first("link[rel=stylesheet]")
    assert link.attributes["href"] == "/blog/images/nbpress/nbpress.css"
    assert b".nb-output" in render(cell(), site=Site(Path("site")))[1]["outputs"]["images/nbpress/nbpress.css"]


# --- without Jekyll -----------------------------------------------------------------------------------------


def test_the_front_matter_opens_the_post_and_is_not_shown_again() -> None:
    text, resources = render(prose("Words."))
    assert text.startswith("---\n")
    assert text.count("title:") == 1
    assert text.endswith("\n\nWords.\n")
    assert resources["nbpress_header"]["title"] == "The title"


def test_prose_behind_a_front_matter_is_shown() -> None:
    nb = new_notebook(cells=[new_markdown_cell("---\ntitle: T\n---\n\nWords.")])
    text, _ = PageExporter().from_notebook_node(nb, {"nbpress": context()})
    assert text.endswith("\n---\n\nWords.\n")


def test_a_first_heading_that_repeats_the_title_is_not_shown() -> None:
    assert body(prose("# The title\n\nWords.")) == "Words."
    assert "The title" in body(prose("# First"), prose("# The title"))


def test_a_removed_cell_is_not_shown() -> None:
    assert (
        body(
            cell(tags=("remove-cell",)),
            cell("#| include: false\nx"),
            prose("x", "remove-cell"),
            prose("y", "remove-input"),
        )
        == ""
    )


def test_the_article_shows_one_parameters_cell_with_the_values_that_ran() -> None:
    text = body(
        cell("epochs = 20  # many", tags=("parameters",)),
        cell("# Parameters\nepochs = 5", tags=("injected-parameters",)),
        metadata={"language_info": {"name": "python"}},
    )
    assert "epochs = 5  # many" in text
    assert text.count("{% highlight") == 1


def test_injected_parameters_without_a_parameters_cell_are_shown() -> None:
    assert "epochs = 5" in body(cell("epochs = 5", tags=("injected-parameters",)))


def test_the_site_says_which_form_of_an_output_goes_first() -> None:
    both = shown({"text/html": "<b>rich</b>", "text/plain": "poor"})
    assert "poor" in body(cell("x", both), site=Site(Path("site"), styled=True, richest=("text/plain",)))
    assert "rich" in body(cell("x", both), site=Site(Path("site"), styled=True, richest=("image/png",)))


def test_the_mark_of_a_failure_is_not_shown() -> None:
    assert body(prose("An error", "papermill-error-cell-tag"), cell(tags=("papermill-error-cell-tag",))) == ""


def test_a_labelled_figure_becomes_the_file_that_the_front_matter_names() -> None:
    hidden = cell("#| label: teaser\nplot()", picture(), tags=("remove-cell",))
    text, resources = render(hidden)
    assert resources["outputs"] == {"images/general/x/teaser.png": png()}
    assert "<img" not in text


def test_images_are_named_by_label_or_id_and_kept_once() -> None:
    _, resources = render(
        cell("x", picture(1), picture(2), name="abc"), cell("#| label: fig-b\nx", picture(3)), cell("y", picture(1))
    )
    assert list(resources["outputs"]) == [
        "images/general/x/abc-2.png",
        "images/general/x/abc.png",
        "images/general/x/fig-b.png",
    ]


def test_a_new_cell_above_changes_no_name() -> None:
    before = render(cell("x", picture(1), name="abc"))[1]["outputs"]
    after = render(cell("new", picture(2), name="new"), cell("x", picture(1), name="abc"))[1]["outputs"]
    assert before.items() <= after.items()


def test_a_picture_is_described_by_the_heading_above() -> None:
    assert 'alt="Figure: Results"' in body(prose("## Results"), cell("x", picture()))


def test_links_lead_to_posts_files_and_attachments() -> None:
    source = "[a](other.ipynb#My-Part) ![b](pics/my%20pic.png) ![c](attachment:c.png) [d](https://example.org) [e](#x)"
    attached = prose(source, attachments={"c.png": {"image/png": encoded(png())}}) | {"id": "cell"}
    text, resources = render(
        attached, links={"other.ipynb": "/blog/other/"}, files={"pics/my%20pic.png": png(3, 1), "unused.png": png()}
    )
    assert "(/blog/other/#My-Part)" in text
    assert "(/blog/images/general/x/my-pic.png)" in text
    assert "(/blog/images/general/x/cell-c.png)" in text
    assert "(https://example.org)" in text
    assert sorted(resources["outputs"]) == ["images/general/x/cell-c.png", "images/general/x/my-pic.png"]


def test_pictures_that_an_output_names_come_along() -> None:
    linked = shown({"text/html": '<img src="pics/a.png"><a href="https://example.org">x</a>'})
    text, resources = render(cell("x", linked), files={"pics/a.png": png()})
    assert '<img src="/blog/images/general/x/a.png" width="4" height="2" class="nb-image"><a href="https://exa' in text
    assert list(resources["outputs"]) == ["images/general/x/a.png"]


def test_a_link_to_a_file_that_is_not_there_is_reported() -> None:
    assert told(render(prose("![x](gone.png)"))[1]["nbpress_warnings"]) == ("cell 2: there is no picture gone.png",)


def live(expression: str, data: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"expression": expression, "result": {"status": "ok", "data": data, "metadata": metadata}}


def test_live_values_are_those_of_the_run() -> None:
    source = "{eval}`n` {eval}`name` {eval}`fig` {eval}`late` {eval}`gone`"
    answers = [
        live("n", {"text/plain": "5"}, nbpress=True),
        live("name", {"text/plain": "'a | {{b}}'"}, nbpress=True),
        live("fig", {"image/png": encoded(png()), "text/plain": "x"}, nbpress=True),
        live("late", {"text/plain": "7"}),
    ]
    noted = prose(source) | {"id": "cell"}
    noted["metadata"]["user_expressions"] = answers
    text, resources = render(noted)
    assert "\n5 a " in text
    assert "a &#124; &#123;&#123;b" in text
    assert '<img src="/blog/images/general/x/cell.png"' in text
    assert "`late` `gone`" in text
    assert [(each.code, each.cell) for each in resources["nbpress_warnings"]] == [("nb-no-value", 2)] * 2


def test_options_that_are_unknown_or_broken_are_reported_by_their_line() -> None:
    _, resources = render(cell("#| tbd\nx"), cell("#| echo: true\n#| tbl-align: x\nx"), cell("#| a: b: c\nx"))
    first, second, third = resources["nbpress_warnings"]
    assert str(first) == "cell 2, line 1: the option tbd is not known; it is left out [nb-unknown-option]"
    assert (second.code, second.place) == ("nb-unknown-option", "cell 3, line 2") and "tbl-align" in second.what
    assert third.what.startswith("its option lines are no YAML")
    assert (third.code, third.place) == ("nb-option-lines", "cell 4, line 1")


def test_a_list_at_the_beginning_of_the_next_cell_explains_the_signs_of_code() -> None:
    signed = cell("#| lineno-start: 10\nx = 1  # <1>\ny = 2")
    text, _ = render(signed, cell("hidden", tags=("remove-cell",)), prose("1. One.\n\nText.\n\n1. Two."))
    assert "x = 1\ny = 2" in text
    assert '1. <span class="nb-place">Line 10:</span> One.' in text
    assert text.count("nb-explained") == text.count("nb-sign") == 1


@pytest.mark.parametrize("between", [[cell("z = 3")], [prose("Words.")], []], ids=["code", "words", "nothing"])
def test_signs_that_no_list_right_below_explains_stay_comments(between: list[Any]) -> None:
    below = [*between, prose("1. One.")] if between else [prose("No list.")]
    text, _ = render(cell("x = 1  # <1>"), *below)
    assert "x = 1  # <1>" in text
    assert "nb-code" not in text and "nb-place" not in text


def test_a_misspelt_tag_is_told() -> None:
    misspelt = new_markdown_cell("x", metadata={"tags": ["scroll-outptu", "exercise"]})
    assert told(render(misspelt)[1]["nbpress_warnings"]) == (
        "cell 2: the tag scroll-outptu is not known; did you mean scroll-output?",
    )


NEARLY = [
    (cell("secret()", tags=("hide_imput",)), "hide-imput", "hide-input"),
    (prose("secret", "remove_cel"), "remove-cel", "remove-cell"),
    (cell("#| ehco: false\nsecret()"), "ehco", "echo"),
    (cell("#hdie\nsecret()"), "hdie", "#hide"),
]


@pytest.mark.parametrize(("cell", "written", "meant"), NEARLY)
def test_what_nearly_hides_stops_the_article_unless_it_is_let_through(cell: Any, written: str, meant: str) -> None:
    with pytest.raises(RenderError) as caught:
        render(cell)
    assert (caught.value.what, caught.value.place) == (f"`{written}` hides nothing, and looks like `{meant}`", "cell 2")
    assert caught.value.hint == (
        f"Write `{meant}`, or let it through in the front matter: `nbpress: {{allow: [{written}]}}`."
    )
    front = new_raw_cell(f"---\ntitle: T\nnbpress: {{allow: [{written}]}}\n---")
    own = exporter().from_notebook_node(new_notebook(cells=[front, cell]), {"nbpress": context()})
    assert "secret" in own[0]
    assert not any(each.code == "nb-unknown-tag" for each in own[1]["nbpress_warnings"])
    assert "secret" in render(cell, site=Site(Path("site"), allow=(written.replace("-", "_"),)))[0]


def test_a_value_that_nearly_hides_stops_the_article_with_what_to_write() -> None:
    with pytest.raises(RenderError) as caught:
        render(cell("#| echo: fales\nsecret()"))
    assert caught.value.hint == "Write `echo: false`, or `echo: true`."


FORM = cell(
    '#@title Load\n#@markdown Which **rows**, [where](#load)?\nrows = 3  #@param {type:"integer"}\nload(rows)',
    stream("DEBUG x\nread 3\n"),
    cellView="form",
)


def test_a_form_is_prose_and_code_that_folds_under_its_title() -> None:
    text = body(FORM)
    before, after = text.split("<summary>Load</summary>")
    assert "**rows**" in before and "rows = 3\nload(rows)\n{% endhighlight %}" in after
    assert "@" not in text and "<details open" not in text
    assert "rows" not in body(FORM | {"metadata": FORM["metadata"] | {"tags": ["remove-input"]}})


def test_lines_that_nbdev_filters_are_not_shown() -> None:
    text = body(cell("#|filter_stream DEBUG\nrun()", stream("DEBUG x\nread 3\n")))
    assert "read 3" in text and "DEBUG" not in text


def test_a_traceback_counts_in_the_lines_that_are_left() -> None:
    source = "#hide_output_no\nx = 1\ny = 2  #| hide_line\n1 / 0"
    frame = "Cell In[1], line 4\n      2 x = 1\n      3 y = 2\n----> 4 1 / 0\n"
    failed = new_output("error", ename="ZeroDivisionError", evalue="no", traceback=[frame])
    text = body(cell(source, failed, tags=("raises-exception",)) | {"execution_count": 1})
    assert "line 3" in text and "3 1 / 0" in text and "y = 2" not in text


def test_a_first_cell_of_fastpages_heads_the_page_and_is_not_shown_again() -> None:
    first = new_markdown_cell('# "A post"\n> What it says\n\n- toc: true\n- categories: [maps]\n\nWords.')
    nb = new_notebook(cells=[cell("#hide\nsecret()"), first])
    text = exporter().from_notebook_node(nb, {"nbpress": context()})[0]
    head, page = text.split("\n---\n", 1)
    assert 'title: "A post"\n' in head and 'excerpt: "What it says"' in head and "toc: true\ncategories: [maps]" in head
    assert page.strip() == "Words."


def test_the_notebook_that_is_offered_keeps_its_authors_own_words() -> None:
    site = Site(Path("site"), styled=True, downloads=PurePosixPath("downloads"))
    offered = render(FORM, cell("#hide\nsecret()"), site=site)[1]["outputs"]["downloads/page.ipynb"].decode()
    assert "#@title Load" in offered and "#hide" in offered and '"cellView": "form"' in offered


def every_cell() -> list[Any]:
    """The cells of all pages above, each with an id of its own."""
    cells = [part for cells in PAGES.values() for part in cells]
    return [part | {"id": f"cell-{number}"} for number, part in enumerate(cells)]


def test_the_notebook_stays_as_it_was() -> None:
    nb = new_notebook(cells=[FRONT, *copy.deepcopy(every_cell())])
    before = copy.deepcopy(nb)
    PageExporter().from_notebook_node(nb, {"nbpress": context()})
    assert nb == before


def test_the_same_notebook_gives_the_same_bytes() -> None:
    assert render(*copy.deepcopy(every_cell()))[0] == render(*copy.deepcopy(every_cell()))[0]


@pytest.mark.parametrize(
    ("option", "gone"),
    [
        ("exclude_input", {"coded"}),
        ("exclude_output", {"shouted"}),
        ("exclude_code_cell", {"coded", "shouted"}),
        ("exclude_markdown", {"told"}),
        ("exclude_raw", {"bare"}),
    ],
)
def test_what_nbconvert_is_told_to_leave_out_is_left_out(option: str, gone: set[str]) -> None:
    nb = new_notebook(cells=[FRONT, new_markdown_cell("told"), cell("coded", stream("shouted")), new_raw_cell("bare")])
    text = PageExporter(**{option: True}).from_notebook_node(nb, {"nbpress": context()})[0]
    page = text.split("---\n", 2)[2]
    assert {word for word in ("told", "coded", "shouted", "bare") if word not in page} == gone


@pytest.mark.parametrize("name", ["article"])
def test_golden_pages(name: str) -> None:
    import nbformat

    nb = nbformat.read(GOLDEN / f"{name}.ipynb", as_version=4)
    text, resources = PageExporter().from_notebook_node(nb, {"nbpress": context()})
    files = "".join(f"{path}: {len(content)} bytes\n" for path, content in resources["outputs"].items())
    made = f"{text}\n=== files\n{files}=== warnings\n" + "".join(f"{line}\n" for line in resources["nbpress_warnings"])
    target = GOLDEN / f"{name}.md"
    if os.environ.get("NBPRESS_GOLDEN") == "remake":
        target.write_text(made, encoding="utf-8")
    assert made == target.read_text(encoding="utf-8")
