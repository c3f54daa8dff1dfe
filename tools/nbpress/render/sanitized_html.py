"""HTML of an author who is not trusted (`html: sanitized`): by nh3, only what shows something stays.

In comes balanced HTML, out goes HTML of the elements, attributes and declarations of style that are listed here. Drawings
keep their shapes; MathML, forms, frames, objects, style sheets of prose and whatever is not listed lose their tags, and those
whose text nobody reads their text as well.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape

import nh3
from selectolax.lexbor import LexborNode

from nbpress.core.regex import regex


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHAPES = _names(
    "svg g path rect circle ellipse line polyline polygon text tspan defs linearGradient radialGradient stop clipPath"
    " marker"
)
TAGS = (
    _SHAPES
    | nh3.ALLOWED_TAGS
    | {"section", "main", "address", "big", "font", "tfoot", "input", "dir", "meter", "progress"}
)
TAGS |= {"picture", "source", "video", "audio", "track"}
SILENT = _names(
    "script style iframe template noscript noembed noframes textarea select object title desc math xmp plaintext"
)
_ANYWHERE = _names("class id title lang dir role style align valign width height hidden")
_CELLS = _names("colspan rowspan headers scope abbr nowrap bgcolor")
_MEDIA = _names("src controls loop muted preload poster")
_DRAWN = _names(
    "xmlns viewBox preserveAspectRatio d x y x1 y1 x2 y2 cx cy r rx ry dx dy fx fy points transform offset fill fill-opacity"
    " fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin stop-color stop-opacity"
    " opacity font-size font-family font-weight font-style text-anchor dominant-baseline gradientUnits gradientTransform"
    " clip-path clipPathUnits markerWidth markerHeight refX refY orient marker-start marker-end"
)
_ATTRIBUTES = {
    "*": set(_ANYWHERE),
    "a": {"href", "hreflang", "name"},
    "img": {"src", "alt", "loading", "decoding", "border"},
    "table": {"border", "cellpadding", "cellspacing", "bgcolor", "summary", "rules", "frame"},
    "td": set(_CELLS),
    "th": set(_CELLS),
    "tr": {"bgcolor"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "details": {"open"},
    "time": {"datetime"},
    "data": {"value"},
    "meter": {"value", "min", "max", "low", "high", "optimum"},
    "progress": {"value", "max"},
    "font": {"color", "face", "size"},
    "input": {"type", "disabled", "checked"},
    "video": set(_MEDIA),
    "audio": set(_MEDIA),
    "source": {"src", "type"},
    "track": {"src", "kind", "label", "srclang", "default"},
    **{name: set(_DRAWN) for name in _SHAPES},
}
# What can neither leave its place on the page nor ask another server.
_STYLES = _names(
    "color background background-color background-image opacity width height min-width min-height max-width max-height"
    " text-align text-decoration text-transform vertical-align line-height letter-spacing white-space word-break"
    " overflow-wrap overflow overflow-x overflow-y display float clear list-style-type caption-side table-layout gap"
    " flex flex-direction flex-wrap align-items justify-content grid-template-columns fill stroke stroke-width"
) | {
    *(f"font{part}" for part in ("", "-family", "-size", "-style", "-weight", "-variant")),
    *(f"{name}{side}" for name in ("margin", "padding") for side in ("", "-top", "-right", "-bottom", "-left")),
    *(
        f"border{side}{what}"
        for side in ("", "-top", "-right", "-bottom", "-left")
        for what in ("", "-color", "-style", "-width")
    ),
    *("border-radius", "border-collapse", "border-spacing"),
}
_FUNCTION = regex(r"([\w-]*)\(")
_FUNCTIONS = _names(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color-mix var linear-gradient radial-gradient repeating-linear-gradient"
)
_NEGATIVE = regex(r"(?<![\w-])-\.?\d")
_BLANK = regex(r"[\x00-\x20]+")  # a browser passes over them in a scheme
_PICTURE = regex(r"data:image/[a-z+.-]+[;,]", re.I)
_INSIDE = regex(r"url\(\s*[\"']?#[^)]*\)", re.I)


def clean(html: str) -> str:
    """Keep of a fragment what is listed."""
    return _cleaner().clean(html)


def declarations(css: str) -> str:
    """Keep of the declarations of a rule what an attribute `style` may hold."""
    found = _STYLED.match(clean(f'<p style="{escape(css)}">'))
    return unescape(found[1]).replace("<", "\\3c ") if found else ""


_STYLED = regex(r'<p style="([^"]*)">')


def strip(body: LexborNode) -> list[str]:
    """Take out the fields of forms, whose kind nh3 does not look at; name each kind of element that does not stay."""
    for node in body.css("input"):
        if node.attributes.get("type") != "checkbox" or "disabled" not in node.attributes:
            node.attrs["type"] = "field"
    strange = [node for node in body.css("*") if (node.tag or "").lower() not in _KNOWN or _field(node)]
    names = dict.fromkeys(f"<{node.tag}>" for node in strange if node.tag != "body")
    for node in body.css('input[type="field"]'):
        node.decompose()
    return list(names)


def _field(node: LexborNode) -> bool:
    return node.tag == "input" and node.attributes.get("type") == "field"


_KNOWN = frozenset(name.lower() for name in TAGS)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(SILENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        generic_attribute_prefixes={"aria-"},
        filter_style_properties=set(_STYLES),
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute, or leave it out: a style that asks another server, a document as an address."""
    if name == "style":
        return value if _quiet(value) else None
    if name in ("href", "src", "poster") and _BLANK.sub("", value).lower().startswith("data:"):
        return value if tag == "img" and _PICTURE.match(value) else None
    return value if "url(" not in _INSIDE.sub("", value.lower()) or name in ("title", "alt", "href") else None


def _quiet(style: str) -> bool:
    """Tell whether a style calls nothing but what gives colours, and moves nothing out of its place."""
    called = {name.lower() for name in _FUNCTION.findall(style)}
    return "\\" not in style and called <= _FUNCTIONS and not _NEGATIVE.search(style)
