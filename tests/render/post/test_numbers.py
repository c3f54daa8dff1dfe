"""What of an article has a number, and what refers to it: constructs of Quarto, MyST and TeX, and what they become."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import HEAD, blog, code, notebook, text
from jekyll import build
from pictures import png
from selectolax.lexbor import LexborHTMLParser as Page

from nbpress.core.errors import ReadError, RenderError
from nbpress.core.records import Article, Context, Site
from nbpress.notebook import equations, kinds, settings, words
from nbpress.read import site as sites
from nbpress.render.page_numbers import letter
from nbpress.render.post.page import render

PNG = base64.b64encode(png()).decode()
SHOWN = {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "x"}, "metadata": {}}
TABLE = {"output_type": "display_data", "data": {"text/html": "<table><tr><td>1</td></tr></table>"}, "metadata": {}}
FIGURE = "#| label: fig-a\n#| fig-cap: A *cap*\n#| fig-alt: alt\nx"
OTHER = "#| label: fig-b\n#| fig-cap: B\n#| fig-alt: alt\nx"
SPACE = "\u00a0"


def article(*cells: Any, head: str = "", dialect: str = "", **site: Any) -> Article:
    own = f"nbpress: {{dialects: [{dialect}]}}\n" if dialect else ""
    nb = notebook(*cells, head=HEAD.removesuffix("---") + own + head + "---")
    return render(nb, Context(Site(Path("site"), **site), "n.ipynb", "n", "2020-01-02"))


def figure(source: str = FIGURE, *outputs: Any) -> Any:
    return code(source, outputs=outputs or [SHOWN])


def shown(made: Article) -> str:
    """The page's own text on one line, without its code, its pictures' files and what kramdown does not read."""
    body = made.text.split("---\n", 2)[2].partition("nbpress.css")[2].partition("\n{:/nomarkdown}")[2]
    body = re.sub(r'<div class="nb-input">.*?</div>', "", body, flags=re.S).replace("{::nomarkdown}", "")
    body = re.sub(
        r'<img [^>]*>|style="[^"]*"|displaystyle="true" scriptlevel="0" ', "", body.replace("{:/nomarkdown}", "")
    )
    return " ".join(body.replace("&nbsp;", " ").replace(SPACE, " ").split())


def lines(made: Article) -> Iterator[str]:
    """What of it is numbered: kind, number, caption and id."""
    return (f"{each.kind} {each.number}|{each.caption}|{each.id}" for each in made.labelled)


# Each construct: the dialect, the prose, and what of the page has to be there. A figure `fig-a` stands below the prose.
CONSTRUCTS: dict[str, tuple[str, str, str]] = {
    "@fig-a": ("quarto", "See @fig-a.", "See [Figure 1](#fig-a)."),
    "@Fig-a": ("quarto", "@Fig-a", "[Figure 1](#fig-a)"),
    "@fig-a elsewhere": ("", "See @fig-a.", "See [Figure 1](#fig-a)."),
    "[-@fig-a]": ("quarto", "See [-@fig-a].", "See [1](#fig-a)."),
    "[see @fig-a, left]": ("quarto", "A [see @fig-a, left].", "A see [Figure 1](#fig-a), left."),
    "[Fig. @fig-a]": ("quarto", "[Fig. @fig-a]", "[Fig. 1](#fig-a)"),
    "[@fig-a; @fig-b]": ("quarto", "[see @fig-a; @fig-b]", "see Figures [1](#fig-a) and [2](#fig-b)"),
    "[@fig-a; @tbl-t]": ("quarto", "[@fig-a; @eq-x]\n\n$$x$$ {#eq-x}", "[Figure 1](#fig-a), [Equation 1](#eq-x)"),
    "[](#fig-a)": ("", "See [](#fig-a).", "See [Figure 1](#fig-a)."),
    "[words](#fig-a)": ("", "[the *plot*](#fig-a)", "[the *plot*](#fig-a)"),
    "[Figure %s](#fig-a)": ("", "[Abb. **%s**](#fig-a)", "[Abb. **1**](#fig-a)"),
    "{number}, {name}": ("", "[{number}: {name}](#fig-a)", "[1: A cap](#fig-a)"),
    "[100 %s](#no)": ("", "[100 %s](#here)\n\n# here", "[100 %s](#here)"),
    "[](#heading)": ("", "[](#My-part)\n\n## My $x$ part\n\n## My part", "[My part](#My-part)"),
    "@fig-a in a link": ("", "[to @fig-a](https://a.b)", "[to Figure 1](https://a.b)"),
    "[@fig-a] in a link": ("", "[to [@fig-a]](https://a.b) and on", "[to Figure 1](https://a.b) and on"),
    "a picture's words": (
        "",
        "a ![of @fig-a, [](#fig-a)](https://a.b/c.png)",
        "![of Figure 1, Figure 1](https://a.b/c.png)",
    ),
    "a caption with a link": (
        "quarto",
        '![See [it](#fig-a), [](#fig-a)](https://a.b/c.png){#fig-p fig-alt="d"}\n\n[](#fig-p)',
        'See <a href="#fig-a">it</a>, <a href="#fig-a">Figure 2</a></figcaption> </figure> [Figure 1](#fig-p)',
    ),
    "[ ](#fig-a)": ("", "See [ ](#fig-a).", "See [Figure 1](#fig-a)."),
    "other attributes": ("quarto", 'a ![b](https://a.b/c.png){fig-align="left"} d', "a ![b](https://a.b/c.png) d"),
    "{numref}": ("myst", "{numref}`fig-a`", "[Figure 1](#fig-a)"),
    "{numref} with words": ("myst", "{numref}`Abb. %s <fig-a>`", "[Abb. 1](#fig-a)"),
    "{ref}": ("myst", "{ref}`fig-a`", "[Figure 1](#fig-a)"),
    "{ref} with words": ("myst", "{ref}`here <a>`\n\n(a)=\nb", "[here](#a)"),
    "{eq}": ("myst", "{eq}`e`\n\n$$x$$ (e)", "[(1)](#e)"),
    "\\ref": ("", "Figure \\ref{fig-a}", "Figure [1](#fig-a)"),
    "\\eqref": ("", "\\eqref{e}\n\n$$x\\label{e}$$", "[(1)](#e)"),
    "\\eqref in a formula": ("", "$a\\eqref{e}$\n\n$$x\\label{e}$$", "<mi>a</mi><mtext>(1)</mtext>"),
    "$$…$$ {#eq-x}": ("quarto", "$$x$$ {#eq-x}", '<mtd id="eq-x"><mtext>(1)</mtext></mtd>'),
    "$$…$$ (x)": ("myst", "$$x$$ (e)", '<mtd id="e"><mtext>(1)</mtext></mtd>'),
    "(x)= before a formula": ("myst", "(e)=\n$$x$$", '<mtd id="e"><mtext>(1)</mtext></mtd>'),
    "(x)= apart from it": ("myst", "(e)=\n\n$$x$$", '<mtd id="e"><mtext>(1)</mtext></mtd>'),
    "{math}": ("myst", "```{math}\n:label: e\nx\n```", '<mtd id="e"><mtext>(1)</mtext></mtd>'),
    "\\tag": ("", "$$x\\tag{7}\\label{e}$$\n\n[](#e)", "[Equation 7](#e)"),
    "a caption": ("quarto", '![Cap](https://a.b/c.png){#fig-p fig-alt="d"}', "Figure 1:</span> Cap</figcaption>"),
    "a picture without caption": ("quarto", "![](https://a.b/c.png){#fig-p}", "Figure 1</span></figcaption>"),
    "{figure}": (
        "myst",
        ":::{figure} https://a.b/c.png\n:name: f\n:alt: d\n\nCap\n\nmore\n:::\n\n[](#f)",
        "Figure 1:</span> Cap</figcaption> <p>more</p> </figure> [Figure 1](#f)",
    ),
    "figures in columns": (
        "quarto",
        "::: {#fig-p layout-ncol=2}\n![A](https://a.b/c.png){#fig-q}\n\n![](https://a.b/d.png){#fig-r}\n\nAll\n:::\n\n@fig-q",
        '(a)</span> A</figcaption> </figure> <figure id="fig-r" class="nb-figure"> <figcaption>'
        '<span class="nb-number">(b)</span></figcaption></figure> </div>'
        ' <figcaption><span class="nb-number">Figure 1:</span> All</figcaption> </figure>'
        " [Figure 1a](#fig-q)",
    ),
    "a table's caption": ("quarto", "| a |\n|---|\n\n: Cap {#tbl-t}\n\n@tbl-t", "[Table 1](#tbl-t)"),
    "{table}": ("myst", ":::{table} Cap\n:name: t\n\n| a |\n|---|\n:::\n\n[](#t)", "[Table 1](#t)"),
    "{list-table}": ("myst", ":::{list-table} Cap\n:label: t\n- - a\n:::\n\n[](#t)", "[Table 1](#t)"),
    "code with a caption": (
        "quarto",
        '```{.python #lst-l lst-cap="Cap"}\nx\n```\n\n@lst-l',
        '<figure id="lst-l" class="nb-listing"> <figcaption><span class="nb-number">Listing 1:</span> Cap</figcaption>',
    ),
    "{code-block}": ("myst", "```{code-block} python\n:name: l\n:caption: Cap\nx\n```\n\n[](#l)", "[Listing 1](#l)"),
    "::: {#thm-x}": (
        "quarto",
        "::: {#thm-x}\n## Line\na\n:::\n\n@thm-x",
        '<p class="nb-theorem-title"><strong>Theorem 1</strong> (Line)</p> <p>a</p> </div> [Theorem 1](#thm-x)',
    ),
    "::: {.proof}": ("quarto", "::: {.proof}\na\n:::", "<strong>Proof</strong></p> <p>a</p>"),
    "{prf:lemma}": (
        "myst",
        ":::{prf:lemma} A *b*\n:label: l\nc\n:::\n\n{prf:ref}`l`",
        "<strong>Lemma 1</strong> (A <em>b</em>)",
    ),
    "{exercise}, {solution}": (
        "myst",
        ":::{exercise}\n:label: e\na\n:::\n\n:::{solution} e\nb\n:::",
        '<strong>Solution 1</strong> (<a href="#e">Exercise 1</a>)',
    ),
    "a section": ("quarto", "## A {#sec-x}\n\n@sec-x", "[A](#A)"),
    "(x)= before a heading": ("myst", "(x)=\n## A\n\n[](#x)", "[A](#A)"),
    "a reference in HTML": ("", "<div>\n\nSee [](#fig-a).\n\n</div>", '<p>See <a href="#fig-a">Figure 1</a>.</p>'),
    "a reference in a table": ("quarto", "| @fig-a |\n|---|\n| b |", "| [Figure 1](#fig-a) |"),
    "a reference in a note": ("quarto", "a[^n]\n\n[^n]: See @fig-a.", "See [Figure 1](#fig-a)."),
    "a handle": ("", "Ask @fig-nobody or @key.", "Ask @fig-nobody or @key."),
    "in code": ("quarto", "`@fig-a` and `\\ref{x}`", "`@fig-a` and `\\ref{x}`"),
}
# Each construct that stops the article, with what is said.
STOPS: dict[str, tuple[str, str, str]] = {
    "[](#x)": (
        "",
        "a\n\nSee [](#fig-aa).",
        '`[](#fig-aa)` leads nowhere: the page has nothing labelled fig-aa; did you mean "fig-a"?',
    ),
    "@fig-x": (
        "quarto",
        "a\n\n@fig-c",
        '`@fig-c` leads nowhere: the page has nothing labelled fig-c; did you mean "fig-a"?',
    ),
    "@thm-x": ("quarto", "a\n\n@thm-q", "`@thm-q` leads nowhere: the page has nothing labelled thm-q"),
    "[@fig-a; @tbl-x]": (
        "quarto",
        "a\n\n[@fig-a; @tbl-q]",
        "`[@fig-a; @tbl-q]` leads nowhere: the page has nothing labelled tbl-q",
    ),
    "{ref}": ("myst", "a\n\n{ref}`nowhere`", "`{ref}`nowhere`` leads nowhere: the page has nothing labelled nowhere"),
    "{ref} with words": (
        "myst",
        "a\n\n{ref}`b <nowhere>`",
        "`{ref}`b <nowhere>`` leads nowhere: the page has nothing labelled nowhere",
    ),
    "\\ref": ("", "a\n\n\\ref{nowhere}", "`\\ref{nowhere}` leads nowhere: the page has nothing labelled nowhere"),
    "\\ref in a formula": (
        "",
        "a\n\n$x \\ref{nowhere}$",
        "`\\ref{nowhere}` leads nowhere: the page has nothing labelled nowhere",
    ),
    "a place without words": (
        "myst",
        "(here)=\n\nb [](#here)",
        "`[](#here)` has nothing to say: here has neither a number nor a title; give the link words",
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_is_numbered_and_linked(name: str) -> None:
    dialect, source, expected = CONSTRUCTS[name]
    cells = [text(source), *([figure(), figure(OTHER)] if "fig-a" in source.lower() or "%s" in source else [])]
    made = article(*cells, dialect=dialect)
    assert expected in shown(made).replace(" >", ">").replace("<mtd  ", "<mtd ")
    assert [each.code for each in made.warnings if each.code != "nb-no-alt"] == []


@pytest.mark.parametrize("name", STOPS)
def test_what_leads_nowhere_stops_the_article_with_its_place(name: str) -> None:
    dialect, source, said = STOPS[name]
    with pytest.raises(RenderError) as error:
        article(text(source), figure(), dialect=dialect)
    line = source[: source.index("\n\n")].count("\n") + 3
    assert (error.value.what, error.value.place) == (said, f"cell 2, line {line}")
    assert error.value.hint == f"The cell begins: {source.partition(chr(10))[0]}"


def test_each_construct_is_told_of_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    tables = (("numbered and linked", CONSTRUCTS), ("stopped", STOPS))
    rows = [
        (name, dialect or "any", what, said) for what, table in tables for name, (dialect, _, said) in table.items()
    ]
    rows.append(("[words](#nowhere)", "any", "warned", told_of("[words](#nowhere)")))
    with capsys.disabled():
        print()
        for name, dialect, what, said in rows:
            print(f"{name[:28]:<28} {dialect:<7} {what:<20} {said[:90]}")
    assert {what for _, _, what, _ in rows} == {"numbered and linked", "stopped", "warned"}
    assert rows[-1][-1] == "the link to #nowhere leads nowhere: the page has no such part"


def told_of(source: str) -> str:
    return article(text(source)).warnings[0].what


# --- what is counted -----------------------------------------------------------------------------------------

PLAIN = "#| label: loss\n#| fig-cap: Loss\n#| fig-alt: alt\nx"


def test_without_a_label_that_says_so_or_a_reference_nothing_is_counted() -> None:
    cells = [figure(PLAIN), text("$$x$$\n\n\\begin{align}a\\\\b\\end{align}\n\n[plot](#loss)")]
    made = article(*cells)
    assert "nb-number" not in made.text and "<mtext>" not in made.text
    assert [*lines(made)] == ["figure |Loss|loss"]
    assert made.text == article(*cells, numbers="none").text


def test_with_one_that_does_all_captioned_figures_count_and_no_other_kind() -> None:
    made = article(figure(PLAIN), figure(), figure("#| fig-alt: no caption\nx"), text("[](#loss)"))
    assert [*lines(made)] == ["figure 1|Loss|loss", "figure 2|A cap|fig-a"]
    assert [*lines(article(figure(PLAIN), text("[](#loss)")))] == ["figure 1|Loss|loss"]
    table = figure("#| tbl-cap: T\nx", TABLE)
    assert [*lines(article(figure(), table))] == ["figure 1|A cap|fig-a"]


def test_an_article_and_its_site_say_what_is_counted() -> None:
    cells = [figure(PLAIN), figure("#| tbl-cap: T\nx", TABLE), text("\\begin{gather}a\\\\b\\notag\\\\c\\end{gather}")]
    every = ["figure 1|Loss|loss", "table 1|T|", "equation 1||", "equation 2||"]
    assert [*lines(article(*cells, numbers="all"))] == every
    assert [*lines(article(*cells, head="nbpress: {numbers: all}\n"))] == every
    off = article(figure(), text("See [](#fig-a)."), head="nbpress: {numbers: none}\n", numbers="all")
    assert "See [A cap](#fig-a)." in off.text and "nb-number" not in off.text


def test_two_renderings_count_as_one_figure() -> None:
    twice = figure("#| label: fig-t\n#| fig-cap: Twice\n#| renderings: [light, dark]\nx", SHOWN, SHOWN)
    assert [*lines(article(twice, figure()))] == ["figure 1|Twice|fig-t", "figure 2|A cap|fig-a"]


def test_figures_of_one_cell_are_parts_of_one() -> None:
    one = figure("#| label: fig-m\n#| fig-cap: Many\n#| layout-ncol: 2\nx", SHOWN, SHOWN)
    sub = figure("#| label: fig-s\n#| fig-cap: All\n#| fig-subcap: [P, Q]\nx", SHOWN, SHOWN)
    each = figure("#| label: fig-e\n#| fig-cap: [P, Q]\nx", SHOWN, SHOWN)
    made = article(one, sub, each, text("[](#fig-m-2), [](#fig-s), [](#fig-e-1), [](#fig-e-2)"))
    assert [line.partition("|")[0] for line in lines(made)] == [
        *("figure 1", "figure 1a", "figure 1b", "figure 2", "figure 2a", "figure 2b", "figure 3", "figure 4")
    ]
    assert "[Figure 1b](#fig-m-2), [Figure 2](#fig-s), [Figure 3](#fig-e), [Figure 4](#fig-e-2)" in shown(made)
    whole = Page(made.text.replace("{::nomarkdown}", "").replace("{:/nomarkdown}", "")).css_first("figure#fig-s")
    assert [" ".join(each.text().split()) for each in whole.css("figcaption")] == ["(a) P", "(b) Q", "Figure 2: All"]


def test_tables_charts_and_listings_of_cells_are_numbered() -> None:
    table = figure("#| label: tbl-t\n#| tbl-cap: T\nx", TABLE)
    chart = figure("#| label: fig-c\n#| fig-cap: C\nx", TABLE)
    listed = code("#| lst-label: lst-l\n#| lst-cap: L\nx")
    made = article(table, chart, listed, text("[](#tbl-t), [](#fig-c), [](#lst-l)"))
    assert "[Table 1](#tbl-t), [Figure 1](#fig-c), [Listing 1](#lst-l)" in shown(made)
    assert '<figure class="nb-outputs" id="tbl-t"> <figcaption><span class="nb-number">Table 1:</span> T' in shown(made)


def test_sections_have_numbers_where_the_front_matter_asks() -> None:
    prose = "## A {#sec-a}\n\n### B {#sec-b}\n\n## C {.unnumbered}\n\n## D\n\n@sec-b"
    made = article(text(prose), dialect="quarto", head="number-sections: true\n")
    assert [line.partition("|")[0] for line in lines(made)] == ["section 1", "section 1.1", "section 2"]
    assert '### <span class="nb-number">1.1</span> B {#B}' in made.text
    assert "[Section 1.1](#B)" in shown(made) and "## C {#C}" in made.text
    assert "1.1" in article(text(prose), dialect="quarto", head="format: {html: {number-sections: true}}\n").text


def test_a_level_that_is_left_out_counts_as_one_and_parts_go_on_behind_z() -> None:
    made = article(text("## A\n\n#### B\n\n## C"), head="number-sections: true\n")
    assert [each.number for each in made.labelled] == ["1", "1.1.1", "2"]
    assert [*map(letter, (1, 26, 27, 52, 53))] == ["a", "z", "aa", "az", "ba"]


def test_without_numbers_a_formulas_own_tag_is_none() -> None:
    made = article(text("$$x\\tag{7}\\label{e}$$"), head="nbpress: {numbers: none}\n")
    assert [(each.number, each.labels) for each in made.labelled] == [("", ("e",))]


def test_what_is_not_on_the_page_is_not_counted() -> None:
    hidden = code("#| label: fig-h\n#| fig-cap: H\n#| include: false\nx", outputs=[SHOWN])
    assert [*lines(article(hidden, figure()))] == ["figure 1|A cap|fig-a"]


# --- words ---------------------------------------------------------------------------------------------------


def test_the_words_are_those_of_the_pages_language() -> None:
    cells = [text("@fig-a, @Fig-a"), figure()]
    assert "[Abbildung 1](#fig-a)" in shown(article(*cells, lang="de"))
    french = shown(article(*cells, lang="de", head="lang: fr-CA\n"))
    assert "[figure 1](#fig-a), [Figure 1](#fig-a)" in french and "Figure 1:</span>" in french
    assert "[図 1](#fig-a)" in shown(article(*cells, lang="ja"))
    assert "[Figure 1](#fig-a)" in shown(article(*cells, lang="tlh"))


def test_an_author_chooses_other_words() -> None:
    cells = [text("[@fig-a; @fig-b]"), figure(), figure(OTHER)]
    own = shown(article(*cells, words={"figure": "F."}, head="nbpress: {words: {figure: [Fig., Figs.], and: '&'}}\n"))
    assert "Figs. [1](#fig-a) &amp; [2](#fig-b)" in own.replace(" & ", " &amp; ") and "Fig. 1:</span>" in own
    quarto = shown(article(*cells, head="crossref: {fig-title: Plot, fig-prefix: plot, title-delim: '.'}\n"))
    assert "plot [1](#fig-a) and [2](#fig-b)" in quarto and "Plot 1.</span>" in quarto


def test_every_language_has_a_word_for_every_kind() -> None:
    for language, table in words.languages().items():
        assert set(table) == {*kinds.kinds(), *words.JOINTS}, language
        assert all(words.fits({name: word}) for name, word in table.items()), language


def test_settings_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="`nbpress: numbers:` takes `auto`, `all`, `none`, not 'some'"):
        settings.checked({"numbers": "some"})
    with pytest.raises(ReadError, match="`nbpress: words:` takes kinds"):
        settings.checked({"words": {"figur": "x"}})
    for wrong, said in (("numbers: some", 'there is no numbers "some"'), ("words: {x: y}", "`words:` takes kinds")):
        with pytest.raises(ReadError, match=said):
            sites.load(blog(tmp_path / wrong[:4], f"nbpress: {{{wrong}}}\n"))
    read = sites.load(blog(tmp_path / "right", "lang: de\nnbpress: {numbers: all, words: {figure: Fig.}}\n"))
    assert (read.lang, read.numbers, read.words) == ("de", "all", {"figure": "Fig."})


# --- formulas ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("x", []),
        ("x \\label{a}", ["a"]),
        ("x \\tag{7}", ["=7"]),
        ("\\begin{equation} x \\end{equation}", [""]),
        ("\\begin{equation*} x \\end{equation*}", []),
        (
            "\\begin{align} a &= \\begin{matrix}1\\\\2\\end{matrix} \\label{p}\\\\[1em] b \\notag\\\\ c {\\\\} d\\end{align}",
            ["p", "-", ""],
        ),
        ("\\begin{align*} a \\tag{*}\\\\ b\\end{align*}", ["=*", "-"]),
        ("\\begin{align} a \\\\ b \\\\ \\end{align}", ["", ""]),
        ("\\begin{align} a \\\\ b \\end{align}\\label{w}", ["w"]),
        ("\\begin{multline} a \\\\ b \\end{multline}", [""]),
        ("\\begin{aligned} a \\\\ b \\end{aligned}", []),
    ],
)
def test_lines_count_as_mathjax_counts_them(tex: str, expected: list[str]) -> None:
    found = [
        line.label or (f"={line.tag}" if line.tag else "" if line.counts else "-") for line in equations.lines(tex)
    ]
    assert found == expected


def test_a_blog_with_mathjax_gets_tags() -> None:
    prose = (
        "$$x$$ {#eq-x}\n\n\\begin{align}a\\label{eq-a}\\\\b\\end{align}\n\n<div>\n\n$$y$$ {#eq-y}\n\n</div>\n\n@eq-x"
    )
    made = article(text(prose), dialect="quarto", math="kramdown").text
    assert '<span id="eq-x"></span>\n{:/nomarkdown}\n\n$$x\\tag{1}$$' in made
    assert "$$\\begin{align*}a\\tag{2}\\\\b\\tag{3}\\end{align*}$$" in made
    assert "\\[y\\tag{4}\\]" in made


def test_what_no_converter_knows_has_its_number_beside_it() -> None:
    made = article(text("$$\\nosuch x$$ {#eq-x}\n\n@eq-x"), dialect="quarto")
    beside = '<span class="nb-equation"><span id="eq-x"></span><code class="math">\\nosuch x</code>'
    assert f'{beside}<span class="nb-number">(1)</span></span></div>' in made.text
    assert [each.code for each in made.warnings] == ["nb-formula"]


# --- the page ------------------------------------------------------------------------------------------------


def test_the_excerpt_says_the_numbers() -> None:
    made = article(
        text("# T\n\nSee @fig-a, [@fig-a; @fig-b] and \\eqref{e}."), figure(), figure(OTHER), text("$$x\\label{e}$$")
    )
    assert made.header["excerpt"].replace(SPACE, " ") == "See Figure 1, Figures 1 and 2 and (1)."
    labelled = article(text("![Cap](https://a.b/c.png){#fig-p}\n\nBelow it.\n\n$$x$$ {#eq-x}"), dialect="quarto")
    assert labelled.header["excerpt"] == "Below it."
    encoded = article(text("See [](#fig-%C3%A4).\n\n![C](https://a.b/c.png){#fig-ä}"), dialect="quarto")
    assert encoded.header["excerpt"].replace(SPACE, " ") == "See Figure 1."


def test_a_label_that_is_given_twice_and_a_link_without_words_are_told() -> None:
    prose = "$$x$$ {#eq-x}\n\n$$y$$ {#eq-x}\n\n## A {#fig-a}\n\n[](https://a.b), [](#) and [a](#fig-a)"
    made = article(text(prose), figure(), figure(), figure(OTHER), dialect="quarto")
    twice = "the label {} is given twice: what refers to it leads to the first"
    assert [(each.code, each.cell, each.what) for each in made.warnings] == [
        ("nb-empty-link", 2, "the link to https://a.b has no words"),
        ("nb-empty-link", 2, "the link to # has no words"),
        ("nb-same-label", 2, twice.format("eq-x")),
        ("nb-same-label", 3, twice.format("fig-a")),
        ("nb-same-label", 4, twice.format("fig-a")),
    ]


@pytest.mark.parametrize("hidden", ["#| include: false\n", "#| eval: false\n"])
def test_a_reference_to_a_cell_that_shows_nothing_stops_the_article(hidden: str) -> None:
    outputs = [] if "eval" in hidden else [SHOWN]
    with pytest.raises(RenderError, match="the cell that is labelled fig-a shows nothing that has a number"):
        article(text("See @fig-a."), code(hidden + FIGURE, outputs=outputs))


def test_a_table_that_is_a_picture_has_its_label_once() -> None:
    made = article(figure("#| label: tbl-t\n#| tbl-cap: C\n#| fig-alt: a\nx"))
    assert made.text.count('id="tbl-t"') == 1 and "tbl-t.png" in made.text


def test_a_caption_without_alternative_text_is_told() -> None:
    silent = [
        figure("#| fig-cap: A *cap*\nx"),
        text("![Cap](https://a.b/c.png)"),
        text(":::{figure} https://a.b/c.png\nCap\n:::"),
    ]
    made = article(*silent, dialect="quarto, myst")
    assert [(each.code, each.cell) for each in made.warnings] == [("nb-no-alt", 2), ("nb-no-alt", 3), ("nb-no-alt", 4)]
    spoken = [
        figure(),
        text('![Cap](https://a.b/c.png){fig-alt="d"}'),
        text(":::{figure} https://a.b/c.png\n:alt: d\n\nCap\n:::"),
    ]
    assert article(*spoken, dialect="quarto, myst").warnings == ()


@pytest.mark.parametrize("math", ["mathml", "kramdown"])
def test_jekyll_builds_every_link_to_a_place(math: str) -> None:
    prose = [text(source) for dialect, source, _ in CONSTRUCTS.values() if dialect == "quarto" and "{#" in source]
    many = figure("#| label: fig-m\n#| fig-cap: M\nx", SHOWN, SHOWN)
    cells = [text("@fig-a, [](#fig-m-2), @eq-x"), figure(), many, prose[0], prose[2], prose[-1]]
    made = article(*cells, dialect="quarto", math=math)
    built = Page(build({made.path.name: made.text})[made.path.name])
    targets = [str(link.attributes["href"]) for link in built.css('a[href^="#"]')]
    assert len(targets) > 3
    assert [target for target in targets if not built.css_first(f'[id="{target[1:]}"]')] == []
    assert next(link.text() for link in built.css('a[href="#fig-a"]')) == f"Figure{SPACE}1"
