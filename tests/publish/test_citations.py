"""Citations of an article: on its page as text, and what of them makes it due or stops it. Nothing here runs a kernel."""

from __future__ import annotations

from pathlib import Path

import jekyll
import pytest
from builders import blog, notebook, saved, text, told
from selectolax.lexbor import LexborHTMLParser as Page

from nbpress.core.errors import NbpressError
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish

BIB = """@book{old, author = {Doe, Jane}, title = {Counting $x^2$}, year = 1999, doi = {10.5555/old}}
@article{new, author = {Roe, Richard}, title = {More}, journal = {Journal}, date = {2022}}
@misc{other, title = {Not cited}, year = 2001}
"""
HEAD = "---\ntitle: A title\ndate: 2020-01-02\nbibliography: refs.bib\n{}---"
PROSE = r"""As [see @old, p. 3] says, and @new; mail a@old.org, @somebody and @oldd.

## About @old

- item [@new], [a link [@new]](https://a.b)
- code

  ```
  x
  ```

> [!NOTE]
> {cite:t}`old`

A note[^1], and \citep{new}. See [the list](#refs).

[^1]: In it [@old].
"""


def made(folder: Path, *cells: str, more: str = "", config: str = "") -> tuple[Path, Path]:
    """A blog with a bibliography and one article; gives its site and its notebook."""
    site = blog(folder, config)
    path = saved(notebook(*map(text, cells), head=HEAD.format(more)), folder / "notebooks" / "paper.ipynb")
    path.with_name("refs.bib").write_text(BIB)
    return site, path


def published(site: Path, path: Path) -> Outcome:
    return publish([path], Options(site=site, store=site.parent / ".nbpress", no_run=True))[0]


def stopped(site: Path, path: Path) -> NbpressError:
    error = published(site, path).error
    assert error is not None and not list(site.glob("_posts/*"))
    return error


def post(site: Path) -> str:
    return next((site / "_posts").iterdir()).read_text()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, str, Page]:
    site, path = made(tmp_path_factory.mktemp("citations"), PROSE)
    outcome = published(site, path)
    assert outcome.error is None
    jekyll.run(site)
    page = next((site / "_site").rglob("paper.html"))
    return outcome, post(site), Page(page.read_text())


def test_citations_are_text_with_links_to_the_list_and_back(built: tuple[Outcome, str, Page]) -> None:
    _, _, page = built
    words = " ".join((page.body.text() if page.body else "").split())
    assert "As (see Doe 1999, 3) says, and Roe (2022); mail a@old.org, @somebody and @oldd." in words
    assert "item (Roe 2022), a link [@new]" in words and "Doe (1999)" in words and "In it (Doe 1999)." in words
    ids = [node.attributes["id"] for node in page.css("[id]")]
    links = [str(node.attributes["href"])[1:] for node in page.css("a[href^='#']")]
    assert len(ids) == len(set(ids)) and set(links) <= set(ids)
    assert {"ref-old", "ref-new", "refs"} <= set(ids) and "ref-other" not in ids
    back = page.css("#ref-new .nb-back a")
    assert [node.attributes["aria-label"] for node in back] == [f"Back to citation {n} of Roe 2022" for n in (1, 2, 3)]
    assert page.css_first("#ref-old math") is not None and page.css_first(
        "#ref-old a[href='https://doi.org/10.5555/old']"
    )


def test_headings_hold_no_links_and_the_list_has_one_of_its_own(built: tuple[Outcome, str, Page]) -> None:
    _, _, page = built
    assert [node.text().strip() for node in page.css("h2")] == ["About Doe (1999)", "References"]
    assert page.css("h2 a") == []


def test_the_excerpt_has_the_words_of_citations(built: tuple[Outcome, str, Page]) -> None:
    assert 'excerpt: "As (see Doe 1999, 3) says, and Roe (2022); mail' in built[1]


def test_a_word_that_misses_a_key_by_a_letter_is_told(built: tuple[Outcome, str, Page]) -> None:
    assert told(built[0].warnings) == (
        "cell 2: `@oldd` is text: the bibliography has no such key; did you mean `@old`?",
    )  # fmt: skip


@pytest.mark.parametrize("place", ["::: {#refs}\n:::", "```{bibliography}\n:style: plain\n```"])
def test_the_list_stands_where_its_author_wants_it(tmp_path: Path, place: str) -> None:
    site, path = made(tmp_path, f"[@old]\n\n{place}\n\nThe end.", more="csl: ieee\n")
    assert published(site, path).error is None
    assert post(site).index('<span class="nb-label">[1]</span>') < post(site).index("The end.")
    assert "References" not in post(site)


@pytest.mark.parametrize(("end", "titles"), [("## Literature", ["Literature"]), ("## A\n\nb", ["A", "References"])])
def test_the_list_stands_below_a_heading_that_the_page_ends_with(tmp_path: Path, end: str, titles: list[str]) -> None:
    site, path = made(tmp_path, "[@old]", f"c\n\n{end}")
    assert published(site, path).error is None
    assert [line[3:].partition(" {")[0] for line in post(site).splitlines() if line.startswith("## ")] == titles


def test_without_a_bibliography_all_of_it_is_text(tmp_path: Path) -> None:
    site, path = made(tmp_path, "[@old] and @old", more="x: y\n")
    path.write_text(path.read_text().replace("bibliography: refs.bib", "a: b"))
    assert published(site, path).error is None
    assert "[@old] and @old" in post(site)


def test_a_key_that_is_not_there_stops_the_article_with_its_line(tmp_path: Path) -> None:
    error = stopped(*made(tmp_path, "first\n\nthen [@odl]"))
    assert (error.what, error.place) == ("`[@odl]` cites @odl, which the bibliography does not have", "cell 2, line 3")
    assert error.hint == 'did you mean "old"?\n  The cell begins: first'


def test_what_is_not_there_or_cannot_be_read_stops_the_article(tmp_path: Path) -> None:
    site, path = made(tmp_path, "[@old]", more="csl: iee\n")
    assert (stopped(site, path).what, stopped(site, path).hint) == (
        'there is no citation style "iee"',
        'did you mean "ieee"?',
    )
    path.write_text(path.read_text().replace("csl: iee", "lang: en").replace("refs.bib", "reffs.bib"))
    assert stopped(site, path).hint == 'did you mean "refs.bib"?'


def test_the_bibliography_makes_the_page_due_and_no_run(tmp_path: Path) -> None:
    site, path = made(tmp_path, "[@old]", config="nbpress: {bibliography: more.bib}\n")
    (site / "more.bib").write_text("@misc{extra, title = {Extra}}")
    assert published(site, path).files and not published(site, path).files
    (site / "more.bib").write_text("@misc{extra, title = {Another}}")
    again = published(site, path)
    assert again.reasons == ("its text or settings changed",) and not again.ran


def test_an_article_that_cites_nothing_depends_on_no_bibliography(tmp_path: Path) -> None:
    site, path = made(tmp_path, "words")
    assert published(site, path).files
    path.with_name("refs.bib").unlink()
    assert not published(site, path).files
