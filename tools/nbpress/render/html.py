"""HTML that others wrote, made harmless: balanced, its links led to the page's targets, its style kept to itself.

In comes a fragment from an output or from the author's prose, out goes one that can stand between our own elements. A
browser's own parser (lexbor, which follows the HTML Standard) decides what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from nbpress.core.notices import Warn
from nbpress.core.regex import regex
from nbpress.render import active_html
from nbpress.render.drawn import Drawn
from nbpress.render.scoped_css import scoped

SCRIPT = regex(r"<script\b.*?(?:</script\s*>|\Z)", re.S | re.I)
# They belong to a page of its own, and would act on ours; a script works in a frame only.
DROPPED = "script, style, title, meta, link, base, template"
PICTURES = ("img", "iframe", "embed", "video", "audio")
TARGETS = ("href", "src", "poster")
ABSOLUTE = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#")  # a target that is no path beside the page


def parsed(fragment: str) -> LexborNode | None:
    """Read a fragment as a browser reads it in the middle of a page; nothing if there is nothing."""
    return LexborHTMLParser(f"<!doctype html><body>{fragment}").body


def written(body: LexborNode) -> str:
    """Write what a body holds, balanced; where a browser would read on behind its end, its source is shown."""
    whole = _SCRIPT.sub(_closed, body.inner_html or "")
    return whole if _ends(whole) else f"<pre>{escape(whole, quote=False)}</pre>"


def sanitized(body: LexborNode, warn: Warn, found: Sequence[str] = ()) -> str:
    """Write what a body of an author who is not trusted may show.

    warn: is told of the rest. found: what was taken out before.
    """
    from nbpress.render import sanitized_html  # which most sites have no need of

    left = [*found, *sanitized_html.strip(body)]
    if left:
        warn("nb-sanitized", f"its HTML has {', '.join(left)}, left out by `html: sanitized`")
    return sanitized_html.clean(written(body))


def _ends(fragment: str) -> bool:
    """Tell whether what follows the fragment stays outside."""
    if not _HIDING.search(fragment):
        return True
    body = parsed(f"{fragment}<hr>")
    last = body.last_child if body else None
    return last is not None and last.tag == "hr"


_HIDING = regex(r"<(?:script|style|svg|math|textarea|template|!--)", re.I)
# In a script, `<!-- … <script` hides the end tag that follows from a browser.
_SCRIPT = regex(r"(<script\b[^>]*>)(.*?)(?=</script>)", re.S)


def _closed(found: re.Match[str]) -> str:
    text = found[2]
    return found[1] + (
        text.replace("<!--", r"<\!--") if "<script" in text.lower() or text.rfind("<!--") > text.rfind("-->") else text
    )


def lead(body: LexborNode, target: Callable[[str], str], picture: Callable[[str], Drawn | None]) -> None:
    """Lead the links and pictures of a fragment to their targets on the page; a picture that is not there is named."""
    for node in body.css("[href], [src], [poster]"):
        attributes = node.attributes
        for name in TARGETS:
            value = attributes.get(name)
            if value is None or node.tag in ("script", "use"):
                continue
            if name == "src" and node.tag in PICTURES:
                _draw(node, value, picture(value))
            elif value and (led := target(value)) != value:
                if led or name != "href":
                    node.attrs[name] = led or value
                else:
                    del node.attrs[name]


def _draw(node: LexborNode, value: str, drawn: Drawn | None) -> None:
    if drawn is None:
        words = LexborHTMLParser(missing(node.attributes.get("alt") or node.attributes.get("title") or "", value))
        named = words.css_first("em")
        if named is not None:
            node.replace_with(named)
        return
    src = drawn.img if node.tag == "img" else drawn.src
    if src != value:
        node.attrs["src"] = src
    if node.tag == "img" and drawn.width and drawn.height and not node.attributes.keys() & {"width", "height", "style"}:
        node.attrs["width"], node.attrs["height"] = str(drawn.width), str(drawn.height)
        node.attrs["class"] = f"{node.attributes.get('class') or ''} nb-image".strip()


def missing(alt: str, value: str) -> str:
    """Say in words what a picture would show that is not there."""
    return f'<em class="nb-missing">{escape(called(alt, value), quote=False)}</em>'


def called(alt: str, value: str) -> str:
    """Name a picture that is not there: by its alternative text, else by its file."""
    return alt.strip() or value.removeprefix("attachment:").rpartition("/")[2] or value


def contained(
    text: str,
    target: Callable[[str], str] = str,
    picture: Callable[[str], Drawn | None] = Drawn,
    distrust: Warn | None = None,
) -> tuple[str, str]:
    """Make an output's fragment whole, without what acts in it; also name the class that its style is bound to, if any.

    distrust: is told of what is left out, where the author is not trusted.
    """
    body = parsed(text)
    if body is None:
        return "", ""
    styles = [node.text() for node in body.css("style")]
    name = f"nb-s{sha256(''.join(styles).encode('utf-8', 'replace')).hexdigest()[:8]}" if styles else ""
    for node in body.css(DROPPED):
        if node.tag != "title" or not _in_drawing(node):
            node.decompose()
    for node in body.css("plaintext"):
        node.unwrap() if node.child else node.decompose()  # an empty one cannot be unwrapped
    active_html.disarm(body, text)
    active_html.confine(body)
    lead(body, target, picture)
    rules = "\n".join(filter(None, (scoped(css, f".{name}", trusted=distrust is None) for css in styles)))
    shown = written(body) if distrust is None else sanitized(body, distrust)
    return (f"<style>{rules}</style>" if rules else "") + shown.strip(), name


def _in_drawing(node: LexborNode) -> bool:
    """Tell whether an element belongs to an SVG drawing, where a title is a word to its reader."""
    above = node.parent
    while above is not None and above.tag != "svg":
        above = above.parent
    return above is not None


def visible(text: str) -> bool:
    """Whether a fragment shows anything without its scripts: words, a picture, a drawing."""
    bare = re.sub(r"<style\b.*?(?:</style\s*>|\Z)", "", SCRIPT.sub("", text), flags=re.S | re.I)
    return bool(
        re.search(r"<(?:img|svg|table|iframe|video|audio|canvas|object|embed|input|hr|math)\b", bare, re.I)
        or re.sub(r"&nbsp;|\s", "", untagged(bare))
    )


def untagged(text: str) -> str:
    """Take the tags out of a fragment; behind the last `>` there is none."""
    end = text.rfind(">") + 1
    return re.sub(r"<[^>]*>", "", text[:end]) + text[end:]
