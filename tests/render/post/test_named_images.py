"""The pictures that front matter names: drawn, beside the notebook, in the site, or nowhere; in one build by real Jekyll."""

from __future__ import annotations

from pathlib import Path

import jekyll
import pytest
from builders import blog, code, notebook, saved
from pictures import encoded, png

from nbpress.core.notices import Notice
from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks

DRAWN = {"output_type": "display_data", "data": {"image/png": encoded(png(4, 2))}, "metadata": {}}
NOWHERE = "{} does not come along: it is neither beside the notebook nor in the site; the page does without it"
LAYOUT = "{{ page.image | jsonify }}|{{ page.header | jsonify }}\n"
# by name: a line of the front matter; what Jekyll reads there as `image` and `header`; the file in the blog; what is missing
CASES = {
    "beside": ("image: images/x.png", '"/images/beside/x.png"|null', "images/beside/x.png", ""),
    "beside-at-the-top": (
        "image: x.png",
        '"/images/beside-at-the-top/x.png"|null',
        "images/beside-at-the-top/x.png",
        "",
    ),
    "role": (
        "image: {feature: images/x.png}",
        '{"feature":"role/x.png","path":"/images/role/x.png"}|null',
        "images/role/x.png",
        "",
    ),
    "theme": ("header: {teaser: x.png}", 'null|{"teaser":"/images/theme/x.png"}', "images/theme/x.png", ""),
    "nowhere": ("image: images/none.png", "null|null", "", "images/none.png"),
    "one-nowhere": (
        "image: {teaser: none.png, feature: x.png}",
        '{"feature":"one-nowhere/x.png","path":"/images/one-nowhere/x.png"}|null',
        "images/one-nowhere/x.png",
        "none.png",
    ),
    "rooted-nowhere": ("image: /images/none.png", "null|null", "", "/images/none.png"),
    "in-the-site": ("image: old.png", '"/images/old.png"|null', "images/old.png", ""),
    "in-the-site-from-its-root": ("image: assets/old.png", '"/assets/old.png"|null', "assets/old.png", ""),
    "role-in-the-site": (
        "image: {teaser: old.png}",
        '{"teaser":"old.png","path":"/images/old.png"}|null',
        "images/old.png",
        "",
    ),
    "drawn": ("image: images/fig.png", '"/images/fig.png"|null', "images/fig.png", ""),
    "elsewhere": ("image: https://a.example/x.png", '"https://a.example/x.png"|null', "", ""),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[Notice, ...]]]:
    """The blog that Jekyll built of all cases, and the warnings of each."""
    folder = tmp_path_factory.mktemp("named")
    root = blog(folder, "permalink: /:title/\nquiet: true\nnbpress: {styled: true}\n")
    (root / "_layouts" / "article.html").write_text(LAYOUT)
    for path in ("site/images/old.png", "site/assets/old.png", "notebooks/x.png", "notebooks/images/x.png"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(png(6, 3))
    paths = []
    for name, (line, *_) in CASES.items():
        head = f"---\ntitle: T\ndate: 2020-01-02\n{line}\n---"
        cells = [code("#| label: fig\nplot()", outputs=[DRAWN])] if name == "drawn" else []
        paths.append(saved(notebook(*cells, head=head), folder / "notebooks" / f"{name}.ipynb"))
    options = PublishOptions(site=root, store=folder / ".nbpress", no_run=True)
    outcomes = publish_notebooks(paths, options)
    again = publish_notebooks(paths, options)
    assert not any(outcome.files for outcome in again), "an unchanged blog is not up to date"
    jekyll.run(root)
    return root / "_site", {path.stem: outcome.warnings for path, outcome in zip(paths, outcomes, strict=True)}


@pytest.mark.parametrize("name", CASES)
def test_a_named_picture_is_where_the_page_says(name: str, built: tuple[Path, dict[str, tuple[Notice, ...]]]) -> None:
    site, warnings = built
    _, read, path, missing = CASES[name]
    assert (site / name / "index.html").read_text().strip() == read
    assert not path or (site / path).is_file()
    assert [(said.code, said.cell, said.what) for said in warnings[name]] == (
        [("nb-kept-out", 1, NOWHERE.format(missing))] if missing else []
    )
