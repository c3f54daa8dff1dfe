"""Citations and lists of references as pandoc writes them; what is expected was read entry by entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from nbpress.cite import citeproc, entries, headings, pandoc
from nbpress.core.citing import Bibliography, Cited
from nbpress.core.errors import ReadError, RenderError
from nbpress.notebook import citations
from nbpress.notebook.citations import Citation
from nbpress.read import bibliography as reader

FILES = {"references.bib": Path(__file__).with_name("references.bib").read_bytes()}
IEEE = reader.known_style("ieee")
# Each entry of the bibliography: author and year as the Chicago manual has it, and numbers as IEEE has them.
EXPECTED = {
    "accents": (
        "Müller, Józef, Søren Østergård, Łucja Čapek, François Niño, Ĭoân Erdős, and Ærø Straße. 2001. “On Naïve Façades.” "
        "<em>Journal of Worked Models</em> 3 (2): 10–19.",
        "J. Müller, S. Østergård, Ł. Čapek, F. Niño, Ĭ. Erdős, and Æ. Straße, “On naïve façades,” "
        "<em>Journal of Worked Models</em>, vol. 3, no. 2, pp. 10–19, 2001.",
    ),
    "corporate": (
        "Office of Counting and Weighing. 2003. <em>Rules for SGD &amp; Adam</em>. TR-7. Office of Counting and Weighing.",
        "Office of Counting and Weighing, “Rules for SGD &amp; Adam,” Office of Counting and Weighing, TR-7, 2003.",
    ),
    "crowd": (
        r"One, Ann, Ben Two, Cem Three, et al. 2004. “The Rate $\alpha_t = 1/\sqrt{t}$ and $x < y$.” "
        '<em>Journal of Worked Models</em> 4: 1–2. <a href="https://doi.org/10.5555/Crowd.2004&lt;1&gt;">'
        "https://doi.org/10.5555/Crowd.2004&lt;1&gt;</a>.",
        r"A. One <em>et al.</em>, “The rate $\alpha_t = 1/\sqrt{t}$ and $x < y$,” <em>Journal of Worked Models</em>, vol. 4, "
        'pp. 1–2, 2004, doi: <a href="https://doi.org/10.5555/Crowd.2004&lt;1&gt;">10.5555/Crowd.2004&lt;1&gt;</a>.',
    ),
    "talk": (
        "Berg, Jan van der. 2005. “A Talk.” In <em>Proceedings of a Meeting</em>, edited by Eva Vorsitz. House.",
        "J. van der Berg, “A talk,” in <em>Proceedings of a meeting</em>, E. Vorsitz, Ed., House, 2005, pp. 3–9.",
    ),
    "meeting": (
        "Vorsitz, Eva, ed. 2005. <em>Proceedings of a Meeting</em>. House.",
        "E. Vorsitz, Ed., <em>Proceedings of a meeting</em>. House, 2005.",
    ),
    "tool": (
        "The Tool Developers. 2021. <em>Tool: Count Things</em>. V. 1.2.3. Released March 4. "
        '<a href="https://example.org/tool?a=1&amp;b=2_3">https://example.org/tool?a=1&amp;b=2_3</a>.',
        "The Tool Developers, <em>Tool: Count things</em>. (Mar. 04, 2021). Available: "
        '<a href="https://example.org/tool?a=1&amp;b=2_3">https://example.org/tool?a=1&amp;b=2_3</a>',
    ),
    "preprint": (
        "Doe, Jane, and Richard Roe. 2022. “Deep Counting.” January 5. "
        '<a href="https://arxiv.org/abs/2201.00001">https://arxiv.org/abs/2201.00001</a>.',
        "J. Doe and R. Roe, “Deep counting.” [Online]. Available: "
        '<a href="https://arxiv.org/abs/2201.00001">https://arxiv.org/abs/2201.00001</a>',
    ),
    "old": (
        "Doe, Jane. 1999. <em>Counting: A Book</em>. 2nd ed. House &amp; Sons.",
        "J. Doe, <em>Counting: A book</em>, 2nd ed. Town: House &amp; Sons, 1999.",
    ),
    "twin-a": (
        "Roe, Richard. 2010a. “First.” <em>Journal of Worked Models</em>.",
        "R. Roe, “First,” <em>Journal of Worked Models</em>, 2010.",
    ),
    "twin-b": (
        "Roe, Richard. 2010b. “Second.” <em>Journal of Worked Models</em>.",
        "R. Roe, “Second,” <em>Journal of Worked Models</em>, 2010.",
    ),
    "evil": (
        "Mallory. 2015. <em>A &lt;Script&gt;alert(1)&lt;/Script&gt; {{ Site.time }} {% Raw %}</em>. "
        '<a href="https://javascript:alert(1)">javascript:alert(1)</a>.',
        "Mallory, “A &lt;script&gt;alert(1)&lt;/script&gt; {{ site.time }} {% raw %}.” 2015. Available: "
        '<a href="https://javascript:alert(1)">javascript:alert(1)</a>',
    ),
}
# How a citation is written, and what becomes of it with author and year, and with numbers.
FORMS = {
    "[@preprint]": ("(#Doe and Roe 2022#)", "#[1]#"),
    "[see @preprint, pp. 3-5; also @old, chap. 2]": (
        "(see #Doe and Roe 2022, 3–5#; also #Doe 1999, chap. 2#)",
        "see #[1, pp. 3–5]#, also #[2, Ch. 2]#",
    ),
    "[@preprint, *passim*]": ("(#Doe and Roe 2022#, <em>passim</em>)", "#[1]#, <em>passim</em>"),
    "[-@old]": ("(#1999#)", "#[1]#"),
    "@old": ("Doe (#1999#)", "#[1]#"),
    "@old [p. 3]": ("Doe (#1999, 3#)", "#[1, p. 3]#"),
    "@{old}": ("Doe (#1999#)", "#[1]#"),
    "[@{https://doi.org/10.5555/CROWD.2004<1>}]": ("(#One et al. 2004#)", "#[1]#"),
    "{cite}`old`": ("(#Doe 1999#)", "#[1]#"),
    "{cite:p}`{see}old{p. 3}, preprint`": ("(see #Doe 1999, 3#; #Doe and Roe 2022#)", "see #[1, p. 3]#, #[2]#"),
    "{cite:t}`old,preprint`": ("Doe (#1999#); Doe and Roe (#2022#)", "#[1]#; #[2]#"),
    "{cite:author}`crowd`": ("One et al.", "One et al."),
    "{cite:year}`old`": ("#1999#", "#1999#"),
    r"\cite{old,preprint}": ("(#Doe 1999#; #Doe and Roe 2022#)", "#[1]#, #[2]#"),
    r"\citep[see][p. 3]{old}": ("(see #Doe 1999, 3#)", "see #[1, p. 3]#"),
    r"\citet[p. 3]{old}": ("Doe (#1999, 3#)", "#[1, p. 3]#"),
    r"\citeauthor{talk}": ("Berg", "Berg"),
    r"\citeyearpar{old}": ("(#1999#)", "#[1]#"),
    r"\nocite{old}": ("", ""),
    "[@twin-a; @twin-b]": ("(#Roe 2010a#, #2010b#)", "#[1]#, #[2]#"),
}
TEXT = (
    *("mail@example.org", "`@old`", "https://example.org/@old", r"\@old", "[words @old](https://example.org)"),
    *("@fig-old", "[@fig-old; @tbl-x]", "[sic]", "[@]", r"\unknown{old}", "`{cite}`", "@*"),
)


def read(source: str) -> list[Citation]:
    parser = MarkdownIt("commonmark")
    citations.install(parser)
    inlines = [child for token in parser.parse(source) for child in token.children or []]
    return [each.meta[citations.CITATION] for each in inlines if each.type == citations.CITATION]


def cited(
    source: str, style: bytes = b"", lang: str = "", listed: str = "", files: Mapping[str, bytes] = FILES
) -> Cited:
    return citeproc.cited(read(source), Bibliography(files, style, "a style", lang, listed=listed))


def whole(pieces: tuple[str, ...]) -> str:
    return "".join(f"${text}$" if odd % 2 else text for odd, text in enumerate(pieces))


def short(pieces: tuple[str, ...]) -> str:
    """Write links into the list as `#words#`."""
    return re.sub(r'<a href="#ref-[^"]*">(.*?)</a>', r"#\1#", whole(pieces))


@pytest.mark.parametrize("number", [0, 1])
def test_each_entry_is_written_as_its_style_has_it(number: int) -> None:
    found = cited("", (b"", IEEE)[number], listed="@*")
    assert {each.id.removeprefix("ref-"): whole(each.pieces) for each in found.works} == {
        key: both[number] for key, both in EXPECTED.items()
    }
    assert [each.label for each in found.works] == ([f"[{n}]" for n in range(1, 12)] if number else [""] * 11)


def test_each_form_of_a_citation_is_read_and_written_with_author_and_year() -> None:
    found = cited("\n\n".join(FORMS)).mentions
    assert [(each.source, short(each.pieces)) for each in found] == [
        (source, both[0]) for source, both in FORMS.items()
    ]


def test_each_form_of_a_citation_is_written_with_numbers() -> None:
    for source, both in FORMS.items():
        (mention,) = cited(f"Words {source}.", IEEE).mentions
        assert (source, short(mention.pieces)) == (source, both[1])


def test_what_merely_looks_like_a_citation_is_text() -> None:
    assert [source for source in TEXT if read(source)] == []


def test_a_list_is_named_and_written_in_the_language_of_its_page() -> None:
    german = cited("[@preprint]", lang="de-AT")
    assert (german.title, german.works[0].pieces[0][:34]) == ("Literatur", "Doe, Jane, und Richard Roe. 2022. ")
    assert [headings.title(lang) for lang in ("", "fr_CA", "zh-TW", "ja", "tlh")] == [
        "References", "Références", "參考文獻", "参考文献", "References",
    ]  # fmt: skip


def test_only_what_is_cited_or_asked_for_stands_in_the_list() -> None:
    found = cited(r"[@old] \nocite{twin-a}", listed="@twin-b")
    assert [each.id for each in found.works] == ["ref-old", "ref-twin-a", "ref-twin-b"]
    assert [each.works for each in found.mentions] == [("ref-old",), ("ref-twin-a",)]
    assert cited("words").works == ()


def test_a_style_of_notes_has_words_for_the_line_and_for_the_note() -> None:
    bare, named = cited("[@old, p. 3] @preprint", reader.known_style("chicago-notes-bibliography")).mentions
    assert (bare.pieces, bare.tight, whole(bare.note)[:41]) == (
        ("",),
        True,
        '<a href="#ref-old">Jane Doe, <em>Counting',
    )
    assert (named.plain, named.tight, "Deep Counting" in whole(named.note)) == ("Jane Doe and Richard Roe", False, True)
    assert all("</a></a>" not in whole(each.note) for each in (bare, named))


def test_a_number_that_is_raised_has_no_space_before_it() -> None:
    (found,) = cited("word [@old]", reader.known_style("nature")).mentions
    assert (short(found.pieces), found.tight) == ("<sup>#1#</sup>", True)


def test_a_style_that_depends_on_another_is_that_one(tmp_path: Path) -> None:
    assert reader.known_style("nature-digest") != reader.known_style("nature")  # it only names the other
    assert b"independent-parent" in reader.known_style("nature-digest")


def test_a_key_that_no_entry_has_names_the_nearest() -> None:
    bracketed, typo, far, swapped = cited("[@preprnt] @preprnt @somebody @corproate").mentions
    assert (bracketed.unknown, bracketed.near) == ("preprnt", 'did you mean "preprint"?')
    assert [each.near for each in (typo, far, swapped)] == ["preprint", "", "corporate"]
    with pytest.raises(ReadError, match=r"`nocite:` names @oldd") as caught:
        cited("", listed="@oldd")
    assert caught.value.hint == 'did you mean "old"?'


BROKEN = {
    "a.bib": (
        b"@book{a,\n title={x}\n}\n@book{b\n title={y}}\n",
        "line 5, column 2",
        "the bibliography cannot be read: unexpected 't'",
    ),
    "b.bib": (b"@book{a, title={x {y}, year=2020}\n", "line 1, column 1", "cannot be read: unexpected end of input"),
    "c.json": (b'[{"id": ', "", "the bibliography cannot be read"),
    "d.bib": (b"@book{a,\n title={\xe9}}", "line 2", "is no UTF-8 text"),
    "e.docx": (b"", "", "`bibliography: e.docx` is of no kind that is read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_bibliography_that_cannot_be_read_is_an_error_with_its_line(name: str) -> None:
    content, place, said = BROKEN[name]
    with pytest.raises(ReadError) as caught:
        entries.read({name: content})
    assert (caught.value.place, said in caught.value.what) == (place, True)


def test_other_kinds_of_bibliographies_are_read() -> None:
    files = {
        "a.json": b'{"id": "one", "type": "book", "title": "A title", "DOI": "10.5555/One"}',
        "b.ris": b"TY  - BOOK\nID  - two\nTI  - Two\nAU  - Doe, Jane\nPY  - 2001\nER  - \n",
        "c.bibtex": b"\xef\xbb\xbf@book{three, title={Three}, year=2003}",
        "d.bib": b"@book{one, title={Another}}",
    }
    found = entries.read(files)
    assert (sorted(found.keys), found.find("doi:10.5555/ONE"), found.year("two")) == (
        ["one", "three", "two"],
        "one",
        "2001",
    )
    assert cited("[@one]", files=files).works[0].pieces[0].startswith("<em>A Title</em>")


def test_a_style_that_is_none_is_an_error() -> None:
    with pytest.raises(ReadError, match="the references cannot be written") as caught:
        cited("[@old]", b"<style>")
    assert "csl: a style" in str(caught.value)


def test_without_pandoc_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "PACKAGE", "no_such_package")
    with pytest.raises(RenderError, match=r"pandoc, which is not installed here(.|\n)*nbpress\[citations\]"):
        cited("[@old]")
