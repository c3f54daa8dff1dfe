"""Pictures that JavaScript draws: a page of their own in an `<iframe>`, apart from the article's style and scripts.

In comes what an output holds, out goes a whole HTML document, or nothing where it would need scripts from elsewhere: a
reader's browser asks no foreign server unless the reader asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from selectolax.lexbor import LexborNode

from nbpress.core.regex import regex
from nbpress.render import active_html
from nbpress.render.html import SCRIPT, parsed, visible
from nbpress.render.outputs import frame_document
from nbpress.render.terminal import joined, plain

HTML, JAVASCRIPT = "text/html", "application/javascript"
LIBRARY_SIZE = 100_000
# A script from another server: as a source, an import, or an address that some loader fetches.
FOREIGN_SOURCE = regex(r"""<script\b[^>]*\bsrc\s*=\s*["']?\s*(?:https?:)?//""", re.I)
FOREIGN_LOAD = regex(
    r"""["'](?:https?:)?//[^"'\s]*(?:\.m?js\b|/npm/|/gh/|/ajax/libs/|cdn|esm)|import\s*\(?\s*["']https?:"""
)
NOTEBOOK_ONLY = regex(
    r"\b(?:IPython|Jupyter)\.(?:notebook|OutputArea|keyboard_manager)|\bgoogle\.colab\.|\brequire\(\s*\[\s*[\"']@jupyter"
)
# A script that only says something, to the reader of the notebook or to its author, draws nothing.
SAYS = regex(r"(?:(?:alert|console\.\w+)\s*\((?:[^()]|\([^()]*\))*\)[\s;]*)+")


@dataclass(frozen=True, slots=True)
class Frame:
    """A document of its own. foreign: whether it needs scripts from another server. height: in CSS pixels."""

    document: bytes
    foreign: bool
    height: int


def active(data: Mapping[str, Any]) -> bool:
    """Whether an output needs what a page must not run: a script, an event handler, a link that is a script."""
    text = joined(data.get(HTML))
    body = parsed(text)
    return scripted(data) or (body is not None and active_html.acts(body, text))


def scripted(data: Mapping[str, Any]) -> bool:
    """Whether an output says what it shows by a script."""
    return JAVASCRIPT in data or bool(SCRIPT.search(INERT.sub("", joined(data.get(HTML)))))


# Data in the shape of a script.
INERT = regex(
    r"""<script\b[^>]*\btype=["']?(?:esms-options|importmap|application/(?:\w+\+)?json)\b.*?</script\s*>""", re.S | re.I
)


def unfolded(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the document out of an output that is one frame and nothing else, as maps are: it is judged as any chart."""
    text = joined(data.get(HTML))
    found = INNER.search(text)
    if not found or beside(text, found):
        return data
    attributes = f"{found[1]} {found[4]}"
    height = re.search(r"""\bheight\s*[=:]\s*["']?(\d+)(?:px)?["';\s]""", attributes)
    told = f"<!-- height: {height[1]}px -->" if height else ""
    return {**data, HTML: told + unescape(found[3])}


def beside(text: str, found: re.Match[str]) -> bool:
    """Tell whether a fragment shows anything beside a part of it; that a notebook has to be trusted counts for nothing."""
    return visible(TRUST.sub("", text[: found.start()] + text[found.end() :]))


TRUST = regex(r"<span\b[^>]*>\s*Make this Notebook Trusted[^<]*</span>", re.I)
INNER = regex(r"""<iframe\b([^>]*?)\bsrcdoc\s*=\s*(["'])(.*?)\2([^>]*)>""", re.S | re.I)


def library(data: Mapping[str, Any]) -> str:
    """Give the script by which a library makes itself known to later outputs; nothing if the output is no such."""
    if not scripted(data):
        return ""
    body = _body(data)
    loads = any("bokehjs_load" in name or "holoviews_load" in name for name in data)
    silent = not _shows(body) and (len(body) > LIBRARY_SIZE or CONFIGURES.search(body))
    return _scripts(body) if loads or silent else ""


def brought(data: Mapping[str, Any]) -> str:
    """Give the libraries that a chart brings with it: in a notebook, later charts find them there."""
    return "\n;\n".join(text for text in SOURCE.findall(_body(data)) if len(text) >= LIBRARY_SIZE)


def advice(data: Mapping[str, Any]) -> str:
    """Say how the author gets a chart that a page can show."""
    said = " ".join((*data, joined(data.get("text/plain"))[:200], _small(_body(data)) if scripted(data) else ""))
    found = next((way for name, way in WAYS.items() if re.search(name, said)), "")
    return f"; {found} makes one that the page can show" if found else ""


# What the author of a notebook may set, by what the output says.
WAYS = {
    r"vnd\.vega|vegaEmbed|vega-embed|altair": '`alt.renderers.enable("svg")`, with the package vl-convert-python installed,',
    r"PyViz|holoviews|holoviz": "`hv.extension(…, inline=True)` or `pn.extension(inline=True)`",
    r"bokeh|Bokeh": "`output_notebook(resources=INLINE)`",
    r"vnd\.plotly": '`pip install plotly` where nbpress is installed, or `plotly.io.renderers.default = "notebook"`,',
    r"Plotly|FigureWidget\(": '`plotly.io.renderers.default = "notebook"`',
}


def static(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take out the scripts that only prepare the notebook, where what they stand beside shows itself without any script."""
    text = joined(data.get(HTML))
    bare = SCRIPT.sub(lambda found: "" if _prepares(found[0]) else found[0], text)
    alone = bare == text or SCRIPT.search(bare) or JAVASCRIPT in data or not visible(bare)
    return data if alone else {**data, HTML: bare}


def _prepares(script: str) -> bool:
    return bool(MATHJAX.fullmatch(script.strip()) or (CONFIGURES.search(script) and not WRITES.search(script)))


WRITES = regex(r"innerHTML|document\.write|getElementById|querySelector")


def words(data: Mapping[str, Any]) -> str:
    """Give the HTML that stands beside a script which draws nothing; that something is loaded, or not trusted, is none."""
    text = SCRIPT.sub("", NOSCRIPT.sub("", joined(data.get(HTML))))
    loads = ANNOUNCES.search(text) or any(name.endswith(("_load.v0+json", "_exec.v0+json")) for name in data)
    return text if visible(text) and not loads else ""


NOSCRIPT = regex(r"<noscript\b.*?(?:</noscript\s*>|\Z)", re.S | re.I)


def pictured(text: str) -> bool:
    """Whether a fragment holds a picture that is whole without its scripts; an icon is none."""
    body = parsed(SCRIPT.sub("", text))
    if body is None:
        return False
    drawings = (node for node in body.css("svg") if node.css_first("path, rect, circle, line, polyline, polygon, text"))
    pictures = (node for node in body.css("img[src]") if node.attributes.get("src"))
    return any(not _icon(node) for found in (drawings, pictures) for node in found)


def _icon(node: LexborNode) -> bool:
    """Tell whether a picture says of itself that it is smaller than one is."""
    sizes = [*(node.attributes.get(name) or "" for name in ("width", "height")), *_box(node)]
    numbers = [float(found[0]) for found in (re.match(r"\d+(?:\.\d+)?(?=px|pt|$)", size) for size in sizes) if found]
    return bool(numbers) and max(numbers) < ICON


def _box(node: LexborNode) -> list[str]:
    return (node.attributes.get("viewbox") or node.attributes.get("viewBox") or "").split()[2:4]


ICON = 64  # CSS pixels


def silent(data: Mapping[str, Any]) -> bool:
    """Whether an output only says that something is loaded, or acts on the notebook's page."""
    if "application/vnd.holoviews_exec.v0+json" in data and "text/plain" not in data:
        return True  # the extension's own channel; what somebody displays has words
    text = joined(data.get(HTML))
    if ANNOUNCES.search(text):
        return True
    alone = SCRIPT.search(text) and JAVASCRIPT not in data and not SCRIPT.sub("", text).strip()
    return bool(alone and not (DRAWS.search(text) or LEANS.search(text) or FOREIGN_SOURCE.search(text)))


# Bokeh says that it is loading, and never that it has loaded; HoloViews shows its mark.
ANNOUNCES = regex(r"""bk-notebook-logo|class=["']logo-block""")
DRAWS = regex(
    r"\belement\b|createElement|innerHTML|\.append(?:Child)?\(|document\.write|<canvas|<svg|draw|plot|render|embed|show|chart",
    re.I,
)


def _shows(body: str) -> bool:
    return bool(SHOWS.search(re.sub(r"<noscript\b.*?</noscript\s*>", "", _markup(body), flags=re.S | re.I)))


SHOWS = regex(r"""<(?:table|img|svg|canvas)\b|\bclass=["']?(?:bk-root|vega|plotly-graph-div)|\bid=""")
CONFIGURES = regex(r"PlotlyConfig\s*=|require\.undef\(|\bMathJax(?:\.Hub\.Config|\s*=\s*\{)|require(?:js)?\.config")


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


NAMES = regex(r"""\s(?:id|class)\s*=\s*["']?([^"'<>]+)""", re.I)


def together(data: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """Give two outputs as one."""
    rest = {name: value for name, value in data.items() if name != JAVASCRIPT}
    return {**rest, HTML: _body(data) + _body(then)}


def needed(data: Mapping[str, Any], libraries: Sequence[str]) -> list[str]:
    """Choose the libraries that an output leans on: those before it that have a name it calls, unless it brings its own."""
    body = _body(data)
    brings = any(len(script) >= LIBRARY_SIZE for script in SCRIPT.findall(body)) or FOREIGN_SOURCE.search(_markup(body))
    if brings:
        return []
    small, grid = _small(body), GRID.search(body)
    modules = {each for found in REQUIRED.findall(small) for each in re.findall(r"""["']([^"']+)["']""", found)}
    names = {*LEANS.findall(small), *modules, *([grid[0]] if grid else [])} - ({"require"} if modules else set())
    return [text for text in libraries if any(re.search(rf"(?<![\w$]){re.escape(name)}(?!\w)", text) for name in names)]


# A name of two letters is one only where it is called: any letters stand in the data of a picture.
LEANS = regex(r"\b(Plotly|Bokeh|require|vegaEmbed|HoloViews|jQuery|(?:d3|L)(?=\s*\.\s*\w+))\b")
REQUIRED = regex(r"\brequire(?:js)?\(\s*(\[[^\]]*\])")


def completed(data: Mapping[str, Any], libraries: Sequence[str]) -> bool:
    """Whether a table shows its first rows alone until a script draws them all, and that script is here."""
    grid = GRID.search(joined(data.get(HTML)))
    return grid is not None and any(grid[0] in text and len(text) > LIBRARY_SIZE for text in libraries)


GRID = regex(r"window\._itables_\w+")


def framed(data: Mapping[str, Any], libraries: Mapping[str, str], title: str) -> Frame | None:
    """Make the document that shows an output; nothing if it can only work inside a notebook.

    libraries: the texts of the scripts that it leans on, by their address.
    """
    body = _body(data)
    small = _small(body)
    if HTML not in data and (NOTEBOOK_ONLY.search(small) or SAYS.fullmatch(joined(data.get(JAVASCRIPT)).strip())):
        return None
    local = CSS.sub('"data:text/css,"', STYLES.sub("", body))
    foreign = any(_foreign(text) for text in (local, *(f"<script>{text}</script>" for text in libraries.values())))
    shim = frame_document.ELEMENT if re.search(r"\belement\b", small) else ""
    shim += (
        frame_document.AMD if libraries or (not foreign and re.search(r"\b(?:require(?:js)?|define)\b", small)) else ""
    )
    document = frame_document.document(title, shim, libraries, body if foreign else local, foreign)
    return Frame(document, foreign, _height(body))


# A chart that brings its scripts does without the style sheets of other servers, and the reader asks nobody.
STYLES = regex(r"""<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?//[^>]*>""", re.I)
CSS = regex(r"""["'](?:https?:)?//[^"'\s]+\.css(?:\?[^"'\s]*)?["']""")


def _body(data: Mapping[str, Any]) -> str:
    html, script = joined(data.get(HTML)), joined(data.get(JAVASCRIPT))
    script = re.sub("</(?=script)", r"<\\/", script, flags=re.I)
    # plotly asks a foreign server for MathJax beside every chart, and does without.
    return plain(MATHJAX.sub("", html) + (f"<script>{script}</script>" if script else ""))


MATHJAX = regex(r"""<script\b[^>]*\bsrc=["'][^"'>]*mathjax[^>]*>\s*</script>""", re.I)


def _markup(body: str) -> str:
    """A fragment without what its scripts say."""
    return re.sub(r"(<script\b[^>]*>).*?(?=</script|\Z)", r"\1", body, flags=re.S | re.I)


def _scripts(body: str) -> str:
    """Take the scripts out of a fragment, one after the other."""
    return "\n;\n".join(SOURCE.findall(body))


SOURCE = regex(r"<script\b[^>]*>(.*?)</script", re.S | re.I)


def _small(body: str) -> str:
    """The scripts that are no library; a library's text says little about what this output needs."""
    return "".join(script for script in SCRIPT.findall(body) if len(script) < LIBRARY_SIZE)


def _foreign(text: str) -> bool:
    return bool(FOREIGN_SOURCE.search(_markup(text)) or FOREIGN_LOAD.search(_small(text)))


def _height(body: str) -> int:
    """Guess how tall a chart is from what its own text says, until it says so itself."""
    small = SOURCE.sub(lambda script: "" if len(script[1]) >= LIBRARY_SIZE else script[0], body)
    bare = re.sub(r"\s+", " ", small[-200_000:])
    found = re.search(r"\bheight:\s*(\d{2,4})(?:\.\d+)?px", bare) or re.search(
        r"[\"']?\bheight[\"']?\s*[:=]\s*[\"']?(\d{2,4})\b(?!%)", bare
    )
    return max(80, min(2000, int(found[1]) + 40)) if found else 480
