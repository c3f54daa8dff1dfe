"""A drawing that stands in the page itself: of an SVG only what shows something, its names apart from all others of the page.

In comes a file that anybody may have committed, out goes markup of the elements, attributes and declarations that are listed
here. It asks nothing of another server, and its style reaches nothing but itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree

from nbpress.core.regex import regex
from nbpress.render import active_html

ROOT = "nbd"  # the id of every drawing as it is kept, and the beginning of all others in it
SPACE = "http://www.w3.org/2000/svg"
LARGEST = 2_000_000  # bytes
_SHAPES = """
    svg g path rect circle ellipse line polyline polygon text tspan textPath title desc style defs marker symbol use a image
    clipPath mask pattern linearGradient radialGradient stop filter feDropShadow feGaussianBlur feOffset feFlood feMerge
    feMergeNode feComposite feBlend feColorMatrix switch
"""
_ELEMENTS = frozenset(_SHAPES.split())
_PROPERTIES = regex(
    r"(?:fill|stroke|font|text|stop|flood|marker|background|letter|word|line)(?:-[a-z-]+)?|color|opacity|display|visibility"
    r"|white-space|filter|dominant-baseline|alignment-baseline|baseline-shift|paint-order|r[xy]|shape-rendering|vector-effect"
    r"|clip-path|mask|transform|transform-origin|transform-box"
)
_RULE = regex(r"^([^{}@\\]+)\{([^{}@\\]*)\}$", re.M)
_PARTS = regex(r",(?![^()]*\))")
_OWN = regex(rf"(?::where\()?#{ROOT}(?![\w-])[^~+]*")
_URL = regex(r"url\(\s*(?![\"']?#)|image\(|image-set\(|cross-fade\(|element\(|expression\(", re.I)
_ID = regex(rf"#{ROOT}(?![A-Za-z0-9_])")
_PICTURE = regex(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_LINK = regex(r"(?:https?:|mailto:|#|/(?!/)|[^:]*\Z)", re.I)


class Shown(NamedTuple):
    """A drawing for the page: its root, which holds links or none, and the word that says what kind of diagram it is."""

    root: ElementTree.Element
    linked: bool
    kind: str


def read(content: bytes, prefix: str) -> Shown | None:
    """Read a drawing, with `prefix` before all its ids; None for what is no drawing."""
    try:
        root = ElementTree.fromstring(content) if len(content) <= LARGEST and b"<!DOCTYPE" not in content else None
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        root = None
    if root is None or root.tag != f"{{{SPACE}}}svg":
        return None
    kind = root.get("aria-roledescription", "")
    for node in list(root.iter()):
        for child in [each for each in node if not _is_shape(each)]:
            node.remove(child)
    for node in root.iter():
        _clean(node, prefix)
    root.set("id", prefix)
    return Shown(root, root.find(f".//{{{SPACE}}}a[@href]") is not None, kind)


def written(shown: Shown) -> str:
    """Write it as HTML has it."""
    ElementTree.register_namespace("", SPACE)
    return ElementTree.tostring(shown.root, encoding="unicode").strip()


def _is_shape(node: ElementTree.Element) -> bool:
    space, _, name = str(node.tag).rpartition("}")
    return space == f"{{{SPACE}" and name in _ELEMENTS


def _clean(node: ElementTree.Element, prefix: str) -> None:
    name = node.tag.rpartition("}")[2]
    attributes = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
    node.attrib.clear()
    for key, value in attributes.items():
        kept = _attribute(name, key, value)
        if kept:
            node.set(key, _named(key, kept, prefix))
    if name == "a" and "href" in node.attrib:
        node.set("rel", "noopener")
    if name == "style":
        node.text = f"\n{_ID.sub(f'#{prefix}', _rules(node.text or ''))}\n"


def _attribute(element: str, key: str, value: str) -> str:
    """Keep what an attribute says, if it may; nothing of one that acts, or that asks another server."""
    if key == "style":
        return _declarations(value)
    if key == "href":
        allowed = _PICTURE if element == "image" else _LINK if element == "a" else re.compile("#")
        value = value.strip()
        return value if allowed.match(value) and not active_html.acting(key, value) else ""
    acts = active_html.acting(key.lower(), value) or key in ("src", "attributeName", "role", "aria-roledescription")
    return "" if acts or _URL.search(value) else value


def _named(key: str, value: str, prefix: str) -> str:
    """Put the prefix into an id, or into what refers to one."""
    if key == "id" or key.startswith("aria-"):
        return prefix + value.removeprefix(ROOT) if value.startswith(ROOT) else f"{prefix}-{value}"
    return _ID.sub(f"#{prefix}", value) if "#" in value else value


def _rules(css: str) -> str:
    """Keep the rules that hold for the drawing alone."""
    rules = (
        (selector.strip(), _declarations(body))
        for selector, body in _RULE.findall(css)
        if all(_OWN.fullmatch(part.strip()) for part in _PARTS.split(selector))
    )
    return "\n".join(f"{selector}{{{body}}}" for selector, body in rules if body)


def _declarations(css: str) -> str:
    """Keep the declarations that colour and shape."""
    pairs = (each.partition(":") for each in css.split(";"))
    return ";".join(
        f"{name.strip()}:{value.strip()}"
        for name, sign, value in pairs
        if sign and _PROPERTIES.fullmatch(name.strip()) and not _URL.search(value) and "<" not in value
    )
