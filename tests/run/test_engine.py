"""What a kernel sends becomes a notebook that every tool can read."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path
from struct import unpack
from typing import Any

import nbformat
import pytest
from builders import blog, code, notebook, saved

from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish


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


def test_figures_have_twice_the_pixels_at_their_size_unless_the_notebook_says_otherwise(tmp_path: Path) -> None:
    head = "---\ntitle: T\ndate: 2020-01-02\nimage: {teaser: x/tea.png}\n---"
    cells = [code("import matplotlib.pyplot as plt"), *map(code, FIGURES)]
    path = saved(notebook(*cells, head=head), tmp_path / "notebooks" / "run.ipynb")
    blog(tmp_path)
    outcome = publish([path], Options(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    (kept,) = (tmp_path / ".nbpress").rglob("*.ipynb")
    drawn = [cell.outputs[-1] for cell in nbformat.read(kept, as_version=4).cells[2:]]
    found = dict(zip(FIGURES, map(_sharpness, drawn), strict=True))
    assert found == {source: times and pytest.approx(times, rel=0.01) for source, times in FIGURES.items()}


def _sharpness(output: Any) -> float | None:
    width, _ = unpack(">II", b64decode(output.data["image/png"])[16:24])
    size = output.metadata.get("image/png", {})
    return width / size["width"] if size else None
