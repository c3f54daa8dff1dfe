"""A leaf: what is no Markdown in a Markdown cell. In: its text. Out: the text with marks, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nbpress.core.regex import regex

Kind = Literal["math", "display", "value", "liquid", "text"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was taken out: as it was written (`raw`), and what counts in it (`text`)."""

    kind: Kind
    raw: str
    text: str


_LINE = r"(?:(?!\n[ \t]*\n).)"  # any character of a paragraph: no formula goes over a blank line
_INLINE = r"(?:\\.|(?!\n[ \t]*\n)[^$\\`])+?"
# Beside a digit a dollar is a price, unless what it begins is clearly TeX: 5$\mu$m, $\sim$100.
_TEX = r"[A-Za-z]\$|(?![\s\d])[^$\\^_]*[\\^_]"
_FENCE = r"""
    ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$
        .*?(?:(?P<end>^[ \t>]*(?P=fence)[`~]*[ \t]*$)|\Z)
"""
_TICKS = rf"(?P<code>`+)(?!`){_LINE}+?(?<!`)(?P=code)(?!`) | `+"
_EVAL = rf"\{{eval\}}(?P<ticks>`+)(?!`)(?P<value>{_LINE}+?)(?<!`)(?P=ticks)(?!`)"
_ROLE = _EVAL.replace("eval", "math")
_RUN = regex(r"`\{(?:python|r|julia)\}[ \t]+([^`]+)`")  # as Quarto writes a live value
_DOLLARS = rf"""
    (?<![\d\\$])(?P<run>\$(?!\$){_INLINE}\$(?:\$(?!\$){_INLINE}\$)+)(?![\d$])
  | (?P<two>\$\$(?!\$))
  | (?<![\d\\$])\$(?!\$)(?P<math>{_INLINE})\$(?![\d$])
  | (?<![\\$])\$(?={_TEX})(?P<beside>{_INLINE})(?<!\s)\$(?!\$)
"""
_TAG = r"(?<!\]\()(?<!\]:[ ])<(?=/?(?P<element>[A-Za-z][\w-]*)(?:\s[^<>]*)?/?>)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.X | re.S | re.M)


_FORMULA = regex(rf"\$({_INLINE})\$", re.S)
_PATTERNS = {name: _compiled(text) for name, text in {
    "fence": _FENCE, "ticks": _TICKS, "eval": _EVAL, "role": _ROLE, "dollars": _DOLLARS, "tag": _TAG,
}.items()}  # fmt: skip
_RAW = regex(r"<(script|style|pre|textarea)\b")
_ENV = regex(r"\\begin\{([a-zA-Z]+\*?)\}")
_BLOCK = regex(r"\{%-?\s*(raw|highlight|comment)\b[^%]*%\}")
_CLEARLY = regex(r"[\^_=\\]")  # what no parenthesis or bracket of prose holds
_MATH = regex(r"`{3,}[ \t]*\{math\}[ \t]*")  # a directive of MyST's
_LABELS = regex(r"\A(?:[ \t]*:[\w-]+:.*\n)*")
_LABEL = regex(r"^[ \t]*:(?:label|name):[ \t]*(\S+)", re.M)
_BLANK = regex(r"\n[ \t]*\n")
_START = regex(r"^|[`{$\\<]", re.M)


def _code(line: str) -> bool:
    return False


def holds_values(text: str) -> bool:
    """Tell whether a text may hold live values."""
    return "{eval}" in text or _RUN.search(text) is not None


def take_out(text: str, word: str, kept: list[Kept], *, liquid: bool, prose: Callable[[str], bool] = _code) -> str:
    """Put a mark, `word` and a number, in place of everything that Markdown must not read, and add that to `kept`.

    prose: tells by its first line whether a fence holds Markdown, no code.
    """
    return _Scanner(text, liquid, prose).marked(word, kept) if _ANY.search(text) else text


_ANY = regex(r"[$\\<{]")
# An element that a script defines has a hyphen in its name and an end tag; `<your-name>` has none, and is text.
_CUSTOM = regex(r"</([a-z][\w.]*-[\w.-]*)\s*>", re.I)
Found = tuple[int, list[Kept]]  # where it ends, and what is taken out: nothing of code, an escape, a tag


class _Scanner:
    """Reads a cell once from start to end: whatever ends something is looked for once, not again for each beginning."""

    def __init__(self, text: str, liquid: bool, prose: Callable[[str], bool]) -> None:
        self.text = text
        self.liquid = liquid
        self.prose = prose
        self._ends: dict[int, int] = {}  # of fences that hold Markdown: where their last lines begin and end
        self.elements = ELEMENTS.union(name.lower() for name in _CUSTOM.findall(text))
        self._next: dict[str, tuple[int, int]] = {}

    def marked(self, word: str, kept: list[Kept]) -> str:
        """Give the text with its marks."""
        parts: list[str] = []
        position = end = 0
        while position <= len(self.text) and (start := _START.search(self.text, position)):
            at = start.start()
            found = self._found(at, self.text[at : at + 1])
            position = found[0] if found else at + 1
            if found and found[1]:
                marks = (f"{word}{number}z" for number in range(len(kept), len(kept) + len(found[1])))
                parts += [self.text[end:at], *marks]
                kept += found[1]
                end = position
        return "".join((*parts, self.text[end:]))

    def _found(self, at: int, sign: str) -> Found | None:
        """Say what begins at a place, if anything does."""
        if at in self._ends:
            return self._ends[at], []
        if (not at or self.text[at - 1] == "\n") and (fence := _PATTERNS["fence"].match(self.text, at)):
            return self._fenced(fence, at)
        readers = {"`": self._ticks, "<": self._angle, "{": self._brace, "\\": self._backslash, "$": self._dollar}
        return readers[sign](at) if sign in readers else None

    def _fenced(self, fence: re.Match[str], at: int) -> Found:
        """Say where code ends; of a fence that holds Markdown, where its sign ends. One that holds TeX is a formula."""
        first = self.text.find("\n", fence.start(), fence.end())
        line = self.text[fence.start("fence") : first]
        if fence["end"] is not None and fence.start("fence") == at and _MATH.fullmatch(line):
            body = self.text[first + 1 : fence.start("end")]
            tex = _LABELS.sub("", body).strip()
            label = _LABEL.search(body, 0, len(body) - len(_LABELS.sub("", body)))
            named = rf"{tex}\label{{{label[1]}}}" if label else tex
            return fence.end(), [Kept("display", fence[0], named)] if tex else []
        if fence["end"] is None or not self.prose(line):
            return fence.end(), []
        self._ends[fence.start("end")] = fence.end()
        return fence.end("fence"), []

    def _after(self, closer: str, start: int) -> tuple[int, int]:
        """Where a pattern is found next; behind the text's end where nowhere."""
        span = self._next.get(closer, (-1, -1))
        if span[0] < start:
            found = re.compile(closer).search(self.text, start)
            span = self._next[closer] = found.span() if found else (len(self.text) + 1, len(self.text) + 1)
        return span

    def _until(self, closer: str, start: int, least: int = 0) -> tuple[int, int] | None:
        """Where a closer is found in the same paragraph, after at least so many characters; nothing where it is not."""
        span = self._after(closer, start + least)
        blank = self._after(_BLANK.pattern, start)[0]
        return span if span[0] <= len(self.text) and span[0] <= blank else None

    def _ticks(self, at: int) -> Found | None:
        found = _PATTERNS["ticks"].match(self.text, at)
        value = _RUN.fullmatch(found[0]) if found and found["code"] else None
        if value:
            return value.end() + at, [Kept("value", value[0], value[1].strip())]
        return (found.end(), []) if found else None

    def _angle(self, at: int) -> Found | None:
        raw = _RAW.match(self.text, at)
        closer = rf"</{raw[1]}\s*>" if raw else "-->" if self.text.startswith("<!--", at) else ""
        end = self._after(closer, raw.end() if raw else at + 4)[1] if closer else len(self.text) + 1
        if end <= len(self.text):
            return end, []
        tag = _PATTERNS["tag"].match(self.text, at)
        if not tag:
            return None
        return tag.end(), [] if tag["element"].lower() in self.elements else [Kept("text", tag[0], "<")]

    def _brace(self, at: int) -> Found | None:
        value = _PATTERNS["eval"].match(self.text, at)
        if value:
            return value.end(), [Kept("value", value[0], value["value"].strip())]
        role = _PATTERNS["role"].match(self.text, at)
        if role:
            return role.end(), [Kept("math", role[0], role["value"].strip())]
        if self.text.startswith("{{<", at):  # a shortcode of Quarto's, no Liquid
            end = self._after(r">\}\}", at + 3)[1]
            return (end, []) if end <= len(self.text) else None
        end = self._liquid(at) if self.liquid else 0
        return (end, [Kept("liquid", self.text[at:end], self.text[at:end])]) if end else None

    def _liquid(self, at: int) -> int:
        block = _BLOCK.match(self.text, at)
        closers = [(rf"\{{%-?\s*end{block[1]}\s*-?%\}}", block.end())] if block else []
        for sign, closer in (("{%", r"%\}"), ("{{", r"\}\}")):
            closers += [(closer, at + 2)] if self.text.startswith(sign, at) else []
        ends = (self._after(closer, start)[1] for closer, start in closers)
        return next((end for end in ends if end <= len(self.text)), 0)

    def _backslash(self, at: int) -> Found | None:
        for sign, closer in ((r"\\(", r"\\\\\)"), (r"\\[", r"\\\\\]")):
            if self.text.startswith(sign, at) and (span := self._until(closer, at + 3, 1)):
                return self._formula(at, at + 3, span, "math" if sign[-1] == "(" else "display")
        if self.text.startswith((r"\(", r"\["), at):
            found = self._bracketed(at)
            if found:
                return found
        env = _ENV.match(self.text, at)
        span = self._until(rf"\\end\{{{re.escape(env[1])}\}}", env.end()) if env else None
        if span:
            whole = self.text[at : span[1]]
            return span[1], [Kept("display", whole, whole.strip())]
        return (at + 2, []) if at + 1 < len(self.text) else None

    def _bracketed(self, at: int) -> Found | None:
        """Read `\\(…\\)` and `\\[…\\]`, which are escaped brackets where nothing in them is clearly TeX."""
        displayed = self.text[at + 1] == "["
        span = self._until(r"\\\]" if displayed else r"\\\)", at + 2)
        if not span or not _CLEARLY.search(self.text, at + 2, span[0]):
            return None
        if displayed:
            return None if self.text.startswith("(", span[1]) else self._formula(at, at + 2, span, "display")
        return None if self._after(r"\n", at + 2)[0] < span[0] else self._formula(at, at + 2, span, "math")

    def _dollar(self, at: int) -> Found | None:
        found = _PATTERNS["dollars"].match(self.text, at)
        if not found:
            return None
        if found["run"]:  # formulas with nothing between them
            return found.end(), [Kept("math", one[0], one[1].strip()) for one in _FORMULA.finditer(found[0])]
        if found["two"]:
            span = self._until(r"\$\$", at + 2, 1)
            return self._formula(at, at + 2, span, "display") if span else None
        start = found.start("math" if found["math"] is not None else "beside")
        return self._formula(at, start, (found.end() - 1, found.end()), "math")

    def _formula(self, at: int, start: int, span: tuple[int, int], kind: Kind) -> Found:
        """Take out a formula; an empty one in a line is none, an empty displayed one shows nothing."""
        tex = self.text[start : span[0]].strip()
        return span[1], [Kept(kind, self.text[at : span[1]], tex)] if tex or kind == "display" else []


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
