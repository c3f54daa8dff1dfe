"""What a notebook file may hold: any JSON is read or refused with a place, never more."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import code, notebook, raw, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import encoded, png

from nbpress.core.errors import ReadError
from nbpress.notebook import ipynb
from nbpress.read import context, site
from nbpress.read import notebook as notebooks
from nbpress.read.sources import ipynb as json_file
from nbpress.render.post.page import render

PLACE = Path(__file__).with_name("page.ipynb")
HELD = {
    "attachments": {"a.png": {"image/png": encoded(png())}},
    "user_expressions": [{"expression": "x", "result": {"status": "ok", "data": {"text/plain": "1"}, "metadata": {}}}],
}


def whole() -> dict[str, Any]:
    """A notebook with one of everything that nbpress reads."""
    prose = text("# Head\n\n![a](attachment:a.png) {eval}`x` [b](#Head)", tags=["hide-cell"])
    prose["attachments"] = HELD["attachments"]
    prose["metadata"]["user_expressions"] = HELD["user_expressions"]
    shown = {"text/html": "<b>1</b>", "image/png": encoded(png()), "text/plain": "1", "application/json": {"a": [1]}}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
        {"output_type": "display_data", "data": shown, "metadata": {"image/png": {"width": 5}}},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["E: v"]},
    ]
    nb = notebook(
        prose, code("#| label: fig-a\n1", "parameters", outputs=outputs), raw("raw", raw_mimetype="text/html")
    )
    nb["metadata"] |= {"language_info": {"name": "python"}, "title": "T", "nbpress": {"notebook": "page.ipynb"}}
    found: dict[str, Any] = json.loads(json.dumps(nb))
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside a value."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


ODD = st.one_of(
    st.sampled_from([None, True, 0, -1.5, "", "x", "\ud800", [], [None], ["a", 1], {}, {"a": None}, {"text/html": 5}, [[]]]),
    st.recursive(st.text(max_size=3) | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=2), max_leaves=4),
)  # fmt: skip
WHOLE = whole()
CHANGES = st.lists(
    st.tuples(st.sampled_from(list(places(WHOLE))), st.one_of(ODD, st.just(...))), min_size=1, max_size=3
)


def changed(changes: list[tuple[tuple[Any, ...], Any]]) -> dict[str, Any]:
    """The whole notebook with some of its values replaced, or gone (`...`)."""
    nb = copy.deepcopy(WHOLE)
    for path, value in changes:
        inner: Any = nb
        try:
            for key in path[:-1]:
                inner = inner[key]
            if value is ...:
                del inner[path[-1]]
            else:
                inner[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    return nb


@settings(max_examples=600, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(CHANGES)
def test_a_notebook_of_any_shape_is_rendered_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    try:
        source = notebooks.parse(json.dumps(changed(changes)), PLACE)
    except ReadError as error:
        assert error.path == PLACE and error.what
        return
    seen = context.read(source, site.default(PLACE.parent), "2020-01-01", foreign=True, outputs=True)
    assert render(source.nb, seen).text.startswith("---\nlayout:")


def test_half_characters_are_dropped_wherever_they_stand() -> None:
    cell = {"cell_type": "markdown", "metadata": {"\ud800tag": 1}, "source": ["a\ud800b", "é\udfff"]}
    nb = {"nbformat": 4, "metadata": {"title": "\ud800x"}, "cells": [cell]}
    source = notebooks.parse(json.dumps(nb), PLACE)
    assert source.nb["cells"][0]["source"] == "abé" and source.front.values["title"] == "x"
    json.dumps(source.nb, ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.plotly.v1+json", "application/vnd.x+json"])
def test_the_json_of_a_notebook_has_so_many_levels(kind: str) -> None:
    def shown(levels: int) -> str:
        data = '{"data": [{"x": ' + "[" * levels + "1" + "]" * levels + "}]}"
        output = f'{{"output_type": "display_data", "metadata": {{}}, "data": {{"{kind}": {data}}}}}'
        cell = f'{{"cell_type": "code", "metadata": {{}}, "source": "x", "outputs": [{output}]}}'
        return f'{{"nbformat": 4, "metadata": {{}}, "cells": [{cell}]}}'

    most = json_file.DEEPEST - 9  # the levels of the cells, a cell, its outputs, … above the list
    source = notebooks.parse(shown(most), PLACE)
    render(source.nb, context.read(source, site.default(PLACE.parent), "2020-01-01"))
    with pytest.raises(ReadError, match="more than 200 levels deep"):
        notebooks.parse(shown(most + 1), PLACE)


def test_what_calls_itself_output_of_prose_is_none() -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": "Words.", "outputs": [None, "x"]}
    source = notebooks.parse(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}), PLACE)
    seen = context.read(source, site.default(PLACE.parent), "2020-01-01", outputs=True)
    assert (seen.files, seen.links) == ({}, {})


def output(**more: Any) -> dict[str, Any]:
    """A code cell whose middle output is another than those around it."""
    streams = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("FIRST", "LAST")]
    return {"cell_type": "code", "metadata": {}, "source": "CODE", "outputs": [streams[0], more or None, streams[1]]}


def prose(**more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": "PROSE", **more}


AROUND = output(output_type="stream", text="MIDDLE")["outputs"]
BY_CELL: dict[str, tuple[Any, list[str], str]] = {  # the cell, the warnings, and what stands on the page all the same
    "an output of a type that nobody knows": (output(output_type="comment"), ["nb-broken-output"], "CODE FIRST LAST"),
    "an output without a type": (output(text="x"), ["nb-broken-output"], "CODE FIRST LAST"),
    "an output that is null": (output(), ["nb-broken-output"], "CODE FIRST LAST"),
    "a stream without a name": (output(output_type="stream", text="MIDDLE"), [], "FIRST MIDDLE LAST"),
    "a stream without text": (output(output_type="stream", name="x"), ["nb-broken-output"], "FIRST LAST"),
    "an error without a traceback": (output(output_type="error", ename="E", evalue="SAID"), [], "FIRST E: SAID LAST"),
    "a traceback of null": (output(output_type="error", ename="E", traceback=None), [], "FIRST LAST"),
    "data that is a list": (output(output_type="display_data", data=[]), ["nb-broken-output"], "CODE FIRST LAST"),
    "metadata of an output that is text": (
        output(output_type="display_data", data={"text/plain": "MIDDLE"}, metadata="x"),
        [],
        "FIRST MIDDLE LAST",
    ),
    "outputs that are a mapping": (output() | {"outputs": {"a": 1}}, ["nb-broken-output"], "CODE"),
    "outputs that are null": (output() | {"outputs": None}, [], "CODE"),
    "no outputs": ({"cell_type": "code", "metadata": {}, "source": "CODE"}, [], "CODE"),
    "an execution count that is text": (output() | {"outputs": AROUND, "execution_count": "x"}, [], "CODE MIDDLE"),
    "no source": ({"cell_type": "markdown", "metadata": {}}, ["nb-broken-cell"], ""),
    "no source of code with outputs": (output() | {"source": None, "outputs": AROUND}, ["nb-broken-cell"], "MIDDLE"),
    "a source that is a number": (prose(source=7), ["nb-broken-cell"], ""),
    "a source with a number in it": (prose(source=["a", 7]), ["nb-broken-cell"], ""),
    "no cell type": ({"metadata": {}, "source": "x"}, ["nb-broken-cell"], ""),
    "a cell type of tomorrow": (prose(cell_type="sql"), ["nb-broken-cell"], ""),
    "a cell type that is a list": (prose(cell_type=[]), ["nb-broken-cell"], ""),
    "a cell that is null": (None, ["nb-broken-cell"], ""),
    "a cell that is a text": ("x", ["nb-broken-cell"], ""),
    "metadata that is null": (prose(metadata=None), [], "PROSE"),
    "no metadata": ({"cell_type": "markdown", "source": "PROSE"}, [], "PROSE"),
    "metadata that is a list": (prose(metadata=["x"]), ["nb-broken-metadata"], "PROSE"),
    "tags that are a text": (prose(metadata={"tags": "a, remove_cell"}), [], ""),
    "tags that are a number": (prose(metadata={"tags": 5}), [], "PROSE"),
    "attachments that are a text": (prose(attachments="x"), ["nb-broken-cell"], "PROSE"),
    "an attachment that is a number": (prose(attachments={"a": 1}), ["nb-broken-cell"], "PROSE"),
    "an id that is a number": (prose(id=5), [], "PROSE"),
}
BY_NOTEBOOK: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nbformat 4.99": ({"nbformat_minor": 99}, ["nb-other-format"]),
    "nbformat 5": ({"nbformat": 5}, ["nb-other-format"]),
    "nbformat that is a text": ({"nbformat": "4"}, ["nb-other-format"]),
    "nbformat that is null": ({"nbformat": None}, ["nb-other-format"]),
    "nbformat 3 with the cells of 4": ({"nbformat": 3}, ["nb-other-format"]),
    "a minor number that is a text": ({"nbformat_minor": "x"}, ["nb-other-format"]),
    "metadata that is null": ({"metadata": None}, []),
    "metadata that is a list": ({"metadata": [1]}, ["nb-broken-metadata"]),
    "a record of a run that is a number": ({"metadata": {"nbpress": 1}}, ["nb-broken-metadata"]),
    "a record of a run with results of a wrong type": (
        {"metadata": {"nbpress": {"results": 1}}},
        ["nb-broken-metadata"],
    ),
}


def shown(nb: Any) -> tuple[str, notebooks.Notebook]:
    """The page of a notebook as its file holds it, and how it was read."""
    source = notebooks.parse(json.dumps(nb), PLACE)
    seen = context.read(source, site.default(PLACE.parent), "2020-01-01", outputs=True)
    return render(source.nb, seen).text.split("---\n", 2)[2], source


@pytest.mark.parametrize("name", BY_CELL)
def test_what_is_wrong_with_a_cell_is_left_out_with_a_warning_and_the_rest_is_on_the_page(name: str) -> None:
    cell, codes, words = BY_CELL[name]
    page, source = shown(WHOLE_FORM | {"cells": [prose(source="BEFORE"), cell, prose(source="AFTER")]})
    assert [(notice.code, notice.cell) for notice in source.notices] == [(code, 2) for code in codes]
    found = [page.find(word) for word in ["BEFORE", *words.split(), "AFTER"]]
    assert -1 not in found and found == sorted(found), page
    assert ("PROSE" in page) == ("PROSE" in words)


@pytest.mark.parametrize("name", BY_NOTEBOOK)
def test_what_is_wrong_with_a_notebook_is_told_and_the_rest_is_on_the_page(name: str) -> None:
    change, codes = BY_NOTEBOOK[name]
    page, source = shown(WHOLE_FORM | {"cells": [prose()]} | change)
    assert "PROSE" in page and [(notice.code, notice.cell) for notice in source.notices] == [
        (code, 0) for code in codes
    ]


@pytest.mark.parametrize("key", ["metadata", "nbformat", "nbformat_minor"])
def test_what_a_notebook_does_not_say_of_itself_does_no_harm(key: str) -> None:
    page, source = shown({name: value for name, value in {**WHOLE_FORM, "cells": [prose()]}.items() if name != key})
    assert "PROSE" in page and [notice.code for notice in source.notices] == ["nb-other-format"] * (key == "nbformat")


WHOLE_FORM: dict[str, Any] = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize("change", [{"cells": "x"}, {"cells": None}, {"cells": {}}, {"worksheets": {}}, {}])
def test_json_without_cells_is_no_notebook(change: dict[str, Any]) -> None:
    with pytest.raises(ReadError, match="it has no cells") as caught:
        notebooks.parse(json.dumps(WHOLE_FORM | change), PLACE)
    assert str(PLACE) in str(caught.value)


@pytest.mark.parametrize("content", ["", "  ", "[]", "null", "{", '{"cells": [', "9" * 5000, "[" * 100_000])
def test_what_is_no_notebook_is_refused(content: str) -> None:
    with pytest.raises(ReadError):
        notebooks.parse(content, PLACE)


def test_an_update_of_a_display_may_stand_in_a_file() -> None:
    update = {"output_type": "update_display_data", "data": {"text/plain": "1"}, "transient": {"display_id": "d"}}
    nb = {
        "cells": [{"cell_type": "code", "source": "", "outputs": [update]}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    assert notebooks.parse(json.dumps(nb), PLACE).nb["cells"][0]["outputs"] == [update]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert notebooks.parse("\ufeff" + json.dumps(WHOLE), PLACE).slug == "page"


def test_a_kernelspec_of_a_wrong_type_counts_as_none() -> None:
    assert ipynb.language_of({"metadata": {"kernelspec": "x", "language_info": {"name": "R"}}}) == "r"
    assert ipynb.language_of({"metadata": {"kernelspec": ["x"]}}) == "python"


def test_ids_that_are_missing_or_stand_twice_come_from_the_content() -> None:
    cells = [{"cell_type": "code", "source": "a", "id": name} for name in ("same", "same", None, 5, "")]
    first, again = ipynb.identified({"cells": copy.deepcopy(cells)}), ipynb.identified({"cells": copy.deepcopy(cells)})
    assert first == again
    assert len({cell["id"] for cell in first["cells"]}) == 5 and first["cells"][0]["id"] == "same"


# --- older formats ------------------------------------------------------------------------------------------


def old(version: int, *cells: dict[str, Any]) -> notebooks.Notebook:
    nb = {"metadata": {"name": "x"}, "nbformat": version, "nbformat_minor": 0, "worksheets": [{"cells": list(cells)}]}
    return notebooks.parse(json.dumps(nb), PLACE)


@pytest.mark.parametrize("version", [2, 3])
def test_the_first_formats_are_upgraded_and_what_they_left_out_is_what_went_without_saying(version: int) -> None:
    streams = [
        {"output_type": "stream"},
        {"output_type": "stream", "text": "a"},
        {"output_type": "stream", "stream": "x"},
    ]
    cell = {"cell_type": "code", "input": "1\n2", "language": "python", "collapsed": False, "outputs": streams}
    made = old(version, {"cell_type": "markdown", "source": "*a*"}, cell).nb
    assert [each["source"] for each in made["cells"]] == ["*a*", "1\n2"]
    assert [(each["name"], each["text"]) for each in made["cells"][1]["outputs"]] == [
        ("stdout", ""),
        ("stdout", "a"),
        ("x", ""),
    ]


def test_headings_results_and_errors_of_nbformat_3_become_those_of_today() -> None:
    outputs = [
        {"output_type": "pyout", "text": "5", "prompt_number": 1},
        {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": ["t"]},
        {"output_type": "display_data", "png": encoded(png())},
    ]
    made = old(
        3,
        {"cell_type": "heading", "level": 2, "source": "Head"},
        {"cell_type": "html", "source": "<b>x</b>"},
        {"cell_type": "code", "input": "1", "language": "python", "collapsed": False, "outputs": outputs},
    ).nb
    assert [(cell["cell_type"], cell["source"]) for cell in made["cells"]] == [
        ("markdown", "## Head"),
        ("markdown", "<b>x</b>"),
        ("code", "1"),
    ]
    assert [each["output_type"] for each in made["cells"][2]["outputs"]] == ["execute_result", "error", "display_data"]
