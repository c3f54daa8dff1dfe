"""The colours of a terminal, as classes that a style sheet knows: those that nbconvert and JupyterLab write.

In comes text with ANSI's codes, out goes HTML. In between the text is played as a terminal plays it, which knows nothing of
colours: so each coloured letter stands in it as a letter of its own, one of Unicode's private ones.
"""

from __future__ import annotations

import colorsys
import re
from html import escape
from itertools import groupby

from nbpress.core.regex import regex

_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_CODE = regex(
    r"\x1b\[(?P<args>[0-9;:]*)m"
    r"|\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])?"
    r"|(?P<text>[^\x1b]+)"
)
MOST = 50_000  # codes in one text; with more of them it stays without colours
_ARGUMENTS = 64  # codes of one sequence that are read
FIRST, LAST = 0xF0000, 0x10FFFD  # the private letters: planes 15 and 16
_PRIVATE = regex(f"[{chr(FIRST)}-{chr(LAST)}]")
_SWITCHES = {1: "bold", 3: "italic", 4: "underline", 7: "inverse", 9: "strike"}
_OFF = {22: ("bold",), 23: ("italic",), 24: ("underline",), 27: ("inverse",), 29: ("strike",)}


class Colours:
    """The coloured letters of one text."""

    def __init__(self) -> None:
        self._known: list[tuple[str, str]] = []  # of each private letter: its classes, and the letter that it is
        self._tables: dict[str, _Table] = {}

    def coded(self, text: str) -> str:
        """Put private letters in the place of coloured ones; the codes stay for who plays the text."""
        if not 0 < text.count("\x1b[") < MOST or _PRIVATE.search(text):
            return text
        style = _Style()
        parts = []
        for found in _CODE.finditer(text):
            if found["args"] is not None:
                style.read(found["args"])
            words = style.classes() if found["text"] else ""
            parts.append(found[0].translate(self._table(words)) if words else found[0])
        return "".join(parts)

    def html(self, text: str) -> str:
        """Write what was played as HTML, the coloured letters in elements with their classes."""
        if not self._known:
            return escape(text, quote=False)
        return "".join(
            f'<span class="{words}">{shown}</span>' if words else shown
            for words, shown in (
                (words, escape("".join(letter for _, letter in run), quote=False))
                for words, run in groupby(map(self._letter, text), key=lambda pair: pair[0])
            )
        )

    def _letter(self, sign: str) -> tuple[str, str]:
        return self._known[ord(sign) - FIRST] if ord(sign) >= FIRST else ("", sign)

    def _table(self, words: str) -> _Table:
        return self._tables.setdefault(words, _Table(words, self._known))


class _Table(dict[int, int]):
    """Gives a letter in some colours its private letter, while there are any; what shows no colour stays."""

    def __init__(self, words: str, known: list[tuple[str, str]]) -> None:
        super().__init__()
        self.words, self.known = words, known
        self.filled = any(word.endswith(("-bg", "underline", "inverse", "strike")) for word in words.split())

    def __missing__(self, code: int) -> int:
        letter = chr(code)
        visible = letter.isprintable() and (self.filled or not letter.isspace())
        if visible and FIRST + len(self.known) < LAST:
            self.known.append((self.words, letter))
            self[code] = FIRST + len(self.known) - 1
        else:
            self[code] = code
        return self[code]


class _Style:
    """What the codes so far ask for (ECMA-48, "SGR")."""

    def __init__(self) -> None:
        self.front = self.back = ""
        self.switches: set[str] = set()

    def classes(self) -> str:
        """Name the classes. Letters on a ground of their own keep the page's ink, which can be read on any of them."""
        front = f"ansi-{self.front}-fg" if self.front and not self.back and "inverse" not in self.switches else ""
        back = f"ansi-{self.back}-bg" if self.back else ""
        return " ".join(filter(None, (front, back, *(f"ansi-{name}" for name in sorted(self.switches)))))

    def read(self, args: str) -> None:
        """Follow one sequence."""
        codes = [int(part[:4] or 0) for part in re.split("[;:]", args)[:_ARGUMENTS]]
        while codes:
            code = codes.pop(0)
            if code in (38, 48):
                setattr(self, "front" if code == 38 else "back", _extended(codes))
            else:
                self._one(code)

    def _one(self, code: int) -> None:
        if code == 0:
            self.front = self.back = ""
            self.switches.clear()
        elif code in _SWITCHES:
            self.switches.add(_SWITCHES[code])
        elif code in _OFF:
            self.switches -= set(_OFF[code])
        elif code in (39, 49):
            setattr(self, "front" if code == 39 else "back", "")
        elif 30 <= code % 100 <= 47 and code < 100 and code % 10 < 8:
            setattr(self, "front" if code < 40 else "back", _COLOURS[code % 10])
        elif 90 <= code <= 107 and code % 10 < 8:
            setattr(self, "front" if code < 100 else "back", f"{_COLOURS[code % 10]}-intense")


def _extended(codes: list[int]) -> str:
    """Take a colour of the 256, or of all, off the codes; name the nearest that has a class."""
    kind = codes.pop(0) if codes else 0
    if kind == 5 and codes:
        return _indexed(codes.pop(0))
    if kind == 2 and len(codes) >= 3:
        red, green, blue = codes[:3]
        del codes[:3]
        return _nearest(red, green, blue)
    return ""


def _indexed(number: int) -> str:
    if number < 16:
        return _COLOURS[number % 8] + ("-intense" if number > 7 else "")
    if number < 232:
        steps = (number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6
        return _nearest(*(55 + 40 * step if step else 0 for step in steps))
    return _nearest(*[8 + 10 * (number - 232)] * 3)


def _nearest(red: int, green: int, blue: int) -> str:
    hue, light, strength = colorsys.rgb_to_hls(*(min(part, 255) / 255 for part in (red, green, blue)))
    if strength < 0.2 or not 0.05 < light < 0.95:
        return "black" if light < 0.3 else "black-intense" if light < 0.6 else "white"
    return ("red", "yellow", "green", "cyan", "blue", "magenta")[round(hue * 6) % 6]
