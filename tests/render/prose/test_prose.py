"""What stands in a Markdown cell stands on the page: checked in pages that real Jekyll built, many in one build."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import jekyll
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from nbpress.core.notices import CellNotices
from nbpress.notebook import markdown
from nbpress.render import escape, liquid, math
from nbpress.render.prose import prose
from nbpress.render.prose.cell import Ids

CONFIGS = {
    "gfm": "",
    "hard_wrap": "kramdown:\n  hard_wrap: true\n",
    "kramdown": "kramdown:\n  input: kramdown\n",
}


def place(prefix: str = "c1", *, style: str = "mathml", **rest: object) -> prose.Place:
    """Return a plain place: links as written, values in quotation marks."""
    values: dict[str, object] = {
        "link": lambda target: target,
        "value": lambda expression: escape.text(f"<{expression}>"),
        "math": lambda tex, display: math.render(tex, display, style=style, warn=CellNotices()),
        "prefix": prefix,
        "ids": Ids(),
    }
    return prose.Place(**(values | rest))  # type: ignore[arg-type]


def main(page: str) -> LexborNode:
    node = LexborHTMLParser(page).css_first("main")
    assert node is not None
    return node


def flat(text: str) -> str:
    """Return text without white space, its quotation marks and dots straight."""
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("…", "...")):
        text = text.replace(curly, straight)
    return re.sub(r"\s+", "", text)


# name: source, then what the page's main element has to satisfy
Check = Callable[[LexborNode], bool]

ROWS: dict[str, tuple[str, Check]] = {
    "empty formula": ("a $$ $$ b\n\n- c $$ $$ d\n\n$$\n$$", lambda m: flat(m.text()) == "abcd"),
    "formulas side by side": (
        "x $a$$b$ and $c_1$$d_2$$e_3$.",
        lambda m: len(m.css("p math")) == 5 and "$" not in m.text() and not m.css("em"),
    ),
    "quotes too deep": ("> " * 150 + "bottom {{ x }} $y$", lambda m: "> bottom {{ x }} $y$" in m.text()),
    "lists too deep": (
        "\n".join("  " * level + f"- l{level}." for level in range(60)),
        lambda m: all(f"l{level}." in m.text() for level in range(60)),
    ),
    # Liquid
    "liquid in prose": ("See {{ x }} and {% y %} {%- z -%} {{", lambda m: flat(m.text()) == "See{{x}}and{%y%}{%-z-%}{{"),
    "liquid in a code span": ("a `{{ x }}` b `{% y %}`", lambda m: texts(m, "code") == ["{{ x }}", "{% y %}"]),
    "liquid in alt text": ("![{{ a }}](x.png)", lambda m: attrs(m, "img", "alt") == ["{{ a }}"]),
    "liquid in a link": ("[{{ a }}](x{{b}}.html)", lambda m: attrs(m, "a", "href") == ["x%7B%7Bb%7D%7D.html"]),
    "liquid in a table": ("| a |\n|---|\n| {{ x }} |", lambda m: texts(m, "td") == ["{{ x }}"]),
    "liquid in raw HTML": ('<div title="{% x %}">{{ y }}</div>', lambda m: attrs(m, "div", "title") == ["{% x %}"]),
    "liquid in fenced code": ("```python\n{{ x }} {% y %}\n```", lambda m: texts(m, "pre") == ["{{ x }} {% y %}"]),
    "endraw in code": ("```\na {% endraw %} b {%- endraw -%}\n```", lambda m: "{% endraw %} b {%- endraw -%}" in m.text()),
    "endraw in HTML": ("<p>{% endraw %} {{ x }}</p>", lambda m: flat(m.text()) == "{%endraw%}{{x}}"),
    "liquid in a script": ("<script>var a = '{{ b }}{% c %}';</script>", lambda m: "{{ b }}{% c %}" in m.html),
    "liquid in math": ("$\\frac{{a}}{b}$", lambda m: "{{" not in (m.css_first("math").text() or "")),
    # kramdown
    "a pipe makes no table": ("a | b", lambda m: not m.css("table") and flat(m.text()) == "a|b"),
    "a pipe in a list makes no table": ("- a | b\n- c | d", lambda m: not m.css("table") and len(m.css("li")) == 2),
    "a pipe in alt text": ("![a | b](x.png)", lambda m: attrs(m, "img", "alt") == ["a | b"] and not m.css("table")),
    "a pipe in a code span": ("x `a | b` | y", lambda m: texts(m, "code") == ["a | b"] and not m.css("table")),
    "math is no emphasis": ("$a_b + c_d * e * f$ and $x$", lambda m: not m.css("em") and len(m.css("math")) == 2),
    "math with pipes": ("$|x| + p(a|b)$", lambda m: not m.css("table") and len(m.css("math")) == 1),
    "math with pipes in a table": ("| $|x|$ | b |\n|-|-|\n| c | d |", lambda m: len(m.css("th")) == 2),
    "inline math alone stays inline": ("$x$", lambda m: len(m.css("p > math:not([display=block])")) == 1),
    "display math stands alone": ("a\n\n$$x$$\n\nb", lambda m: len(m.css("div.math > math[display=block]")) == 1),
    "a bare align environment": ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", lambda m: len(m.css("mtr")) == 2),
    "an unknown tag is text": ("the <module> and List<int>", lambda m: flat(m.text()) == "the<module>andList<int>"),
    "an element of a script's own": (
        "<my-plot size=3>*x*</my-plot> <your-name>\n\n<my-box>\n\n*y*\n\n</my-box>",
        lambda m: texts(m, "my-plot > em, my-box em") == ["x", "y"] and flat(m.text()) == "x<your-name>y",
    ),
    "an unknown block tag is text": ("<module>\n*x*", lambda m: texts(m, "em") == ["x"] and "<module>" in m.text()),
    "an unclosed div ends with its cell": ("<div class='a'>x\n\ny", lambda m: flat(m.css_first("div.a").text()) == "xy"),
    "a stray end tag swallows nothing": ("</div></p>\n\nafter", lambda m: "after" in m.text()),
    "a block tag in the middle of a line": ("a <div>b *c*", lambda m: flat(m.css_first("div").text()) == "bc"),
    "HTML around Markdown": ("<div>\n\n**b**\n\n</div>\n\nafter", lambda m: texts(m, "div strong") == ["b"]),
    "details around code": (
        "<details>\n\n```python\nx\n```\n\n</details>",
        lambda m: texts(m, "details pre") == ["x"],
    ),
    "an attribute list elsewhere is text": (
        "a {: .x}\n\n{: .x}\n\n- b\n\n{: .x}",
        lambda m: flat(m.text()) == "a{:.x}{:.x}b{:.x}" and not m.css(".x"),
    ),
    "a comment extension is text": ("{::comment}\nx\n{:/comment}", lambda m: flat(m.text()) == "{::comment}x{:/comment}"),
    "a table of contents mark elsewhere is text": ("a\n{:toc}\n\n{:toc}", lambda m: flat(m.text()) == "a{:toc}{:toc}"),
    "options are text": ("{::options parse_block_html='true' /}", lambda m: "{::options" in m.text()),
    "an abbreviation is text": ("*[HTML]: Hyper\n\nHTML", lambda m: not m.css("abbr") and "*[HTML]: Hyper" in m.text()),
    "dashes under a line": ("a\n\\---", lambda m: not m.css("h1, h2, hr") and "---" in m.text()),
    "a year with a full stop": ("2020\\. It was", lambda m: not m.css("ol") and "2020. It was" in m.text()),
    "a definition is text": ("a\n\n: b", lambda m: not m.css("dl") and flat(m.text()) == "a:b"),
    "a table directly under text": ("text\n| a |\n|---|\n| {{ b }} |\n\nmore", lambda m: texts(m, "td") == ["{{ b }}"]),
    "a list directly under text": ("text\n- a | b\n2020. c", lambda m: texts(m, "li")[0].startswith("a | b")),
    "a table under text": ("text\n\n| a | b |\n|--|--|\n| - | - |", lambda m: texts(m, "td") == ["-", "-"]),
    "dashes and quotation marks": ("a -- b --- c << d >> e >>> f", lambda m: "a -- b --- c << d >> e >>> f" in m.text()),
    "dollars": ("costs $5 and $6 or $$", lambda m: flat(m.text()) == "costs$5and$6or$$"),
    "underscores in names": ("my_own_name _x a_1_b a__b", lambda m: not m.css("em, strong")),
    "end of block mark": ("^", lambda m: m.text().strip() == "^"),
    "heading id as in JupyterLab": ("## My First Heading", lambda m: attrs(m, "h2", "id") == ["My-First-Heading"]),
    "heading id with a digit": ("## 1. What's up?", lambda m: attrs(m, "h2", "id") == ["1.-What's-up?"]),
    "a repeated heading": ("# A\n\n# A", lambda m: attrs(m, "h1", "id") == ["A", "A-1"]),
    "a link to a heading": ("[x](#1.-What's-%22up%22?)", lambda m: "#1.-What's-up?" in unquote(attrs(m, "a", "href")[0])),
    "a heading that ends with a hash": ("# C\\#", lambda m: texts(m, "h1") == ["C#"]),
    "code in a list": ("- a\n\n  ```python\n  x = 1\n  ```", lambda m: texts(m, "li pre") == ["x = 1"]),
    "two lists": ("* a\n\n+ b", lambda m: len(m.css("ul")) == 2 and not m.css("li p")),
    "a list that starts at three": ("3. a\n4. b", lambda m: attrs(m, "ol", "start") == ["3"]),
    "a task list": (
        "- [x] a\n- [ ] b",
        lambda m: attrs(m, "li input[type=checkbox]", "aria-label") == ["done", "to do"] and len(m.css("input[checked]")) == 1,
    ),
    "nested lists": ("- a\n  - b\n    - c\n- d", lambda m: texts(m, "ul ul ul li") == ["c"]),
    "a hard break": ("a  \nb\\\nc", lambda m: len(m.css("br")) == 2),
    "strikethrough": ("~~a~~ and ~b", lambda m: texts(m, "del") == ["a"]),
    "a bare link": ("see https://a.org/b_c.", lambda m: attrs(m, "a", "href") == ["https://a.org/b_c"]),
    "a link with spaces": ("[a](<b c.html> 'it\"s')", lambda m: attrs(m, "a", "title") == ['it"s']),
    "a reference link": ("[a][1]\n\n[1]: http://x.y", lambda m: attrs(m, "a", "href") == ["http://x.y"]),
    "a footnote": ("a[^1] b\n\n[^1]: The *note*.", lambda m: texts(m, "li#fn\\:fnc1-1 em") == ["note"]),
    "an unused footnote shows": ("[^1]: The note.", lambda m: "[^1]: The note." in m.text()),
    "a footnote in a list with code": (
        "- a[^n]\n\n      code\n\n[^n]: Note.",
        lambda m: "Note." in m.css_first("div.footnotes").text(),
    ),
    "an unknown language": ("```a b{%c\nx\n```", lambda m: texts(m, "pre") == ["x"]),
    "a value": ("it is {eval}`f(x)` **{eval}`g`**", lambda m: flat(m.text()) == "itis<f(x)><g>"),
    "a value in HTML": ("<p>{eval}`f`</p>", lambda m: m.text().strip() == "<f>"),
    "no value in code": ("`` {eval}`f` ``", lambda m: texts(m, "code") == ["{eval}`f`"]),
    "an image in HTML": ('<img src="a b.png" width=5>', lambda m: attrs(m, "img", "src") == ["a b.png"]),
    "style passes": ("<style>\np > a {color: red}\n</style>", lambda m: "p > a {color: red}" in m.html),
    "an underline at the start of HTML": ("</div>===\n", lambda m: m.text().strip() == "==="),
    # what other tools brought up
    "a callout holds what a cell holds": (
        "> [!NOTE]- A *title* | {{ x }}\n> p $x$ | {% y %}\n>\n> ```python\n> {{ z }}\n> ```\n>\n> > [!TIP]\n> > - t\n\n*out*",
        lambda m: texts(m, "aside.nb-callout-note > details > summary")[0].startswith("A title | {{ x }}")
        and texts(m, "aside pre") == ["{{ z }}"]
        and texts(m, "aside aside.nb-callout-tip li") == ["t"]
        and texts(m, "main > p > em") == ["out"]
        and len(m.css("aside math")) == 1,
    ),
    "a callout in a list": ("- a\n\n  ::: {.callout-tip}\n  b\n  :::\n- c", lambda m: len(m.css("li > aside")) == 1),
    "boxes of HTML": (
        '<div class="alert alert-info">\n\n**b** `{{ x }}`\n\n```\n</div>\n```\n</div>\n\n*out*',
        lambda m: texts(m, "aside[aria-label=Note] strong") == ["b"]
        and texts(m, "aside pre") == ["</div>"]
        and texts(m, "main > p > em") == ["out"],
    ),
    "tabs of two dialects": (
        "::: {.panel-tabset}\n## A\na\n## B\nb\n:::\n\n::::{tab-set}\n:::{tab-item} C\nc\n:::\n::::",
        lambda m: texts(m, ".nb-tabs > details > summary") == ["A", "B", "C"]
        and texts(m, "details[open] .nb-tab") == ["a", "c"]
        and len(set(attrs(m, "details", "name"))) == 2,
    ),
    "a video is not asked for": (
        '{{< video https://youtu.be/abcdefghijk title="a <b> & \'c\'" >}}',
        lambda m: attrs(m, "iframe", "src") == [""]
        and '<a href="https://www.youtube-nocookie.com/embed/abcdefghijk"' in attrs(m, "iframe", "srcdoc")[0]
        and attrs(m, "iframe", "title") == ["a <b> & 'c'"]
        and texts(m, "p > a") == ["a <b> & 'c'"],
    ),
    "roles": (
        "H{sub}`2 | {{x}}`O {abbr}`HTML (a | {{b}} \"c\")` {math}`x_1` | {kbd}`* & _a_`",
        lambda m: texts(m, "sub, kbd") == ["2 | {{x}}", "* & _a_"]
        and attrs(m, "abbr", "title") == ['a | {{b}} "c"']
        and len(m.css("math")) == 1,
    ),
    "a fence that is never closed": ("::: {.a}\nb\n\n*c*", lambda m: flat(m.text()) == ":::{.a}bc" and texts(m, "em") == ["c"]),
    "a note at the side": ("```{margin} A *title*\nb\n```", lambda m: texts(m, "aside.nb-side > p") == ["A title", "b"]),
    "attributes below a paragraph": (
        "a *b*\n{: .notice #n}\n\nc {: .d}",
        lambda m: texts(m, "p#n.notice > em") == ["b"] and not m.css("p.d") and "{: .d}" in m.text(),
    ),
    "attributes below a quotation": (
        "> a\n>\n> *b*\n{: .notice--info}\n\n> c\n> {: .d}",
        lambda m: texts(m, "blockquote.notice--info > p > em") == ["b"] and texts(m, "blockquote > p.d") == ["c"],
    ),
    "attributes below a heading": ("## A\n{: .no_toc}\nb", lambda m: texts(m, "h2.no_toc") == ["A"] and "{:" not in m.text()),
    "attributes behind a picture": (
        '![a](a.png){: width="50%" .c "} and {: .e}',
        lambda m: not m.css("img[width]") and "{: .e}" in m.text(),
    ),
    "a picture with attributes": (
        '![a](a.png){: width="50%" .c #d} e',
        lambda m: attrs(m, "img#d.c", "width") == ["50%"] and flat(m.text()) == "e",
    ),
    "a table of contents": (
        "* x\n{:toc}\n\n## A\n\n### B",
        lambda m: texts(m, "ul#markdown-toc > li > a") == ["A"] and "x" not in m.text(),
    ),
    "a target": ("(there)=\n## A\n\n(here)=\nb", lambda m: bool(m.css("div#there + h2")) and texts(m, "div#here + p") == ["b"]),
    "code with all beside it": (
        '- a\n\n  ```python {2} title="<b>{{ a }}" linenos\n  x  # <1>\n  y\n  ```\n  1. *e*\n\n```python {1}\nz\n```',
        lambda m: texts(m, "pre") == ["x\ny", "z"]
        and texts(m, ".nb-file") == ["<b>{{ a }}"]
        and attrs(m, ".nb-numbers", "data-lines") == ["1\n2"]
        and len(m.css(".nb-mark")) == 2
        and texts(m, "ol.nb-explained > li > em") == ["e"],
    ),
    "the end of nomarkdown": ("<pre>\n{:/nomarkdown}\n{:/}\n</pre>\n\n*x*", lambda m: texts(m, "em") == ["x"]),
}  # fmt: skip


def texts(node: LexborNode, selector: str) -> list[str]:
    return [found.text().strip() for found in node.css(selector)]


def attrs(node: LexborNode, selector: str, name: str) -> list[str]:
    return [found.attributes.get(name) or "" for found in node.css(selector)]


@pytest.fixture(scope="session", params=sorted(CONFIGS))
def traps(request: pytest.FixtureRequest) -> dict[str, str]:
    posts = {name: f"Before\n\n{prose.render(source, place())}\n\nAfter" for name, (source, _) in ROWS.items()}
    return jekyll.build(posts, CONFIGS[request.param])


@pytest.mark.parametrize("name", list(ROWS))
def test_a_trap_shows_as_the_author_wrote_it(traps: dict[str, str], name: str) -> None:
    page = traps[name]
    inner = re.sub(r"<p>(Before|After)</p>", "", page)
    assert ROWS[name][1](main(inner)), jekyll.content(page)


@pytest.mark.parametrize("name", list(ROWS))
def test_nothing_reaches_beyond_its_cell(traps: dict[str, str], name: str) -> None:
    children = [node.text().strip() for node in main(traps[name]).css("main > p")]
    assert children[0] == "Before"
    assert "After" in children


# --- properties -------------------------------------------------------------------------------------------

BIAS = re.findall(
    r"\S+",
    r"""{{ {% %} }} | $ \ < > & * _ ` # : --- {: {:: [ ] ( ) ! ~ ^ " ' = + - . endraw endhighlight raw
{:toc} {:/} {:.x} {::comment} {:/comment} {::nomarkdown} {:/nomarkdown} [1]: *[a]: {#id} || a|b word 2020. 1.
&amp; &copy; &#65; <= ** __ ~~ ``` ]( << >> ... -- === |-- é – 😀 \\ \[ \* x@y.z &lt;b ~~~ ###""",
)
ANY = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
PIECES = st.one_of(st.sampled_from(BIAS), st.sampled_from([" ", "  ", "a", "b"]), ANY)
SPANS = st.lists(PIECES, min_size=1, max_size=12).map("".join)
SOURCES = st.lists(
    st.one_of(PIECES, st.sampled_from([" ", "\n", "\n\n", "\n- ", "\n  ", "\n> ", "\n1. ", "\n    ", "[a](b) "])),
    min_size=1,
    max_size=25,
).map("".join)


def drawn(strategy: st.SearchStrategy[str], count: int, fits: Callable[[str], bool]) -> list[str]:
    """Draw different examples for one build of Jekyll: starting it for each would take minutes."""
    found: dict[str, None] = {}

    @settings(
        max_examples=count * 2,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(example: str) -> None:
        if len(found) < count and fits(example):
            found[example] = None

    draw()
    assert len(found) >= 500
    return list(found)


def span(text: str) -> str:
    """Write text as a code span of CommonMark."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}"


def test_a_code_span_shows_its_text_letter_by_letter() -> None:
    spans = drawn(SPANS, 600, lambda text: bool(text.strip()))
    source = [f"{span(text)}\n\n- {span(text)} x\n\n## {span(text)}" for text in spans]
    post = "\n\n".join(prose.render(text, place(f"c{number}")) for number, text in enumerate(source))
    codes = [node.text() for node in main(jekyll.build({"spans": post})["spans"]).css("code")]
    assert codes == [text for text in spans for _ in range(3)]


REFERENCE = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])
PLAIN = re.compile(r"[$<]|\\\\?[(\[]|\[\^|www\.|://|\{eval\}|^ *[-*+] *\[[ xX]\]", re.M)


@pytest.mark.parametrize("config", sorted(CONFIGS))
def test_the_page_reads_as_commonmark_reads_the_source(config: str) -> None:
    sources = drawn(SOURCES, 600, lambda text: bool(text.strip()) and not PLAIN.search(text))
    posts = {str(number): prose.render(text, place()) for number, text in enumerate(sources)}
    pages = jekyll.build(posts, CONFIGS[config])
    for number, source in enumerate(sources):
        expected = LexborHTMLParser(f"<main>{REFERENCE.render(markdown.clean(source))}</main>").css_first("main")
        assert expected is not None
        assert flat(main(pages[str(number)]).text()) == flat(expected.text()), (source, posts[str(number)])


def test_any_html_ends_with_its_cell() -> None:
    tags = "<div> </div> <b> </b> <p> <code> </table> <td> <!--x --> <script> </script> <style> <pre> <textarea> <svg> <module>"
    bits = [*tags.split(), "<table><tr><td>", "<a href=x>", "text", "\n\n", "- ", "{{", "`"]
    sources = drawn(st.lists(st.sampled_from(bits), min_size=1, max_size=9).map(" ".join), 500, lambda _: True)
    posts = {str(number): f"{prose.render(text, place())}\n\nAfter" for number, text in enumerate(sources)}
    pages = jekyll.build(posts)
    for number, source in enumerate(sources):
        last = list(main(pages[str(number)]).iter(include_text=False))[-1]
        assert (last.tag, last.text().strip()) == ("p", "After"), (source, posts[str(number)])


# --- without Jekyll ---------------------------------------------------------------------------------------


def test_the_title_is_not_shown_twice() -> None:
    assert prose.render("# The  title\n\nText", place(skip_title="The title")) == "Text"
    assert prose.render("Text\n\n# The title", place(skip_title="The title")) == "Text"
    assert prose.render("# Other\n\n# The title", place(skip_title="The title")).endswith("# The title {#The-title}")


def test_ordinary_prose_stays_pleasant_to_read() -> None:
    text = 'It\'s a "good" day (really), 97.5% of snake_case = ok; C:\\dir & co. [1, 2] {a: 1} #5 - x * y < 3!'
    assert prose.render(text, place()) == text


def test_the_authors_liquid_passes_only_where_it_was_asked_for() -> None:
    source = "[a]({% post_url 2020-01-01-x %}) {{ site.title }} `{{ code }}`"
    assert "{% post_url" not in prose.render(source, place())
    passed = prose.render(source, place(liquid=True))
    assert "[a]({% post_url 2020-01-01-x %})" in passed
    assert "{{ site.title }}" in passed
    assert "{{ code }}" not in passed


def test_links_are_led_to_their_targets_in_markdown_and_in_html() -> None:
    asked: list[str] = []

    def link(target: str) -> str:
        asked.append(target)
        return f"/blog/{target}"

    text = prose.render('[a](b.ipynb#c) ![d](<e f.png>)\n\n<img src="g h.png">', place(link=link))
    assert asked == ["b.ipynb#c", "e f.png", "g h.png"]
    assert "(/blog/b.ipynb#c)" in text
    assert "(/blog/e%20f.png)" in text
    assert 'src="/blog/g h.png"' in text


def test_footnotes_of_two_cells_do_not_meet() -> None:
    cells = [prose.render("a[^1]\n\n[^1]: note", place(prefix)) for prefix in ("one", "two")]
    assert cells[0] != cells[1]


def test_a_footnote_in_a_callout_and_a_callout_in_a_footnote_are_no_dead_link_and_no_rubbish() -> None:
    asked: list[str] = []
    text = prose.render("> [!NOTE]\n> a[^1]\n\n[^1]: note\n\n    > [!TIP]\n    > b", place(anchor=asked.append))
    assert asked == []
    assert '<a href="#fn:fnc1-1" class="footnote">' in text
    assert "&lt;" not in text


def test_control_characters_and_surrogates_are_dropped() -> None:
    assert prose.render("a\x00b\x1b[0m\ud800c\ufffe\x85d\r\ne", place()) == "ab\\[0mcd e"


def test_an_empty_cell_is_empty() -> None:
    assert [prose.render(text, place()) for text in ("", " \n\n ", "#", "<!-- -->".replace("<!-- -->", "\t"))] == [
        ""
    ] * 4


def test_kramdowns_own_math_stays_inline_when_it_stands_alone() -> None:
    kramdown = place(style="kramdown")
    assert prose.render("$a|b$", kramdown) == "\\$$a\\vert b$$"
    assert prose.render("text $$x$$ more", kramdown) == "text\n\n$$x$$\n\nmore"


def test_liquid_html_is_exported_for_other_writers() -> None:
    assert liquid.html("<p>") == "{::nomarkdown}\n<p>\n{:/nomarkdown}"
