"""Ids that libraries draw at random, drawn anew from where they stand: the same run gives the same bytes.

In come the texts of an output, out go the same with ids that no other output of the page has. Only what an output declares as
an id is replaced, there and wherever the output names it. Drawings that name their parts alike are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from nbpress.core.regex import regex

# What an id declares, also in a document that stands as text in an attribute; and the document of a chart of Bokeh's.
_DECLARED = regex(r"""\bid\s*=\s*\\?["']?([^"'\s<>]{5,200})|"docid"\s*:\s*"([0-9a-f-]{36})\"""")
_LONG = r"[0-9a-f]{8}(?P<bar>[-_])(?:[0-9a-f]{4}(?P=bar)){3}[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32,40}(?![0-9A-Za-z])"
# By library: pandas' Styler; matplotlib's drawings; SHAP. Any 16 hexadecimal digits as well.
_SHORT = (
    r"\AT_[0-9a-f]{5}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?=[a-z]?[a-f]*[0-9])[a-z]?[0-9a-f]{10,31}(?![0-9A-Za-z])"
    r"|\Ai[A-Z0-9]{19}\Z"
)
_WORD = r"(?<![0-9A-Za-z])(?:T_[0-9a-f]{5}|i[A-Z0-9]{19}|[a-z]{10}|[a-z]?[0-9a-f]{10,31})(?![0-9A-Za-z])"
_RANDOM = regex(f"{_LONG}|{_SHORT}")
_KIND = regex(r"\A(?:T_|[g-z]|[a-f](?=.{10}\Z)|)")
_GREAT_TABLES = regex(r"""<div id="([a-z]{10})" style="padding-left:0px""")
_DATE = regex(r"(?<!\s)\s*<dc:date>[^<]*</dc:date>")
_SVG = regex(r"<svg\b.*?</svg\s*>", re.S | re.I)
_FEW = 100  # ids that are looked for one by one
WORK = 100_000_000  # drawings of an output times its characters; beyond that the parts of each keep their names
_SIMPLE = regex(r"[\w:.-]+")
_ID = regex(r"""\sid\s*=\s*["']([^"'\s<>]+)["']""")
LONG = 32  # letters of an id that nothing else can be


def drawing(svg: str) -> str:
    """Give a drawing that is a file of its own without its date, its random ids drawn anew."""
    return _renamed([_DATE.sub("", svg)], "", {})[0]


class PageIds:
    """The ids that the outputs of a page have declared so far."""

    def __init__(self) -> None:
        self._outputs: dict[str, int] = {}
        self._known: dict[str, str] = {}
        self._drawn: set[str] = set()
        self._numbers: dict[str, int] = {}  # of each name the last that was put behind it

    def settled(self, texts: Sequence[str], name: str) -> list[str]:
        """Draw the ids of an output anew. texts: of all its forms, name: of its cell's files."""
        number = self._outputs[name] = self._outputs.get(name, 0) + 1
        renamed = _renamed(
            [_DATE.sub("", text) if "<dc:date>" in text else text for text in texts], f"{name}/{number}", self._known
        )
        return [self._told_apart(text) if "<svg" in text else text for text in renamed]

    def _told_apart(self, text: str) -> str:
        """Rename what a drawing of the page has named before: in the whole output, or in a drawing that repeats another's."""
        if text.lower().count("<svg") * len(text) > WORK:
            return text
        declared = [set(_ID.findall(part)) for part in _SVG.findall(text)]
        text = self._suffixed(text, set().union(*declared) & self._drawn)
        seen: set[str] = set()

        def one(found: re.Match[str]) -> str:
            repeated = set(_ID.findall(found[0])) & seen
            seen.update(_ID.findall(found[0]))
            return self._suffixed(found[0], repeated)

        text = _SVG.sub(one, text)
        self._drawn |= {name for part in _SVG.findall(text) for name in _ID.findall(part)}
        return text

    def _suffixed(self, text: str, names: set[str]) -> str:
        odd = sorted((name for name in names if not _SIMPLE.fullmatch(name)), key=len, reverse=True)
        if not names or len(odd) > _FEW:
            return text
        free = {name: self._free(name) for name in sorted(names)}
        every = "|".join([*map(re.escape, odd), _SIMPLE.pattern])
        named = re.compile(
            rf"""(\sid\s*=\s*["']|["'(\s,>}}]#|url\((?:&quot;|["'])#|\baria-\w+=["'])({every})(?![\w:.-])"""
        )
        return named.sub(lambda found: found[1] + free.get(found[2], found[2]), text)

    def _free(self, name: str) -> str:
        number = self._numbers.get(name, 1) + 1
        while f"{name}-{number}" in self._drawn:
            number += 1
        self._numbers[name] = number
        self._drawn.add(f"{name}-{number}")
        return f"{name}-{number}"


def _renamed(texts: Sequence[str], seed: str, known: dict[str, str]) -> list[str]:
    """Replace what is declared here and drawn at random; `known`, those of the outputs before, grows by the long ones."""
    names = {old: known[old] for old in _named_before(texts, known)}
    own: dict[str, None] = {}
    for text in texts:
        own |= dict.fromkeys(_random(text))
    names |= {old: _anew(old, f"{seed}/{number}") for number, old in enumerate(own)}
    known |= {old: names[old] for old in own if len(old) >= LONG}
    return [_replaced(text, names) for text in texts] if names else list(texts)


def _named_before(texts: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """List which of the long ids of outputs before stand in these texts."""
    if len(known) <= _FEW:
        return [old for old in known if any(old in text for text in texts)]
    return [
        old for text in texts for old in dict.fromkeys(found[0] for found in re.finditer(_LONG, text)) if old in known
    ]


def _replaced(text: str, names: Mapping[str, str]) -> str:
    """Replace whole names; a long one wherever it stands, for nothing else is it, and libraries put letters in front."""
    for shape, chosen in ((_LONG, True), (_WORD, False)):
        if any((len(old) >= LONG) is chosen for old in names):
            text = re.sub(shape, lambda found: names.get(found[0], found[0]), text)
    return text


def _random(text: str) -> list[str]:
    """List the parts of ids that a fragment declares and that were drawn at random."""
    found: list[str] = []
    if "id" in text:
        for match in _DECLARED.finditer(text):
            found += [part[0] for part in _RANDOM.finditer(match[1] or match[2])]
    return found + (_GREAT_TABLES.findall(text) if "gt_table" in text else [])


def _anew(token: str, seed: str) -> str:
    """Draw as many digits or letters of the same kind; a letter in front that names a kind stays."""
    drawn = sha256(seed.encode("utf-8", "replace")).hexdigest()
    head = "" if token.isalpha() else _KIND.findall(token)[0]
    if token.startswith("i"):
        drawn = drawn.upper()
    elif len(token) < LONG and token.isalpha():
        drawn = "".join(chr(ord("a") + int(digit, 16)) for digit in drawn)
    elif len(token) < LONG and not head:  # a time, perhaps, which a script reads as a number
        drawn = "".join(str(int(digit, 16) % 10) for digit in drawn)
    fresh = iter(drawn)
    return head + "".join(each if each in "-_" else next(fresh) for each in token[len(head) :])
