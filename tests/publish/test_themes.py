"""The blog that somebody has: articles come out as its theme wants them, in a layout that it has, where it wants them.

The sites are skeletons, made by what the themes' documents say; nobody looks at a page here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jekyll
import pytest
import yaml
from builders import code, notebook, saved, text
from pictures import encoded, png
from selectolax.lexbor import LexborHTMLParser

from nbpress.core import diagrams
from nbpress.core.errors import ReadError
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks
from nbpress.read import site as sites
from nbpress.read import themes

HEAD = """---
title: A title
date: 2020-01-02
tags: [First Tag, second]
toc: true
excerpt: What it is about.
image: {feature: x/wide.png, teaser: x/small.png}
"""
RUN = {"date": "2020-03-04T05:06:07+00:00", "duration": 1.5}
CHANGED = "2020-03-04 05:06:07+00:00"
DRAWN = {"output_type": "display_data", "data": {"image/png": encoded(png())}, "metadata": {}}
DATA = '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%228%22 height=%224%22/%3E" alt="a">'
FRAME = {
    "output_type": "display_data",
    "data": {"text/html": f'<p>b</p>{DATA}<video src="clip.mp4"></video>'},
    "metadata": {},
}
CELLS = (
    text("A formula $x^2$.\n\n```mermaid\ngraph TD\n```"),
    code("a = '{{ b }}'", outputs=[DRAWN]),
    code("c", outputs=[FRAME]),
)


@dataclass(frozen=True)
class Wanted:
    """What a theme's documents want. files: by which a copy of it is known. head: keys of the front matter; None: not there."""

    name: str
    remote: str
    files: tuple[str, ...]
    folder: str
    layout: str
    head: dict[str, Any]
    gem: str = ""
    fences: bool = False
    prefixed: bool = False
    absent: tuple[str, ...] = field(default=("modified", "modify_date", "math", "mathjax", "mermaid"))


def image(folder: str, name: str = "wide") -> str:
    return f"/{folder}/x/{name}.png"


THEMES = [
    Wanted("minima", "jekyll/minima", ("_sass/minima/_base.scss",), "images", "post", {
        "image": image("images"), "modified_date": CHANGED}, "minima"),
    Wanted("chirpy", "cotes2020/jekyll-theme-chirpy", ("_includes/refactor-content.html",), "assets/img", "post", {
        "image": {"path": image("assets/img")}, "tags": ["first tag", "second"], "math": True, "mermaid": True, "toc": True,
        "description": "What it is about."}, "jekyll-theme-chirpy", True, True, ("modified", "mathjax")),
    Wanted("minimal-mistakes", "mmistakes/minimal-mistakes", ("_layouts/single.html",), "assets/images", "single", {
        "header": {"image": image("assets/images"), "og_image": image("assets/images"),
                   "teaser": image("assets/images", "small")}, "toc": True}, "minimal-mistakes-jekyll"),
    Wanted("so-simple", "mmistakes/so-simple-theme", ("_sass/so-simple.scss",), "images", "post", {
        "image": {"path": image("images"), "thumbnail": image("images", "small")}}, "jekyll-theme-so-simple"),
    Wanted("al-folio", "alshedivat/al-folio", ("_layouts/distill.liquid", "_layouts/bib.liquid"), "assets/img", "post", {
        "thumbnail": image("assets/img", "small"), "last_updated": CHANGED, "toc": {"sidebar": "left"},
        "mermaid": {"enabled": True}, "description": "What it is about."}, absent=("modified", "image", "math")),
    Wanted("beautiful-jekyll", "daattali/beautiful-jekyll", ("_includes/ext-css.html",), "assets/img", "post", {
        "cover-img": image("assets/img"), "share-img": image("assets/img"), "thumbnail-img": image("assets/img", "small"),
        "last-updated": CHANGED, "mathjax": True}, "beautiful-jekyll-theme", absent=("modified", "image", "math")),
    Wanted("hydejack", "hydecorp/hydejack", ("_includes/components/hy-img.html",), "assets/img", "post", {
        "image": {"path": image("assets/img")}, "description": "What it is about."}, "jekyll-theme-hydejack"),
    Wanted("text", "kitian616/jekyll-TeXt-theme", ("_layouts/article.html", "_includes/article-list.html"), "assets/images",
        "article", {"cover": image("assets/images", "small"), "article_header": {"image": {"src": image("assets/images")}},
        "modify_date": CHANGED, "aside": {"toc": True}, "mathjax": True, "mermaid": True}, "jekyll-text-theme",
        absent=("modified", "toc", "image", "math")),
    Wanted("just-the-docs", "just-the-docs/just-the-docs", ("_includes/css/just-the-docs.scss.liquid",), "assets/images",
        "default", {"image": image("assets/images"), "last_modified_date": CHANGED}, "just-the-docs"),
    Wanted("hux", "Huxpro/huxpro.github.io", ("_layouts/keynote.html",), "img", "post", {
        "header-img": "img/x/wide.png", "catalog": True, "subtitle": "What it is about."}, absent=("modified", "toc", "image")),
    Wanted("jasper2", "jekyllt/jasper2", ("_includes/post-card.html",), "assets/images", "post", {
        "cover": "assets/images/x/wide.png"}, absent=("modified", "image")),
    Wanted("skinny-bones", "mmistakes/skinny-bones-jekyll", ("_layouts/article.html",), "images", "article", {
        "image": {"feature": "x/wide.png", "teaser": "x/small.png", "path": image("images")}, "modified": CHANGED,
        "toc": True}, absent=("math", "mermaid")),
    Wanted("none", "somebody/else", ("_layouts/post.html",), "images", "post", {
        "image": {"feature": "x/wide.png", "teaser": "x/small.png", "path": image("images")}}),
]  # fmt: skip


def site(root: Path, config: str, *files: str) -> Path:
    for name in ("_config.yml", *files):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(config if name == "_config.yml" else "{{ content }}\n")
    return root


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, bytes]:
    """The drawings of the page's diagrams, in a site that has them: a browser draws each once."""
    root = site(
        tmp_path_factory.mktemp("drawn"), "nbpress: {math: kramdown}\n", "images/x/wide.png", "images/x/small.png"
    )
    assert published(root).error is None
    found = {path.relative_to(root): path.read_bytes() for path in (root / diagrams.FOLDER).rglob("*.svg")}
    assert found
    return found


def published(root: Path, name: str = "page", head: str = HEAD, cells: tuple[Any, ...] = CELLS) -> Outcome:
    nb = notebook(*cells, head=f"{head}---")
    nb["metadata"]["nbpress"] = RUN
    (root / "_notebooks").mkdir(exist_ok=True)
    (root / "_notebooks" / "clip.mp4").write_bytes(b"clip")
    path = saved(nb, root / "_notebooks" / f"{name}.ipynb")
    [outcome] = publish_notebooks([path], PublishOptions.of_project(path, no_run=True))
    return outcome


def read(path: Path) -> tuple[dict[str, Any], str]:
    _, head, body = path.read_text().split("---\n", 2)
    assert "&id" not in head
    return yaml.load(head, yaml.BaseLoader) | flagged(yaml.safe_load(head)), body


def flagged(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are no texts to YAML; dates stay as they are written."""
    return {key: value for key, value in values.items() if isinstance(value, bool | dict) and key != "nbpress"}


def test_every_theme_of_the_file_is_tried() -> None:
    assert [each.name for each in THEMES] == list(themes.known())


WAYS = [(each, how) for each in THEMES for how in ("remote", "gem", "files") if each.gem or how != "gem"]


@pytest.mark.parametrize(("wanted", "how"), WAYS, ids=[f"{each.name}-{how}" for each, how in WAYS])
def test_an_article_comes_out_as_the_theme_wants_it(
    tmp_path: Path, drawings: dict[Path, bytes], wanted: Wanted, how: str
) -> None:
    named = {"remote": f"remote_theme: {wanted.remote}@v1.2\n", "gem": f"theme: {wanted.gem}\n", "files": ""}[how]
    pictures = [f"{wanted.folder}/x/{name}.png" for name in ("wide", "small")]
    config = f"baseurl: /blog\n{named}nbpress: {{math: kramdown}}\n"
    root = site(tmp_path, config, *pictures, *(wanted.files if how == "files" else ()))
    if how == "files":
        site(root, config, f"_layouts/{wanted.layout}.html")
    for path, content in drawings.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    outcome = published(root)
    assert outcome.error is None and outcome.warnings == ()
    head, body = read(root / "_posts" / "2020-01-02-page.md")
    assert {key: head.get(key) for key in wanted.head} == wanted.head
    assert (head["layout"], head["last_modified_at"]) == (wanted.layout, CHANGED)
    assert not head.keys() & (set(wanted.absent) - set(wanted.head))
    base = "" if wanted.prefixed else "/blog"
    assert f'<img src="{base}/{wanted.folder}/x/cell-2.png"' in body
    assert f'<video src="/blog/{wanted.folder}/x/clip.mp4"' in body
    assert ("~~~ python" in body, "{% highlight python %}" in body) == (wanted.fences, not wanted.fences)
    assert ("data:image" in body) is not wanted.prefixed


@pytest.mark.parametrize(("config", "said"), [
    ("theme: minimla", 'did you mean "minima"'),
    ("theme: {name: minimla}", 'did you mean "minima"'),
    ("theme: {layout: post}", 'did you mean "layouts"'),
    ("theme: {layouts: post}", "a mapping of layouts"),
    ("theme: {code: fences}", "highlight or fence"),
    ("theme: {prefixed: 1}", "true or false"),
    ("theme: 5", "the name of a theme"),
    ("front_matter: minima", "is called `theme:` now"),
    ("collection: notes", 'no collection "notes"'),
    ("folder: articles", "no folder of posts"),
    ("folder: ../_posts", "no folder of posts"),
    ("{folder: _posts/de, collection: notes}", "Keep one"),
])  # fmt: skip
def test_settings_that_cannot_be_are_refused(tmp_path: Path, config: str, said: str) -> None:
    (tmp_path / "_config.yml").write_text(f"nbpress: {config if config[0] == '{' else '{' + config + '}'}\n")
    with pytest.raises(ReadError) as caught:
        sites.load(tmp_path)
    assert said in str(caught.value)


def test_a_theme_is_changed_key_by_key_and_the_rest_of_it_stays(tmp_path: Path) -> None:
    root = site(tmp_path, "theme: jekyll-theme-chirpy\nnbpress: {theme: {code: highlight, images: {teaser: card}}}\n")
    published(site(root, (root / "_config.yml").read_text(), "assets/img/x/wide.png", "assets/img/x/small.png"))
    head, body = read(root / "_posts" / "2020-01-02-page.md")
    assert (head["card"], head["tags"], "{% highlight" in body) == (
        "/assets/img/x/small.png",
        ["first tag", "second"],
        True,
    )


@pytest.mark.parametrize(("given", "wanted"), [
    ("", {"last_modified_at": CHANGED, "modified_date": CHANGED}),
    ("modified: 2021-02-03\n", {"last_modified_at": "2021-02-03", "modified_date": "2021-02-03", "modified": "2021-02-03"}),
    ("last_modified_at: 2021-02-03\n", {"last_modified_at": "2021-02-03", "modified_date": "2021-02-03"}),
    ("modified_date: 2021-02-03\nlast_modified_at: 2022-02-03\n",
     {"last_modified_at": "2022-02-03", "modified_date": "2021-02-03"}),
])  # fmt: skip
def test_the_date_of_change_is_the_authors_where_he_says_one(
    tmp_path: Path, given: str, wanted: dict[str, str]
) -> None:
    root = site(tmp_path, "theme: minima\n")
    published(root, head=f"---\ntitle: A\ndate: 2020-01-02\n{given}", cells=())
    head = read(root / "_posts" / "2020-01-02-page.md")[0]
    assert {key: value for key, value in head.items() if "modified" in key} == wanted


# --- where articles go, and in which layout ------------------------------------------------------------------

PLACED = """permalink: /:categories/:title/
kramdown: {input: kramdown}
collections_dir: content
collections: {notes: {output: true}, recipes: {output: true, permalink: "/food/:title.html"}}
defaults:
  - {scope: {path: "", type: posts}, values: {layout: post}}
  - {scope: {path: "content/de/_posts"}, values: {layout: german}}
  - {scope: {path: "_posts/fr", type: posts}, values: {layout: french, permalink: "/fr/:title/"}}
  - {scope: {path: "", type: recipes}, values: {layout: recipe}}
nbpress: {theme: {code: fence}}
"""
LAYOUTS = ("post", "german", "french", "recipe", "own")
LAYOUT = '<!DOCTYPE html><html><body><main id="{}">{{{{ content }}}}</main></body></html>'
ARTICLES = {  # what stands under `nbpress:`, the file, the layout, the address
    "one": ("{}", "content/_posts/2020-01-02-one.md", "post", "/one/"),
    "note": ("{collection: notes}", "content/_notes/note.md", "own", "/notes/note/"),
    "soup": ("{collection: recipes}", "content/_recipes/soup.md", "recipe", "/food/soup.html"),
    "eins": ("{folder: content/de/_posts}", "content/de/_posts/2020-01-02-eins.md", "german", "/de/eins/"),
    "un": ("{folder: content/_posts/fr}", "content/_posts/fr/2020-01-02-un.md", "french", "/fr/un/"),
}
TILDES = "a = '{{ b }}'\n~~~\n</div>\n{% if x %}{% endif %}"


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with an article in each place, built by Jekyll."""
    root = site(tmp_path_factory.mktemp("placed"), PLACED)
    for name in LAYOUTS:
        (root / "_layouts").mkdir(exist_ok=True)
        (root / "_layouts" / f"{name}.html").write_text(LAYOUT.format(name))
    links = text(" ".join(f"[{name}]({name}.ipynb)" for name in ARTICLES))
    paths = []
    for name, (settings, *_) in ARTICLES.items():
        own = "layout: own\n" if name == "note" else ""
        head = f"---\ntitle: {name}\ndate: 2020-01-02\n{own}nbpress: {settings}\n---"
        paths.append(saved(notebook(links, code(TILDES), head=head), root / "_notebooks" / f"{name}.ipynb"))
    outcomes = publish_notebooks(paths, PublishOptions.of_project(paths[0], no_run=True))
    assert [(outcome.error, outcome.warnings) for outcome in outcomes] == [(None, ())] * len(paths)
    jekyll.run(root)
    return root


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_lies_where_it_is_wanted_in_the_layout_of_that_place(placed: Path, name: str) -> None:
    _, file, layout, address = ARTICLES[name]
    head, _ = read(placed / file)
    assert head["layout"] == layout
    page = (
        LexborHTMLParser((placed / "_site" / f"{address}index.html".lstrip("/")).read_text())
        if address.endswith("/")
        else LexborHTMLParser((placed / "_site" / address[1:]).read_text())
    )
    assert page.css_first(f"main#{layout}") is not None
    assert [link.attributes["href"] for link in page.css("main p a")] == [each[3] for each in ARTICLES.values()]
    assert page.css_first("div.nb-input > div.language-python pre").text().strip("\n") == TILDES


def test_an_article_of_a_collection_without_a_date_keeps_that_of_its_first_publication(tmp_path: Path) -> None:
    root = site(tmp_path, "collections: {notes: {output: true}}\nnbpress: {collection: notes}\n", "_layouts/post.html")
    assert published(root, head="---\ntitle: A\n", cells=()).error is None
    post = root / "_notes" / "page.md"
    day = read(post)[0]["date"]
    post.write_text(post.read_text().replace(f"date: {day}", "date: 2019-08-07"))
    nb = root / "_notebooks" / "page.ipynb"
    [again] = publish_notebooks([nb], PublishOptions.of_project(nb, no_run=True, overwrite=True))
    assert again.error is None and read(post)[0]["date"] == "2019-08-07"


@pytest.mark.parametrize(("config", "layouts", "written", "layout", "told"), [
    ("", ["post"], "", "post", False),
    ("", ["post"], "article", "post", False),
    ("", ["default", "wide"], "wide", "wide", False),
    ("", ["default"], "", "post", True),
    ("", ["post"], "essay", "essay", True),
    ("defaults: [{scope: {path: ''}, values: {layout: essay}}]", ["essay", "post"], "", "essay", False),
    ("defaults: [{scope: {path: ''}, values: {layout: essay}}]", ["essay", "article"], "article", "article", False),
    ("defaults: [{scope: {path: '', type: pages}, values: {layout: essay}}]", ["essay", "post"], "", "post", False),
    ("defaults: [{scope: {path: _posts}, values: {layout: a}}, {scope: {path: ''}, values: {layout: b}}]", ["a", "b"], "",
     "a", False),
    ("defaults: [{scope: {path: '_p*/'}, values: {layout: a}}]", ["a", "b"], "", "a", False),
    ("theme: minima", [], "", "post", False),
    ("theme: minima", [], "page", "page", False),
    ("theme: minima", [], "essay", "essay", True),
    ("theme: minima", ["essay"], "essay", "essay", False),
    ("theme: minimal-mistakes-jekyll", [], "post", "single", False),
    ("theme: nobody-knows", [], "essay", "essay", False),
    ("layouts_dir: faces", [], "", "article", False),
])  # fmt: skip
def test_the_layout_is_one_that_the_site_has_or_there_is_a_warning(
    tmp_path: Path, config: str, layouts: list[str], written: str, layout: str, told: bool
) -> None:
    root = site(tmp_path, f"{config}\n", *(f"_layouts/{name}.html" for name in layouts))
    outcome = published(
        root, head=f"---\ntitle: A\ndate: 2020-01-02\n{f'layout: {written}' if written else ''}\n", cells=()
    )
    assert read(root / "_posts" / "2020-01-02-page.md")[0]["layout"] == layout
    assert [notice.code for notice in outcome.warnings] == ["nb-no-layout"] * told


def test_a_collection_that_jekyll_writes_no_pages_of_is_told(tmp_path: Path) -> None:
    root = site(tmp_path, "collections: [notes]\nnbpress: {collection: notes}\n", "_layouts/post.html")
    assert [notice.code for notice in published(root, head="---\ntitle: A\n", cells=()).warnings] == ["nb-no-page"]
