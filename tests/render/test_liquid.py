"""Text that neither Liquid nor kramdown may read."""

from __future__ import annotations

import jekyll
import liquid4
import pytest
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
    'start = "{%"\ntag = "{% if x %}"',
    "{% if a %}\n{{ b }}\n{% endif %}",
    "{{ a {% if b %}",
    "{{% shortcode %}}",
    "{%- if a -%} {% {%- endif -%}",
    "{% {% raw %} {% endraw %} {{",
]
# Of Liquid 4.0's own test/integration/tags/raw_tag_test.rb, and what its tags/raw.rb doubles.
LIQUID_4 = {
    "{% raw %}{% comment %} test {% endcomment %}{% endraw %}": "{% comment %} test {% endcomment %}",
    "{% raw %}{{ test }}{% endraw %}": "{{ test }}",
    "{% raw %} Foobar {% invalid {% endraw %}": " Foobar {% invalid ",
    "{% raw %} Foobar invalid %} {% endraw %}": " Foobar invalid %} ",
    "{% raw %} Foobar {{ invalid {% endraw %}": " Foobar {{ invalid ",
    "{% raw %} Foobar invalid }} {% endraw %}": " Foobar invalid }} ",
    "{% raw %} Foobar {% invalid {% {% endraw {% endraw %}": " Foobar {% invalid {% {% endraw ",
    "{% raw %} Foobar {% {% {% {% endraw %}": " Foobar {% {% {% ",
    "{% raw %} test {% raw %} {% {% endraw %}endraw %}": " test {% raw %} {% endraw %}",
    "{% raw %} Foobar {{ invalid {% endraw %}{{ 1 }}": " Foobar {{ invalid 1",
    '{% raw %}a = "{%"\nb = "{% if x %}"{% endraw %}': 'a = "{%"\nb = "{%"\nb = "{% if x %}"',
    "{% raw %}{{ a {% if b %}{% endraw %}": "{{ a {{ a {% if b %}",
    '{% raw %}a{% endraw %}{{ "{%" }}{% raw %} b %}{% endraw %}': "a{% b %}",
}


def test_any_code_stands_in_a_highlight_block_letter_by_letter() -> None:
    posts = {code: liquid.highlight(code, "text") for code in HOSTILE}
    pages = jekyll.build(posts)
    for code in HOSTILE:
        shown = LexborHTMLParser(pages[code]).css_first("pre")
        assert shown is not None
        assert shown.text().strip("\n") == code


@pytest.mark.parametrize(("template", "shown"), LIQUID_4.items())
def test_the_reading_of_the_tests_is_that_of_liquid_4(template: str, shown: str) -> None:
    assert liquid4.rendered(template) == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_classic_github_pages_reads_every_text_letter_by_letter(text: str) -> None:
    assert liquid4.rendered(liquid.raw(text)) == text


def test_a_text_that_every_liquid_reads_right_keeps_its_form() -> None:
    for text in ("{% if a %}{{ b }}{% endif %}", "{{ a }}", "{% x"):
        assert liquid.raw(text) == f"{{% raw %}}{text}{{% endraw %}}"


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
