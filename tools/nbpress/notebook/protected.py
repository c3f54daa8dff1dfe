"""A leaf: what is no Markdown in a Markdown cell. In: its text. Out: the text with marks, and what they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["math", "display", "value", "liquid", "text"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was taken out: as it was written (`raw`), and what counts in it (`text`)."""

    kind: Kind
    raw: str
    text: str


_LINE = r"(?:(?!\n[ \t]*\n).)"  # any character of a paragraph: no formula goes over a blank line
_CODE = rf"""
    ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})[^\n]*$
        .*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)
  | <(?P<raw>script|style|pre|textarea)\b.*?</(?P=raw)\s*>
  | <!--.*?-->
  | (?P<eval>\{{eval\}})(?P<ticks>`+)(?!`)(?P<expr>{_LINE}+?)(?<!`)(?P=ticks)(?!`)
  | (?P<code>`+)(?!`){_LINE}+?(?<!`)(?P=code)(?!`)
  | `+
"""
_INLINE = r"(?:\\.|(?!\n[ \t]*\n)[^$\\`])+?"
# Beside a digit a dollar is a price, unless what it begins is clearly TeX: 5$\mu$m, $\sim$100.
_TEX = r"[A-Za-z]\$|(?![\s\d])[^$\\^_]*[\\^_]"
_MATH = rf"""
  | \\\\\((?P<round>{_LINE}+?)\\\\\)
  | \\\\\[(?P<square>{_LINE}+?)\\\\\]
  | \\\((?P<round1>(?:(?!\\\)|\n).)*(?:[\^_=]|\\(?!\)))(?:(?!\\\)|\n).)*?)\\\)
  | \\\[(?P<square1>(?:(?!\\\]|\n[ \t]*\n).)*(?:[\^_=]|\\(?!\]))(?:(?!\\\]|\n[ \t]*\n).)*?)\\\](?!\()
  | (?P<env>\\begin\{{(?P<name>[a-zA-Z]+\*?)\}}{_LINE}*?\\end\{{(?P=name)\}})
  | (?<![\d\\$])(?P<run>\$(?!\$){_INLINE}\$(?:\$(?!\$){_INLINE}\$)+)(?![\d$])
  | \$\$(?!\$)(?P<display>{_LINE}+?)\$\$
  | (?<![\d\\$])\$(?!\$)(?P<math>{_INLINE})\$(?![\d$])
  | (?<![\\$])\$(?={_TEX})(?P<beside>{_INLINE})(?<!\s)\$(?!\$)
"""
_FORMULA = re.compile(rf"\$({_INLINE})\$", re.S)
_TAG = r"| (?<!\]\()(?<!\]:[ ])(?P<tag><)(?=/?(?P<element>[A-Za-z][\w-]*)(?:\s[^<>]*)?/?>)"
_ESCAPE = r"| \\."
_LIQUID = r"""
  | (?P<liquid>\{%-?\s*(?P<block>raw|highlight|comment)\b[^%]*%\}.*?\{%-?\s*end(?P=block)\s*-?%\}
      |\{%.*?%\}|\{\{.*?\}\})
"""


@cache
def _pattern(liquid: bool) -> re.Pattern[str]:
    parts = _CODE + (_LIQUID if liquid else "") + _MATH + _TAG + _ESCAPE
    return re.compile(parts, re.X | re.S | re.M)


def take_out(text: str, word: str, kept: list[Kept], *, liquid: bool) -> str:
    """Put a mark, `word` and a number, in place of everything that Markdown must not read, and add that to `kept`."""
    if not _ANY.search(text):
        return text

    elements = ELEMENTS.union(name.lower() for name in _CUSTOM.findall(text))

    def replace(found: re.Match[str]) -> str:
        start = len(kept)
        kept.extend(_kept(found, elements))
        return "".join(f"{word}{number}z" for number in range(start, len(kept))) or found[0]

    return _pattern(liquid).sub(replace, text)


_ANY = re.compile(r"[$\\<{]")
# An element that a script defines has a hyphen in its name and an end tag; `<your-name>` has none, and is text.
_CUSTOM = re.compile(r"</([a-z][\w.]*-[\w.-]*)\s*>", re.I)


def _kept(found: re.Match[str], elements: frozenset[str]) -> list[Kept]:
    """Say what a match is; nothing where it is code or an escape that Markdown reads itself."""
    if found["run"]:  # formulas with nothing between them
        return [Kept("math", each[0], each[1].strip()) for each in _FORMULA.finditer(found["run"])]
    one = _one(found, elements)
    return [one] if one else []


def _one(found: re.Match[str], elements: frozenset[str]) -> Kept | None:
    raw, groups = found[0], found.groupdict()
    if groups["eval"]:
        return Kept("value", raw, groups["expr"].strip())
    if groups.get("liquid"):
        return Kept("liquid", raw, raw)
    if groups["tag"]:
        return None if groups["element"].lower() in elements else Kept("text", raw, "<")
    for name in ("math", "beside", "round", "round1"):
        if groups[name] is not None:
            return Kept("math", raw, groups[name].strip()) if groups[name].strip() else None
    for name in ("display", "square", "square1", "env"):
        if groups[name] is not None:
            return Kept("display", raw, groups[name].strip())  # an empty one shows nothing
    return None


# What HTML knows, today's and yesterday's; any other name in angle brackets is text, such as List<int>.
_NAMES = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
    iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr noscript object
    ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small
    source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr
    track tt u ul var video wbr annotation annotation-xml maction menclose merror mfenced mfrac mi mmultiscripts mn mo
    mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
    munderover semantics animate animatemotion animatetransform circle clippath defs desc ellipse feblend
    fecolormatrix fecomposite fedropshadow feflood fegaussianblur feimage femerge femergenode feoffset filter
    foreignobject g image line lineargradient marker mask metadata mpath path pattern polygon polyline radialgradient
    rect set stop symbol text textpath tspan use view
"""
ELEMENTS = frozenset(_NAMES.split())
