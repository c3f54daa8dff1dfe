"""The second converter of formulas, for what the first refuses: latex2mathml, which is asked only then.

In comes TeX, out goes MathML, or None. It never refuses by itself: what it does not know it writes down as a name. So its
answer counts only where nothing in it looks like that.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from nbpress.core.regex import regex

LONGEST = 5_000  # characters: this takes half a second; the first converter takes microseconds
_KNOWN = frozenset(
    (*(f"{kind}matrix" for kind in ("", "p", "b", "B", "v", "V")), "align*", "aligned", "cases", "array")
)
_BEGIN = regex(r"\\begin\{([^}]*)\}")
_UNREAD = regex(r"\\[a-zA-Z]|[{}]")  # signs of TeX that nobody means to show: braces stand in `mo` alone
_LINK = regex(r"https?://|mailto:|#|/(?!/)")
_FOREIGN = ("style", "class", "id", "href")


def convert(tex: str, display: bool) -> str | None:
    """Convert a formula, whose depth and size were checked; None where it would not be what its author meant."""
    if len(tex) > LONGEST or set(_BEGIN.findall(tex)) - _KNOWN:
        return None
    from latex2mathml.converter import convert as latex2mathml

    try:
        text = latex2mathml(tex, display="block" if display else "inline")
        root = ElementTree.fromstring(text.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))
    except Exception:  # it raises whatever it trips over
        return None
    if not _understood(root):
        return None
    for parent in list(root.iter()):
        for position, node in enumerate(parent):
            parent[position] = _harmless(node)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _understood(root: ElementTree.Element) -> bool:
    return not any(
        node.get("linebreak") or (node.tag != "mo" and _UNREAD.search(node.text or "")) or (node.text or "") in ("&", "@")
        or (node.tag == "mo" and re.search(r"\\[a-zA-Z]", node.text or ""))
        for node in root.iter()
    )  # fmt: skip


def _harmless(node: ElementTree.Element) -> ElementTree.Element:
    """Take off what is for a page to say; a link, which no browser follows in MathML, becomes one of HTML."""
    target = node.get("href", "")
    for name in _FOREIGN:
        node.attrib.pop(name, None)
    if node.get("mathbackground") == "black":  # the ink of a rule, also where the page is dark
        node.set("mathbackground", "currentcolor")
    if not _LINK.match(target):
        return node
    text = ElementTree.Element("mtext")
    link = ElementTree.SubElement(text, "a", {"href": target})
    ElementTree.SubElement(link, "math").append(node)
    return text
