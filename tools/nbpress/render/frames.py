"""Pictures that JavaScript draws: a page of their own in an `<iframe>`, apart from the article's style and scripts.

In comes what an output holds, out goes a whole HTML document, or nothing where it would need scripts from elsewhere: a
reader's browser asks no foreign server unless the reader asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from nbpress.render.html import SCRIPT, visible
from nbpress.render.terminal import joined, plain

HTML, JAVASCRIPT = "text/html", "application/javascript"
LIBRARY_SIZE = 100_000
# A script from another server: as a source, an import, or an address that some loader fetches.
FOREIGN_SOURCE = re.compile(r"""<script\b[^>]*\bsrc\s*=\s*["']?\s*(?:https?:)?//""", re.I)
FOREIGN_LOAD = re.compile(
    r"""["'](?:https?:)?//[^"'\s]*(?:\.m?js\b|/npm/|/gh/|/ajax/libs/|cdn|esm)|import\s*\(?\s*["']https?:"""
)
NOTEBOOK_ONLY = re.compile(
    r"\b(?:IPython|Jupyter)\.(?:notebook|OutputArea|keyboard_manager)|\bgoogle\.colab\.|\brequire\(\s*\[\s*[\"']@jupyter"
)
# What a notebook page has and a bare page lacks: the output's own element, and the little of AMD that charts use.
# A script that fetches its libraries itself does so better without our AMD.
ELEMENT = """<script>
var element = document.body;
element.append = function (what) {
  if (typeof what === "string") element.insertAdjacentHTML("beforeend", what);
  else element.appendChild(what[0] || what);
};
</script>
"""
AMD = """<script>
(function () {
  var made = {}, waiting = [];
  function settle() {
    waiting = waiting.filter(function (job) {
      if (!job.names.every(function (name) { return name in made; })) return true;
      job.call.apply(null, job.names.map(function (name) { return made[name]; }));
      return false;
    });
  }
  window.define = function (name, names, factory) {
    if (typeof name !== "string") return;
    if (!factory) { factory = names; names = ["require", "exports", "module"]; }
    var module = { exports: {} };
    var given = names.map(function (one) {
      var known = { require: window.require, exports: module.exports, module: module };
      return known[one] || made[one];
    });
    var result = typeof factory === "function" ? factory.apply(null, given) : factory;
    made[name] = result === undefined ? module.exports : result;
    settle();
  };
  window.define.amd = {};
  window.require = window.requirejs = function (names, call) {
    if (typeof names === "string") return made[names];
    waiting.push({ names: names, call: call || function () {} });
    settle();
  };
  window.require.config = window.require.undef = function () {};
  window.require.specified = function (name) { return name in made; };
})();
</script>
"""
PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>html, body {{ margin: 0; background: #fff; color: #000; font-family: sans-serif; }}</style>
</head>
<body>
{shim}{libraries}{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """A document of its own. foreign: whether it needs scripts from another server. height: in CSS pixels."""

    document: bytes
    foreign: bool
    height: int


def scripted(data: Mapping[str, Any]) -> bool:
    """Whether an output says what it shows by a script."""
    return JAVASCRIPT in data or bool(SCRIPT.search(joined(data.get(HTML))))


def library(data: Mapping[str, Any]) -> str:
    """Give the script by which a library makes itself known to later outputs; nothing if the output is no such."""
    if not scripted(data):
        return ""
    body = _body(data)
    loads = any("bokehjs_load" in name or "holoviews_load" in name for name in data)
    silent = not SHOWS.search(_markup(body)) and (len(body) > LIBRARY_SIZE or CONFIGURES.search(body))
    return _scripts(body) if loads or silent else ""


SHOWS = re.compile(r"""<(?:table|img|svg|canvas)\b|\bclass=["']?(?:bk-root|vega|plotly-graph-div)|\bid=""")
CONFIGURES = re.compile(r"PlotlyConfig\s*=|require\.undef\(|MathJax\.Hub\.Config|requirejs\.config")


def placeholder(data: Mapping[str, Any]) -> str:
    """Give an empty element that waits for the script of the next output, as Bokeh writes it; else nothing."""
    text = joined(data.get(HTML))
    if any(name.startswith("image/") for name in data):
        return ""
    return text if "id=" in text and not scripted(data) and not visible(text) else ""


def goes_on(data: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Tell whether a scripted output is filled by the next, which shows nothing itself: that names an element of it."""
    if not scripted(data) or not scripted(then) or visible(joined(then.get(HTML))):
        return False
    text = _body(then)
    named = (name for found in NAMES.findall(_markup(_body(data))) for name in found.split())
    return any(len(name) >= 8 and re.search(r"\d", name) and name in text for name in named)  # made for one output


NAMES = re.compile(r"""\s(?:id|class)\s*=\s*["']?([^"'<>]+)""", re.I)


def together(data: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """Give two outputs as one."""
    rest = {name: value for name, value in data.items() if name != JAVASCRIPT}
    return {**rest, HTML: _body(data) + _body(then)}


def needed(data: Mapping[str, Any], libraries: Sequence[str]) -> list[str]:
    """Choose the libraries that an output leans on: all that came before it, unless it brings its own."""
    body = _body(data)
    brings = any(len(script) >= LIBRARY_SIZE for script in SCRIPT.findall(body)) or FOREIGN_SOURCE.search(_markup(body))
    return list(libraries) if not brings and LEANS.search(_small(body)) else []


LEANS = re.compile(r"\b(?:Plotly|Bokeh|require|vegaEmbed|HoloViews|jQuery|d3|L)\b")


def framed(data: Mapping[str, Any], libraries: Mapping[str, str], title: str) -> Frame | None:
    """Make the document that shows an output; nothing if it can only work inside a notebook.

    libraries: the texts of the scripts that it leans on, by their address.
    """
    body = _body(data)
    small = _small(body)
    if NOTEBOOK_ONLY.search(small) and HTML not in data:
        return None
    foreign = any(_foreign(text) for text in (body, *(f"<script>{text}</script>" for text in libraries.values())))
    shim = ELEMENT if re.search(r"\belement\b", small) else ""
    shim += AMD if libraries or (not foreign and re.search(r"\b(?:require(?:js)?|define)\b", small)) else ""
    loads = "".join(f'<script src="{escape(address)}"></script>\n' for address in libraries)
    document = PAGE.format(title=escape(title), shim=shim, libraries=loads, body=body)
    return Frame(document.encode("utf-8", "replace"), foreign, _height(body))


def _body(data: Mapping[str, Any]) -> str:
    html, script = joined(data.get(HTML)), joined(data.get(JAVASCRIPT))
    script = re.sub("</(?=script)", r"<\\/", script, flags=re.I)
    # plotly asks a foreign server for MathJax beside every chart, and does without.
    return plain(MATHJAX.sub("", html) + (f"<script>{script}</script>" if script else ""))


MATHJAX = re.compile(r"""<script\b[^>]*\bsrc=["'][^"'>]*mathjax[^>]*>\s*</script>""", re.I)


def _markup(body: str) -> str:
    """A fragment without what its scripts say."""
    return re.sub(r"(<script\b[^>]*>).*?(?=</script|\Z)", r"\1", body, flags=re.S | re.I)


def _scripts(body: str) -> str:
    """Take the scripts out of a fragment, one after the other."""
    return "\n;\n".join(re.findall(r"<script\b[^>]*>(.*?)</script", body, re.S | re.I))


def _small(body: str) -> str:
    """The scripts that are no library; a library's text says little about what this output needs."""
    return "".join(script for script in SCRIPT.findall(body) if len(script) < LIBRARY_SIZE)


def _foreign(text: str) -> bool:
    return bool(FOREIGN_SOURCE.search(_markup(text)) or FOREIGN_LOAD.search(_small(text)))


def _height(body: str) -> int:
    """Guess how tall a chart is from what its own text says."""
    bare = re.sub(r"\s+", " ", body[-200_000:])
    found = re.search(r"\bheight:\s*(\d{2,4})(?:\.\d+)?px", bare) or re.search(
        r"[\"']?\bheight[\"']?\s*[:=]\s*[\"']?(\d{2,4})\b", bare
    )
    return max(80, min(2000, int(found[1]) + 40)) if found else 480
