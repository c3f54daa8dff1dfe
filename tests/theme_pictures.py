"""Pictures of the first article in three themes, each beside the page that stock nbconvert makes of the same notebook.

`python tests/theme_pictures.py FOLDER [EXECUTED.ipynb]` writes them into a folder, wide and as on a phone, with the table of
themes. Without an executed notebook, such as a run in `.nbpress/runs`, the outputs are those of the committed page, and its
live values stand-ins. To stock nbconvert's page a layout of the theme is given, and its pictures are put where its links lead.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chirpy
import first_article
import foreign
import nbformat
import sample
import theme_table
from builders import saved
from conftest import FLAGS, serve
from foreign import Blog
from foreign_looks import broken_pictures
from nbconvert.exporters import MarkdownExporter
from PIL import Image

from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = {"wide": 1280, "phone": 390}
LONGEST = 12_000  # pixels
STOCK = "2018-11-11-stock.md"


def ours(folder: Path, packages: foreign.Packages) -> Blog:
    """Our own blog, with its own theme, without its articles."""
    site = folder / "blog"
    left = shutil.ignore_patterns("_posts", "images", "downloads", "_nbpress", ".*", "_site")
    shutil.copytree(sample.SITE, site, ignore=left)
    return Blog(site, "", "/general/{name}/index.html", layout="article")


BLOGS = {"minima": foreign.minima, "chirpy": foreign.chirpy_copy, "our-theme": ours}


def built(blog: Blog, nb: Any) -> Blog:
    """Publish a notebook that was run, and write what stock nbconvert makes of it beside it."""
    path = saved(nb, blog.site.parent / "notebooks" / "first.ipynb")
    [outcome] = publish_notebooks([path], PublishOptions(site=blog.site, store=blog.site.parent / "store", no_run=True))
    assert outcome.error is None, outcome.error
    text, resources = MarkdownExporter().from_notebook_node(nb)
    stock = text.strip().replace("layout: article", f"layout: {blog.layout}", 1)
    (blog.site / blog.posts / STOCK).write_text(stock, "utf-8")
    blog.built()
    for name, content in resources["outputs"].items():
        (blog.root / stock_page(blog)[1:]).with_name(name).write_bytes(content)
    return blog


def stock_page(blog: Blog) -> str:
    """Give the address of stock nbconvert's page below the host."""
    return blog.page("first").replace("first", "stock")


def pictures(blog: Blog, found: Path) -> Iterator[tuple[str, Image.Image]]:
    """Photograph both pages side by side at each width."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        context = chromium.new_context(reduced_motion="reduce", color_scheme="light")
        chirpy.answer(context, found)
        page = context.new_page()
        for host in serve(blog.root):
            for name, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": 900})
                shots = []
                for address in (blog.page("first"), stock_page(blog)):
                    page.goto(host + address)
                    broken_pictures(page)
                    shots.append(_photograph(page, width))
                yield name, _beside(shots)
        chromium.close()


def _photograph(page: Page, width: int) -> Image.Image:
    """Photograph a page from its top; stock nbconvert's, with all states of a progress bar, is too long for a picture."""
    height = min(LONGEST, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": height})
    shot = page.screenshot(timeout=120_000)
    page.set_viewport_size({"width": width, "height": 900})
    return Image.open(io.BytesIO(shot))


def _beside(shots: list[Image.Image]) -> Image.Image:
    height = max(shot.height for shot in shots)
    whole = Image.new("RGB", (sum(shot.width for shot in shots) + 20, height), "#888")
    whole.paste(shots[0], (0, 0))
    whole.paste(shots[1], (shots[0].width + 20, 0))
    return whole


def main(folder: Path, nb: Any) -> None:
    """Make all pictures and the table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "themes.md").write_text(theme_table.table(), "utf-8")
    with tempfile.TemporaryDirectory(prefix="themes-") as place:
        root = Path(place)
        (root / "npm").mkdir()
        found = chirpy.packages(root / "npm")
        for name, make in BLOGS.items():
            (root / name).mkdir()
            for kind, picture in pictures(built(make(root / name, lambda: found), nb), found):
                picture.save(folder / f"{name}-{kind}.png")
                print(folder / f"{name}-{kind}.png")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), nbformat.read(sys.argv[2], as_version=4) if sys.argv[2:] else first_article.executed())
