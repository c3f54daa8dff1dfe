"""Long texts fold after their first lines: on a wide and a narrow screen, and open on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import code, notebook
from output_case import Case, shown, stream

from nbpress.core.errors import ReadError
from nbpress.core.records import Context, Site
from nbpress.read import site as sites
from nbpress.render.page_blocks import folded
from nbpress.render.post import stylesheet
from nbpress.render.post.page import exporter

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LINES = [f"line {number}" for number in range(60)]


def printed(count: int) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": "".join(f"line {number}\n" for number in range(count))}


def failed(count: int) -> dict[str, Any]:
    lines = [*(f"  at {number}" for number in range(count)), "ValueError: the last line"]
    return {"output_type": "error", "ename": "ValueError", "evalue": "the last line", "traceback": lines}


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (stream("\n".join(LINES)), "stdout"),
        (stream("\n".join(LINES), "stderr"), "stderr"),
        (shown({"text/plain": "\n".join(LINES)}), "result"),
        (shown({"application/json": list(range(58))}), "json"),
        (failed(60), "error"),
    ],
)
def test_a_long_text_folds_after_its_first_lines_with_a_count(output: dict[str, Any], kind: str) -> None:
    case = Case()
    case.sink = replace(case.sink, fold=40)
    text = case.show(output)
    assert f'<div class="nb-output nb-{kind}"><pre>' in text
    assert '</pre><details class="nb-more"><summary>… 20 more lines</summary><pre>' in text
    first, _, rest = text.partition("<details")
    assert first.count("\n") == 1 + 39 and ("line 40" in rest or "at 40" in rest or " 39" in rest)
    assert ("</details><pre>ValueError: the last line</pre>" in text) is (kind == "error")


@pytest.mark.parametrize(("lines", "fold", "folds"), [(49, 40, False), (50, 40, True), (500, 0, False), (12, 2, True)])
def test_a_fold_hides_ten_lines_at_least(lines: int, fold: int, folds: bool) -> None:
    assert ("<details" in folded("\n".join(LINES * 9)[: len("\n".join((LINES * 9)[:lines]))], fold)) is folds


def test_no_line_is_lost_or_doubled_by_a_fold() -> None:
    text = folded("\n".join([*LINES[:40], "", *LINES]), 40)
    assert "<pre>\n\nline 0" in text, "a browser passes over the first line break"
    assert text.count("line 59") == 1 and text.count("line 39") == 2


def page(*cells: Any, fold: int = 40) -> str:
    nb = notebook(*cells)
    context = Context(Site(Path("site"), fold=fold), "x.ipynb", "x", "2020-01-01")
    return str(exporter().from_notebook_node(nb, {"nbpress": context})[0])


@pytest.mark.parametrize(
    ("source", "tags", "count"),
    [
        ("1", (), "… 160 more lines"),
        ("#| fold-output: 3\n1", (), "… 197 more lines"),
        ("#| fold-output: false\n1", (), ""),
        ("1", ("scroll-output",), ""),
        ("1", ("hide-output",), ""),
        ("1", ("hide-cell",), ""),
    ],
)
def test_what_the_cell_says_goes_before_the_sites_fold(source: str, tags: tuple[str, ...], count: str) -> None:
    text = page(code(source, *tags, outputs=[printed(200)]))
    assert (count in text) if count else ("nb-more" not in text)
    assert "fold-output" not in text
    assert "nb-more" not in page(code("1", outputs=[printed(200)]), fold=0)


@pytest.mark.parametrize(("given", "lines"), [("", 40), ("fold: 12", 12), ("fold: false", 0)])
def test_a_site_says_after_how_many_lines(given: str, lines: int, tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(f"nbpress: {{{given}}}\n")
    assert sites.load(tmp_path).fold == lines


@pytest.mark.parametrize("given", ["true", "-3", "long", "[40]"])
def test_a_site_that_says_no_number_of_lines_is_told(given: str, tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(f"nbpress: {{fold: {given}}}\n")
    with pytest.raises(ReadError, match="`fold:` takes after how many lines"):
        sites.load(tmp_path)


@pytest.mark.parametrize("sheet", ["nbpress.css", "site.css"])
def test_a_fold_in_a_browser_opens_without_a_script_and_on_paper(browser: Browser, sheet: str) -> None:
    ours = Path(__file__).parents[3] / "site/assets/css/site.css"
    css = stylesheet.content().decode() if sheet == "nbpress.css" else ours.read_text("utf-8").replace("---\n", "")
    case = Case()
    case.sink = replace(case.sink, fold=40)
    body = (
        case.show(printed(300), failed(80), stream("wide " * 200))
        .replace("{::nomarkdown}", "")
        .replace("{:/nomarkdown}", "")
    )
    screen = browser.new_context(java_script_enabled=False).new_page()
    screen.set_content(
        f"<style>{css}</style><main style='padding: 0 var(--gutter, 16px)'><article class='prose'>{body}</article></main>"
    )
    for width in (1280, 390):
        screen.set_viewport_size({"width": width, "height": 800})
        assert screen.locator("body").evaluate("body => document.documentElement.scrollWidth <= innerWidth")
        wide = screen.get_by_text("wide wide").first
        assert wide.evaluate("pre => [pre, pre.parentElement].some(box => box.scrollWidth > box.clientWidth)")
        assert screen.get_by_text("ValueError: the last line").is_visible()
    hidden = screen.locator(".nb-more pre").first
    assert not hidden.is_visible()
    screen.emulate_media(media="print")
    assert hidden.evaluate("pre => pre.checkVisibility({contentVisibilityAuto: true}) && pre.offsetHeight > 1000")
    assert not screen.locator(".nb-more summary").first.is_visible()
    screen.emulate_media(media="screen")
    screen.get_by_text("… 260 more lines").click()
    assert hidden.is_visible()
    screen.context.close()
