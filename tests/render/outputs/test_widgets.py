"""Widgets as ipywidgets keeps them in a notebook, on the page: what they hold, and what of them is lost."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest
from bounded import bounded
from output_case import Case, shown, stream, value
from pictures import SVG, encoded, png

from nbpress.render.outputs import widget_values, widgets

ipywidgets = pytest.importorskip("ipywidgets")
VIEW = "application/vnd.jupyter.widget-view+json"


def seen(widget: Any, case: Case | None = None, **more: Any) -> tuple[str, Case]:
    """Show a widget by the state that ipywidgets keeps of it."""
    case = case or Case()
    state = json.loads(json.dumps(ipywidgets.Widget.get_manager_state()["state"]))  # as a notebook's file holds it
    case.sink = replace(case.sink, widgets=widgets.models({"widgets": {widgets.STATE: {"state": state}}}))
    data = {VIEW: {"model_id": widget.model_id}, "text/plain": f"{type(widget).__name__}()"}
    return case.show(shown(data), **more), case


def plain(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def output(*outputs: dict[str, Any]) -> Any:
    return ipywidgets.Output(outputs=outputs)


FIGURE = shown({"image/png": encoded(png())})


def test_what_an_output_widget_holds_is_shown_as_any_output() -> None:
    table = shown({"text/html": "<table><td>1</td></table>"})
    failed = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["E: v"]}
    text, case = seen(output(plain("stdout", "a\r"), plain("stdout", "said\n"), FIGURE, table, failed))
    assert [kind for kind in ("stdout", "figure", "html", "error") if f"nb-output nb-{kind}" in text] == [
        "stdout",
        "figure",
        "html",
        "error",
    ]
    assert "<pre>said</pre>" in text and "Output()" not in text and case.warnings == []


def test_interact_shows_its_plot_and_its_controls_by_description_and_value() -> None:
    slider = ipywidgets.IntSlider(description="$\\omega$ & more", value=3)
    box = ipywidgets.VBox([slider, output(FIGURE, plain("stdout", "3"))], _dom_classes=["widget-interact"])
    text, case = seen(box)
    assert r"$$\omega$$" not in text and r"\(\omega\) &amp; more <code>3</code>" in text
    assert text.index("<code>3") < text.index("<img") < text.index("<pre>3</pre>")
    assert len(case.warnings) == 1 and "on a page nothing answers to them" in case.warnings[0]
    assert "&lt;function" not in case.show(value("<function __main__.f(x)>"), shown({VIEW: {"model_id": box.model_id}}))
    assert "&lt;function" in case.show(value("<function __main__.f(x)>"))


@pytest.mark.parametrize(
    ("widget", "part"),
    [
        (
            lambda: ipywidgets.HTML("<b>x</b> for $5 and $6"),
            '<div class="nb-output nb-html"><b>x</b> for $5 and $6</div>',
        ),
        (lambda: ipywidgets.HTMLMath("<i a='$'>m</i> $a_b$"), r"m</i> \(a_b\)"),
        (lambda: ipywidgets.Label("a < b, $x$"), r"a &lt; b, \(x\)</div>"),
        (lambda: ipywidgets.Image(value=png(), format="png"), '<img src="/images/post/fig.png"'),
        (lambda: ipywidgets.Image(value=SVG.encode(), format="svg+xml"), '<img src="/images/post/fig.svg"'),
        (lambda: ipywidgets.Image(value=b"http://x.example/a.png", format="url"), '<img src="http://x.example/a.png">'),
        (lambda: ipywidgets.Audio(value=b"RIFF", format="wav"), '<audio src="/images/post/fig.wav" controls'),
        (lambda: ipywidgets.IntProgress(value=3, max=10, description="Load"), "<pre>Load 30%|███       | 3/10</pre>"),
        (
            lambda: ipywidgets.VBox([ipywidgets.HBox([ipywidgets.FloatProgress(value=1, max=2)])]),
            "<pre>|█████     |</pre>",
        ),
        (lambda: ipywidgets.Valid(value=True, description="ok"), "ok <code>☑</code>"),
    ],
)
def test_what_a_widget_holds_is_on_the_page_and_nothing_is_lost(widget: Any, part: str) -> None:
    text, case = seen(widget())
    assert part in text and case.warnings == []


@pytest.mark.parametrize(
    ("widget", "said"),
    [
        (lambda: ipywidgets.FloatSlider(value=1.5, description="f"), "f <code>1.50</code>"),
        (lambda: ipywidgets.IntRangeSlider(value=[2, 5]), "<code>2 – 5</code>"),
        (lambda: ipywidgets.Dropdown(options=[("one", 1), ("two", 2)], value=2), "<code>two</code>"),
        (lambda: ipywidgets.SelectMultiple(options=["p", "q", "r"], value=["p", "r"]), "<code>p, r</code>"),
        (lambda: ipywidgets.SelectionRangeSlider(options=[1, 2, 3], index=(0, 2)), "<code>1 – 3</code>"),
        (lambda: ipywidgets.Checkbox(True, description="c"), "c <code>☑</code>"),
        (lambda: ipywidgets.Text("<hi>"), "<code>&lt;hi&gt;</code>"),
        (lambda: ipywidgets.Textarea("one\ntwo"), "<pre>one\ntwo</pre>"),
        (lambda: ipywidgets.DatePicker(value=datetime.date(2020, 1, 31)), "<code>2020-01-31</code>"),
        (lambda: ipywidgets.Button(description="Go"), "<kbd>Go</kbd>"),
        (lambda: ipywidgets.Password("secret"), "<code>•••</code>"),
    ],
)
def test_a_control_says_its_description_and_its_value_and_the_author_is_warned(widget: Any, said: str) -> None:
    text, case = seen(widget())
    assert said in text and "secret" not in text
    assert len(case.warnings) == 1 and case.warnings[0].startswith("its controls (")


def test_tabs_and_accordions_unfold_and_what_stands_side_by_side_does_so() -> None:
    inner = ipywidgets.HBox([output(FIGURE), ipywidgets.Label("right")])
    text, case = seen(ipywidgets.Tab([ipywidgets.HTML("<p>one</p>"), inner], titles=["A <b>", "B"], selected_index=1))
    assert '<details class="nb-fold"><summary>A &lt;b&gt;</summary>' in text
    assert '<details class="nb-fold" open><summary>B</summary>\n<div class="nb-row">\n<div>' in text
    assert text.count("<details") == text.count("</details>") == 2 and case.warnings == []
    assert text.count("<div") == text.count("</div>")
    seven = {"_titles": {"0": "old"}}
    assert widget_values.titles(seven, 2) == ["old", "2"]


def test_a_stack_shows_the_child_that_it_showed() -> None:
    text, _ = seen(ipywidgets.Stack([ipywidgets.Label("one"), ipywidgets.Label("two")], selected_index=1))
    assert "two" in text and "one" not in text


def test_a_widget_that_only_an_extension_draws_leaves_a_note_with_its_kind() -> None:
    known = {"m": {"model_name": "LeafletMapModel", "state": {"center": [1, 2]}}}
    known["b"] = {"model_name": "HBoxModel", "state": {"children": ["IPY_MODEL_m", "IPY_MODEL_gone"]}}
    for name in "mb":
        case = Case()
        case.sink = replace(case.sink, widgets=known)
        assert "An interactive output" in case.show(shown({VIEW: {"model_id": name}, "text/plain": "Map(center=[1])"}))
        assert "its output is only there as LeafletMap, which a static page cannot show" in case.warnings


def test_figures_that_are_widgets_are_drawn_or_show_the_picture_that_they_kept() -> None:
    pytest.importorskip("plotly")
    array = {"dtype": "float64", "shape": [1]}
    known = {
        "f": {
            "model_name": "FigureModel",
            "state": {
                "_widget_data": [{"type": "bar", "y": array, "x": "_undefined_"}],
                "_widget_layout": {"height": 321},
            },
            "buffers": [{"encoding": "base64", "path": ["_widget_data", 0, "y", "buffer"], "data": "AAAAAAAA8D8="}],
        },
        "c": {"model_name": "MPLCanvasModel", "state": {"_data_url": f"data:image/png;base64,{encoded(png())}"}},
    }
    case = Case()
    case.sink = replace(case.sink, widgets=widgets.models({"widgets": {widgets.STATE: {"state": known}}}))
    assert 'height="321"' in case.show(shown({VIEW: {"model_id": "f"}, "text/plain": "FigureWidget({})"}))
    (document,) = (content for path, content in case.files.contents.items() if path.suffix == ".html")
    assert b"bdata&quot;:&quot;AAAAAAAA8D8=" in document and b"_undefined_" not in document
    assert "<img" in case.show(shown({VIEW: {"model_id": "c"}, "text/plain": "Canvas()"}))
    assert case.warnings == []


def test_widgets_that_hold_themselves_or_each_other_again_and_again_end() -> None:
    known: dict[str, Any] = {
        "loop": {"model_name": "OutputModel", "state": {"outputs": [shown({VIEW: {"model_id": "loop"}})]}}
    }
    for number in range(18):
        children = [f"IPY_MODEL_{number + 1}"] * 4
        known[str(number)] = {"model_name": "VBoxModel", "state": {"children": children}}
    known["18"] = {"model_name": "LabelModel", "state": {"value": "x" * 1000}}
    case = Case()
    case.sink = replace(case.sink, widgets=known)
    assert case.show(stream("before"), shown({VIEW: {"model_id": "loop"}})).count("before") == 1
    assert len(case.show(shown({VIEW: {"model_id": "0"}}))) < 15_000_000


def test_a_page_shows_the_widgets_that_its_notebook_keeps() -> None:
    label = ipywidgets.Label("kept")
    state = ipywidgets.Widget.get_manager_state()
    assert label.model_id in widgets.models({"widgets": {widgets.STATE: state}})


def held(case: Case, **models: dict[str, Any]) -> str:
    """Show the first of some models that a notebook keeps, by their names."""
    case.sink = replace(case.sink, widgets=widgets.models({"widgets": {widgets.STATE: {"state": models}}}))
    return case.show(shown({VIEW: {"model_id": next(iter(models))}, "text/plain": "Widget()"}))


def model(kind: str, buffers: tuple[Any, ...] = (), **state: Any) -> dict[str, Any]:
    return {"model_name": kind, "state": state, "buffers": list(buffers)}


def container(kind: str, *names: str) -> dict[str, Any]:
    return model(kind, children=[f"IPY_MODEL_{name}" for name in names])


HUGE, ENDLESS, NONE = 10**400, float("inf"), float("nan")  # json of Python's reads all of them


@pytest.mark.parametrize("broken", [
    model("SelectModel", _options_labels=5, index=0), model("SelectModel", _options_labels={"a": 1}, index=0),
    model("FloatSliderModel", value=HUGE, readout_format=".2f"), model("IntSliderModel", value=NONE, readout_format="d"),
    model("FloatProgressModel", value=ENDLESS, min=0, max=ENDLESS), model("FloatProgressModel", value=NONE, min=0, max=1),
    model("IntProgressModel", value=HUGE, min=0, max=1), model("DatePickerModel", value={"year": HUGE, "month": 1, "date": -1}),
    model("OutputModel", outputs=[5, {"output_type": [1]}, {"output_type": "error", "traceback": 5}]),
    model("OutputModel", outputs=[{"output_type": "display_data", "data": 5}, {"output_type": "stream"}]),
    model("FigureModel", _data=[5], _layout={"height": ENDLESS}), model("FigureModel", _data=[5], _layout={"height": NONE}),
    model("FigureModel", _data=[{"dtype": [1], "buffer": 5}], _layout={"height": -HUGE}),
    model("ImageModel", ({"encoding": "base64", "path": [{}], "data": 5}, 5), value={"a": 1}, format=["x"]),
])  # fmt: skip
def test_a_widget_of_wrong_types_or_endless_numbers_ends_no_page(broken: dict[str, Any]) -> None:
    page = held(Case(), a=broken)
    assert not page or "nb-" in page, "what it shows, if anything, is an output of ours"
    assert page.count("<div") == page.count("</div>") and "object at 0x" not in page


def test_families_of_widgets_have_an_end() -> None:
    """Circles, doublings, one that is held many times: what they take is counted, whether it shows or not."""
    bounded(_families)


def _families() -> None:
    assert "x" not in held(Case(), a=container("VBoxModel", "a", "b"), b=container("HBoxModel", "a", "b"))
    held(Case(), **{f"a{n}": container("VBoxModel", *[f"a{n + 1}"] * 2) for n in range(30)})
    bar, said = model("IntProgressModel", value=1, min=0, max=2), model("LabelModel", value="")
    held(
        Case(), r=container("VBoxModel", *["h"] * 20_000), h=container("HBoxModel", "p", *["l"] * 10_000), p=bar, l=said
    )
    heavy = model("TextModel", ({"encoding": "base64", "path": ["b"], "data": ""},), value="x", more=[0] * 20_000)
    held(Case(), r=container("VBoxModel", *["w"] * 2_000), w=heavy)
    held(Case(), a=model("IntSliderModel", value=1, description="<" * 100_000, description_allow_html=True))


def test_many_controls_are_told_by_the_first_ones() -> None:
    case = Case()
    every = {f"s{n}": model("IntSliderModel", value=n, description=f"slider {n}") for n in range(100)}
    held(case, r=container("VBoxModel", *every), **every)
    (said,) = case.warnings
    assert "slider 9, …)" in said and "slider 10" not in said
