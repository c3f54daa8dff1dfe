"""What a kernel sends becomes a notebook that every tool can read."""

from __future__ import annotations

import asyncio
import re
import time
from base64 import b64decode
from collections import Counter
from io import BytesIO
from pathlib import Path
from struct import unpack
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from builders import blog, code, notebook, saved
from matplotlib.colors import to_rgb
from nbclient.client import CellExecutionComplete
from PIL import Image

from nbpress.notebook import languages
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.run.engine import Client


def test_an_output_that_the_notebook_format_only_knows_as_text_ends_no_run(tmp_path: Path) -> None:
    source = """from IPython.display import display, update_display
bundle = {"application/vnd.vegalite.v6.json": {"mark": "bar"}, "application/x+json": [1], "text/plain": "<VegaLite>"}
shown = display(bundle, raw=True, display_id=True)
shown.update(bundle, raw=True)"""
    path = saved(notebook(code(source)), tmp_path / "notebooks" / "run.ipynb")
    blog(tmp_path)
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    (kept,) = (tmp_path / ".nbpress").rglob("*.ipynb")
    nb = nbformat.read(kept, as_version=4)
    nbformat.validate(nb)
    assert nb.cells[1].outputs[0].data["application/vnd.vegalite.v6.json"] == '{"mark": "bar"}'
    assert nb.cells[1].outputs[0].data["application/x+json"] == [1]


def test_the_page_of_a_run_shows_where_a_progress_bar_ended(tmp_path: Path) -> None:
    pytest.importorskip("ipywidgets")
    bar = code("from tqdm.notebook import tqdm\nfor _ in tqdm(range(3), desc='loop'):\n    pass")
    path = saved(notebook(bar), tmp_path / "notebooks" / "run.ipynb")
    blog(tmp_path)
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    (post,) = (tmp_path / "site" / "_posts").iterdir()
    assert "<pre>loop: 100%|██████████| 3/3 [" in post.read_text("utf-8")


SAID = """import ipywidgets
def folder():
    "What stands in its folder."
box = ipywidgets.Output()
with box:
    print("in the box", __import__("os").getcwd())
box"""


def test_the_page_shows_what_the_pager_and_widgets_say_and_no_output_of_what_did_not_run(tmp_path: Path) -> None:
    pytest.importorskip("ipywidgets")
    unrun = code("#| eval: false\n1", outputs=[{"output_type": "stream", "name": "stdout", "text": "of another run"}])
    cells = (code(SAID), code("len?"), code("folder??"), code("%pdoc folder"), unrun)
    path = saved(notebook(*cells), tmp_path / "notebooks" / "run.ipynb")
    blog(tmp_path)
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    (post,) = (tmp_path / "site" / "_posts").iterdir()
    page = re.sub("</?span[^>]*>", "", post.read_text("utf-8"))  # the pager has colours
    assert "Signature: len(obj, /)" in page and "number of items" in page
    assert "Source:" in page and "File:      &lt;cell&gt;" in page
    assert page.count("What stands in its folder.") == 3
    assert "<pre>in the box .</pre>" in page
    assert "of another run" not in page


class Slow:
    """Who watches a run, and needs long for each text: meanwhile, all that the kernel has to say arrives."""

    def article(self, path: Path, reasons: tuple[str, ...], python: str = "") -> None: ...

    def cell(self, number: int, total: int, source: str) -> None: ...

    def text(self, text: str) -> None:
        time.sleep(0.5)


def test_an_answer_that_comes_while_the_state_of_a_widget_is_sent_is_heard(tmp_path: Path) -> None:
    pytest.importorskip("ipywidgets")
    path = saved(notebook(code(SAID)), tmp_path / "notebooks" / "run.ipynb")
    blog(tmp_path)
    options = Options(tmp_path / "site", tmp_path / ".nbpress", run_timeout=30)
    assert publish([path], options, Slow())[0].error is None


# by what is drawn: how many pixels the picture is given for one of its size; nothing where it says no size of its own
FIGURES = {
    "plt.plot([1, 2])": 2,
    "plt.figure(figsize=(12, 2)); plt.plot([1, 2])": 1600 / 1200,
    "plt.figure(figsize=(20, 2)); plt.plot([1, 2])": None,
    "plt.figure(dpi=150); plt.plot([1, 2])": None,
    "#| label: tea\nplt.plot([1, 2])": None,
    "%config InlineBackend.figure_formats = ['retina']\nplt.figure(figsize=(12, 2)); plt.plot([1, 2])": 2,
    "%config InlineBackend.figure_formats = ['png']\nplt.plot([1, 2])": None,
}


DARK = (21, 24, 28)
GREYS = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), ".15")
# By what is drawn: the colours that as many pixels have on a light page and on a dark one, in pairs; none: it has no dark form.
DRAWN: dict[str, list[tuple[str, str]]] = {
    "plt.plot([1, 2]); plt.title('Title'); plt.grid()": [("black", "#d9dce1"), ("C0", "C0")],
    "plt.bar([0, 1], [2, 1], color=['red', 'navy'], edgecolor='gold')\nplt.title('Title', color='lime')": [
        ("red", "red"),
        ("navy", "#7f7fff"),
        ("gold", "gold"),
        ("lime", "lime"),
        ("black", "#d9dce1"),
    ],
    "plt.imshow([[0, 1]], cmap='gray'); plt.text(0.6, 0, '■', color='#141c1a')": [("#141c1a", "#141c1a")],
    "plt.figure(facecolor='#ffeedd'); plt.plot([1, 2])": [],
    "plt.axes(facecolor='#222222'); plt.plot([1, 2])": [],
    f"style = {GREYS!r} | {{'axes.facecolor': '#eaeaf2', 'grid.color': 'w', 'axes.grid': True}}\nplt.rcParams.update(style)\n"
    "plt.plot([1, 2])": [("#eaeaf2", "#23262a"), ("C0", "C0")],
    "plt.style.use('dark_background'); plt.plot([1, 2])": [],
    "plt.rcdefaults(); fig, _ = plt.subplots(); fig.savefig('1.png'); display(fig); fig.savefig('2.png'); plt.close()\n"
    "from pathlib import Path; assert Path('1.png').read_bytes() == Path('2.png').read_bytes()": [("black", "#d9dce1")],
}
VECTORS = "%config InlineBackend.figure_formats = ['svg']\nplt.plot([1, 2])"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a published article of all these figures, drawn for dark pages too."""
    root = tmp_path_factory.mktemp("figures")
    head = "---\ntitle: T\ndate: 2020-01-02\nimage: {teaser: x/tea.png}\nnbpress: {figures: both}\n---"
    cells = [
        code("import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (3, 2)"),
        *map(code, (*DRAWN, *FIGURES, VECTORS)),
    ]
    path = saved(notebook(*cells, head=head), root / "notebooks" / "run.ipynb")
    outcome = publish([path], Options(blog(root), root / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    return root


def test_figures_have_twice_the_pixels_at_their_size_unless_the_notebook_says_otherwise(root: Path) -> None:
    (kept,) = (root / ".nbpress").rglob("*.ipynb")
    shown = [cell.outputs[-1] for cell in nbformat.read(kept, as_version=4).cells[len(DRAWN) + 2 : -1]]
    found = dict(zip(FIGURES, map(_sharpness, shown), strict=True))
    assert found == {source: times and pytest.approx(times, rel=0.01) for source, times in FIGURES.items()}


def test_each_figure_is_drawn_for_a_dark_page_too_where_that_is_asked_for(root: Path) -> None:
    page = next((root / "site" / "_posts").iterdir()).read_text("utf-8")
    files = {each.name: each.read_bytes() for each in (root / "site" / "images" / "x").iterdir()}
    entry = next((root / "site" / "_nbpress").glob("*.json")).read_text("utf-8")
    for number, (source, pairs) in enumerate(DRAWN.items(), 2):
        light, dark = (files.get(f"cell-{number}{kind}.png") for kind in ("", "-dark"))
        assert light and (dark is not None) == bool(pairs), source
        path = f"images/x/cell-{number}-dark.png"
        assert (f"--nb-dark: url('/{path}')" in page) == bool(pairs) == (path in entry)
        if dark is not None:
            before, after = _colours(light), _colours(dark)
            assert before[DARK] == 0 and after[DARK] > 1000, source
            for one, other in pairs:
                same = pytest.approx(before[_rgb(one)], rel=0.01)  # but for where edges are smooth
                assert after[_rgb(other)] == same and before[_rgb(one)] > 20, (source, one)
    assert page.count("<img") == len(DRAWN) + len(FIGURES) + 1
    vectors = f"cell-{len(DRAWN) + len(FIGURES) + 2}"
    assert b"#15181c" in files[f"{vectors}-dark.svg"] and b"#15181c" not in files[f"{vectors}.svg"]


def _sharpness(output: Any) -> float | None:
    width, _ = unpack(">II", b64decode(output.data["image/png"])[16:24])
    size = output.metadata.get("image/png", {})
    return width / size["width"] if size else None


def _colours(content: bytes) -> Counter[tuple[int, ...]]:
    """Count the pixels of each colour."""
    image = Image.open(BytesIO(content)).convert("RGB")
    return Counter({colour: count for count, colour in image.getcolors(1 << 24)})


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(round(part * 255) for part in to_rgb(colour))


class Told(Client):
    """A client that only notes what it is told."""

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> None:
        """Note the message; the state `idle` is the end, as for nbclient."""
        cell.outputs.append(msg["msg_type"])
        if msg["msg_type"] == "status":
            raise CellExecutionComplete


@pytest.mark.parametrize(
    ("late", "told"), [(True, ["stream", "status", "execute_result"]), (False, ["stream", "status"])]
)
def test_what_a_kernel_shows_after_it_said_that_it_is_done_is_read(late: bool, told: list[str]) -> None:
    kinds = [
        ("cell", "stream"),
        ("cell", "status"),
        ("other", "stream"),
        ("cell", "execute_result"),
        ("next", "status"),
    ]
    messages = iter([{"msg_type": kind, "parent_header": {"msg_id": parent}} for parent, kind in kinds])

    async def get_msg(**_: Any) -> Any:
        return next(messages)

    client, cell = Told.__new__(Told), SimpleNamespace(outputs=[])
    client.kc = SimpleNamespace(kernel_info=lambda: "next", iopub_channel=SimpleNamespace(get_msg=get_msg))
    client._language = languages.Language("any", late=late)
    asyncio.run(client._async_poll_output_msg("cell", cell, 0))
    assert cell.outputs == told
