"""What goes wrong between a notebook and a page when nobody looks: whole notebooks, published into two real sites.

One site lives below a baseurl with a permalink of its own and is built west of Greenwich; the other maps the front matter
for another family of themes. What kramdown and Liquid do to single texts is in `test_prose`, `test_page` and `test_letters`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jekyll
import pytest
from builders import PYTHON, blog, code, notebook, saved, text
from pictures import encoded, png
from selectolax.lexbor import LexborHTMLParser, LexborNode

from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish

LAYOUT = (
    "<html><head><script id=data>"
    '{"title": {{ page.title | jsonify }}, "excerpt": {{ page.excerpt | strip_html | strip | jsonify }},'
    ' "date": {{ page.date | date: "%Y-%m-%d" | jsonify }}, "image": {{ page.image | jsonify }},'
    ' "header": {{ page.header | jsonify }}, "mine": {{ page.mine | jsonify }}, "share": {{ page.share | jsonify }},'
    ' "category": {{ page.categories | jsonify }}, "layout": {{ page.layout | jsonify }}, "tags": {{ page.tags | jsonify }}}'
    "</script></head><body><main>{{ content }}</main></body></html>\n"
)
TITLES = (
    "Keras: MNIST",
    "@x",
    "[draft] x",
    "2020",
    "yes",
    "10:30",
    "a {{ b }} {% c %} #d",
    "null",
    "*x* & <y>",
    "'q' \"r\"",
)
KERAS = [
    "\r\x1b[1m1/2\x1b[0m \x1b[32m━━━━\x1b[0m\x1b[37m━━━━\x1b[0m loss: 0.9",
    "\x08" * 22 + "\x1b[1m2/2\x1b[0m \x1b[32m━━━━━━━━\x1b[0m loss: 0.5\n",
    "\rEpoch 2\rEpoch 3\n",
]

# Half an hour from now, by the clock of a place where it is another day now or soon.
LATER = (datetime.now(timezone(timedelta(hours=-11))) + timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M:%S %z")
MINE = {"a b": ["yes", "1:30", 1.0, None, True, {"{{ x }}": "{% y %}"}], "größe": "a: b #c"}
KEYS = ("share: false", "categories: general", f"mine: {json.dumps(MINE)}")


def stream(part: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": part}


FIGURE = {
    "output_type": "display_data",
    "data": {"image/png": encoded(png()), "text/plain": "<Figure>"},
    "metadata": {},
}


def head(*lines: str) -> str:
    return "\n".join(("---", *lines, "---"))


def notebooks() -> dict[str, Any]:
    """Each notebook by its file name."""
    made = {
        f"title-{number}": notebook(text("Words."), head=head(f"title: {json.dumps(title)}", "date: 2018-11-11"))
        for number, title in enumerate(TITLES)
    }
    made["2018-11-12-plain"] = notebook(code("import x"), text("# A head\n\nThe *first* words.\n\nMore."), head=None)
    made["2018-11-11-dated"] = notebook(text("Words."), head=None)
    made["future"] = notebook(text("Words."), head=head("title: F", "date: 2999-01-01"))
    made["listed"] = notebook(
        text("Words."),
        head=head("title: L", "date: 2018-11-11", "slug: My Own_Slug", "categories: [data science, two]"),
    )
    made["worded"] = notebook(text("Words."), head=head("title: W", "date: 2018-11-11", "categories: data science"))
    links = "[l](listed.ipynb#A-Part) [w](worded.ipynb) [d](2018-11-11-dated.ipynb) [p](pinned.ipynb) ![x](x.png)"
    made["linking"] = notebook(
        text(links), code("plot()", outputs=[FIGURE]), head=head("date: 2018-11-11", "category: one")
    )
    made["pinned"] = notebook(text("Words."), head=head("title: P", "date: 2018-11-11", "permalink: /here/:title/"))
    made["image"] = notebook(
        code("#| label: teaser\nplot()", outputs=[FIGURE]),
        head=head(
            "title: I", "date: 2018-11-11", "tags: [a, 'yes']", "image: {feature: i/teaser.png, teaser: i/teaser.png}"
        ),
    )
    made["liquid"] = notebook(
        text("{{ site.mark }} `{{ site.mark }}`\n\n[a]({% post_url 2018-11-11-dated %}) {% include mark.html %}"),
        code("{{ site.mark }}", outputs=[stream("{{ site.mark }}")]),
        head=head("title: Liquid", "date: 2018-11-11", "nbpress: {liquid: true}"),
    )
    made["unread"] = notebook(
        text("{{ site.mark }}"), code("{{ x }}"), head=head("title: U", "date: 2018-11-11", "render_with_liquid: false")
    )
    made["later"] = notebook(text("Words."), head=head("title: L", f"date: {LATER}"))
    made["keys"] = notebook(text("Words."), head=head("title: K", "date: 2018-11-11", *KEYS))
    made["keras"] = notebook(
        code("epochs = 20  # many", "parameters"),
        code("# Parameters\nepochs = 2", "injected-parameters"),
        code("fit()", outputs=[stream(part) for part in KERAS]),
        kernel={**PYTHON, "language": "ipython3"},
    )
    made["definitions"] = notebook(
        text("[1]: https://one.example\n[^1]: First note.\n\n*[HTML]: One\n\nSee [a][1] and b[^1]."),
        text("No [a][1], HTML, and b[^1].\n\n[^1]: Second note."),
    )
    return made


@dataclass(frozen=True)
class Built:
    """A site that was published into and built."""

    root: Path
    outcomes: dict[str, Outcome]

    def file(self, name: str) -> Path:
        """The page of a notebook: found by its post, as every page says which it is."""
        found = [path for path in (self.root / "_site").rglob("*.html") if self._is(path, name)]
        assert len(found) == 1, (name, found)
        return found[0]

    @staticmethod
    def _is(path: Path, name: str) -> bool:
        stem = path.parent.name if path.stem == "index" else path.stem
        return stem == name

    def main(self, name: str) -> LexborNode:
        node = LexborHTMLParser(self.file(name).read_text()).css_first("main")
        assert node is not None
        return node

    def data(self, name: str) -> dict[str, Any]:
        node = LexborHTMLParser(self.file(name).read_text()).css_first("#data")
        assert node is not None
        found: dict[str, Any] = json.loads(node.text())
        return found


def made(folder: Path, config: str) -> Built:
    site = blog(folder, config)
    for name in ("article", "single", "post"):
        (site / "_layouts" / f"{name}.html").write_text(LAYOUT)
    (site / "_includes").mkdir()
    (site / "_includes" / "mark.html").write_text("INCLUDED")
    paths = [saved(nb, folder / "notebooks" / f"{name}.ipynb") for name, nb in notebooks().items()]
    (folder / "notebooks" / "x.png").write_bytes(png())
    outcomes = publish(paths, Options(site=site, store=folder / ".nbpress", no_run=True))
    jekyll.run(site)
    return Built(site, dict(zip(notebooks(), outcomes, strict=True)))


@pytest.fixture(scope="module")
def west(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Below a baseurl, with a permalink of its own, built in New York."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    try:
        config = "baseurl: /blog\npermalink: /:categories/:title/\nmark: MARKED\nstrict_front_matter: true\n"
        config += "nbpress: {theme: skinny-bones}\n"
        return made(tmp_path_factory.mktemp("west"), config)
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """For the themes of the Minimal Mistakes family."""
    return made(tmp_path_factory.mktemp("mapped"), "nbpress: {theme: minimal-mistakes, images: assets/images}\n")


def test_every_notebook_is_published(west: Built, mapped: Built) -> None:
    assert [outcome.error for built in (west, mapped) for outcome in built.outcomes.values() if outcome.error] == []


@pytest.mark.parametrize(("number", "title"), [*enumerate(TITLES)])
def test_jekyll_reads_back_the_title_that_was_meant(west: Built, number: int, title: str) -> None:
    read = west.data(f"title-{number}")
    assert (read["title"], read["layout"], read["date"]) == (title, "article", "2018-11-11")


def test_a_bare_date_stays_that_day_west_of_greenwich(west: Built, mapped: Built) -> None:
    assert west.data("dated")["date"] == "2018-11-11"
    assert mapped.file("dated") == mapped.root / "_site" / "2018" / "11" / "11" / "dated.html"


def test_a_post_that_jekyll_leaves_out_is_warned_of(west: Built) -> None:
    assert not list((west.root / "_site").rglob("*future*"))
    assert any("leaves this post out until 2999-01-01" in said.what for said in west.outcomes["future"].warnings)


def test_a_post_of_later_today_is_warned_of_in_any_time_zone(west: Built, mapped: Built) -> None:
    for built in (west, mapped):
        assert not list((built.root / "_site").rglob("*later*"))
        (said,) = built.outcomes["later"].warnings
        assert said.code == "nb-future-date" and said.what.startswith("Jekyll leaves this post out until")


def test_jekyll_reads_back_keys_that_nbpress_does_not_know(west: Built) -> None:
    read = west.data("keys")
    assert (read["mine"], read["share"], read["category"]) == (MINE, False, ["general"])


def test_a_post_is_read_by_liquid_whatever_its_author_wrote(west: Built) -> None:
    main = west.main("unread")
    assert main.css_first("p").text() == "{{ site.mark }}"
    assert main.css_first(".nb-input code").text().strip() == "{{ x }}" and "highlight python" not in main.text()


def test_the_excerpt_is_the_first_words_and_never_the_code(west: Built) -> None:
    assert west.data("plain")["excerpt"] == "The first words."
    assert west.data("plain")["title"] == "A head"


def test_links_between_notebooks_lead_where_jekyll_puts_the_posts(west: Built, mapped: Built) -> None:
    for built, base in ((west, "/blog"), (mapped, "")):
        links = [str(node.attributes["href"]) for node in built.main("linking").css("a")]
        assert links[0].endswith("#A-Part") and len(links) == 4
        for link in links:
            path = built.root / "_site" / unquote(link.partition("#")[0]).removeprefix(base).lstrip("/")
            assert (path / "index.html" if link.partition("#")[0].endswith("/") else path).is_file(), link


def test_pictures_are_found_from_wherever_the_page_lies(west: Built, mapped: Built) -> None:
    for built, base in ((west, "/blog/"), (mapped, "/")):
        sources = [str(node.attributes["src"]) for node in built.main("linking").css("img")]
        assert len(sources) == 2 and all(source.startswith(base) for source in sources)
        assert all((built.root / "_site" / source.removeprefix(base)).read_bytes() == png() for source in sources)


def test_images_stand_where_the_theme_looks_for_them(west: Built, mapped: Built) -> None:
    assert west.data("image")["image"] == {
        "feature": "i/teaser.png",
        "teaser": "i/teaser.png",
        "path": "/images/i/teaser.png",
    }
    path = "/assets/images/i/teaser.png"
    assert mapped.data("image")["header"] == {"image": path, "og_image": path, "teaser": path}
    assert mapped.data("image")["layout"] == "article", "the site has such a layout itself"
    for built, file in ((west, "images/i/teaser.png"), (mapped, path[1:])):
        assert (built.root / "_site" / file).read_bytes() == png() and built.data("image")["tags"] == ["a", "yes"]


def test_the_authors_own_liquid_runs_where_it_was_asked_for_and_nowhere_else(west: Built) -> None:
    main = west.main("liquid")
    assert main.css_first("p").text() == "MARKED {{ site.mark }}"
    link = main.css_first("p > a")
    assert link.attributes["href"].endswith("/dated/") and link.parent.text() == "a INCLUDED"
    assert [node.text().strip() for node in main.css("pre")] == ["{{ site.mark }}"] * 2


def test_a_progress_bar_is_one_line_and_the_code_is_highlighted_as_python(west: Built) -> None:
    main = west.main("keras")
    assert [node.text() for node in main.css(".nb-stdout pre")] == ["2/2 ━━━━━━━━ loss: 0.5\nEpoch 3"]
    shown = main.css("code[data-lang=python]")
    assert [node.text().strip() for node in shown] == ["epochs = 2  # many", "fit()"]
    assert shown[0].css_first("span.c1").text() == "# many"


def test_definitions_act_on_their_own_cell(west: Built) -> None:
    main = west.main("definitions")
    assert [str(node.attributes["href"]) for node in main.css("p > a")][:1] == ["https://one.example"]
    assert "No [a][1], HTML" in main.text() and not main.css("abbr")
    notes = [node.css_first("p").text() for node in main.css(".footnotes li")]
    assert [note.split("\xa0")[0].strip() for note in notes] == ["First note.", "Second note."]
