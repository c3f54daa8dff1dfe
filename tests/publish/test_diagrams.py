"""Diagrams of mermaid: drawn once by a real browser, kept in the site, and on the page as text that can be read."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jekyll
import pytest
from builders import blog, code, manifest, notebook, saved, text, tree
from conftest import missing, serve
from selectolax.lexbor import LexborHTMLParser as Page

from nbpress.core import diagrams
from nbpress.draw import browser as browsers
from nbpress.draw import mermaid
from nbpress.exporter import JekyllExporter
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

FLOW = "flowchart LR\n  accTitle: From there to here\n  accDescr: One step\n  A[Some words] -->|by a way| B{A choice}"
SEQUENCE = "sequenceDiagram\n  Reader->>Server: GET /page\n  Note over Reader: waits"
PIE = 'pie\n  "First": 60\n  "Second": 40'
BROKEN = "flowchart TD\n  %% a comment\n  A --> B\n  C --> --> D\n  D --> E"
HOSTILE = """%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "@import url(https://evil.example/)"}}%%
flowchart TD
  H["<img src=https://evil.example/ onerror=alert(1)>label<script>alert(2)</script>"] --> I
  click H href "javascript:alert(3)"
  click I call alert("4")"""
OTHERS = {
    "class": "classDiagram\n  Animal <|-- Duck : is a\n  Animal : +int age",
    "gantt": "gantt\n  dateFormat YYYY-MM-DD\n  section Data\n  Collect: a, 2024-01-01, 9d\n  Clean it: after a, 9d",
    "state": "stateDiagram-v2\n  [*] --> Still\n  Still --> Moving : push",
    "journey": "journey\n  section Work\n    Make tea: 5: Me",
    "er": "erDiagram\n  CUSTOMER ||--o{ ORDER : places",
}
WORDS = (
    "Some words",
    "by a way",
    "A choice",
    "GET /page",
    "waits",
    "First",
    "is a",
    "Collect",
    "push",
    "Make tea",
    "places",
)
FRAMED = """tab => [...document.querySelectorAll('.nb-drawing')].flatMap(box => {
    const edge = box.querySelector('svg').getBoundingClientRect();
    return [...box.querySelectorAll('.nbd-node')].filter(node => {
        const shape = node.querySelector('rect, polygon, circle, path')?.getBoundingClientRect();
        const words = node.querySelector('text')?.getBoundingClientRect();
        return shape && words && words.width && (words.left < shape.left - 1 || words.right > shape.right + 1);
    }).map(node => node.textContent)
})"""


@dataclass(frozen=True)
class Published:
    """A blog with one article full of diagrams, and its page."""

    folder: Path
    site: Path
    outcome: Outcome
    page: Page

    @property
    def path(self) -> Path:
        return self.folder / "notebooks" / "drawn.ipynb"

    def svg(self, kind: str) -> str:
        """The first drawing that holds a word."""
        return next(box.html or "" for box in self.page.css(".nb-drawing") if kind in box.text())


def fence(source: str) -> str:
    return f"```mermaid\n{source}\n```"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Published:
    if lacking := mermaid.undrawable():
        missing(lacking)
    folder = tmp_path_factory.mktemp("drawn")
    output = {"output_type": "display_data", "data": {"text/vnd.mermaid": SEQUENCE, "text/plain": "x"}, "metadata": {}}
    nb = notebook(
        text(f"Prose.\n\n{fence(FLOW)}\n\n- an item\n\n  {fence(FLOW).replace(chr(10), chr(10) + '  ')}"),
        text(f"Two lines\nof prose.\n\n{fence(BROKEN)}"),
        text(f'```{{mermaid}}\n%%| fig-cap: "A *caption* of {{{{ it }}}}"\n%%| label: shares\n{PIE}\n```'),
        text(f":::{{mermaid}}\n:caption: As MyST has it\n{HOSTILE}\n:::"),
        code("#| fig-cap: An output\nf()", outputs=[output]),
        text("\n\n".join(fence(source) for source in OTHERS.values())),
    )
    path, site = saved(nb, folder / "notebooks" / "drawn.ipynb"), blog(folder)
    outcome = publish([path], Options(site=site, store=folder / ".nbpress", no_run=True))[0]
    jekyll.run(site)
    return Published(folder, site, outcome, Page(next((site / "_site").rglob("drawn.html")).read_text("utf-8")))


def test_a_diagram_is_on_the_page_as_words_and_shapes(drawn: Published) -> None:
    assert drawn.outcome.error is None
    shown = " ".join(box.text() for box in drawn.page.css(".nb-drawing svg text"))
    assert [word for word in WORDS if word not in shown] == []
    assert len(drawn.page.css(".nb-drawing > svg")) == 10
    assert not drawn.page.css("script, foreignObject, .nb-drawing image")


def test_a_diagram_has_the_name_that_its_author_gave_it_else_its_kind(drawn: Published) -> None:
    svg = Page(drawn.svg("by a way")).css_first("svg")
    named = {
        name: drawn.page.css_first(f"#{svg.attributes[f'aria-{name}by']}").text() for name in ("labelled", "described")
    }
    assert (svg.attributes["role"], named) == ("img", {"labelled": "From there to here", "described": "One step"})
    assert 'aria-label="A caption of {{ it }}"' in drawn.svg("First")
    assert 'aria-label="An output"' in drawn.svg("GET")
    assert 'aria-label="Class diagram"' in drawn.svg("Duck")


def test_captions_and_labels_of_each_tool_reach_the_figure(drawn: Published) -> None:
    figure = drawn.page.css_first("figure#shares")
    assert figure.css_first("figcaption").html == "<figcaption>A <em>caption</em> of {{ it }}</figcaption>"
    captions = [each.text().strip() for each in drawn.page.css("figcaption")]
    assert captions == ["A caption of {{ it }}", "As MyST has it", "An output"]
    assert "%%|" not in drawn.page.html and ":caption:" not in drawn.page.html


def test_the_parts_of_two_drawings_of_a_page_have_names_of_their_own(drawn: Published) -> None:
    ids = [node.attributes["id"] for node in drawn.page.css("svg[id], svg [id]")]
    assert len(ids) > 20 and len(ids) == len(set(ids))
    for svg in drawn.page.css(".nb-drawing > svg"):
        own = {node.attributes["id"] for node in (svg, *svg.css("[id]"))}
        assert set(re.findall(r'(?:url\(|href=")#([\w-]+)', svg.html or "")) <= own
        assert set(re.findall(r"(?m)^(?::where\()?#([\w-]+)", svg.css_first("style").text())) == {svg.attributes["id"]}


def test_no_name_of_a_class_is_one_that_a_theme_may_know(drawn: Published) -> None:
    names = {name for node in drawn.page.css(".nb-drawing svg [class]") for name in node.attributes["class"].split()}
    assert len(names) > 10 and [name for name in names if not name.startswith("nbd-")] == []


def test_a_hostile_diagram_is_a_drawing_that_does_nothing(drawn: Published) -> None:
    page = drawn.svg("label")
    assert not re.search(r"evil\.example|javascript:|alert\(|@import|\son\w+=|foreignobject", page, re.I)
    assert "<svg" in page and Page(page).css_first("svg").attributes["role"] == "img"


def test_what_mermaid_cannot_read_is_shown_as_its_source_and_told_with_its_line(drawn: Published) -> None:
    (told,) = drawn.outcome.warnings
    assert (told.code, told.cell, told.line) == ("nb-broken-diagram", 3, 8)
    assert told.what.startswith("mermaid cannot read it near `") and "C -->" in told.what
    assert drawn.page.css_first("details.nb-fold code.language-mermaid").text() == BROKEN


def test_drawings_are_kept_by_their_source_and_belong_to_the_article(drawn: Published) -> None:
    names = {diagrams.name(source) for source in (FLOW, SEQUENCE, PIE, HOSTILE, *OTHERS.values())}
    assert {path.stem for path in (drawn.site / diagrams.FOLDER).iterdir()} == names
    assert {str(diagrams.path(name)) for name in names} <= manifest(drawn.site)["articles"]["drawn"]["files"].keys()
    assert not list((drawn.site / "_site").rglob("*.svg")), "Jekyll passes over them"


def test_a_clone_that_cannot_draw_writes_the_same_bytes(
    drawn: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = Path(shutil.copytree(drawn.folder, tmp_path / "clone"))
    site = clone / "site"
    shutil.rmtree(site / "_site")
    before = tree(site)
    for path in (*(site / "_posts").iterdir(), *(site / "_nbpress").glob("*.json")):
        path.unlink()
    monkeypatch.setattr(mermaid, "PACKAGE", "no_such_package")
    broken = diagrams.name(BROKEN)
    monkeypatch.setattr(mermaid, "_drawn", lambda sources: dict(_failed(sources, {broken})))
    made = publish([clone / "notebooks" / "drawn.ipynb"], Options(site=site, store=clone / ".nbpress", no_run=True))[0]
    assert made.error is None
    after = tree(site)
    assert before.keys() == after.keys()
    assert [name for name in before if not name.endswith(".json") and before[name] != after[name]] == []


def _failed(sources: Mapping[str, str], known: set[str]) -> Iterator[tuple[str, mermaid.Drawing]]:
    """Nothing but what cannot be drawn anyway is asked for."""
    assert set(sources) == known
    return ((name, mermaid.Drawing(problem="mermaid cannot draw it")) for name in sources)


@pytest.fixture
def tab(drawn: Published, browser: Browser) -> Iterator[Tab]:
    for address in serve(drawn.site / "_site"):
        page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="dark")
        name = next((drawn.site / "_site").rglob("drawn.html")).relative_to(drawn.site / "_site")
        page.goto(f"{address}/{name.as_posix()}")
        yield page
        page.close()


def test_a_drawing_is_dark_where_the_page_is_and_light_where_the_page_knows_no_dark(tab: Tab) -> None:
    fill = "getComputedStyle(document.querySelector('.nb-drawing .nbd-node rect')).fill"
    light = tab.evaluate(fill)
    tab.evaluate("document.documentElement.style.colorScheme = 'light dark'")
    dark = tab.evaluate(fill)
    tab.evaluate("document.documentElement.style.colorScheme = 'light'")  # as a theme's switch does
    assert (light, dark, tab.evaluate(fill)) == ("rgb(236, 236, 255)", "rgb(31, 32, 32)", light)


def test_words_stay_in_their_shapes_whatever_the_text_around_is_set_in(tab: Tab) -> None:
    widths = "[...document.querySelectorAll('.nb-drawing text')].map(text => Math.round(text.getComputedTextLength()))"
    before = tab.evaluate(widths)
    around = "font: 30px/2 serif; letter-spacing: 3px; font-size-adjust: .3; text-transform: uppercase"
    tab.add_style_tag(content=f"main {{ {around} }}")
    assert (tab.evaluate(FRAMED), tab.evaluate(widths)) == ([], before)
    assert len(before) > 20


def test_on_a_phone_a_wide_drawing_scrolls_before_it_is_too_small_to_be_read(tab: Tab) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    scales = tab.evaluate(
        "[...document.querySelectorAll('.nb-drawing > svg')].map(svg => svg.clientWidth / svg.getAttribute('width'))"
    )
    assert min(scales) >= 0.59 and max(scales) <= 1.01
    assert (
        tab.evaluate(
            "[...document.querySelectorAll('.nb-drawing')].filter(b => b.scrollWidth > b.clientWidth && b.tabIndex).length"
        )
        == 0
    )


def test_the_words_of_a_drawing_are_found(tab: Tab) -> None:
    assert tab.evaluate("window.find('Some words')") is True


def test_a_page_that_never_comes_to_an_end_is_given_up() -> None:
    if lacking := mermaid.undrawable():
        missing(lacking)
    with pytest.raises(browsers.BrowserError, match="it was not done after 2 seconds"):
        browsers.opened("<script>for (;;);</script>", 2)


# --- without a browser ----------------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" id="nbd" width="9" height="9" aria-roledescription="pie"><text>{}</text></svg>'


def said(sources: Mapping[str, str]) -> str:
    """What a browser would say of diagrams."""
    found = {name: {"svg": SVG.format(source.split()[-1])} for name, source in sources.items()}
    return f"<body>{base64.b64encode(json.dumps(found).encode()).decode()}</body>"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Draw without a browser; the last words of the sources that were drawn at once are noted."""
    asked: list[set[str]] = []

    def opened(page: str, seconds: float) -> str:
        sources = json.loads(re.findall(r"SOURCES = (.*);</script>", page)[0])
        asked.append({source.split()[-1] for source in sources.values()})
        if asked[-1] >= {"endless"}:
            raise browsers.BrowserError("it was not done")
        return said(sources)

    monkeypatch.setattr(mermaid, "undrawable", lambda: "")
    monkeypatch.setattr(browsers, "opened", opened)
    return asked


def put(folder: Path, *sources: str, name: str = "one", head: str = "") -> Outcome:
    """Publish an article of diagrams."""
    nb = notebook(*(text(fence(source)) for source in sources), head=f"---\ntitle: {name}\ndate: 2020-01-02\n{head}---")
    path = saved(nb, folder / "notebooks" / f"{name}.ipynb")
    site = folder / "site" if (folder / "site").is_dir() else blog(folder)
    return publish([path], Options(site=site, store=folder / ".nbpress", no_run=True))[0]


def kept(folder: Path) -> set[str]:
    return {
        Page(path.read_text()).css_first("text").text() for path in (folder / "site" / diagrams.FOLDER).glob("*.svg")
    }


def test_a_drawing_goes_when_no_article_uses_it(tmp_path: Path, quick: list[set[str]]) -> None:
    put(tmp_path, "pie a", "pie b")
    put(tmp_path, "pie b", "pie c", name="two")
    assert kept(tmp_path) == {"a", "b", "c"}
    put(tmp_path, "pie d")
    assert kept(tmp_path) == {"b", "c", "d"}
    assert quick == [{"a", "b"}, {"c"}, {"d"}], "what is there is not drawn again"


def test_a_refused_article_leaves_no_drawing(tmp_path: Path, quick: list[set[str]]) -> None:
    blog(tmp_path)
    post = tmp_path / "site" / "_posts" / "2020-01-02-one.md"
    post.parent.mkdir()
    post.write_text("Somebody else's.")
    assert put(tmp_path, "pie a").error is not None
    assert quick == [{"a"}] and kept(tmp_path) == set()


def test_a_diagram_without_end_keeps_no_other_from_being_drawn(tmp_path: Path, quick: list[set[str]]) -> None:
    made = put(tmp_path, "pie a", "pie endless")
    assert kept(tmp_path) == {"a"}
    assert [str(each) for each in made.warnings] == [
        "cell 3, line 2: the browser did not draw it: it was not done [nb-broken-diagram]"
    ]


def test_a_source_that_is_too_long_is_not_even_tried(tmp_path: Path, quick: list[set[str]]) -> None:
    made = put(tmp_path, "pie " + "a" * 50_000)
    assert (quick, [each.code for each in made.warnings]) == ([], ["nb-broken-diagram"])


def test_what_this_machine_cannot_draw_is_shown_as_its_source_and_drawn_once_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as poor:
        poor.setattr(mermaid, "PACKAGE", "no_such_package")
        made = put(tmp_path, "pie a")
    post = tmp_path / "site" / "_posts" / "2020-01-02-one.md"
    (told,) = made.warnings
    assert (told.code, told.what) == (
        "nb-undrawn-diagram",
        "mermaid is not installed here: pip install 'nbpress[mermaid]'",
    )
    assert '<details class="nb-fold"><summary>Diagram as text</summary>' in post.read_text()
    monkeypatch.setattr(mermaid, "undrawable", lambda: "")
    monkeypatch.setattr(browsers, "opened", lambda page, seconds: said({diagrams.name("pie a"): "pie a"}))
    again = put(tmp_path, "pie a")
    assert (again.reasons, again.warnings) == (("its diagrams can be drawn here",), ())
    assert "<svg" in post.read_text() and put(tmp_path, "pie a").reasons == ()


def test_the_exporter_writes_the_page_that_a_publication_writes(tmp_path: Path, quick: list[set[str]]) -> None:
    put(tmp_path, "pie a")
    exporter = JekyllExporter(site=str(tmp_path / "site"))
    exported, resources = exporter.from_filename(str(tmp_path / "notebooks" / "one.ipynb"))
    assert exported == (tmp_path / "site" / "_posts" / "2020-01-02-one.md").read_text()
    assert str(diagrams.path(diagrams.name("pie a"))) in resources["outputs"]
    assert quick == [{"a"}], "the drawing of the site is used"


def test_a_theme_that_draws_diagrams_gets_their_source(tmp_path: Path, quick: list[set[str]]) -> None:
    blog(tmp_path, "theme: jekyll-theme-chirpy\n")
    nb = notebook(text(fence("pie a")), text(":::{mermaid}\n:caption: Of it\npie b\n:::"))
    path = saved(nb, tmp_path / "notebooks" / "one.ipynb")
    publish([path], Options(site=tmp_path / "site", store=tmp_path / ".nbpress", no_run=True))
    post = next((tmp_path / "site" / "_posts").iterdir()).read_text()
    assert quick == [] and "mermaid: true" in post and "~~~ mermaid\npie a\n~~~" in post
    assert '<pre><code class="language-mermaid">pie b</code></pre>' in post and "<figcaption>Of it</figcaption>" in post
