"""Drawings of an author who is not trusted: an SVG file that is opened by itself has the blog's origin, and acts in no frame.

In come the bytes of an SVG file. One that only draws keeps them; of another, what acts is left out.
"""

from __future__ import annotations

from xml.etree import ElementTree

from nbpress.render import active_html

SPACE = "http://www.w3.org/2000/svg"
EMPTY = f'<svg xmlns="{SPACE}"/>'.encode()
ACTIVE = frozenset(("script", "foreignObject", "handler", "listener", "animate", "set", "iframe", "embed", "object"))
_STYLED = b"<?xml-stylesheet"


def harmless(content: bytes) -> bytes:
    """Leave out of a drawing what acts in it; one that cannot be read draws nothing."""
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        return EMPTY
    if _acts(root):
        return EMPTY
    if not (_disarm(root) or _STYLED in content):
        return content
    ElementTree.register_namespace("", SPACE)
    return ElementTree.tostring(root)


def _disarm(root: ElementTree.Element) -> bool:
    """Take out the elements and attributes that act; tell whether there were any."""
    found = False
    for node in list(root.iter()):
        for child in list(node):
            if _acts(child):
                node.remove(child)
                found = True
        for name in [name for name, value in node.attrib.items() if _acting(name, value)]:
            del node.attrib[name]
            found = True
    return found


def _acts(node: ElementTree.Element) -> bool:
    """Tell whether an element is a script, or of a language that browsers run where they find it."""
    space, _, name = str(node.tag).rpartition("}")
    return name in ACTIVE or "xhtml" in space


def _acting(name: str, value: str) -> bool:
    return bool(active_html.acting(name.rpartition("}")[2].lower(), value))
