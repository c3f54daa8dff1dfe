"""Whatever a notebook brings along, real Jekyll passes each file that was written on byte for byte."""

from __future__ import annotations

from pathlib import Path

import jekyll
import pytest
from builders import blog, code, manifest, notebook, saved, text
from pictures import SVG, encoded, png

from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish

PAGE = b"---\ntitle: {{ site.title }}\n---\n{{ site.secret }}\n"
TEXTS = ("a.txt", "a.yaml", "a.yml", "a.md", "a.html", "a.js", "a.css", "a.py", "_b.txt", "#c.txt", "d~.txt", "~e.txt")
DATA = ("a.csv", "a.bin", "a.pdf", "a.xml", "a.json")  # a blank line would be harm
FIRST_LINES = {"blanks.txt": b"---  \t\n{{ site.secret }}", "dos.txt": b"---\r\n{{ site.secret }}", "one.txt": b"---\n"}
HTML = "<script>alert(1)</script>{{ site.secret }}"
CHART = "<div id='c'></div><script>document.getElementById('c').textContent = '{{ site.secret }}'</script>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A site that Jekyll built, with one article that brings along all that is here."""
    folder = tmp_path_factory.mktemp("built")
    site = blog(folder, "secret: LEAKED\nnbpress: {source: {downloads: files}, files: [.yaml, .yml, .bin]}\n")
    files = {name: PAGE + name.encode() for name in (*TEXTS, *DATA)} | FIRST_LINES
    files |= {
        "page.png": PAGE,
        "lfs.png": b"version https://git-lfs.github.com/spec/v1\n",
        "jpeg.png": b"\xff\xd8\xff1",
    }
    files |= {"real.png": png(), "real.svg": SVG.encode(), "page.svg": PAGE}
    for name, content in files.items():
        (folder / "notebooks" / name).parent.mkdir(exist_ok=True)
        (folder / "notebooks" / name).write_bytes(content)
    attached = text("![](attachment:html.png) ![](attachment:right.html) ![](attachment:page.svg)")
    attached["attachments"] = {
        "html.png": {"image/png": encoded(HTML.encode())},
        "right.html": {"image/png": encoded(png())},
        "page.svg": {"image/tiff": encoded(PAGE)},
    }
    links = " ".join(f"[x]({name.replace('#', '%23')})" for name in files)
    outputs = [
        {"output_type": "display_data", "data": data, "metadata": {}}
        for data in ({"image/png": encoded(PAGE)}, {"image/png": encoded(png())}, {"text/html": CHART})
    ]
    drawn = code("#| label: _loss~\nf()", outputs=outputs)
    path = saved(notebook(text(links), attached, drawn), folder / "notebooks" / "_x.ipynb")
    outcome = publish([path], Options(site=site, store=folder / ".nbpress", no_run=True))[0]
    jekyll.run(site)
    return site, outcome


def test_each_file_is_built_byte_for_byte_and_no_value_of_the_site_is_in_one(built: tuple[Path, Outcome]) -> None:
    site, outcome = built
    assert outcome.error is None
    entry = manifest(site)["articles"]["_x"]
    names = sorted(name for name in entry["files"] if name != entry["post"] and not name.startswith("_"))
    assert len(names) == len(TEXTS) + len(FIRST_LINES) + 6, names
    for name in names:
        assert (site / "_site" / name).read_bytes() == (site / name).read_bytes(), name
    for path in (site / "_site").rglob("*"):
        assert not path.is_file() or b"LEAKED" not in path.read_bytes(), path
    assert not list((site / "_site").rglob("*nbpress*.json")), "the manifest is nobody's page"


def test_what_would_be_harmed_stays_a_link_with_a_warning(built: tuple[Path, Outcome]) -> None:
    site, outcome = built
    post = next((site / "_posts").iterdir()).read_text()
    for name in DATA:
        assert f"[x]({name})" in post
        assert any(f"{name} begins with a line `---`" in warning.what for warning in outcome.warnings), name
    for name in ("page.png", "lfs.png", "page.svg"):
        assert f"[x]({name})" in post and any(f"{name} is no picture" in warning.what for warning in outcome.warnings)


def test_suffix_and_bytes_agree(built: tuple[Path, Outcome]) -> None:
    site, outcome = built
    names = {path.name for path in (site / "images" / "x").iterdir()} if (site / "images" / "x").is_dir() else set()
    assert {"jpeg.jpg", "real.png", "real.svg"} <= names and not {"jpeg.png", "page.png"} & names, names
    assert not [name for name in names if "html" in name and name.endswith(".png")]
    for path in (site / "images").rglob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG"), path
    assert sum("image/png is no image" in warning.what for warning in outcome.warnings) == 1


def test_an_article_whose_image_folder_jekyll_would_pass_over_is_refused(tmp_path: Path) -> None:
    site = blog(tmp_path)
    for number, name in enumerate(("_a", ".a", "#a", "a~")):
        head = f"---\ntitle: x\ndate: 2020-01-02\nimage: {{teaser: '{name}/t.png'}}\n---"
        drawn = code(
            "#| label: t\nf()",
            outputs=[{"output_type": "display_data", "data": {"image/png": encoded(png())}, "metadata": {}}],
        )
        path = saved(notebook(drawn, head=head), tmp_path / "notebooks" / f"n{number}.ipynb")
        outcome = publish([path], Options(site=site, store=tmp_path / ".nbpress", no_run=True))[0]
        assert f"Jekyll leaves out what is called {name}" in str(outcome.error)
    assert not (site / "_posts").exists() and not (site / "images").exists()
