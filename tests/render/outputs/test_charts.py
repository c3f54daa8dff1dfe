"""Charts as plotly, Bokeh and altair really make them: through real Jekyll, in a real browser that reaches no other server."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jekyll
import pytest
from conftest import missing
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_notebook

from nbpress.core.notices import Notice
from nbpress.core.records import Context, Site
from nbpress.render.post.page import exporter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

# What a cell displays in IPython, without a kernel around it.
SHELL = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config
shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
found = {}
for name, cells in json.load(sys.stdin).items():
    found[name] = []
    for source in cells:
        with capture_output() as caught:
            shell.run_cell(source).raise_error()
        found[name].append([each.data for each in caught.outputs])
print(json.dumps(found))
"""
PLOTLY = """import plotly.graph_objects as go, plotly.io as pio
from IPython.display import HTML, display
def chart(title): return go.Figure(go.Scatter(y=[1, 3, 2]), layout={"title": {"text": title}, "height": 333})
pio.renderers.default = "%s" """
BOKEH = """from bokeh.io import output_notebook, show
from bokeh.plotting import figure
from bokeh.resources import CDN, INLINE
def chart(color):
    drawn = figure(width=400, height=222)
    drawn.line([1, 2, 3], [3, 1, 2], color=color)
    return drawn
output_notebook(resources=%s)"""
ALTAIR = """import altair as alt
from IPython.display import display
rows = alt.Data(values=[{"a": "A", "b": 28}, {"a": "B", "b": 55}])
chart = alt.Chart(rows).mark_bar().encode(x="a:N", y="b:Q")
alt.renderers.enable("%s")"""
SHOWN = ["chart('first').show()", "chart('second').show()"]
CELLS = {
    "plotly: notebook": [PLOTLY % "notebook", *SHOWN],
    "plotly: notebook_connected": [PLOTLY % "notebook_connected", *SHOWN],
    "plotly: plotly_mimetype": [PLOTLY % "plotly_mimetype", *SHOWN, "chart('third').show()"],
    "plotly: to_html": [
        PLOTLY % "notebook",
        "display(HTML(chart('first').to_html()))",
        "display(HTML(chart('second').to_html(full_html=False, include_plotlyjs=False)))",
    ],
    "bokeh: INLINE": [BOKEH % "INLINE", "show(chart('navy'))", "show(chart('red'))"],
    "bokeh: CDN": [BOKEH % "CDN", "show(chart('navy'))", "show(chart('red'))"],
    "altair: default": [ALTAIR % "default", "display(chart)", "display(chart | chart)"],
    "altair: mimetype": [ALTAIR % "mimetype", "display(chart)", "display(chart | chart)"],
}
# What draws ids at random, as two runs give it; Bokeh counts from the beginning of its process.
RANDOM = [
    f"import bokeh.util.serialization as counter\ncounter._simple_id = 999\n{BOKEH % 'CDN'}\nshow(chart('navy'))",
    f"{PLOTLY % 'notebook'}\ndisplay(HTML(chart('x').to_html(full_html=False, include_plotlyjs=False)))",
    f"{ALTAIR % 'default'}\ndisplay(chart)",
    "import pandas\ndisplay(pandas.DataFrame({'a': [1, 2]}).style.highlight_max())",
    """import matplotlib; matplotlib.use("svg")
import io, matplotlib.pyplot as plt
from IPython.display import HTML, SVG, display
from matplotlib.animation import FuncAnimation
drawn, axes = plt.subplots()
line, = axes.plot([1, 2], label="a"); axes.scatter([1, 2], [2, 1])
text = io.StringIO(); drawn.savefig(text, format="svg")
display(SVG(text.getvalue()))
display(HTML(text.getvalue()))
display(HTML(text.getvalue()))
display(HTML(FuncAnimation(drawn, lambda at: [line], frames=2).to_jshtml()))
plt.close(drawn)""",
]
CELLS |= {"random ids: a run": RANDOM, "random ids: another": RANDOM}
HEIGHTS = {"plotly: plotly_mimetype": 333, "plotly: notebook": 333, "plotly: to_html": 333, "bokeh: INLINE": 222}
LINKED = {
    "plotly: notebook_connected": '`plotly.io.renderers.default = "notebook"`',
    "bokeh: CDN": "`output_notebook(resources=INLINE)`",
    "altair: default": '`alt.renderers.enable("svg")`, with the package vl-convert-python installed',
}
NOTED = {"altair: mimetype": '`alt.renderers.enable("svg")`, with the package vl-convert-python installed'}
DRAWN = """() => {
    const found = [];
    const walk = root => root.querySelectorAll('*').forEach(each => {
        const box = each.getBoundingClientRect();
        const seen = box.width > 100 && box.height > 100 && box.height < 5000;
        if (seen && /^(svg|canvas)$/i.test(each.tagName)) found.push(box.height);
        if (each.shadowRoot) walk(each.shadowRoot);
    });
    walk(document);
    return found.length > 0 && Math.max(...found);
}"""


@dataclass(frozen=True, slots=True)
class Post:
    """What became of a notebook: its page as Jekyll built it, its files by address, its warnings."""

    html: str
    files: Mapping[str, bytes]
    warnings: tuple[Notice, ...]


@pytest.fixture(scope="module")
def posts() -> dict[str, Post]:
    if not all(map(find_spec, ("altair", "bokeh", "plotly"))):
        missing("altair, bokeh or plotly is missing: pip install -e '.[test]'")
    done = subprocess.run(
        [sys.executable, "-c", SHELL], input=json.dumps(CELLS), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    made = {name: rendered(cells) for name, cells in json.loads(done.stdout.splitlines()[-1]).items()}
    pages = jekyll.build({name: text for name, (text, _, _) in made.items()})
    return {name: Post(pages[name], files, warnings) for name, (_, files, warnings) in made.items()}


def rendered(cells: list[list[dict[str, Any]]]) -> tuple[str, Mapping[str, bytes], tuple[str, ...]]:
    nb = new_notebook(cells=[new_code_cell(f"cell_{number}", id=f"cell-{number}") for number, _ in enumerate(cells)])
    for cell, outputs in zip(nb.cells, cells, strict=True):  # unasked by the schema: altair's MIME type is not in it
        cell.outputs = [from_dict({"output_type": "display_data", "data": data, "metadata": {}}) for data in outputs]
    context = Context(Site(Path("site"), styled=True), "chart.ipynb", "chart", "2020-01-01")
    text, resources = exporter().from_notebook_node(nb, {"nbpress": context})
    return text, resources["outputs"], resources["nbpress_warnings"]


def opened(browser: Browser, post: Post) -> tuple[Page, list[str]]:
    """Open the page, and list what goes wrong there and who else is asked."""
    wrong: list[str] = []

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.netloc != "blog.example":
            wrong.append(route.request.url)
            return route.abort()
        path = address.path.lstrip("/")
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        return route.fulfill(body=post.files.get(path, post.html), content_type=kind)

    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.route("**/*", answer)
    page.goto("http://blog.example/")
    return page, wrong


@pytest.mark.parametrize("name", HEIGHTS)
def test_what_brings_its_library_is_drawn_at_its_height(name: str, browser: Browser, posts: dict[str, Post]) -> None:
    page, wrong = opened(browser, posts[name])
    frames = page.locator("iframe")
    assert frames.count() == len(CELLS[name]) - 1
    assert not page.locator(".nb-note").count()
    for number in range(frames.count()):
        frames.nth(number).scroll_into_view_if_needed()
        handle = frames.nth(number).element_handle()
        wrapper = handle.content_frame()
        assert wrapper is not None
        frame = wrapper.wait_for_selector("iframe").content_frame()
        assert frame is not None
        frame.wait_for_function(DRAWN, timeout=20_000)
        frame.wait_for_function("document.body.scrollHeight === innerHeight", timeout=20_000)
        if "to_html" not in name or number:
            assert frame.evaluate(DRAWN) == HEIGHTS[name]
            assert abs(frame.evaluate("innerHeight") - HEIGHTS[name]) <= 1
    assert wrong == []
    assert posts[name].warnings == ()
    page.close()


def test_charts_of_plotlys_default_share_one_library_that_belongs_to_no_article(posts: dict[str, Post]) -> None:
    files = posts["plotly: plotly_mimetype"].files
    assert [path.split("/")[1] for path in files if path.endswith(".js")] == ["nbpress"]
    charts = [content.decode() for path, content in files.items() if path.endswith(".html")]
    assert len(charts) == 3 and all(len(chart) < 20_000 for chart in charts)
    assert len({chart.split("<iframe")[0] for chart in charts}) == 1, "nothing of the article's own names them"


def test_two_runs_of_what_draws_ids_at_random_give_the_same_bytes(posts: dict[str, Post]) -> None:
    first, second = (posts[name] for name in CELLS if name.startswith("random"))
    assert first.html == second.html and first.files == second.files
    names = re.findall(r'\sid="([^"]+)"', first.html)
    assert len(names) > 50 and len(names) == len(set(names)), "two drawings on a page share no name"


@pytest.mark.parametrize("name", LINKED)
def test_what_needs_another_server_is_linked_and_the_author_told(
    name: str, browser: Browser, posts: dict[str, Post]
) -> None:
    page, wrong = opened(browser, posts[name])
    assert page.locator(".nb-output").count() == page.locator(".nb-note a").count() == 2
    assert wrong == []
    page.close()
    assert [warning.cell for warning in posts[name].warnings] == [2, 3]
    assert all(
        "from another server" in warning.what and LINKED[name] in warning.what for warning in posts[name].warnings
    )


@pytest.mark.parametrize("name", NOTED)
def test_what_is_data_alone_leaves_a_note_and_the_author_is_told(name: str, posts: dict[str, Post]) -> None:
    assert posts[name].html.count("An interactive output, to be seen in the notebook.") == 2
    assert "VegaLite" not in posts[name].html
    assert [warning.cell for warning in posts[name].warnings] == [2, 3]
    assert all("only there as" in warning.what and NOTED[name] in warning.what for warning in posts[name].warnings)


def test_a_linked_chart_finds_its_library_where_it_is_a_module(browser: Browser, posts: dict[str, Post]) -> None:
    from plotly.offline import get_plotlyjs

    post = posts["plotly: notebook_connected"]
    page, wrong = opened(browser, post)
    page.route(
        "https://cdn.plot.ly/**",
        lambda route: route.fulfill(
            body=get_plotlyjs(), content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    page.locator(".nb-note a").first.click()
    page.wait_for_url("**/*.html")
    frame = page.wait_for_selector("iframe").content_frame()
    assert frame is not None
    frame.wait_for_function(DRAWN, timeout=20_000)
    assert wrong == []
    page.close()
