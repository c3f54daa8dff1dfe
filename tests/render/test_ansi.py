"""A terminal's colours as classes of a style sheet."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from bounded import bounded

from nbpress.render.page_blocks import preformatted
from nbpress.render.post import stylesheet
from nbpress.render.terminal import resolve


def shown(text: str) -> str:
    [block] = preformatted(text, "stdout")
    return block.removeprefix('<div class="nb-output nb-stdout"><pre>').removesuffix("</pre></div>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain <b>", "plain &lt;b&gt;"),
        ("\x1b[31mred\x1b[0m text <b>", '<span class="ansi-red-fg">red</span> text &lt;b&gt;'),
        ("\x1b[1;31mred\x1b[m", '<span class="ansi-red-fg ansi-bold">red</span>'),
        ("\x1b[91mred\x1b[39m x", '<span class="ansi-red-intense-fg">red</span> x'),
        ("\x1b[32m<&>\x1b[0m", '<span class="ansi-green-fg">&lt;&amp;&gt;</span>'),
        ("10%\r\x1b[32m100\x1b[0m%", '<span class="ansi-green-fg">100</span>%'),
        ("\x1b[32mab\x1b[Kc\x1b[2Dz", '<span class="ansi-green-fg">azc</span>'),
        ("\x1b[31mab\x1b[0m\rX", 'X<span class="ansi-red-fg">b</span>'),
        ("\x1b[30;43ma b\x1b[49m c", '<span class="ansi-yellow-bg">a b</span> <span class="ansi-black-fg">c</span>'),
        ("\x1b[38;5;28;01mif\x1b[39;00m x", '<span class="ansi-green-fg ansi-bold">if</span> x'),
        ("\x1b[38;5;9mx", '<span class="ansi-red-intense-fg">x</span>'),
        ("\x1b[38;2;0;0;255mx\x1b[48:5:240m", '<span class="ansi-blue-fg">x</span>'),
        ("\x1b[7mi\x1b[27mn", '<span class="ansi-inverse">i</span>n'),
        ("\x1b[3;4;9mx\x1b[23;24;29my", '<span class="ansi-italic ansi-strike ansi-underline">x</span>y'),
        ("\x1b[38;5mx\x1b[999;;mz", "xz"),
        ("x \x1b\x1b[32m.\x1b[0m y", 'x <span class="ansi-green-fg">.</span> y'),
        ("\x1b[31mno\U000f0001\x1b[0m", "no\U000f0001"),
    ],
)
def test_colours_are_classes(text: str, html: str) -> None:
    assert shown(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "Epoch 1\n\r\x1b[1m1/3\x1b[0m \x1b[32m━━\x1b[0m\x1b[37m━━\x1b[0m\x08\x08\x08\r\x1b[1m3/3\x1b[0m \x1b[32m━━━━\x1b[0m\n",
        "\x1b]0;title\x07\x1b[31ma\x1b]8;;https://x.example\x1b\\b\x1b]8;;\x1b\\",
        "\x1b[31mone\ntwo\x1b[A\r\x1b[2K1\x1b[0m\nthree\x1b[1Gx",
        "\x1b[41m a \x1b[2Jnew\x1b(B\tx\x1b[?25l",
    ],
)
def test_the_words_are_those_that_a_terminal_shows_without_colours(text: str) -> None:
    assert unescape(re.sub(r"</?span[^>]*>", "", shown(text))) == resolve(text).strip("\n")


def test_each_class_that_is_written_is_in_both_style_sheets() -> None:
    codes = [*range(1, 10), *range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)]
    html = "".join(shown(f"\x1b[{code}mx\x1b[0m") for code in codes)
    names = set(re.findall(r"ansi-[a-z-]+", html)) - {"ansi-black-fg"}  # which is the page's own ink
    site = (Path(__file__).parents[2] / "site" / "assets" / "css" / "site.css").read_text()
    for css in (stylesheet.content().decode(), site):
        assert names == set(re.findall(r"\.(ansi-[a-z-]+)", css)) and len(names) > 30


def test_megabytes_of_colours_take_moments() -> None:
    bounded(preformatted, "\x1b[32mok\x1b[0m line\n" * 200_000, "stdout")
    bounded(preformatted, "\x1b[32m" + "line of output\n" * 70_000, "stdout")
