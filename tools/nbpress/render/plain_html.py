"""The HTML that a post shows, without the marks that keep Liquid and kramdown from reading it: read out of its text, and back.

Code stays code: `<pre class="nb-highlight" lang="python">`, which becomes a highlight block again.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import NamedTuple

from nbpress.core.regex import regex
from nbpress.render import liquid

_RAW = r"\{% raw %\}.*?\{% endraw %\}"
_PIECE = regex(
    rf"(?P<raw>{_RAW})|\{{% highlight (?P<name>\S+) %\}}\n(?P<code>(?:{_RAW}|.)*?)\n\{{% endhighlight %\}}", re.S
)
_MARKERS = regex(rf"\n?(?:{re.escape(liquid.OPEN)}|{re.escape(liquid.CLOSE)})\n?")
_CODE = regex(r'<pre class="nb-highlight" lang="([^"]*)">(.*?)</pre>', re.S)
_ID = regex(r"""\sid="([^"<>\s]+)\"""")
_CLASS = regex(r'\sclass="([^"<>]*)"')


class Element(NamedTuple):
    """An element: its classes, and what stands in it."""

    names: str
    inner: str


def read(text: str) -> str:
    """Give the HTML of a part of a post that is HTML."""
    text = liquid.joined(text)
    out: list[str] = []
    end = 0
    for found in _PIECE.finditer(text):
        out += [_MARKERS.sub("", text[end : found.start()]), _plain(found)]
        end = found.end()
    return "".join((*out, _MARKERS.sub("", text[end:])))


def _plain(found: re.Match[str]) -> str:
    if found["raw"]:
        return liquid.unraw(found["raw"])
    code = re.sub(_RAW, lambda each: liquid.unraw(each[0]), found["code"], flags=re.S)
    return f'<pre class="nb-highlight" lang="{escape(found["name"])}">{escape(code, quote=False)}</pre>'


def written(html: str) -> str:
    """Write HTML for the middle of a block of a post that is HTML."""
    parts = _CODE.split(html)
    out = [liquid.raw(liquid.closed(parts[0]))]
    for name, code, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        out += [liquid.highlight(unescape(code), unescape(name)), liquid.raw(liquid.closed(after))]
    return "\n".join(out)


def element(html: str, name: str) -> Element | None:
    """Find a figure or a box by its id, in HTML that is balanced."""
    opened = re.search(rf'<(figure|div)\b[^<>]*?\sid="{re.escape(escape(name))}"[^<>]*>', html)
    depth = 1
    for tag in re.compile(rf"<(/?){opened[1]}\b").finditer(html, opened.end()) if opened else ():
        depth += -1 if tag[1] else 1
        if opened and not depth:
            names = _CLASS.search(opened[0])
            return Element(names[1] if names else "", html[opened.end() : tag.start()])
    return None


def moved(html: str, suffix: str, page: str) -> str:
    """Make a fragment fit for another page: a suffix behind each of its ids, and links to what it leaves behind lead there."""
    names = sorted({*_ID.findall(html)}, key=len, reverse=True)
    if names:
        every = "|".join(map(re.escape, names))
        named = re.compile(rf"""({_NAMES})({every})(?![\w-])""")
        html = named.sub(lambda found: f"{found[1]}{found[2]}{suffix}", html)
    kept = {f"{name}{suffix}" for name in names}
    return _WITHIN.sub(lambda found: found[0] if found[2] in kept else f'<a{found[1]}href="{page}#{found[2]}"', html)


_NAMES = r"""\bid="|#|\b(?:aria-labelledby|aria-describedby|for|headers)="(?:[^"]*\s)?"""
_WITHIN = regex(r"""<a(\s(?:[^<>]*?\s)?)href="#([^"]*)\"""")
