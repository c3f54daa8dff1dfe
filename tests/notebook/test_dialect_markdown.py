"""What authors write in the words of other tools: read into nodes of ours, or left as text; no word of it is lost."""

from __future__ import annotations

import re

import pytest
from bounded import bounded

from nbpress.notebook import markdown
from nbpress.notebook.callouts import KIND_OF, KINDS
from nbpress.notebook.videos import player
from nbpress.render.tree import Node, blocks

SPOKEN = {name: frozenset((name,)) for name in ("fastpages", "quarto", "myst")}
NOBODY: frozenset[str] = frozenset()


def outline(source: str, spoken: frozenset[str] = NOBODY) -> str:
    """Write the blocks of a cell in short: `note(title: Note, p: text)`."""
    document = markdown.parse(source, spoken=spoken)
    return document.restore(", ".join(map(_outline, blocks(document.tokens))))


def _outline(node: Node) -> str:
    name = {"paragraph": "p", "bullet_list": "ul", "list_item": "li", "blockquote": "quote"}.get(node.kind, node.kind)
    meta = node.token.meta
    if node.kind == "callout":
        name = meta["kind"] + {"": "", "open": "+", "closed": "-"}[meta["folded"]] + ("" if meta["icon"] else "!")
    elif node.kind == "tab":
        name = "tab+" if meta["open"] else "tab"
    elif node.kind == "title" and node.children:
        return f"= {node.children[0].token.content}"
    text = " / ".join(line.strip() for line in node.token.content.strip().split("\n"))
    return (
        f"{name}({', '.join(map(_outline, node.children))})" if node.children else f"{name}[{text}]" if text else name
    )


def told(source: str, spoken: frozenset[str] = NOBODY) -> list[str]:
    return [about.rpartition("\f")[2] for _, about in markdown.parse(source, spoken=spoken).unread]


READ = {
    # GitHub, Obsidian
    "a GitHub alert": ("> [!NOTE]\n> a $x$", "note(= Note, p(inline[a $x$]))"),
    "in any letters": ("> [!warning]\n> a", "warning(= Warning, p(inline[a]))"),
    "blocks within": ("> [!TIP]\n>\n> - a\n>\n> ```\n> c\n> ```", "tip(= Tip, ul(li(p(inline[a]))), fence[c])"),
    "nothing within": ("> [!CAUTION]", "caution(= Caution)"),
    "nested": ("> [!NOTE]\n> a\n>\n> > [!TIP]\n> > b", "note(= Note, p(inline[a]), tip(= Tip, p(inline[b])))"),
    "in a list": ("- > [!NOTE]\n  > a", "ul(li(note(= Note, p(inline[a]))))"),
    "folded": ("> [!bug]- A *title*\n> a", "caution-(= A *title*, p(inline[a]))"),
    "unfolded": ("> [!faq]+\n> a", "note+(= FAQ, p(inline[a]))"),
    # Jupyter
    "a box of HTML": (
        '<div class="alert alert-block alert-info">\n<b>a</b> **b**\n</div>',
        "note(html_block[<b>a</b> **b**])",
    ),
    "Markdown in it": ("<div class='alert alert-danger'>\n\n*a*\n\n</div>", "caution(p(inline[*a*]))"),
    "a box in a box": (
        '<div id=x>\n<div class="alert alert-success">a<div>b</div></div>\nc</div>',
        "html_block[<div id=x>], tip(html_block[a<div>b</div>]), html_block[c</div>]",
    ),
    "a box that is never closed": (
        '<div class="alert alert-info">\na',
        'html_block[<div class="alert alert-info"> / a]',
    ),
    "a box in a comment": (
        '<!-- <div class="alert alert-info">a</div> -->',
        'html_block[<!-- <div class="alert alert-info">a</div> -->]',
    ),
    "another alert": ('<div class="alert">a</div>', 'html_block[<div class="alert">a</div>]'),
    # Quarto
    "a div": ("::: {.callout-note}\na\n:::", "note(= Note, p(inline[a]))"),
    "its title": (
        '::: {.callout-tip title="a } *b*" collapse=true icon=false}\na\n:::',
        "tip-!(= a } *b*, p(inline[a]))",
    ),
    "a heading as title": ("::: {.callout-important}\n## A $x$\na\n:::", "important(= A $x$, p(inline[a]))"),
    "a heading later": (
        "::: {.callout-important}\na\n## B\n:::",
        "important(= Important, p(inline[a]), heading(inline[B]))",
    ),
    "signs behind": ("::::: {.callout-note} :::::\na\n:::::::", "note(= Note, p(inline[a]))"),
    "a bare sign closes the innermost": (
        "::: {.callout-note}\na\n::: {.b}\nb\n:::\nc\n:::\nd",
        "note(= Note, p(inline[a]), div(p(inline[b])), p(inline[c])), p(inline[d])",
    ),
    "a fence in a list in a fence": (
        "::: {.a}\n- ::: {.callout-tip}\n  b\n  :::\n:::",
        "div(ul(li(tip(= Tip, p(inline[b])))))",
    ),
    "a fence below a list": ("- a\n::: {.b}\nb\n:::\nc", "ul(li(p(inline[a]))), div(p(inline[b])), p(inline[c])"),
    "a fence below a quotation": ("> a\n::: {.b}\nb\n:::", "quote(p(inline[a])), div(p(inline[b]))"),
    "a fence in a quotation": ("> ::: {.callout-note}\n> a\n> :::", "quote(note(= Note, p(inline[a])))"),
    "signs in code": ("::: {.a}\n```\n:::\n```\n:::", "div(fence[:::])"),
    "directly below text": (
        "a\n::: {.callout-note}\nb\n:::\nc",
        "p(inline[a]), note(= Note, p(inline[b])), p(inline[c])",
    ),
    "what a page shows": ('::: {.content-visible when-format="html"}\na\n:::', "div(p(inline[a]))"),
    "what it does not": ('a\n\n::: {.content-visible when-format="pdf"}\nb\n:::', "p(inline[a])"),
    "what is hidden": ("::: {.content-hidden when-format=html}\nb\n:::\n\na", "p(inline[a])"),
    "what is hidden elsewhere": ('::: {.content-hidden when-format="pdf"}\nb\n:::', "div(p(inline[b]))"),
    "tabs": (
        "::: {.panel-tabset}\n## A\na\n### C\n## B\n:::",
        "tabs(tab+(= A, p(inline[a]), heading(inline[C])), tab(= B))",
    ),
    "a margin": ("::: {.column-margin}\na\n:::", "side(p(inline[a]))"),
    # MyST
    "a directive": (":::{note}\na\n:::", "note(= Note, p(inline[a]))"),
    "its title and options": (
        ":::{warning} A *b*\n:class: dropdown\n:open:\na\n:::",
        "warning+(= A *b*, p(inline[a]))",
    ),
    "its options in YAML": ("```{tip}\n---\nclass: dropdown\n---\na\n```", "tip-(= Tip, p(inline[a]))"),
    "in backticks": (
        "````{hint}\na $x_1$\n\n```python\n$y$\n```\n````\n$z$",
        "tip(= Hint, p(inline[a $x_1$]), fence[$y$]), p(inline[$z$])",
    ),
    "only a first line": ("```{note} All *of* it\n```", "note(= Note, p(inline[All *of* it]))"),
    "a title of its own": ("```{admonition} T\n:class: danger\na\n```", "caution(= T, p(inline[a]))"),
    "a dropdown": (":::{dropdown} T\na\n:::", "note-(= T, p(inline[a]))"),
    "beside the text": ("```{margin} A title\na\n```", "side(= A title, p(inline[a]))"),
    "longer fences around": (
        "::::{tab-set}\n:::{tab-item} A\na\n:::\n:::{tab-item} B\n:selected:\n:::\n::::",
        "tabs(tab(= A, p(inline[a])), tab+(= B))",
    ),
    "the first tab opens": ("::::{tab-set}\n:::{tab-item} A\n:::\n::::", "tabs(tab+(= A))"),
    "a formula": ("```{math}\n:label: e\n\\frac ab\n```", "p(inline[```{math}\n:label: e\n\\frac ab\n```])"),
    "a picture": ("```{figure} a.png\n:alt: A\nb\n```", "figure(= ![A](<a.png>), caption(inline[b]))"),
    "its width": ("```{image} a.png\n:width: 50%\n```", 'figure(= ![](<a.png>){: width="50%"})'),
    "code with a caption": ("```{code-block} python\n:caption: A\nx\n```", "listing(= A, fence[x])"),
    "a table of lists": (
        "```{list-table} T\n:header-rows: 1\n* - a\n  - b\n* - c\n  - d\n\n    e\n```",
        "listing(= T, table(thead(tr(th(p(inline[a])), th(p(inline[b])))), "
        "tbody(tr(td(p(inline[c])), td(p(inline[d]), p(inline[e]))))))",
    ),
    "a list that is no table": ("```{list-table}\n* a\n* b\n```", "listing(ul(li(p(inline[a])), li(p(inline[b]))))"),
    "a table of CSV": (
        '```{csv-table} T\n:header: A, B\n:stub-columns: 1\n"x, y", *2*\n```',
        "listing(= T, table(thead(tr(th(inline[A]), th(inline[B]))), tbody(tr(th(inline[x, y]), td(inline[*2*])))))",
    ),
    "what is no CSV": ('```{csv-table}\na,"b\n```', 'listing(fence[a,"b])'),
    "a table with a caption": (
        ":::{table} T\n| a |\n|---|\n| b |\n:::",
        "listing(= T, table(thead(tr(th(inline[a]))), tbody(tr(td(inline[b])))))",
    ),
    "attributes below a table": (
        "| a | b |\n|---|---|\n{: .c}\n\nd",
        "table(thead(tr(th(inline[a]), th(inline[b]))), tbody), p(inline[d])",
    ),
    "figures side by side": ("::: {layout-ncol=2}\na\n\nb\n:::", "div(p(inline[a]), p(inline[b]))"),
    # videos
    "a shortcode": ("{{< video https://youtu.be/abcdefghijk >}}", "video"),
    "a file": ("{{< video a.mp4 >}}", "film"),
    "what means nothing on a page": ("a\n\n{{< pagebreak >}}", "p(inline[a]), p(inline[{{< pagebreak >}}])"),
    "fastpages' post of another site": ("> twitter: https://x.com/a/1", "quote(p(inline[<https://x.com/a/1>]))"),
    "fastpages' video": ("> youtube: https://youtu.be/abcdefghijk", "figure(video)"),
    "a frame": (":::{iframe} https://example.org/\nb\n:::", "figure(video, p(inline[b]))"),
}
TEXT = {
    "signs in prose": "a ::: b",
    "signs in a code span": "`::: {.a}`",
    "indented code": "a\n\n    ::: {.a}\n    b\n    :::",
    "a sentence": "::: this is no fence\na",
    "prose that quotes": "> Note: a",
    "a quotation of a link": "> [a](b)",
    "percent": "% of users",
    "a definition": "Note:\n: x",
    "a line block": "| a\n| b",
    "sub and sup": "H~2~O x^2^ ^[a] [b]{.mark}",
    "an escaped shortcode": "{{{< video https://youtu.be/abcdefghijk >}}}",
    "a set before code": "{x}`a`",
    "code of a language": "```{python}\nx\n```",
    "Quarto's code": "```{.python filename=x}\nx\n```",
    "R": "```{r, echo=FALSE}\nx\n```",
    "a player of nobody's": "{eval}`x` youtube: https://example.org/",
}
UNREAD = {
    "a fence that is never closed": (
        "::: {.callout-note}\na\n\nb",
        ["::: {.callout-note}"],
        "p(inline[::: {.callout-note} / a]), p(inline[b])",
    ),
    "an outer one": ("::: {.a}\n\n::: {.b}\nx\n:::", ["::: {.a}"], "p(inline[::: {.a}]), div(p(inline[x]))"),
    "one in a list": (
        "- a\n  ::: {.b}\n  c\n\n:::\n\nd",
        ["::: {.b}", ":::"],
        "ul(li(p(inline[a / ::: {.b} / c]))), p(inline[:::]), p(inline[d])",
    ),
    "attributes of nothing": (
        "a\n\n{:toc}\n\n{: .b}\n\n{: c}\n\n## D\n{: .e}",
        ["{:toc}", "{: .b}"],
        "p(inline[a]), p(inline[{:toc}]), p(inline[{: .b}]), p(inline[{: c}]), heading(inline[D]), p(inline)",
    ),
    "one of backticks": ("```{note}\na $x$", ["```{note}"], "fence[a $x$]"),
    "a directive": (":::{foo} A *title*\na\n:::", [":::{foo} A *title*"], "div(= A *title*, p(inline[a]))"),
    "a directive of backticks": ("```{foo} arg $x$\na\n```", ["```{foo} arg $x$"], "fence[{foo} arg $x$ / a]"),
    "a role": ("a {foo}`b`", ["{foo}`b`"], "p(inline[a {foo}`b`])"),
    "a reference": ("a {doc}`B <c>`", ["{doc}`B <c>`"], "p(inline[a {doc}`B <c>`])"),
    "a shortcode": ("a {{< include _b.qmd >}}", ["{{< include _b.qmd >}}"], "p(inline[a {{< include _b.qmd >}}])"),
    "a callout": ("> [!foo]\n> a", ["[!foo]"], "quote(p(inline[[!foo] / a]))"),
}


@pytest.mark.parametrize("name", READ)
def test_what_others_write_is_a_node(name: str) -> None:
    source, expected = READ[name]
    assert outline(source) == expected
    assert told(source) == []


@pytest.mark.parametrize("name", TEXT)
def test_what_only_looks_like_syntax_is_text(name: str) -> None:
    document = markdown.parse(TEXT[name])
    kinds = {node.kind for node in blocks(document.tokens)}
    assert kinds <= {"paragraph", "blockquote", "code_block", "fence"}
    assert not any(child.type == "span_open" for token in document.tokens for child in token.children or ())
    assert document.unread == ()


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_known_is_told_and_no_word_of_it_is_lost(name: str) -> None:
    source, expected, shown = UNREAD[name]
    assert told(source) == expected
    assert outline(source) == shown


def test_fastpages_notes_are_callouts_in_its_own_notebooks_alone() -> None:
    source = "> Important: a $x$\n> b\n\n> Noted: c"
    assert (
        outline(source, SPOKEN["fastpages"])
        == "important(= Important, p(inline[a $x$ / b])), quote(p(inline[Noted: c]))"
    )
    assert outline("> note: c", SPOKEN["quarto"]) == "quote(p(inline[note: c]))"


def test_a_label_behind_a_formula_is_a_place_in_myst_notebooks() -> None:
    source = "$$\nx\n$$ (eq-a)\n\n$$y$$ (no label)\n\na (b)"
    document = markdown.parse(source, spoken=SPOKEN["myst"])
    assert [kept.text for kept in document.kept] == [r"x\label{eq-a}", "y"]
    assert [document.restore(token.content) for token in document.tokens if token.type == "inline"] == [
        *("$$\nx\n$$", "$$y$$ (no label)", "a (b)")
    ]
    assert "(eq-a)" in outline(source)


def test_a_line_below_a_table_is_its_caption_in_quarto_notebooks() -> None:
    table = "| a |\n|---|\n| b |\n\n"
    read = "table(thead(tr(th(inline[a]))), tbody(tr(td(inline[b]))))"
    shown = {
        f"{table}: The *rows* {{#tbl-rows}}\n\nc": f"listing(= The *rows*, {read}), p(inline[c])",
        f"{table}: The rows": f"listing(= The rows, {read})",
        f"{table}: {{x}}": f"listing(= {{x}}, {read})",
        f"{table}a: b": f"{read}, p(inline[a: b])",
        f"> {table.replace(chr(10), chr(10) + '> ')}: T": f"quote(listing(= T, {read}))",
        ": no table": "p(inline[: no table])",
    }
    assert {source: outline(source, SPOKEN["quarto"]) for source in shown} == shown
    assert outline(f"{table}: The rows") == f"{read}, p(inline[: The rows])"
    document = markdown.parse(f"{table}: T {{#tbl-t .x}}", spoken=SPOKEN["quarto"])
    assert document.tokens[0].meta["id"] == "tbl-t"


def test_fastpages_footnotes_lead_to_each_other_from_cell_to_cell_in_its_own_notebooks() -> None:
    notes = """{{ 'a "b" <i>' | fndetail: 2 }}\n{{"it's" | fndetail: 3}}"""
    shown = {
        "A.{% fn 1 %} B{%fn 2%}": [("fnref-1", "fn-1"), ("fnref-2", "fn-2")],
        notes: [("fn-2", "fnref-2"), ("fn-3", "fnref-3")],
    }
    for source, expected in shown.items():
        html = "".join(
            each.content
            for token in markdown.parse(source, spoken=SPOKEN["fastpages"]).tokens
            for each in token.children or ()
            if each.type == "html_inline"
        )
        assert list(zip(re.findall('id="(.+?)"', html), re.findall('href="#(.+?)"', html), strict=True)) == expected
        assert _spans(source, NOBODY) == []
        assert outline(source) == f"p(inline[{source.replace(chr(10), ' / ')}])"


def test_other_liquid_of_fastpages_is_told_and_a_posts_address_is_a_link() -> None:
    source = "a{% fn 2 %} {% include x.html a='b' %} {{ x }} `{% y %}`"
    assert told(source, SPOKEN["fastpages"]) == ["{% include x.html a='b' %}"]
    assert told(source) == told("> twitter: https://example.org/1") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("H~2~O ~~a~~ b~c d", ["sub:2"]),
        ("x^2^ a^b c", ["sup:2"]),
        ("$x^2$ and $y~2~$", []),
        ("[a *b*]{.mark} [c](d) [e]{.u #f}", ["mark:a b", "span:e"]),
        ("`x^2^`", []),
    ],
)
def test_marks_of_pandocs_count_in_quarto_notebooks(source: str, expected: list[str]) -> None:
    assert _spans(source, SPOKEN["quarto"]) == expected
    assert _spans(source, SPOKEN["myst"]) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A\n: b\n: c", "dl(dt(inline[A]), dd(p(inline[b])), dd(p(inline[c])))"),
        ("| a\n|   b\n|", "p(inline[a  \nb])"),
        ("| a | b |\n|---|---|", "table(thead(tr(th(inline[a]), th(inline[b]))))"),
        ('| a |\n|---|\n\n: A *b* {#tbl-a x="[6]"}', "listing(= A *b*, table(thead(tr(th(inline[a])))))"),
        ("| a |\n|---|\n\nb: c", "table(thead(tr(th(inline[a])))), p(inline[b: c])"),
        ("```{=html}\n<b>a</b>\n```", "html_block[<b>a</b>]"),
        ("```{=latex}\n\\a\n```\n\nb", "html_block, p(inline[b])"),
        ("![A *b*](c.png){#fig-a}", "figure(= ![A *b*](c.png), caption(inline[A *b*]))"),
        ('![A](c.png){fig-alt="d" width=9}', 'figure(= ![d](c.png){fig-alt="d" width=9}, caption(inline[A]))'),
        ("![](c.png)", "p(inline[![](c.png)])"),
        ("![A](c.png) b", "p(inline[![A](c.png) b])"),
        (
            "a ^[b *c* [d](e)] f",
            "p(inline[a ^[b *c* [d](e)] f]), footnote_block(footnote(p(inline[b *c* [d](e)], footnote_anchor)))",
        ),
    ],
)
def test_what_pandoc_writes_is_read_in_quarto_notebooks(source: str, expected: str) -> None:
    assert _read(source, SPOKEN["quarto"]) == expected
    assert _read(source, SPOKEN["myst"]).startswith(("table", "p(", "fence"))


@pytest.mark.parametrize(
    ("source", "spoken", "expected"),
    [
        ("% a note\n+++\nb\n% c", "myst", "p(inline[b])"),
        ("% a note\n+++\nb", "quarto", "p(inline[% a note / +++ / b])"),
        ("## A {#sec-a .b}", "quarto", "div, heading(inline[A])"),
        ("## A {#sec-a}", "myst", "heading(inline[A {#sec-a}])"),
    ],
)
def test_what_is_ambiguous_counts_in_the_notebooks_of_its_dialect(source: str, spoken: str, expected: str) -> None:
    assert outline(source, SPOKEN[spoken]) == expected


def test_citations_are_text_and_told_in_quartos_notebooks() -> None:
    source = "@fig-a, a@fig-b.org, [@key, p. 3], [-@key], [@a](b) and @handle"
    assert told(source, SPOKEN["quarto"]) == ["[@key, p. 3]", "[-@key]"]
    assert told(source) == []
    assert told("`<b>`{=html} and {=a}", SPOKEN["quarto"]) == ["{=html}"]
    assert outline(source, SPOKEN["quarto"]) == f"p(inline[{source}])"


@pytest.mark.parametrize(
    ("source", "spoken", "expected"),
    [
        ('![a](b){: .c width="50%"}', NOBODY, {"class": "c", "width": "50%"}),
        ("![a](b){#fig-a width=50%} c", SPOKEN["quarto"], {"id": "fig-a", "width": "50%"}),
        ("![a](b){#fig-a width=50%}", NOBODY, {}),
        ("![a](b) {: .c}", NOBODY, {}),
        ('![a](b){: onload="x" style="y"}', NOBODY, {}),
    ],
)
def test_attributes_stand_right_behind_their_picture(
    source: str, spoken: frozenset[str], expected: dict[str, str]
) -> None:
    image = markdown.parse(source, spoken=spoken).tokens[1].children[0]  # type: ignore[index]
    assert {key: value for key, value in image.attrs.items() if key not in ("src", "alt")} == expected


def _read(source: str, spoken: frozenset[str]) -> str:
    return outline(source, spoken).replace(" / ", "  \n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("H{sub}`2`O{sup}`+`", ["sub:2", "sup:+"]),
        ("{kbd}`Ctrl`", ["kbd:Ctrl"]),
        ("{abbr}`HTML (Hyper Text)`", ["abbr:HTML"]),
        ("{{< kbd Ctrl-C >}}", ["kbd:Ctrl-C"]),
        ("`{kbd}` and ``{kbd}`a` ``", []),
    ],
)
def test_roles_are_read_everywhere(source: str, expected: list[str]) -> None:
    assert _spans(source, NOBODY) == expected


def _spans(source: str, spoken: frozenset[str]) -> list[str]:
    found: list[str] = []
    for token in markdown.parse(source, spoken=spoken).tokens:
        inside = False
        for child in token.children or ():
            inside = child.type == "span_open" or (inside and child.type != "span_close")
            if child.type == "span_open":
                found.append(f"{child.tag}:")
            elif inside:
                found[-1] += child.content
    return found


def test_a_formula_and_a_file_in_a_role_are_what_they_are_elsewhere() -> None:
    source = "{math}`x_1` {download}`the file <a.csv>` {download}`b/c.csv`"
    assert [(kept.kind, kept.text) for kept in markdown.parse(source).kept] == [("math", "x_1")]
    assert markdown.targets(source) == ("a.csv", "b/c.csv")
    assert markdown.targets("{{< video a.mp4 >}}\n\n```{image} b.png\n```") == ("a.mp4", "b.png")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("```{note} $a$\n$b$\n```\n$c$", ["a", "b", "c"]),
        ("````{note}\n```\n$a$\n```\n$b$\n````\n$c$", ["b", "c"]),
        ("````{note}\n```{tip}\n$a$\n```\n````\n$b$", ["a", "b"]),
        ("```{python}\n$a$\n```\n$b$", ["b"]),
        ("```{note}\n$a$", []),
        ("```{math}\n:label: x\n\na_1\n```\n$b$", [r"a_1\label{x}", "b"]),
    ],
)
def test_formulas_in_backticks_are_read_where_prose_stands_there(source: str, expected: list[str]) -> None:
    assert [kept.text for kept in markdown.parse(source).kept] == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://youtu.be/abcdefghijk?t=1m5s", "https://www.youtube-nocookie.com/embed/abcdefghijk?start=65"),
        (
            "https://www.youtube.com/watch?v=abcdefghijk&t=90",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?start=90",
        ),
        ("https://www.youtube.com/shorts/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/548291210", "https://player.vimeo.com/video/548291210"),
        ("https://player.vimeo.com/video/548291210", "https://player.vimeo.com/video/548291210"),
        ("https://youtu.be/<b>x", None),
        ("javascript:youtube.com/watch?v=abcdefghijk", None),
        ("https://example.org/watch?v=abcdefghijk", None),
        ("https://youtube.com.example.org/watch?v=abcdefghijk", None),
    ],
)
def test_a_player_is_found_by_the_address_of_its_video(address: str, expected: str | None) -> None:
    found = player(address)
    assert (found and found.address) == expected


def test_every_word_for_a_callout_is_of_a_kind() -> None:
    assert set(KIND_OF.values()) == set(KINDS)


@pytest.mark.parametrize(
    "source",
    [
        "::: {.a}\n" * 3_000,
        "::: {.a}\n" * 40 + ":::\n" * 3_000,
        "```{note}\n" * 3_000,
        "- ::: {.a}\n" * 1_500,
        "> " + "[!NOTE] " * 3_000,
        "{{< " * 10_000,
        '<div class="alert alert-info">\n\n' * 1_500,
        "{a" * 10_000,
        "```{csv-table}\n" + "a,b\n" * 20_000 + "```",
        "```{list-table}\n" + "* - a\n  - b\n" * 3_000 + "```",
        "^[a " * 10_000,
        "a\n: b\n" * 8_000,
    ],
)
def test_what_opens_over_and_over_takes_no_longer_than_its_length(source: str) -> None:
    bounded(_parsed_in_both, source)


def _parsed_in_both(source: str) -> None:
    markdown.parse(source)
    markdown.parse(source, spoken=SPOKEN["quarto"])
