"""Each tag, option, kind of output and language of a notebook, on the page that real Jekyll builds: all in one build."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jekyll
import pytest
from builders import code, notebook, text
from pictures import GIF, SVG, encoded, png
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from nbpress.core.records import Context, Site
from nbpress.read import notebook as notebooks
from nbpress.render.post.page import render

NOISE = "WARNING: All log messages before absl::InitializeLog() is called\nI0000 cpu_feature_guard.cc:210] AVX2\n"
OUTPUTS = (
    {"output_type": "stream", "name": "stdout", "text": "said"},
    {"output_type": "stream", "name": "stderr", "text": "warned"},
    {"output_type": "display_data", "data": {"image/png": encoded(png(40, 20))}, "metadata": {}},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["failed"]},
)
EVERY = {"input", "stdout", "stderr", "figure", "error"}
# by tag or option: what of the cell is on the page, and a selector that finds what else is asked for
DISPLAYS: dict[str, tuple[set[str], str]] = {
    "nothing asked": (EVERY, "body > .nb-input + .nb-output"),
    "tag remove-cell": (set(), ""),
    "tag remove-input": (EVERY - {"input"}, ""),
    "tag remove_output": ({"input"}, ""),
    "tag remove-stdout": (EVERY - {"stdout"}, ""),
    "tag remove_stderr": (EVERY - {"stderr"}, ""),
    "tag hide-cell": (EVERY, "body > details:not([open]) .nb-input"),
    "tag hide_input": (EVERY, "body > details:not([open]) > .nb-input"),
    "tag hide-output": (EVERY, "body > details:not([open]) > .nb-stdout"),
    "tag scroll-output": (EVERY, ".nb-scroll > .nb-stdout"),
    "tag raises-exception": (EVERY, ""),
    "tag of-somebody-else": (EVERY, ""),
    "label: fig-x": (EVERY, "#fig-x img[src$='/fig-x.png']"),
    "echo: false": (EVERY - {"input"}, ""),
    "output: false": ({"input"}, ""),
    "include: false": (set(), ""),
    "eval: false": (EVERY, ""),
    "tag skip-execution": (EVERY, ""),
    "warning: false": (EVERY - {"stderr"}, ""),
    "code-fold: true": (EVERY, "details:not([open]) > .nb-input"),
    "code-fold: show": (EVERY, "details[open] > .nb-input"),
    "fig-cap: 'A *cap*'": (EVERY, "figure.nb-figure > figcaption > em"),
    "fig-alt: Grey": (EVERY, "img[alt=Grey][width='40'][height='20']"),
    "fig-width: 50%": (EVERY, "img[style*='width: 50%']"),
    "tbl-colwidths: [60, 40]": (EVERY, ""),
    "filename: a.py": (EVERY, ".nb-code[aria-label='a.py'] > .nb-file + .nb-lines > .nb-input"),
    "code-line-numbers: true": (EVERY, ".nb-numbers[data-lines='1']"),
    "emphasize-lines: 1": (EVERY, ".nb-mark[style='--nb-row: 0; --nb-rows: 1']"),
    "lst-cap: 'A *b*'": (EVERY, "figure.nb-listing > figcaption em"),
    "layout-ncol: 2": (EVERY, ".nb-columns-2 > .nb-figure"),
    "fig-subcap: [A]": (EVERY, "figure.nb-figure > figcaption"),
    "tbl-cap: 'A *b*'": (EVERY, "p.nb-caption > em"),
}
CODES = {
    "r": ("x <- function(a) TRUE # {{ no }}", "span.kr, span.k, span.kc"),
    "julia": ("function f(x) # {{ no }}\n  true\nend", "span.k"),
    "bash": ("for a in b; do echo {% c %}; done", "span.k"),
    "javascript": ("const a = {b: {{c: 1}}}; // no", "span.kd, span.k"),
    "a tongue {of: nobody}": ("{{ x }} {% y %}", "span, code"),
}


def pixels(kind: str) -> str:
    content = io.BytesIO()
    Image.new("RGB", (6, 3)).save(content, kind)
    return encoded(content.getvalue())


PICTURES = {
    "image/png": (encoded(png(6, 3)), ".png", "6", "3"),
    "image/jpeg": (pixels("JPEG"), ".jpg", "6", "3"),
    "image/gif": (encoded(GIF), ".gif", "4", "2"),
    "image/webp": (pixels("WEBP"), ".webp", "6", "3"),
    "image/svg+xml": (SVG, ".svg", "20", "10"),
}
FORMULAS = r"""$a_b + c_d * e * f$ and $\{x\}$, $|y|$, $f'' = "q"$, $\frac{{a}}{b}$.

$z_1$

$$p | q_1 * r_2 *$$

\begin{align}
u &= v_1 \\
w &= \{x\}
\end{align}"""
HOSTILE = "a | {{ b }} {% c %} *d* _e_ <f> `g` $h$ \\i {: .j} 'k'"
MARKED = '*a* [b](c) `d` -- "e"\n\n* f\n{: .g}'
CONFIG = "kramdown:\n  parse_block_html: true\n"  # a blog may let kramdown read what stands inside HTML
ODD = "a\x00b\x1b[1mc\ufffe\x0bd"


def shown(mimetype: str, data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mimetype: data}, "metadata": {}}


def asked(name: str) -> Any:
    tags, line = ([name[4:]], "") if name.startswith("tag ") else ([], f"#| {name}\n")
    return code(f"{'' if name == 'nothing asked' else line}run()", *tags, outputs=OUTPUTS)


def updated() -> dict[str, Any]:
    """A notebook whose display was updated, as a front end may have saved it."""
    named = {"transient": {"display_id": "d"}}
    first, last = shown("text/plain", "{{ old }}") | named, shown("text/plain", "{{ new }}") | named
    made = dict(notebook(code("run()")))
    made["cells"][1]["outputs"] = [first, OUTPUTS[0], last | {"output_type": "update_display_data"}]
    return made


def old() -> dict[str, Any]:
    """A notebook as the first ones were."""
    cell = {"cell_type": "code", "input": "print({{ x }})", "language": "python", "collapsed": False, "outputs": []}
    cell["outputs"] = [{"output_type": "pyout", "text": "{% five %}", "prompt_number": 1}]
    heads = [{"cell_type": "heading", "level": level, "source": f"Head {level}"} for level in (1, 2)]
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [*heads, cell]}]}


def live() -> Any:
    """A notebook with a live value of our own engine in its prose and in a heading."""
    cell = text("It is {eval}`x`, **{eval}`x`**.\n\n## So {eval}`x`\n\n| n |\n|---|\n| {eval}`x` |")
    result = {"status": "ok", "data": {"text/plain": repr(HOSTILE)}, "metadata": {"nbpress": True}}
    cell["metadata"]["user_expressions"] = [{"expression": "x", "result": result}]
    return notebook(cell)


COUNTED = """\
\x1b[31mZeroDivisionError\x1b[39m                         Traceback (most recent call last)
\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[1]\x1b[39m\x1b[32m, line 2\x1b[39m
\x1b[32m      1\x1b[39m \x1b[38;5;66;03m#| error: true\x1b[39;00m
\x1b[32m----> \x1b[39m\x1b[32m2\x1b[39m \x1b[32m1\x1b[39m/\x1b[32m0\x1b[39m
"""
# what IPython reads beside Python: the code of a cell, and the languages of the blocks that it becomes
IPYTHON = {
    "!echo hi": ["bash"],
    "len?": ["text"],
    "%timeit x": ["python"],
    "%%bash\nls | wc": ["bash"],
    "?len": ["text"],
    "files = !ls *.py": ["bash"],
    "%pip install 'a>=1' $b": ["bash"],
    "%%writefile a.json\n{}": ["text", "json"],
    "x = 1\n!ls $HOME \\\n  -l\nif x != 1:\n    !pwd\n    x = 2": ["python", "bash", "python", "bash", "python"],
    "s = '''\n!a\nlen?\n'''": ["python"],
    "%%time\n!ls": ["python", "bash"],
}
STYLED = """<style>.a::after { content:"}" } [data-x="{"] { color: red } [data-x="a, b"] { color: red }
.b { content: "/*" } td { color: red } /* */</style><table><tr><td>x</td></tr></table>"""


def sources() -> dict[str, Any]:
    made = {name: notebook(asked(name)) for name in DISPLAYS}
    for name, (source, _) in CODES.items():
        made[f"code {name}"] = notebook(code(source), kernel={"name": "k", "display_name": "K", "language": name})
    for mimetype, (data, *_) in PICTURES.items():
        made[mimetype] = notebook(code("draw()", outputs=[shown(mimetype, data)]))
    made["formulas"] = notebook(text(FORMULAS))
    outputs = [{**OUTPUTS[0], "text": ODD}, shown("text/plain", ODD), shown("text/html", f"<p>{ODD}</p>")]
    made["odd signs"] = notebook(text(f"\n\n{ODD}"), code(f"\n\n{ODD}\r1\r\n2\n\n", outputs=outputs))
    made["log of a library"] = notebook(code("import x", outputs=[{**OUTPUTS[1], "text": NOISE}]))
    made["update"] = updated()
    made["old"] = old()
    made["live"] = live()
    made["summary"] = notebook(code(f"#| code-fold: true\n#| code-summary: {json.dumps(HOSTILE)}\nrun()"))
    made["json"] = notebook(code("run()", outputs=[shown("application/json", {HOSTILE: [1.0, None]})]))
    outputs = [shown("text/html", f"<p>{MARKED}</p>"), {**OUTPUTS[0], "text": MARKED}, shown("text/plain", MARKED)]
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": COUNTED.split("\n")}
    made["counted"] = notebook(code("#| error: true\n1/0", outputs=[error]))
    made["counted"]["cells"][1]["execution_count"] = 1
    made |= {f"ipython {source}": notebook(code(source), text(f"```python\n{source}\n```")) for source in IPYTHON}
    latex = shown("text/latex", r"$$y \in \R$$")
    made["macros"] = notebook(
        text(r"$$\newcommand{\R}{\mathbb{R}}$$"),
        text(r"One $x \in \R$ and $\DeclareMathOperator{\rank}{rank}\rank$."),
        code("y", outputs=[latex, shown("text/markdown", r"*and* $\rank$")]),
        text(r"Not $\nosuch$, but `$\R$`."),
    )
    made["styled"] = notebook(code("x", outputs=[shown("text/html", STYLED)]), text("| a |\n|---|\n| b |"))
    made["marked"] = notebook(code("run()", outputs=outputs))
    return made


@cache
def built() -> dict[str, str]:
    posts = {}
    for name, nb in sources().items():
        nb["metadata"].pop("language_info", None)
        source = notebooks.parse(json.dumps(nb).replace("\\u000b", "\\u000b\\ud800"), Path("page.ipynb"))
        site = Site(Path("site"), styled=True, math="kramdown" if name == "formulas" else "mathml")
        posts[name] = render(source.nb, Context(site, "page.ipynb", "page", "2020-01-01")).text + "\n\nThe *end*.\n"
    return jekyll.build(posts, CONFIG)


def page(name: str) -> LexborNode:
    body = LexborHTMLParser(jekyll.content(built()[name])).body
    assert body is not None and body.css("p")[-1].html == "<p>The <em>end</em>.</p>"
    return body


def texts(name: str, selector: str) -> list[str]:
    return [node.text() for node in page(name).css(selector)]


@pytest.mark.parametrize("name", DISPLAYS)
def test_a_tag_or_an_option_does_what_it_says_on_the_page(name: str) -> None:
    parts, selector = DISPLAYS[name]
    body = page(name)
    assert {part for part in EVERY if body.css_first(f".nb-{part}")} == parts
    assert not selector or body.css_first(selector), body.html
    assert [node.text().strip() for node in body.css(".nb-input code")] == ["run()"] * ("input" in parts)
    assert "#|" not in body.text()


@pytest.mark.parametrize("name", CODES)
def test_code_of_every_language_is_highlighted_and_stays_as_it_is(name: str) -> None:
    block = page(f"code {name}").css_first(".nb-input")
    assert block is not None and block.text().strip() == CODES[name][0] and block.css_first(CODES[name][1])


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_every_kind_is_on_the_page_with_its_size(name: str) -> None:
    image = page(name).css_first("img").attributes
    _, suffix, *size = PICTURES[name]
    assert str(image["src"]).endswith(suffix) and [image["width"], image["height"]] == size
    assert image["alt"] == "Figure: A title"


def test_kramdowns_own_math_reaches_mathjax_as_it_was_written() -> None:
    body = page("formulas")
    first, alone, *_ = [node.text() for node in body.css("p")]
    assert [line.strip() for line in first.split(r"\(")[1:]] == [
        r"a_b + c_d * e * f\) and",
        r"\{x\}\),",
        r"\vert y\vert\),",
        r"""f'' = "q"\),""",
        r"\frac{ {a}}{b}\).",
    ]
    assert alone.strip() == r"\(z_1\)"
    displayed = body.text().split(r"\[")[1:]
    assert displayed[0].startswith(r"p \vert  q_1 * r_2 *\]") and len(displayed) == 2
    assert r"u &= v_1 \\ w &= \{x\}" in displayed[1]
    assert body.css("em") == [body.css("p")[-1].css_first("em")] and not body.css("table")


def test_signs_that_no_page_can_hold_are_dropped_and_nothing_else() -> None:
    body = page("odd signs")
    assert body.css_first("p").text() == "ab[1mcd"
    assert texts("odd signs", ".nb-input code") == ["ab[1mcd\n1\n2"]
    assert texts("odd signs", ".nb-stdout pre, .nb-result pre") == ["abcd"] * 2
    assert texts("odd signs", ".nb-html p") == ["ab[1mcd"]


def test_rendering_takes_nothing_out_of_what_a_library_logged() -> None:
    assert texts("log of a library", ".nb-stderr pre") == [NOISE.rstrip("\n")]


def test_an_update_stands_where_the_display_was() -> None:
    assert texts("update", ".nb-output pre") == ["{{ new }}", "said"]


def test_a_notebook_of_an_early_format_is_a_page_like_any_other() -> None:
    assert texts("old", "h1, h2") == ["Head 2"], "the first one is the title, which the layout shows"
    assert [texts("old", ".nb-input code")[0].strip(), *texts("old", ".nb-result pre")] == [
        "print({{ x }})",
        "{% five %}",
    ]


def test_a_live_value_is_text_whatever_it_holds() -> None:
    body = page("live")
    assert [straight(body.css_first(tag).text()) for tag in ("p", "strong", "h2", "td")] == [
        f"It is {HOSTILE}, {HOSTILE}.",
        HOSTILE,
        f"So {HOSTILE}",
        HOSTILE,
    ]


def straight(said: str) -> str:
    return said.replace("‘", "'").replace("’", "'")


def test_the_line_that_unfolds_is_text_whatever_it_holds() -> None:
    assert texts("summary", "summary") == [HOSTILE]


def test_json_is_shown_as_it_is() -> None:
    assert json.loads(texts("json", ".nb-json pre")[0]) == {HOSTILE: [1.0, None]}


def test_kramdown_does_not_read_outputs() -> None:
    assert texts("marked", ".nb-html p, .nb-stdout pre, .nb-result pre") == [MARKED] * 3


def test_a_traceback_counts_the_lines_that_are_shown() -> None:
    assert texts("counted", ".nb-input code") == ["1/0"]
    [said] = texts("counted", ".nb-error pre")
    assert "In[1], line 1\n----> 1 1/0" in said and "#|" not in said


@pytest.mark.parametrize("source", IPYTHON)
def test_ipythons_own_syntax_is_no_error_in_red(source: str) -> None:
    body = page(f"ipython {source}")
    assert not body.css(".err")
    shown = [node.attributes["data-lang"] for node in body.css(".nb-input code")]
    assert shown == IPYTHON[source]
    assert "\n".join(texts(f"ipython {source}", ".nb-input code")) == source
    assert not [node for node in body.css("code.language-python") if node.text().lstrip().startswith(("!", "?"))]


def test_a_style_of_an_output_reaches_nothing_else_whatever_stands_in_its_texts() -> None:
    css = "".join(texts("styled", "style"))
    rules = [rule for rule in css.split("\n") if rule]
    assert len(rules) == 5 and all(rule.startswith(".nb-s") for rule in rules), css


def test_a_macro_holds_in_the_cells_below_and_in_their_outputs() -> None:
    body = page("macros")
    words = [re.sub(r"\s", "", node.text()) for node in body.css("math")]
    assert words == ["", "x∈ℝ", "rank", "y∈ℝ", "rank"]
    assert [node.text() for node in body.css("p code")] == [r"\nosuch", r"$\R$"]
