"""Foreign HTML made harmless."""

from __future__ import annotations

import pytest

from nbpress.render.html import contained, visible
from nbpress.render.scoped_css import scoped


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("<p>a", "<p>a</p>"),
        ("<div><b>a", "<div><b>a</b></div>"),
        ("a</div></div>", "a"),
        ("<div><span></div>b", "<div><span></span></div>b"),
        ("<table><tr><td>1</div></td></table></div>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("a<!-- never closed", "a<!-- never closed-->"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("<a title='>'>x</a>", '<a title="&gt;">x</a>'),
        ("<img src=x><br/>", '<img src="x"><br>'),
        ("<svg><path/></svg>", "<svg><path></path></svg>"),
        ("<svg><title>T</title></svg><title>T</title>", "<svg><title>T</title></svg>"),
        ("<svg><title>a</title><style></style></svg>", "<svg><title>a</title></svg>"),
        ("<html><head><title>T</title><base href=x></head><body>a</body></html>", "a"),
        ("<textarea><div>", "<textarea>&lt;div&gt;</textarea>"),
        ("<template><script>x()</script></template>", ""),
        ("<script>var a = '</div>';</script>b", "b"),
        ("<script>alert(1)", ""),
        ("<plaintext>a", "a"),
        ("<plaintext>", ""),
        ("<!DOCTYPE html>a", "a"),
    ],
)
def test_a_fragment_ends_where_it_ends(written: str, safe: str) -> None:
    assert contained(written)[0] == safe


def test_a_style_is_bound_to_its_own_output() -> None:
    safe, name = contained("<style scoped>\n.dataframe td { color: red }\n</style><table class=dataframe></table>")
    assert name.startswith("nb-s")
    assert f"<style>.{name} .dataframe td {{ color: red }}</style>" in safe


@pytest.mark.parametrize(
    ("css", "bound"),
    [
        ("a, b:is(c, d) { x: y }", ".s a, .s b:is(c, d) { x: y }"),
        ("body { x: y }", ".s { x: y }"),
        (":root { --x: y }", ".s { --x: y }"),
        ("@media print { a { x: y } }", "@media print {\n.s a { x: y }\n}"),
        ("@keyframes k { from { x: y } }", "@keyframes k { from { x: y } }"),
        ("@import 'x'; a { x: y }", ".s a { x: y }"),
        ("/* a { */ a { x: y", ".s a { x: y}"),
        ('a { content: "}" } b { x: y }', '.s a { content: "}" }\n.s b { x: y }'),
        ('[data-x="{"] { x: y } b { x: y }', '.s [data-x="{"] { x: y }\n.s b { x: y }'),
        ('[data-x="a, b"], c { x: y }', '.s [data-x="a, b"], .s c { x: y }'),
        ("a { content: '/*' } b { x: y } /* c */", '.s a { content: "/*" }\n.s b { x: y }'),
        ("a { content: '\\'}' } b { x: y }", '.s a { content: "\'}" }\n.s b { x: y }'),
        ("a { b: url(data:x;{y}) } b { x: y }", ".s a { b: url(data:x;{y}) }\n.s b { x: y }"),
        ("a:is(b, :not(c, d)), e { x: y }", ".s a:is(b, :not(c, d)), .s e { x: y }"),
        ("a { x: y; &:hover { x: z } b { x: z } }", ".s a { x: y; &:hover { x: z } b { x: z } }"),
        ("@media (width < 600px) { a, b { x: y } }", "@media (width < 600px) {\n.s a, .s b { x: y }\n}"),
        ("@supports (a: '}') { a { x: y } }", '@supports (a: "}") {\n.s a { x: y }\n}'),
        ("@scope (.card) to (.x) { a { x: y } }", "@scope (.s .card) to (.s .x) { a { x: y } }"),
        ("@layer a, b; a { x: y }", ".s a { x: y }"),
        ('[x="\\3c/style>"] { x: y }', '.s [x="<\\/style>"] { x: y }'),
        ("body-like { x: y }", ".s body-like { x: y }"),
        ("} a { x: y }", ""),
        (f"a{{{'(' * 5000}}}", ""),
        (f"{'@media print {' * 12} a {{ x: y }}", None),
    ],
)
def test_rules_of_a_style_get_its_scope(css: str, bound: str | None) -> None:
    assert scoped(css, ".s") == bound if bound is not None else "x: y" not in scoped(css, ".s")


def test_a_fragment_of_styles_and_scripts_shows_nothing() -> None:
    assert not visible("<style>.container { width: 90% }</style><div><script>x()</script></div>")
    assert visible("<div><img src=x></div>")
    assert visible("<b>a</b>")
