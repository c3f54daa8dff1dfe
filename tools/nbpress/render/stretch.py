"""What a browser draws at full size only with a mathematical font, marked for the style sheet.

In: MathML of one formula. Out: the same, with classes on brackets around something tall, on sums and integrals
of a displayed formula and on long bars. `STYLE` draws them; without it, or where a feed strips it, the MathML
stands as it was.
"""

from __future__ import annotations

from html import unescape
from xml.etree import ElementTree

from nbpress.core.regex import regex

_FENCES = {
    "(": "paren", ")": "paren", "[": "square", "]": "square", "|": "bar", "∣": "bar", "‖": "bars", "∥": "bars",
    "{": "brace", "}": "brace", "⌊": "floor", "⌋": "floor", "⌈": "ceil", "⌉": "ceil", "⟨": "angle", "⟩": "angle",
}  # fmt: skip
_TALL = ("mfrac", "mtable", "munder", "mover", "munderover", "msqrt", "mroot")
_LARGE = frozenset("∑∏∐⋃⋂⨁⨂⨀⋁⋀∫∬∭∮")
_SMALL = ("mfrac", "mroot", "mtable")
_BARS = ("‾", "¯", "―", "_", "\u0332", "\u0305")

_BRACE = (
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 100'"
    " preserveAspectRatio='none'%3E%3Cpath d='M9 1C4 1 5 8 5 20V40C5 47 4 50 1 50C4 50 5 53 5 60V80C5 92 4 99 9 99'"
    " fill='none' stroke='black' stroke-width='1.4' vector-effect='non-scaling-stroke'/%3E%3C/svg%3E\")"
)
STYLE = f"""\
.math {{ overflow-x: auto; overflow-y: hidden; padding: .3em 0; }}
math .tall {{ position: relative; padding: .1em .4em; margin: 0 .1em;
  --rule: linear-gradient(currentColor, currentColor); }}
math .tall > .fence {{ display: none; }}
math .open-paren {{ border-left: .09em solid;
  border-top-left-radius: .55em 50%; border-bottom-left-radius: .55em 50%; }}
math .close-paren {{ border-right: .09em solid;
  border-top-right-radius: .55em 50%; border-bottom-right-radius: .55em 50%; }}
math .open-bar, math .open-square, math .open-floor, math .open-ceil {{ border-left: .07em solid; }}
math .close-bar, math .close-square, math .close-floor, math .close-ceil {{ border-right: .07em solid; }}
math .open-bars {{ border-left: .25em double; }}
math .close-bars {{ border-right: .25em double; }}
math .open-square, math .close-square {{ background: var(--rule) 0 0 / .25em .07em no-repeat,
  var(--rule) 0 100% / .25em .07em no-repeat; }}
math .close-square {{ background-position: 100% 0, 100% 100%; }}
math .open-square.close-square {{ background: var(--rule) 0 0 / .25em .07em no-repeat,
  var(--rule) 0 100% / .25em .07em no-repeat, var(--rule) 100% 0 / .25em .07em no-repeat,
  var(--rule) 100% 100% / .25em .07em no-repeat; }}
math .open-floor {{ background: var(--rule) 0 100% / .25em .07em no-repeat; }}
math .close-floor {{ background: var(--rule) 100% 100% / .25em .07em no-repeat; }}
math .open-floor.close-floor {{ background: var(--rule) 0 100% / .25em .07em no-repeat,
  var(--rule) 100% 100% / .25em .07em no-repeat; }}
math .open-ceil {{ background: var(--rule) 0 0 / .25em .07em no-repeat; }}
math .close-ceil {{ background: var(--rule) 100% 0 / .25em .07em no-repeat; }}
math .open-ceil.close-ceil {{ background: var(--rule) 0 0 / .25em .07em no-repeat,
  var(--rule) 100% 0 / .25em .07em no-repeat; }}
math .open-brace {{ padding-left: .75em; }}
math .close-brace {{ padding-right: .75em; }}
math .tall > .brace {{ display: block; position: absolute; top: 0; bottom: 0; left: 0; width: .5em; height: 100%;
  overflow: hidden; background: currentColor; -webkit-text-fill-color: transparent;
  -webkit-mask: {_BRACE} 0 0 / 100% 100%; mask: {_BRACE} 0 0 / 100% 100%; }}
math .tall > .brace:last-child {{ left: auto; right: 0; transform: scaleX(-1); }}
math[display=block] .large {{ font-size: 1.5em; }}
math .overlined {{ border-top: .06em solid; padding-top: .08em; }}
math .overlined + mo {{ display: none; }}
math menclose {{ position: relative; }}
math menclose[notation~=box] {{ border: .06em solid; padding: .15em .3em; }}
math .menclose-updiagonalstrike, math .menclose-downdiagonalstrike {{ position: absolute; inset: 0; --line:
  transparent calc(50% - .04em), currentColor calc(50% - .04em) calc(50% + .04em), transparent calc(50% + .04em); }}
math .menclose-updiagonalstrike {{ background: linear-gradient(to bottom right, var(--line)); }}
math .menclose-downdiagonalstrike {{ background: linear-gradient(to top right, var(--line)); }}
"""


_NAMED = regex(r"&(?!(?:amp|lt|gt|quot);|#)\w+;")  # XML knows only these four


def stretched(mathml: str) -> str:
    """Return the formula with classes where it needs drawing; most formulas need none."""
    if not any(f"<{name}" in mathml for name in _TALL) and not _LARGE.intersection(mathml):
        return mathml
    root = tree(mathml)
    for node in root.iter("mrow"):
        _fence(node)
    for node in root.iter("mover"):
        _overline(node)
    if root.get("display") == "block":
        _enlarge(root)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def tree(mathml: str) -> ElementTree.Element:
    """Read MathML, whose names of characters XML does not know."""
    return ElementTree.fromstring(_NAMED.sub(lambda found: unescape(found[0]), mathml))


def _fence(row: ElementTree.Element) -> None:
    """Mark a row between brackets that has something tall inside."""
    ends = [(row[0], "open"), (row[-1], "close")] if len(row) > 1 else []
    found = [(mark, side, _FENCES[text]) for mark, side in ends if (text := _stretchy(mark)) in _FENCES]
    found = [(mark, side, name) for mark, side, name in found if name != "angle"]
    if not found or not any(node.tag in _TALL for node in row.iter()):
        return
    row.set("class", " ".join(["tall", *(f"{side}-{name}" for _, side, name in found)]))
    for mark, _, name in found:
        mark.set("class", "brace" if name == "brace" else "fence")


def _stretchy(mark: ElementTree.Element) -> str:
    return (mark.text or "").strip() if mark.tag == "mo" and mark.get("stretchy") != "false" else ""


def _overline(node: ElementTree.Element) -> None:
    if len(node) == 2 and (node[1].text or "") in _BARS and node[0].tag == "mrow" and len(node[0]) > 1:
        node[0].set("class", f"{node[0].get('class', '')} overlined".strip())


def _enlarge(node: ElementTree.Element) -> None:
    """Mark the sums and integrals that a displayed formula shows large."""
    for child in node:
        if child.tag == "mo" and (child.text or "") in _LARGE:
            child.set("class", "large")
            child.set("largeop", "false")
        elif child.tag not in _SMALL or child.get("displaystyle") == "true":
            _enlarge(child)
