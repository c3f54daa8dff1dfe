"""Whatever a drawing in the site holds, only shapes and words of it reach the page, and its style reaches nothing else."""

from __future__ import annotations

import pytest

from nbpress.render import drawing_svg


def shown(inner: str, root: str = 'id="nbd"') -> str:
    found = drawing_svg.read(f'<svg xmlns="{drawing_svg.SPACE}" {root}>{inner}</svg>'.encode(), "d1")
    assert found is not None
    return drawing_svg.written(found)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        "<animate/>",
        "<set/>",
        '<iframe xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_an_element_that_acts_goes_with_all_that_it_holds(inner: str) -> None:
    assert shown(f"<g>{inner}</g>") == f'<svg xmlns="{drawing_svg.SPACE}" id="d1"><g /></svg>'


@pytest.mark.parametrize(
    "attribute",
    [
        'onclick="x()"',
        'fill="url(https://evil.example/a)"',
        'style="background-image:url(https://evil.example/a)"',
        'style="position:fixed;inset:0"',
        'style="fill:image-set(&quot;https://evil.example/a&quot; 1x)"',
        'href="javascript:alert(1)"',
        'src="https://evil.example/"',
    ],
)
@pytest.mark.parametrize("element", ["g", "a", "use"])
def test_an_attribute_that_acts_or_asks_another_server_goes(element: str, attribute: str) -> None:
    assert shown(f"<{element} {attribute}/>") == f'<svg xmlns="{drawing_svg.SPACE}" id="d1"><{element} /></svg>'


def test_a_picture_from_elsewhere_is_not_asked_for_and_one_of_its_own_stays() -> None:
    assert "evil" not in shown('<image href="https://evil.example/a.png"/>')
    assert 'href="data:image/png;base64,AAAA"' in shown('<image href="data:image/png;base64,AAAA"/>')


@pytest.mark.parametrize(
    "rule",
    [
        "p{color:red}",
        "#nbd .a, p{color:red}",
        "#nbd ~ p{color:red}",
        "#nbdx{color:red}",
        "@import url(https://evil.example/);",
        "@font-face{src:url(https://evil.example/)}",
        "#nbd{background:url(https://evil.example/)}",
        "#nbd{position:fixed}",
    ],
)
def test_a_rule_that_reaches_beyond_its_drawing_goes(rule: str) -> None:
    assert shown(f"<style>{rule}</style>").count("<style>\n\n</style>") == 1


def test_names_get_the_prefix_of_the_page_wherever_they_are_meant() -> None:
    inner = (
        "<style>#nbd .nbd-a{fill:url(#nbd-1)}\n:where(#nbd .nbd-b){fill:red;fill:light-dark(red, blue)}</style>"
        '<marker id="nbd-1"/><path class="nbd-a" marker-end="url(#nbd-1)"/><use href="#nbd-1"/><a href="#nbd-2"/>'
    )
    found = shown(inner, 'id="nbd" aria-labelledby="nbd-2"')
    assert "nbd-1" not in found and found.count("#d1-1") == 3 and 'aria-labelledby="d1-2"' in found
    assert ":where(#d1 .nbd-b){fill:red;fill:light-dark(red, blue)}" in found


def test_a_link_is_led_there_without_a_word_of_this_page() -> None:
    found = drawing_svg.read(
        f'<svg xmlns="{drawing_svg.SPACE}"><a href="https://example.org/"><text>x</text></a></svg>'.encode(), "d1"
    )
    assert found is not None and found.linked and 'rel="noopener"' in drawing_svg.written(found)


@pytest.mark.parametrize(
    "content", [b"", b"no svg", b"<html/>", b"<svg/>", b"<svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', b"\xff\xfe"]
)
def test_what_is_no_drawing_is_none(content: bytes) -> None:
    assert drawing_svg.read(content, "d1") is None
