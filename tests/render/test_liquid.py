"""Text that neither Liquid nor kramdown may read."""

from __future__ import annotations

import jekyll
from selectolax.lexbor import LexborHTMLParser

from nbpress.render import liquid

HOSTILE = [
    "{{ x }}",
    "{% x %}",
    "{% endraw %}",
    "a {%- endraw -%} b",
    "{%\n endraw %}",
    "{{ a {% endraw %} }}",
    "{% raw %}{{ x }}{% endraw %}",
    "ends with {",
    "ends with {{",
    "{% endhighlight %}",
    "{:/nomarkdown}",
    "a\n{:/nomarkdown}\nb",
    "a\n   {:/}\nb",
    "{::nomarkdown}\nx",
    "---",
    "===\nx",
    "a\n---\nb",
    "| a | b |\n|---|---|",
    "    indented\n\n\n\ttab",
]


def test_any_code_stands_in_a_highlight_block_letter_by_letter() -> None:
    posts = {code: liquid.highlight(code, "text") for code in HOSTILE}
    pages = jekyll.build(posts)
    for code in HOSTILE:
        shown = LexborHTMLParser(pages[code]).css_first("pre")
        assert shown is not None
        assert shown.text().strip("\n") == code


def test_any_html_stands_on_the_page_letter_by_letter() -> None:
    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    posts = {text: f"a\n\n{liquid.html(f'<pre>{escaped(text)}</pre>')}\n\n*after*" for text in HOSTILE}
    posts |= {"bare:" + text: f"a\n\n{liquid.html(escaped(text))}\n\n*after*" for text in HOSTILE}
    posts |= {"inline:" + text: f"a {liquid.inline(f'<b>{escaped(text)}</b>')} *after*" for text in HOSTILE}
    pages = jekyll.build(posts)
    for name in posts:
        page = LexborHTMLParser(pages[name]).css_first("main")
        assert page is not None
        assert page.css_first("em").text() == "after"  # type: ignore[union-attr]
        text = name.removeprefix("bare:").removeprefix("inline:")
        assert " ".join(text.split()) in " ".join(page.text().split())


def test_a_script_keeps_its_text_but_for_its_indentation() -> None:
    page = jekyll.build({"x": liquid.html("<script>\nvar a = `\n{:/nomarkdown}\n`;\n</script>")})["x"]
    assert "var a = `\n    {:/nomarkdown}\n`;" in page


def test_text_without_liquid_stays_readable() -> None:
    assert liquid.code("x = {1: 2}\n") == "x = {1: 2}\n"


def test_a_language_that_liquid_cannot_read_is_text() -> None:
    assert liquid.highlight("x", "a b").startswith("{% highlight text %}")
    assert liquid.highlight("x", "c++").startswith("{% highlight c++ %}")
