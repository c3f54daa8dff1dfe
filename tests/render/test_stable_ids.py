"""Ids that libraries draw at random: the same run gives the same bytes, and no two drawings take each other's parts."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from bounded import bounded

from nbpress.render.stable_ids import PageIds, drawing

ONE, TWO = "0f3a9c1e-5d2b-4c7a-9e8f-1a2b3c4d5e6f", "77a9c1e0-0d2b-4c7a-9e8f-aa2b3c4d5e6f"


def both(template: str, first: str, second: str) -> str:
    """Settle what two runs wrote, and make sure that it is one text without either's id."""
    (text,), (other,) = (PageIds().settled([template.replace("ID", each)], "cell") for each in (first, second))
    assert text == other and first not in text
    return text


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        ('<style>#T_ID_row0_col0 {}</style><table id="T_ID"><td id="T_ID_row0_col0">', "ab12c", "00000"),
        ('<div id="altair-viz-ID"></div><script>f("altair-viz-ID")</script>', "a" * 31 + "1", "b1" * 16),
        ('<div id="ID" class="plotly-graph-div"></div><script>Plotly.newPlot("ID")</script>', ONE, TWO),
        ('<img id="_anim_imgID"><button onclick="animID.play()">', "020c7360b8064206aa5535b79a371e11", "f" * 31 + "0"),
        ('<div class="map" id="map_ID"></div><script>var map_ID = L.map("map_ID")</script>', "1" * 32, "c" * 32),
        ('<iframe srcdoc="&lt;div id=&quot;map_ID&quot;&gt; map_ID">', "1" * 32, "c" * 32),
        ('<table id="itables_ID">', ONE.replace("-", "_"), TWO.replace("-", "_")),
        ('<script>{"docid":"ID"}; docs = {"ID": 1}</script>', ONE, TWO),
        ("<div id='iID'></div><script>render('iID')</script>", "ABCDEFGHIJKLMNOPQR1", "0123456789ABCDEFGHI"),
        ('<div id="ID" style="padding-left:0px;"><style>#ID .gt_table {}</style>', "abcdefghij", "qrstuvwxyz"),
        (
            '<path id="mID"/><use xlink:href="#mID"/><g clip-path="url(#mID)"/>',
            "404c263921",
            "b6d49a979e",
        ),
        ('<div id="chart-ID"></div><b title="ID">', "1732712345678", "1732712999999"),
    ],
)
def test_what_is_declared_and_drawn_at_random_is_the_same_in_every_run(template: str, first: str, second: str) -> None:
    text = both(template, first, second)
    assert re.sub(r"[^\W_]", "x", text) == re.sub(r"[^\W_]", "x", template.replace("ID", first)), "of the same shape"
    kept = template.split("ID")
    places = [match.start() for match in re.finditer("ID", template)]
    shift = len(first) - 2
    drawn = {text[place + shift * number : place + shift * number + len(first)] for number, place in enumerate(places)}
    assert len(kept) == 1 + len(places) and len(drawn) == 1, "one name in every place"


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{ONE}</p><a href='#{ONE}'>",
        '<table id="results"><td id="row0_col0">T_ab12c</td></table>',
        '<div id="decade2000s"></div>',
        '<div id="feedfacefeed"></div>',
        '<svg><path id="arrow"/><use href="#arrow"/></svg>',
    ],
)
def test_what_is_declared_nowhere_or_not_drawn_at_random_stays(text: str) -> None:
    assert PageIds().settled([text], "cell") == [text]


def test_a_name_inside_another_name_stays() -> None:
    (text,) = PageIds().settled(
        ['<b id="T_ab12c">T_ab12cd xT_ab12c T_ab12c_row0 q0123456789x</b><i id="q0123456789">'], "cell"
    )
    assert "T_ab12cd xT_ab12c" in text and " q0123456789x" in text
    assert "T_ab12c_row0" not in text and 'id="q0123456789"' not in text


def test_two_forms_of_an_output_and_what_a_later_one_says_of_it_name_the_same() -> None:
    ids = PageIds()
    html, script = ids.settled([f'<div id="{ONE}"></div>', f'get("{ONE}")'], "cell")
    (later,) = ids.settled([f'get("{ONE}")'], "cell-2")
    assert html[9:45] == script[5:41] == later[5:41] != ONE


def test_two_outputs_that_declare_the_same_are_told_apart() -> None:
    ids = PageIds()
    assert len({ids.settled([f'<div id="{ONE}">'], name)[0] for name in ("a", "a", "b")}) == 3


CIRCLE = '<svg><defs><clipPath id="c"/><g id="a.b"/></defs><use xlink:href="#a.b" clip-path="url(#c)"/></svg>'


def test_two_drawings_that_name_their_parts_alike_are_told_apart() -> None:
    ids = PageIds()
    (first,), (second,) = (ids.settled([f"<style>p,#c {{}}</style>{CIRCLE}"], "cell") for _ in range(2))
    assert first == f"<style>p,#c {{}}</style>{CIRCLE}"
    assert second == first.replace('"c"', '"c-2"').replace("#c", "#c-2").replace("a.b", "a.b-2")
    (both_,) = PageIds().settled([CIRCLE + CIRCLE], "cell")
    assert both_ == CIRCLE + second.partition("</style>")[2]


def test_a_drawing_that_uses_the_parts_of_another_in_its_output_keeps_to_that_one() -> None:
    icons, use = '<svg><symbol id="icon"/></svg>', '<svg><use href="#icon"/></svg>'
    ids = PageIds()
    ids.settled([icons + use], "cell")
    assert ids.settled([icons + use], "cell") == [(icons + use).replace("icon", "icon-2")]


def test_a_file_of_a_drawing_has_no_date_and_the_same_ids_in_every_run() -> None:
    svg = '<svg><dc:date>2026-11-27T19:29:18</dc:date><path id="m404c263921"/><use xlink:href="#m404c263921"/></svg>'
    assert drawing(svg) == drawing(svg.replace("27T19", "28T20").replace("404c263921", "b6d49a979e"))
    assert "date" not in drawing(svg) and "m404c263921" not in drawing(svg)


def test_many_ids_in_a_long_output_take_no_time() -> None:
    rows = "".join(
        f'<g id="m{number:010x}"><use href="#m{number:010x}"/></g><i id="{uuid4()}">' for number in range(4000)
    )
    bounded(_settled, [f"<svg>{rows}</svg>" + "<b>words of a page</b>" * 100_000], 1)


@pytest.mark.parametrize(("outputs", "of"), [
    ([f'<p id="{number:032x}">' for number in range(10_000)], 10_000),
    (['<svg><g id="a"/></svg>'] * 20_000, 20_000),
    (["<svg>" * 900 + "x" * 3_000_000], 1),
    (["".join(f'<svg><g id="a{number}"/></svg>' for number in range(1_000)) * 2], 1),
], ids=["long ids", "one name", "drawings without an end", "names of two drawings"])  # fmt: skip
def test_many_ids_over_many_outputs_take_no_time(outputs: list[str], of: int) -> None:
    bounded(_settled, outputs, of)


def _settled(outputs: list[str], of: int) -> None:
    ids = PageIds()
    assert len({ids.settled([text], f"cell-{number}")[0] for number, text in enumerate(outputs)}) == of


def test_blanks_in_a_drawing_take_no_time() -> None:
    bounded(_drawn_with_blanks)


def _drawn_with_blanks() -> None:
    assert drawing(f"<svg>{' ' * 200_000}<dc:date>x</dc:date></svg>") == "<svg></svg>"
    assert drawing(f"<svg>{' ' * 200_000}</svg>") == f"<svg>{' ' * 200_000}</svg>"


def test_an_id_of_other_signs_is_told_apart_too() -> None:
    (text,) = PageIds().settled(['<svg><g id="a(1)"/><g id="a"/><use href="#a(1)"/><use href="#ab"/></svg>' * 2], "c")
    assert 'id="a(1)-2"' in text and 'href="#a(1)-2"' in text and 'id="a-2"' in text and "ab-2" not in text
