"""Each kind of output, in the richest form that a page can show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from output_case import Case, shown, stream, value
from pictures import SVG, encoded, png
from selectolax.lexbor import LexborHTMLParser

from nbpress.notebook import dark_form
from nbpress.notebook.cell_options import Display
from nbpress.render.outputs import mime, widgets

PNG = encoded(png())
OBJECT = "<IPython.core.display.HTML object>"


@pytest.fixture
def case() -> Case:
    return Case()


def test_streams_stand_apart(case: Case) -> None:
    assert case.show(stream("a <b>\n"), stream("!", "stderr")) == (
        "{::nomarkdown}\n"
        '<div class="nb-output nb-stdout"><pre>a &lt;b&gt;</pre></div>\n'
        '<div class="nb-output nb-stderr"><pre>!</pre></div>\n'
        "{:/nomarkdown}"
    )


@pytest.mark.parametrize(("field", "name"), [("stdout", "stdout"), ("stderr", "stderr")])
def test_a_stream_can_be_left_out(field: str, name: str) -> None:
    case = Case(Display(**{field: False}))
    assert case.show(stream("gone", name)) == ""


def test_empty_outputs_leave_nothing(case: Case) -> None:
    assert case.show(stream("\n \n"), stream(""), shown({}), shown({"text/plain": ""})) == ""


def test_output_as_it_is_is_prose() -> None:
    case = Case(Display(asis=True))
    assert case.show(stream("*a*"), shown({"text/markdown": "*b*"})) == "PROSE *a*\n\nPROSE *b*"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"text/html": "<b>x</b>", "text/plain": "x"}, "nb-html"),
        ({"text/markdown": "*x*", "text/plain": "x"}, "nb-markdown"),
        ({"text/latex": "$x$", "image/png": PNG, "text/plain": "x"}, "nb-latex"),
        ({"image/png": PNG, "image/svg+xml": SVG, "text/plain": "x"}, "nb-figure"),
        ({"application/json": {"a": [1]}, "text/plain": OBJECT}, "nb-json"),
        ({"text/plain": "x"}, "nb-result"),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=0)"}, "nb-widget"),
        ({"application/x-odd": "x", "text/plain": OBJECT}, "nb-note"),
        ({"application/x-odd": "x"}, "nb-note"),
        ({"image/png": "broken", "text/plain": "x"}, "nb-result"),
    ],
)
def test_the_richest_form_wins(case: Case, data: dict[str, Any], kind: str) -> None:
    text = case.show(shown(data))
    assert text.count('class="nb-output') == 1
    assert f'class="nb-output {kind}' in text


def test_the_rule_of_the_richest_form_is_a_setting() -> None:
    case = Case(richest=("text/plain", "text/html"))
    assert "nb-result" in case.show(shown({"text/html": "<b>x</b>", "text/plain": "x"}))


def test_a_vector_drawing_goes_before_pixels(case: Case) -> None:
    case.show(shown({"image/png": PNG, "image/svg+xml": SVG}))
    assert case.names == ["fig.svg"]


def test_a_picture_has_words_and_a_caption() -> None:
    case = Case(Display(label="fig-a", captions=("A *nice* one",), alts=("", "Second")))
    text = case.show(shown({"image/png": PNG}), shown({"image/png": encoded(png(shade=9))}))
    assert (
        '<figure class="nb-output nb-figure" id="fig-a"><img src="/images/post/fig.png" alt="A nice one" width="4"'
        in text
    )
    assert "MARKUP A *nice* one" in text
    assert '<div class="nb-output nb-figure"><img src="/images/post/fig-2.png" alt="Second" width="4"' in text


TWICE = Display(label="loss", captions=("A cap",), alts=("Grey",), renderings=("dark", "light"))
DIM = {"image/png": encoded(png(shade=9)), "text/plain": "<Figure>"}


def test_two_renderings_are_one_picture_with_one_alternative_text() -> None:
    case = Case(TWICE)
    text = case.show(stream("words"), shown(DIM), stream("more"), shown({"image/png": PNG}))
    assert case.warnings == [] and case.sink.figures == ["/images/post/fig.png"] and text.count("<img") == 1
    assert 'src="/images/post/fig.png" alt="Grey"' in text and "--nb-dark: url('/images/post/fig-dark.png')" in text
    assert case.files.content("/images/post/fig-dark.png") == png(shade=9)
    assert text.index("words") < text.index("<img") < text.index("more")


def test_two_renderings_of_anything_else_are_one_thing_of_which_the_dark_one_is_hidden() -> None:
    case = Case(TWICE)
    text = case.show(shown({"text/html": "<b>dim</b>"}), shown({"text/html": "<b>bright</b>"}))
    page = LexborHTMLParser(text)
    assert page.css_first(".nb-renderings > .nb-light").text(strip=True) == "bright"
    assert page.css_first(".nb-renderings > .nb-dark[hidden]").text(strip=True) == "dim"
    mixed = Case(TWICE)
    page = LexborHTMLParser(mixed.show(shown(DIM), shown({"image/svg+xml": SVG})))
    assert len(mixed.sink.figures) == len(page.css("#loss")) == 1 and len(page.css("figcaption")) == 2


@pytest.mark.parametrize(
    ("names", "count", "said"),
    [
        (("light", "dark"), 1, "`renderings:` names 2, and the cell shows 1: all outputs are shown"),
        (("light", "dark"), 3, "`renderings:` names 2, and the cell shows 3: all outputs are shown"),
        (
            ("light", "phone"),
            2,
            "`renderings:` takes `light`, `dark`, or a list of both, not light, phone; all outputs are shown",
        ),
        (
            ("light", "light"),
            2,
            "`renderings:` takes `light`, `dark`, or a list of both, not light, light; all outputs are shown",
        ),
    ],
)
def test_renderings_that_are_others_than_their_names_tell_are_all_shown(
    names: tuple[str, ...], count: int, said: str
) -> None:
    case = Case(Display(renderings=names))
    text = case.show(*(shown({"image/png": encoded(png(shade=shade))}) for shade in range(count)))
    assert case.warnings == [said] and text.count("<img") == count and "--nb-dark" not in text


def test_a_light_rendering_alone_leaves_out_what_the_run_drew_for_dark_pages() -> None:
    drawn = shown({"image/png": PNG, dark_form.MIME: {"image/png": encoded(png(shade=9))}})
    assert "fig-dark.png" in Case().show(drawn)
    assert "--nb-dark" not in Case(Display(renderings=("light",))).show(drawn)


def test_a_picture_without_words_is_described(case: Case) -> None:
    assert 'alt="Figure: Heading"' in case.show(shown({"image/png": PNG}))
    assert 'alt="Own"' in case.show(shown({"image/png": PNG}, **{"image/png": {"alt": "Own"}}))


def test_pictures_inside_html_become_files(case: Case) -> None:
    text = case.show(shown({"text/html": f'<img src="data:image/png;base64,{PNG}">'}))
    assert '<img src="/images/post/fig.png">' in text


def test_a_drawing_that_is_no_xml_stays_html(case: Case) -> None:
    assert '<div class="nb-output nb-html"><svg><g></g></svg>' in case.show(shown({"image/svg+xml": "<svg><g></svg>"}))


def test_an_error_shows_its_traceback_in_colours(case: Case) -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mE\x1b[0m: <v>", "line 2"]}
    shown = '<pre><span class="ansi-red-fg">E</span>: &lt;v&gt;\nline 2</pre>'
    assert f'<div class="nb-output nb-error">{shown}</div>' in case.show(error)


def test_an_error_without_a_traceback_shows_its_words(case: Case) -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}
    assert "<pre>E: v</pre>" in case.show(error)


def test_an_update_takes_the_place_of_what_it_updates(case: Case) -> None:
    first = shown({"text/plain": "old"}) | {"transient": {"display_id": "d"}}
    update = shown({"text/plain": "new"}) | {"output_type": "update_display_data", "transient": {"display_id": "d"}}
    text = case.show(first, stream("between"), update)
    assert "old" not in text
    assert text.index("new") < text.index("between")


def test_what_only_a_notebook_can_show_is_noted_and_reported(case: Case) -> None:
    text = case.show(shown({"application/vnd.vegalite.v5+json": {"mark": "bar"}, "text/plain": "<VegaLite 5 object>"}))
    assert "An interactive output" in text
    assert case.warnings == [
        "its output is only there as application/vnd.vegalite.v5+json, which a static page cannot show"
        '; `alt.renderers.enable("svg")`, with the package vl-convert-python installed, makes one that the page can show'
    ]
    assert "VegaLite" not in text


def test_a_chart_falls_back_to_its_picture(case: Case) -> None:
    case.show(shown({"application/vnd.plotly.v1+json": {}, "image/png": PNG, "text/plain": "x"}))
    assert case.names == ["fig.png"]


def test_html_that_only_styles_the_notebook_leaves_nothing(case: Case) -> None:
    style = "<style>.container { width: 100% }</style>"
    assert case.show(shown({"text/html": style, "text/plain": OBJECT})) == ""
    assert case.warnings == []


def test_the_apology_of_a_widget_gives_way_to_its_text(case: Case) -> None:
    text = case.show(shown({"text/html": "<p>Failed to display Jupyter Widget</p>", "text/plain": "100% done"}))
    assert "<pre>100% done</pre>" in text


def test_a_progress_bar_shows_where_it_ended(case: Case) -> None:
    tqdm, ipywidgets = pytest.importorskip("tqdm.notebook").tqdm, pytest.importorskip("ipywidgets")
    bar = tqdm(range(4), desc="a <loop>", display=False)
    for number in bar:
        if number == 2:
            break
    bar.refresh()
    view = {widgets.VIEW: {"model_id": bar.container.model_id}, "text/plain": "a <loop>:   0%|     | 0/4"}
    assert "0%|     | 0/4" in case.show(shown(view))
    case.sink = replace(case.sink, widgets=ipywidgets.Widget.get_manager_state()["state"])
    text = case.show(shown(view))
    assert "nb-widget" in text
    assert "<pre>a &lt;loop&gt;:  50%|█████     | 2/4 [" in text


@pytest.mark.parametrize(
    "metadata", [{}, {"widgets": []}, {"widgets": {widgets.STATE: {"state": {"a": {"state": 1}}}}}]
)
def test_a_broken_state_of_a_widget_leaves_its_text_with_a_warning(case: Case, metadata: dict[str, Any]) -> None:
    case.sink = replace(case.sink, widgets=widgets.models(metadata))
    assert "IntSlider(value=0)" in case.show(
        shown({widgets.VIEW: {"model_id": "a"}, "text/plain": "IntSlider(value=0)"})
    )
    assert case.warnings == ["its widget is shown by its name, for the notebook keeps no state of it"]


def test_a_chart_that_brings_its_script_gets_a_frame(case: Case) -> None:
    html = "<div id=c style='height:300px'></div><script>document.getElementById('c').innerText = 1</script>"
    text = case.show(shown({"text/html": html, "text/plain": "x"}))
    assert '<iframe src="/images/post/fig.html" title="Figure: Heading" height="340" loading="lazy"' in text
    assert html.encode() in case.files.contents[PurePosixPath("images/post/fig.html")]


def test_a_chart_that_needs_a_foreign_server_is_only_linked(case: Case) -> None:
    text = case.show(shown({"text/html": '<div id=c></div><script src="https://cdn.example.org/x.js"></script>'}))
    assert "<iframe" not in text
    assert '<a href="/images/post/fig.html">open it</a>' in text
    assert case.warnings


def test_a_foreign_chart_with_a_picture_shows_the_picture(case: Case) -> None:
    html = '<div id=c></div><script src="https://cdn.example.org/x.js"></script>'
    case.show(shown({"text/html": html, "image/png": PNG}))
    assert case.names == ["fig.png"]


def test_a_library_that_an_output_brought_is_kept_once_for_its_charts(case: Case) -> None:
    library = f"<script>window.Plotly = {{}}; /* {'x' * 200_000} */</script>"
    chart = "<div id={0} class=plotly-graph-div></div><script>Plotly.newPlot('{0}')</script>"
    text = case.show(*(shown({"text/html": html}) for html in (library, chart.format("a"), chart.format("b"))))
    assert text.count("<iframe") == 2
    assert case.names == ["fig-2.html", "fig.html", "script.js"]
    assert (
        b"<script src=&quot;/images/post/script.js&quot;>" in case.files.contents[PurePosixPath("images/post/fig.html")]
    )


LIBRARY = f"<script>window._itables_1 = {{}}; /* {'x' * 200_000} */</script>"


def test_a_later_chart_finds_the_library_that_a_chart_brought(case: Case) -> None:
    first = f"<div id=a class=plotly-graph-div></div><script>window.Plotly = {{}}; /* {'x' * 200_000} */</script>"
    case.show(*(shown({"text/html": html}) for html in (first, "<div id=b></div><script>Plotly.newPlot('b')</script>")))
    assert (
        b"<script src=&quot;/images/post/script.js&quot;>"
        in case.files.contents[PurePosixPath("images/post/fig-2.html")]
    )


@pytest.mark.parametrize(
    "data",
    [
        {"text/html": '<script type="esms-options">{"shimMode": true}</script><style>a { }</style>'},
        {"text/html": "<script>window.scrollTo(0, 0)</script>", "text/plain": OBJECT},
        {"text/html": "<div id=a></div><script>root.x()</script>", "application/vnd.holoviews_exec.v0+json": ""},
        {"text/html": '<div class="logo-block"><img src="data:,"><span>i</span></div>'},
        {"text/html": f"{LIBRARY}<noscript><svg></svg> not trusted</noscript>", "text/plain": OBJECT},
    ],
)
def test_what_only_prepares_the_notebook_for_charts_leaves_nothing(case: Case, data: dict[str, Any]) -> None:
    assert case.show(shown(data)) == ""
    assert case.warnings == []


def test_a_map_in_a_frame_of_its_own_is_judged_as_any_chart(case: Case) -> None:
    map_ = '<iframe srcdoc="&lt;div id=m&gt;&lt;/div&gt;&lt;script src=&quot;{}l.js&quot;&gt;&lt;/script&gt;" height="300">'
    text = case.show(shown({"text/html": map_.format("https://cdn.example.org/")}))
    assert "<iframe" not in text
    assert "open it" in text
    assert 'height="340"' in Case().show(shown({"text/html": map_.format("")}))


def test_what_stands_beside_a_frame_stays_on_the_page(case: Case) -> None:
    frame = '<iframe srcdoc="&lt;script&gt;draw()&lt;/script&gt;"></iframe>'
    for html in (f"<p>Before.</p>{frame}", f"{frame}{frame}"):
        text = case.show(shown({"text/html": html}))
        assert text.count("srcdoc=") == html.count("srcdoc=")
        assert ("Before." in text) == ("Before." in html)
    trusted = f"<div><span>Make this Notebook Trusted to load map: File -> Trust Notebook</span>{frame}</div>"
    assert "Trusted" not in case.show(shown({"text/html": trusted}))
    case.targets["figure.html"] = case.files.add(b"<script>draw()</script>", "figure", ".html")
    assert "After." in case.show(shown({"text/html": '<iframe src="figure.html"></iframe><p>After.</p>'}))


@pytest.mark.parametrize(
    "script", ["<script>window.scrollTo(0, 0)</script>", "<script>window.PlotlyConfig = {}</script>"]
)
def test_a_script_that_shows_nothing_takes_no_picture_and_no_words_along(case: Case, script: str) -> None:
    assert "<img" in case.show(shown({"text/html": script, "image/png": PNG}))
    assert "Model(R2=0.9)" in case.show(shown({"text/html": script, "text/plain": "Model(R2=0.9)"}))


def test_a_chart_that_a_library_saved_beside_the_notebook_is_judged_as_any_chart(case: Case) -> None:
    html = b'<script src="https://cdn.example.org/x.js"></script>'
    case.targets["figure.html"] = case.files.add(html, "figure", ".html")
    text = case.show(shown({"text/html": '<iframe scrolling="no" src="figure.html" width="100%"></iframe>'}))
    assert "<iframe" not in text
    assert len(case.warnings) == 1


def test_a_chart_with_its_scripts_asks_no_server_for_style_sheets(case: Case) -> None:
    html = '<link rel="stylesheet" href="https://x.example/fa.css"><i class="fa fa-play"></i><script>a("https://x.example/b.css")</script>'
    assert "<iframe" in case.show(shown({"text/html": html}))
    document = case.files.contents[PurePosixPath("images/post/fig.html")]
    assert b"x.example" not in document
    assert b".fa-play::before" in document


def test_the_guess_at_a_height_reads_no_library_and_no_share(case: Case) -> None:
    library = f"<script>/* {'x' * 200_000} */ var a = 'height:40px'</script>"
    text = case.show(shown({"text/html": f"{library}<div id=c style='height: 100%'></div><script>draw()</script>"}))
    assert 'height="480"' in text


def test_a_grid_is_shown_whole_where_its_script_is_there_else_its_first_rows(case: Case) -> None:
    grid = shown({"text/html": "<table><td>1</td></table><script>await window._itables_1</script>"})
    assert "<td>1</td>" in Case().show(grid)
    assert "<iframe" in case.show(shown({"text/html": LIBRARY}), grid)


def test_a_figure_of_a_widget_is_noted_not_written_out(case: Case) -> None:
    figure = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "a"},
        "text/plain": "FigureWidget({\n    'data': [1]\n})",
    }
    text = case.show(shown(figure))
    assert "An interactive output" in text
    assert "'data'" not in text
    assert "plotly.io.renderers" in case.warnings[0]


def test_a_table_with_a_script_is_shown_without_it(case: Case) -> None:
    text = case.show(shown({"text/html": "<table><td>1</td></table><script>sort()</script>"}))
    assert "<td>1</td>" in text
    assert "script" not in text


@pytest.mark.parametrize(
    "script", ["IPython.OutputArea.auto_scroll_threshold = 9", "\nalert('hi'); console.log(f(1));\n"]
)
def test_a_script_that_only_acts_on_the_notebook_leaves_nothing_but_a_warning(case: Case, script: str) -> None:
    assert case.show(shown({"application/javascript": script})) == ""
    assert case.warnings == ["its script only works inside a notebook; the page does without it"]


def test_a_script_that_draws_only_in_a_notebook_leaves_a_note(case: Case) -> None:
    script = "IPython.notebook.kernel.execute('x'); element.append('<b>x</b>')"
    assert "An interactive output" in case.show(shown({"application/javascript": script, "text/plain": OBJECT}))
    assert case.show(shown({"application/javascript": script, "image/png": PNG})).count("<img") == 1
    assert len(case.warnings) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("$x$", [("x", False)]),
        ("$$x$$", [("x", True)]),
        (r"\[x\]", [("x", True)]),
        (r"\begin{align}x\end{align}", [(r"\begin{align}x\end{align}", True)]),
        ("Solution: $x$ or $y$.", [("Solution:", None), ("x", False), ("or", None), ("y", False), (".", None)]),
    ],
)
def test_latex_is_split_at_its_formulas(text: str, parts: list[tuple[str, bool | None]]) -> None:
    assert mime.formulas(text) == parts


@pytest.mark.parametrize(
    "odd", [{"output_type": "pager"}, {}, {"output_type": "display_data"}, {"output_type": "stream"}]
)
def test_odd_outputs_leave_nothing(case: Case, odd: dict[str, Any]) -> None:
    assert case.show(odd) == ""


@pytest.mark.parametrize(
    "ename, evalue, traceback, words",
    [
        ("", "CS0103: The name x does not exist", [None], "CS0103: The name x does not exist"),
        ("", "CS0103: The name x does not exist", [""], "CS0103: The name x does not exist"),
        ("Error", "no such file", [], "Error: no such file"),
        ("Error", ["in ", "parts"], [None, "\x1b[0m"], "Error: in parts"),
        ("", "", ["line 1", None, "line 2"], "line 1\nline 2"),
        ("", "", "all in one text", "all in one text"),
        ("", "", [], "Error"),
    ],
)
def test_an_error_says_its_words_wherever_its_kernel_put_them(
    case: Case, ename: str, evalue: Any, traceback: Any, words: str
) -> None:
    error = {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}
    assert f"<pre>{words}</pre>" in case.show(error)


PLOT_OBJECTS = [
    "[<matplotlib.lines.Line2D at 0x7f0123>]",
    "<Axes: >",
    "<Axes: title={'center': 'x'}, xlabel='a'>",
    "Text(0.5, 1.0, 'A (small) title')",
    "array([[<Axes: >, <Axes: >]], dtype=object)",
    "<seaborn.axisgrid.FacetGrid at 0x7f0123>",
    "<BarContainer object of 3 artists>",
    "{'boxes': [<matplotlib.lines.Line2D at 0x1>], 'caps': []}",
]


@pytest.mark.parametrize("text", PLOT_OBJECTS)
def test_the_name_of_what_was_drawn_is_left_out_beside_its_picture(case: Case, text: str) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": encoded(png())}, "metadata": {}}
    assert "nb-result" not in case.show(value(text), picture) and "<img" in case.show(value(text), picture)
    assert "nb-result" in case.show(value(text)), "alone it is all that there is"


@pytest.mark.parametrize(
    "text", ["42", "array([1, 2])", "<__main__.Model at 0x7f>", "(array([1.]), <BarContainer object of 1 artists>)"]
)
def test_a_value_that_says_something_stays_beside_a_picture(case: Case, text: str) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": encoded(png())}, "metadata": {}}
    assert "nb-result" in case.show(value(text), picture)


CONFIGURED = "<script>MathJax.Hub.Config({tex2jax: {inlineMath: [['$', '$']]}})</script>"
FOREIGN = '<script src="https://cdn.example.org/x.js"></script>'


@pytest.mark.parametrize(
    "html",
    [
        f"<p>The <b>words</b>.</p><style>b {{ color: red }}</style>{CONFIGURED}",
        f'<div id="intro">The <b>words</b>.</div><script>MathJax = {{tex: {{}}}}</script>{CONFIGURED}',
        "The <b>words</b>.<script>require.config({paths: {}}); window.PlotlyConfig = {}</script>",
        f"The <b>words</b>.{CONFIGURED}<script src='https://cdn.example.org/mathjax/MathJax.js?config=x'></script>",
        f"The <b>words</b>.<script>/* {'x' * 200_000} */ window.Plotly = {{}}</script>",
    ],
)
def test_words_stay_beside_a_script_that_only_prepares_the_notebook(case: Case, html: str) -> None:
    text = case.show(shown({"text/html": html, "text/plain": OBJECT}))
    assert "<b>words</b>" in text and 'class="nb-output nb-html' in text
    assert "script" not in text and case.warnings == []


DRAWING = '<svg width="200" height="100"><path d="M0 0h9"/></svg>'


@pytest.mark.parametrize(
    "static", [DRAWING, f'<img src="data:image/png;base64,{PNG}" width="300">', f"<div>{DRAWING}<p>Words</p></div>"]
)
def test_a_foreign_chart_with_a_picture_in_its_html_shows_it_with_the_link_below(case: Case, static: str) -> None:
    text = case.show(shown({"text/html": static + FOREIGN, "text/plain": OBJECT}))
    assert text.index("<svg" if "<svg" in static else "<img") < text.index("open it</a>")
    assert "script" not in text.replace("loads scripts", "") and case.warnings == []


@pytest.mark.parametrize("icon", ['<svg width="16" height="16"><path d="M0 0h9"/></svg>', "<svg><defs></defs></svg>"])
def test_an_icon_beside_a_foreign_chart_is_no_picture_of_it(case: Case, icon: str) -> None:
    text = case.show(shown({"text/html": icon + FOREIGN}))
    assert "<svg" not in text and "open it" in text and len(case.warnings) == 1


def test_a_table_with_a_foreign_script_is_shown_as_any_table(case: Case) -> None:
    text = case.show(shown({"text/html": f"<table><td>1</td></table>{FOREIGN}"}))
    assert "<td>1</td>" in text and "open it" not in text


def test_a_picture_of_an_author_who_is_not_trusted_stays_without_its_script(case: Case) -> None:
    case.sink = replace(case.sink, sanitized=True)
    text = case.show(shown({"text/html": DRAWING + FOREIGN}))
    assert "<path" in text and "script" not in text


BOKEH_CDN = 'root.Bokeh = undefined; load_libs(["https://cdn.bokeh.org/bokeh/release/bokeh-3.9.2.min.js"])'
ANIMATION = (
    '<link rel="stylesheet" href="https://maxcdn.bootstrapcdn.com/font-awesome/4.4.0/css/font-awesome.min.css">'
    '<div class="animation"><img id="i"></div><script>frames[0] = "data:image/png;base64,iVBO+L/d3+L=";</script>'
)
OWN = "<div id=m></div><script>{} var map = 1; L.map('m')</script>"


@pytest.mark.parametrize(
    "html", [ANIMATION, OWN.format(f"/* {'x' * 200_000} */"), "<div id=x></div><script>x = d3</script>"]
)
def test_an_output_is_judged_by_itself_not_by_the_libraries_of_others(case: Case, html: str) -> None:
    load = {"application/javascript": BOKEH_CDN, "application/vnd.bokehjs_load.v0+json": ""}
    text = case.show(shown(load), shown({"text/html": html}))
    assert "<iframe" in text and case.warnings == []


def test_a_chart_that_names_a_library_of_another_server_is_still_linked(case: Case) -> None:
    load = {"application/javascript": BOKEH_CDN, "application/vnd.bokehjs_load.v0+json": ""}
    assert "open it" in case.show(
        shown(load), shown({"text/html": "<p id=p></p><script>root.Bokeh.embed('p')</script>"})
    )


FIGURE = {"data": [{"type": "bar", "y": [1, 2], "text": "</script><!--"}], "layout": {"height": 300}, "frames": []}


def test_a_figure_of_plotlys_default_is_drawn_with_the_library_that_is_installed(case: Case) -> None:
    pytest.importorskip("plotly")
    data = {
        "application/vnd.plotly.v1+json": FIGURE,
        "text/html": f"<div id=c></div>{FOREIGN}",
        "text/plain": "Figure({})",
    }
    text = case.show(shown(data), shown(data))
    assert text.count("<iframe") == 2 and 'height="300"' in text and case.warnings == []
    library, first = case.names[1], case.names[0]
    assert library.startswith("plotly-") and first == "fig.html", "the same figure is one file"
    document = case.files.contents[PurePosixPath("images/post/fig.html")].decode()
    assert f"/images/nbpress/{library}" in document and "\\u003c/script>" in document


def test_a_figure_of_plotlys_is_left_out_where_scripts_are(case: Case) -> None:
    case.sink = replace(case.sink, sanitized=True)
    text = case.show(shown({"application/vnd.plotly.v1+json": FIGURE, "text/plain": "Figure({\n})"}))
    assert "<iframe" not in text and "plotly" not in str(case.names)
    assert case.warnings == ["its output needs a script, and is left out by `html: sanitized`"]


def test_without_the_library_a_figure_of_plotlys_leaves_a_note_with_what_to_do(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mime.plotly_chart, "library", lambda: ("plotly.js", b""))
    text = case.show(shown({"application/vnd.plotly.v1+json": FIGURE, "text/plain": "Figure({\n})"}))
    assert "An interactive output" in text
    assert "`pip install plotly` where nbpress is installed" in case.warnings[0]
