"""Articles that refer to each other and show each other's things: on the page, in their keys, in whatever order they come."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jekyll
import pytest
from builders import blog, code, notebook, saved, text, told, tree
from selectolax.lexbor import LexborHTMLParser as Page

from nbpress.publish import inventory
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}
STYLED = '<style>#T_1 th {color: red}</style><table id="T_1"><tr><th>1</th></tr></table>'
FIGURE = "#| label: fig-a\n#| fig-cap: The *loss* {{ x }}.\n#| fig-alt: A line.\nplot('{% raw %}')"
HEAD = "---\ntitle: {}\ndate: 2020-01-0{}\nnbpress: {{dialects: [quarto]}}\n---"
OTHER = """## Data {#sec-data}

Rows of `other`[^1], and [](#sec-data).

$$x$$ {#eq-x}

::: {#thm-t name="A *name*"}
Body $x$, see [](#fig-a).

```python
{{ a }}
```
:::

[^1]: A note.
"""
READER = """As [](other.ipynb#fig-a), [Fig. %s](other.ipynb#fig-a), [words](other.ipynb#tbl-b), [](other.ipynb#thm-t),
[](other.ipynb#eq-x) and [](other.ipynb#sec-data) say; @fig-own and @tbl-own are here.

![](other.ipynb#fig-a)

![My *own* caption](other.ipynb#fig-a){#fig-own echo=true}

{{< embed other.ipynb#tbl-b,printed >}}

:::{embed} other.ipynb#tbl-b
:name: tbl-own
:::

![](other.ipynb#thm-t)
"""


def html(content: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "execution_count": 1, "data": {"text/html": content}, "metadata": {}}


def printed(content: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": content}


def other(folder: Path, *, caption: str = "", prose: str = OTHER) -> Path:
    cells = [
        text(prose),
        code(FIGURE if not caption else FIGURE.replace("The *loss* {{ x }}.", caption), outputs=[PICTURE]),
        code("#| label: tbl-b\n#| tbl-cap: The rows.\n#| echo: false\nrows", outputs=[html(STYLED)]),
        code("#| label: printed\nprint('{{ 1 }}')", outputs=[printed("{{ 1 }}\n")]),
        code("#| label: words\n#| output: asis\nsay()", outputs=[printed("**bold** words\n\n- one\n")]),
        code("#| lst-label: lst-c\n#| lst-cap: The code.\nx = 1"),
    ]
    return saved(notebook(*cells, head=HEAD.format("Other things", 2)), folder / "notebooks" / "other.ipynb")


def reader(folder: Path, prose: str, name: str = "reader") -> Path:
    return saved(notebook(text(prose), head=HEAD.format("Reader", 3)), folder / "notebooks" / f"{name}.ipynb")


def publish(site: Path, *paths: Path, **more: Any) -> list[Outcome]:
    return publish_notebooks(paths, Options(site=site, store=site.parent / ".nbpress", **{"no_run": True, **more}))


def well(outcomes: list[Outcome]) -> list[Outcome]:
    assert [str(each.error) for each in outcomes if each.error] == []
    return outcomes


def post(site: Path, name: str = "reader") -> str:
    return next((site / "_posts").glob(f"*-{name}.md")).read_text().split("---\n", 2)[2]


# --- the page -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog below a base address with both articles, built."""
    folder = tmp_path_factory.mktemp("embeds")
    site = blog(folder, "baseurl: /blog\n")
    outcomes = well(publish(site, reader(folder, READER), other(folder)))
    assert all(not each.warnings for each in outcomes)
    jekyll.run(site)
    return site


@pytest.fixture(scope="module")
def page(site: Path) -> Page:
    return Page(next((site / "_site").rglob("reader.html")).read_text())


def test_references_say_number_and_title_and_lead_there(site: Path, page: Page) -> None:
    words = " ".join(page.css_first("main > p").text().replace("\u00a0", " ").split())
    assert words == (
        "As Figure 1 of Other things, Fig. 1, words, Theorem 1 of Other things, Equation 1 of Other things"
        " and Data (Other things) say; Figure 1 and Table 1 are here."
    )
    ids = Page(next((site / "_site").rglob("other.html")).read_text())
    links = [str(node.attributes["href"]) for node in page.css("main > p > a[href*='other']")]
    assert {each.partition("#")[0] for each in links} == {"/blog/2020/01/02/other.html"}
    assert all(ids.css_first(f'[id="{each.partition("#")[2]}"]') is not None for each in links)
    assert links[0].endswith("#fig-a") and page.css("main > p > a em")[0].text() == "Other things"


def test_an_embed_has_the_others_picture_caption_and_a_line_that_says_whose_it_is(site: Path, page: Page) -> None:
    first, own = page.css(".nb-embed")[:2]
    pictures = [str(node.attributes["src"]) for node in page.css(".nb-embed img")]
    assert pictures == ["/blog/images/other/fig-a.png"] * 2
    assert (site / "_site/images/other/fig-a.png").is_file() and not (site / "images" / "reader").exists()
    assert first.css_first("figcaption").text() == "The loss {{ x }}." and first.css_first("figcaption em") is not None
    assert own.css_first("figure").attributes["id"] == "fig-own"
    assert " ".join(own.css_first("figcaption").text().split()) == "Figure 1: My own caption"
    assert own.css_first(".nb-source").text() == "From Other things"
    assert own.css_first(".nb-source a").attributes["href"] == "/blog/2020/01/02/other.html#fig-a"
    assert own.css_first("details pre").text().strip() == "plot('{% raw %}')" and first.css_first("details") is None


def test_tables_texts_and_theorems_are_what_the_other_page_shows(page: Page) -> None:
    shown = page.css(".nb-embed")[2:]
    rows = [" ".join(each.text(deep=True, separator=" ").split()) for each in shown]
    assert rows[0].startswith("The rows.") and rows[1] == "{{ 1 }} From Other things"
    assert rows[2].startswith("Table 1: The rows.")
    assert rows[3].startswith("Theorem (A name ) Body") and "{{ a }}" in rows[3]
    assert shown[3].css_first("a").attributes["href"] == "/blog/2020/01/02/other.html#fig-a"


def test_what_stands_twice_on_a_page_has_ids_of_its_own_and_its_style_goes_along(page: Page) -> None:
    ids = [str(node.attributes["id"]) for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    tables = page.css(".nb-embed table")
    assert len(tables) == 2
    assert all(f"#{table.attributes['id']} th" in each.css_first("style").text() for table, each in zip(
        tables, [page.css(".nb-embed")[2], page.css(".nb-embed")[4]], strict=True
    ))  # fmt: skip


# --- the file -----------------------------------------------------------------------------------------------


def test_the_file_of_labels_is_small_sorted_and_goes_with_its_article(tmp_path: Path) -> None:
    site = blog(tmp_path)
    made = [other(tmp_path), reader(tmp_path, "Nothing labelled.")]
    well(publish(site, *made))
    path = site / "_nbpress" / "labels" / "other.json"
    assert [each.name for each in path.parent.iterdir()] == ["other.json"]
    found = json.loads(path.read_text())
    assert [(each["kind"], each.get("number", ""), *each["labels"]) for each in found["things"]] == [
        ("section", "", "sec-data"),
        ("equation", "1", "eq-x"),
        ("theorem", "1", "thm-t"),
        ("figure", "1", "fig-a", "fig-a-1"),
        ("table", "1", "tbl-b"),
        ("listing", "1", "lst-c"),
        ("output", "", "printed"),
        ("output", "", "words"),
    ]
    assert found["things"][3]["heading"] == "The <em>loss</em> {{ x }}." and "code" not in found["things"][4]
    assert "<strong>bold</strong> words" in found["things"][7]["content"]
    before = path.read_bytes()
    shutil.rmtree(site / "_nbpress")
    well(publish(site, *made, overwrite=True))
    assert path.read_bytes() == before
    inventory.clean("other", Options(site=site, store=tmp_path / ".nbpress"))
    assert not path.exists()


@pytest.mark.parametrize(
    "content", [b"{", b'{"format": 2}', b'{"format": 1, "slug": "a", "title": "b", "things": [1]}']
)
def test_a_damaged_file_is_told_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    site = blog(tmp_path)
    well(publish(site, other(tmp_path)))
    (site / "_nbpress/labels/other.json").write_bytes(content)
    error = publish(site, reader(tmp_path, "[](other.ipynb#fig-a)"))[0].error
    assert error is not None and "this list of labels is damaged" in str(error) and "git checkout" in str(error)


# --- forms --------------------------------------------------------------------------------------------------

FORMS = {
    "![](other.ipynb#words)": "<strong>bold</strong> words",
    "![](<other.ipynb#lst-c>)": "x = 1",
    "{{< embed other.ipynb#fig-a echo=true >}}": "<summary>Show code</summary>",
    "{{< embed other.ipynb#words, fig-a >}}": '<p class="nb-source">From <a href="/2020/01/02/other.html#fig-a">',
    "```{embed} other.ipynb#fig-a\n:remove-input: false\nA caption.\n```": "<figcaption>A caption.</figcaption>",
    ":::{figure} other.ipynb#fig-a\n:name: fig-q\n$x$ here\n:::": '<span class="nb-number">Figure\u00a01:</span> <math>',
    "```{glue:figure} fig-a\n:doc: other.ipynb\n```": "/images/other/fig-a.png",
    "::: {#fig-q}\n![](other.ipynb#fig-a)\n\nTogether\n:::": '<figure id="fig-q" class="nb-figure">\n<div class="nb-embed">',
    "> ![](other.ipynb#fig-a)": "<blockquote>",
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog that has the article of other.ipynb."""
    site = blog(tmp_path_factory.mktemp("known"))
    well(publish(site, other(site.parent)))
    return site


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_an_embed(known: Path, form: str) -> None:
    assert well(publish(known, reader(known.parent, form)))[0].warnings == ()
    assert FORMS[form] in post(known) and '<p class="nb-source">From ' in post(known)


FAULTS = {
    "a\n\n[](other.ipynb#fig-b)": 'line 3: `[](other.ipynb#fig-b)` leads nowhere: the article of other.ipynb has nothing'
    ' labelled fig-b; did you mean "fig-a"?',
    "[](gone.ipynb#fig-a)": "`[](gone.ipynb#fig-a)` leads nowhere: there is no such file",
    "![](alone.ipynb#fig-a)": "the site has no article of it; publish it: nbpress publish alone.ipynb",
    "![](draft.ipynb#fig-a)": "the site has no article of it; publish it: nbpress publish draft.ipynb",
    "![](other.ipynb#fig-b)": 'embeds nothing: the article of other.ipynb has nothing labelled fig-b; did you mean "fig-a"?',
    "![](other.ipynb#sec-data)": "the section sec-data cannot stand on another page, or is too large for one;"
    " refer to it: [](other.ipynb#sec-data)",
    "{{< embed other.ipynb#tbl-b echo=true >}}": "the article of other.ipynb does not show the code of it",
    "In ![](other.ipynb#fig-a) a line": "stands within a line, where only a value has room; give it a paragraph of its own",
    ":::{embed} fig-a\n:::": "`fig-a` embeds nothing: it names no notebook; write other.ipynb#fig-x",
    "[](other.ipynb#printed)": "has nothing to say: printed has neither a number nor a title; give the link words",
}  # fmt: skip


@pytest.mark.parametrize("prose", FAULTS)
def test_what_leads_nowhere_stops_the_article(known: Path, prose: str) -> None:
    for name in ("alone", "draft"):
        more = "draft: true\n---" if name == "draft" else "---"
        made = notebook(text("a"), head=HEAD.format(name, 4).removesuffix("---") + more)
        path = saved(made, known.parent / "notebooks" / f"{name}.ipynb")
        well(publish(known, path)) if name == "draft" and not list(known.glob("_drafts/*")) else None
    before = tree(known)
    error = publish(known, reader(known.parent, prose, "faulty"))[0].error
    assert error is not None and FAULTS[prose] in str(error)
    assert tree(known) == before


def test_a_link_with_words_of_its_own_warns_of_a_label_that_is_not_there(known: Path) -> None:
    found = well(publish(known, reader(known.parent, "[x](other.ipynb#fig-b), [y](other.ipynb#Any-heading)")))
    assert told(found[0].warnings) == (
        "cell 2: the link to other.ipynb#fig-b leads to no part of that page: the article of other.ipynb has nothing"
        ' labelled fig-b; did you mean "fig-a"?',
    )  # fmt: skip


def test_a_caption_refers_to_other_articles_and_its_links_hold_where_it_is_embedded(tmp_path: Path) -> None:
    site, there = blog(tmp_path), other(tmp_path, caption="As [](reader.ipynb#fig-own), not @fig-a.")
    well(publish(site, reader(tmp_path, "![Own](other.ipynb#fig-a){#fig-own}\n\n![](other.ipynb#fig-a)"), there))
    links = [link.attributes["href"] for link in Page(post(site)).css("figcaption a")]
    assert links == ["/2020/01/03/reader.html#fig-own", "/2020/01/02/other.html#fig-a"]


def test_an_empty_link_into_a_file_that_is_no_notebook_stays_a_link(known: Path) -> None:
    (known.parent / "notebooks" / "a.pdf").write_bytes(b"%PDF-1.4")
    well(publish(known, reader(known.parent, "[](a.pdf#page=2)")))
    assert "[](/images/reader/a.pdf#page=2)" in post(known)


# --- when others change -------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_articles_that_refer_to_each_other_come_to_rest_in_any_order(tmp_path: Path, turned: bool) -> None:
    site = blog(tmp_path)

    def made(number: str = "") -> list[Path]:
        first = OTHER + f"\n![{number}](chain.ipynb#fig-link){{#fig-back}}\n"
        chained = reader(tmp_path, "![](end.ipynb#fig-end){#fig-link}\n\n[](other.ipynb#tbl-b)", "chain")
        end = saved(notebook(code(FIGURE.replace("fig-a", "fig-end").replace("*loss*", f"end{number}"), outputs=[PICTURE])),
                    tmp_path / "notebooks" / "end.ipynb")  # fmt: skip
        every = [other(tmp_path, prose=first), chained, end]
        return every[::-1] if turned else every

    assert {each.reasons for each in well(publish(site, *made()))} == {("it is new",)}
    whole = tree(site)
    assert all(not each.reasons for each in well(publish(site, *made())))
    assert tree(site) == whole
    well(publish(site, *made("2")))
    assert "The end2" in post(site, "chain") and "The end2" in post(site, "other")
    assert all(not each.reasons for each in well(publish(site, *made("2"))))


def test_what_another_article_shows_makes_its_reader_due_and_nothing_else_of_it_does(tmp_path: Path) -> None:
    site, path = blog(tmp_path), reader(tmp_path, "![](other.ipynb#fig-a)")
    well(publish(site, other(tmp_path), path))
    well(publish(site, other(tmp_path, prose="Only prose.")))
    assert well(publish(site, path))[0].reasons == ()
    well(publish(site, other(tmp_path, caption="Anew.")))
    assert inventory.listed([path], Options(site=site, store=tmp_path / ".nbpress"))[0].reasons != ()
    assert well(publish(site, path))[0].reasons == ("its settings changed, or what it shows of other.ipynb",)
    assert "<figcaption>Anew.</figcaption>" in post(site)
    clone = tmp_path / "clone"
    shutil.copytree(site, clone / "site")
    shutil.copytree(tmp_path / "notebooks", clone / "notebooks")
    copies = [clone / "notebooks" / name for name in ("reader.ipynb", "other.ipynb")]
    assert [each.reasons for each in well(publish(clone / "site", *copies, frozen=True, no_run=False))] == [(), ()]


def test_an_article_is_not_embedded_in_itself_by_way_of_another(tmp_path: Path) -> None:
    site = blog(tmp_path)
    one, two = other(tmp_path), reader(tmp_path, "![](other.ipynb#fig-a){#fig-own}")
    well(publish(site, one, two))
    well(publish(site, reader(tmp_path, "![](reader.ipynb#fig-own){#fig-third}", "third")))
    for target in ("reader.ipynb#fig-own", "third.ipynb#fig-third"):
        error = publish(site, other(tmp_path, prose=f"![]({target})"))[0].error
        assert error is not None and "what stands there comes from this article itself" in str(error)


def test_what_waits_for_an_article_that_fails_is_not_written(tmp_path: Path) -> None:
    site = blog(tmp_path)
    one, two = reader(tmp_path, "[](two.ipynb#sec-b)\n\n## A {#sec-a}", "one"), tmp_path / "notebooks" / "two.ipynb"
    reader(tmp_path, "[](one.ipynb#sec-a)\n\n[](#nowhere)\n\n## B {#sec-b}", "two")
    outcomes = publish(site, one, two)
    assert ["sec-b" in str(outcomes[0].error), "`[](#nowhere)`" in str(outcomes[1].error)] == [True, True]
    assert not list(site.glob("_posts/*")) and not (site / "_nbpress").exists()


def test_values_and_articles_that_wait_for_each_other_are_run_once(tmp_path: Path) -> None:
    site = blog(tmp_path)
    head = "---\ntitle: {0}\ndate: 2020-01-02\nnbpress: {{results: {{{0}_count: '40 + 2'}}}}\n---"
    paths = []
    for name, asked in (("one", "two"), ("two", "one")):
        prose = f"It is {{{{< embed {asked}.ipynb#{asked}_count >}}}}: [](%s.ipynb#%s_count)." % (asked, asked)
        runs = code(f"with open('runs-{name}.txt', 'a') as file:\n    file.write('x')")
        paths.append(
            saved(notebook(text(prose), runs, head=head.format(name)), tmp_path / "notebooks" / f"{name}.ipynb")
        )
    outcomes = well(publish(site, *paths, no_run=False))
    assert [each.ran for each in outcomes] == [True, True]
    assert [path.read_text() for path in (tmp_path / "notebooks").glob("runs-*.txt")] == ["x", "x"]
    assert "It is 42: [42](/2020/01/02/two.html)." in post(site, "one")
    assert all(not each.reasons for each in well(publish(site, *paths, no_run=False)))
