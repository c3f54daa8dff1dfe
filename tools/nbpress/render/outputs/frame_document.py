"""The document around a chart, and the few scripts that it needs: a stand-in for the notebook's page, and its height.

The file is a wrapper: what the chart brings stands in a sandboxed frame within, so that its scripts have no origin when the
file is opened by itself as well (a browser heeds no sandbox in a `<meta>`). The wrapper's policy says what they may load.
A frame of another origin cannot be measured from outside: its document tells the article how tall it has become.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from nbpress.core.regex import regex
from nbpress.render.active_html import SANDBOX

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
# matplotlib's animations name their buttons by an icon font of another server.
ICONS = {
    "minus": "\u2212",
    "fast-backward": "\u00ab",
    "step-backward": "\u2039",
    "play": "\u25b6",
    "pause": "\u2016",
    "step-forward": "\u203a",
    "fast-forward": "\u00bb",
    "plus": "+",
}
ICON_STYLE = (
    "".join(f'.fa-{name}::before {{ content: "{sign}"; }} ' for name, sign in ICONS.items())
    + ".fa { display: inline-block; font-style: normal; } .fa-flip-horizontal { transform: scaleX(-1); }"
    + " .animation img { max-width: 100%; }"
)
# Charts that fill the frame would grow with it for ever: it asks so many times, and no more.
TELL = """<script>
(function () {
  var told = 0, asked = 0;
  function tell() {
    var root = document.documentElement;
    var height = document.body.scrollHeight + innerHeight - root.clientHeight;
    if (!document.body.scrollHeight || height === told || height === innerHeight || asked > 20) return;
    told = height;
    asked += 1;
    parent.postMessage({ nbpress: height }, "*");
  }
  if (parent === window) return;
  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", tell);
  addEventListener("resize", tell);
})();
</script>
"""
HEED = """<script>(function (frame) {
addEventListener("message", function (event) {
var height = event.source === frame.contentWindow && event.data && Number(event.data.nbpress);
if (height > 0) frame.height = Math.min(height, 5000);
}); })(document.currentScript.previousElementSibling);</script>"""
PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<style>html, body {{ margin: 0; background: #fff; color: #000; font-family: sans-serif; }}
body {{ display: flow-root; }} {style}</style>
</head>
<body>
{shim}{libraries}{body}
{tell}</body>
</html>
"""
WRAPPER = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>html, body {{ height: 100%; margin: 0; background: #fff; overflow: hidden; }}
iframe {{ display: block; width: 100%; height: 100%; border: 0; }}</style>
</head>
<body>
<iframe title="{title}" sandbox="{sandbox}" srcdoc="{inner}"></iframe>
<script>addEventListener("message", function (event) {{
if (parent !== window && event.source === frames[0] && event.data && event.data.nbpress) {{
parent.postMessage({{ nbpress: Number(event.data.nbpress) }}, "*"); }} }});</script>
</body>
</html>
"""
# Where a chart's parts may come from; its scripts from elsewhere only where the reader asked for that. The frame within has
# this policy too.
LOOKS = ("script-src", "style-src", "font-src")
DATA = ("img-src", "media-src", "connect-src", "frame-src")
OWN = "'self' data: blob:"


def policy(foreign: bool) -> str:
    """Say what a chart may load; foreign: whether its scripts come from another server."""
    inline = {"script-src": " 'unsafe-inline' 'unsafe-eval'", "style-src": " 'unsafe-inline'"}
    looks = (f"{name} {OWN}{inline.get(name, '')}{' https: http:' if foreign else ''}" for name in LOOKS)
    data = (f"{name} {OWN} https: http:" for name in DATA)
    return "; ".join(
        ("default-src 'none'", *looks, *data, f"worker-src {OWN}", "base-uri 'none'", "form-action 'none'")
    )


def document(title: str, shim: str, libraries: Mapping[str, str], body: str, foreign: bool) -> bytes:
    """Write the document of a chart. libraries: the texts of the scripts that it leans on, by their address."""
    inner = _inner(shim, libraries, body).replace("&", "&amp;").replace('"', "&quot;")
    page = WRAPPER.format(title=escape(title), policy=policy(foreign), sandbox=SANDBOX, inner=inner)
    return page.encode("utf-8", "replace")


def _inner(shim: str, libraries: Mapping[str, str], body: str) -> str:
    kind = ""
    if any(MODULE.search(text[:10_000]) for text in libraries.values()):
        kind = ' type="module"'  # what follows waits for them, if it is one as well
        body = re.sub(r"<script(?:\s+type=[\"']?text/javascript[\"']?)?\s*>", '<script type="module">', body)
    loads = "".join(f'<script{kind} src="{escape(address)}"></script>\n' for address in libraries)
    style = ICON_STYLE if "fa fa-" in body else ""
    return PAGE.format(style=style, shim=shim, libraries=loads, body=body, tell=TELL)


MODULE = regex(r"^\s*import\s*[\"'{*\w]", re.M)
