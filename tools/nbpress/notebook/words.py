"""The words that stand before a number, by the language of a page: `Figure`, `Abbildung`, `図`; an author may choose others.

A leaf: in come a language and what article and site choose, out goes a `Words`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SPACE = "\u00a0"  # between a word and its number, so that no line ends there
LANGUAGE = "en"
JOINTS = (
    "and",
    "of",
    "from",
)  # what joins several numbers, and a number to the title of another article; before that alone
_DELIMITER = ":"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page. one, several: by kind, as in a sentence. titles: by kind, of captions, where others are chosen."""

    one: Mapping[str, str]
    several: Mapping[str, str]
    titles: Mapping[str, str]
    joints: Mapping[str, str]
    delimiter: str = _DELIMITER

    def title(self, kind: str, number: str) -> str:
        """Give the head of a caption, `Figure 1`."""
        return joined(self.titles.get(kind) or capital(self.one[kind]), number)

    def reference(self, kind: str, numbers: Iterable[str], *, capitalised: bool = False) -> str:
        """Name things of one kind in a sentence: `Figure 1`, `Figures 1 and 2`."""
        found = tuple(numbers)
        word = (self.several if len(found) > 1 else self.one)[kind]
        return joined(capital(word) if capitalised else word, self.listed(found))

    def listed(self, items: Iterable[str]) -> str:
        """Join several: `1, 2 and 3`."""
        *first, last = tuple(items)
        return f"{', '.join(first)} {self.joints['and']} {last}" if first else last


def joined(word: str, number: str) -> str:
    """Put a number behind its word."""
    return f"{word}{SPACE}{number}" if word and number else word or number


def capital(word: str) -> str:
    """Write a word as at the beginning of a sentence."""
    return word[:1].upper() + word[1:]


@cache
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Give the words of each language that is known."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def named() -> tuple[str, ...]:
    """Name the kinds that there are words for."""
    return tuple(name for name in languages()[LANGUAGE] if name not in JOINTS)


def read(language: str, *chosen: Mapping[str, Any], crossref: Mapping[str, Any]) -> Words:
    """Give the words of a language, English for one that is not known.

    chosen: what `words:` says, of the site and then of the article. crossref: what Quarto's key of that name holds, by kind:
    `figure-title`, `figure-prefix`.
    """
    code = language.replace("_", "-").lower()
    known = languages()
    table = {**known[LANGUAGE], **(known.get(code) or known.get(code.partition("-")[0]) or {})}
    for own in chosen:
        table |= own
    pairs = {name: _pair(table[name]) for name in named()}
    before = dict(_quarto(crossref, "prefix"))
    return Words(
        {name: before.get(name, one) for name, (one, _) in pairs.items()},
        {name: before.get(name, several) for name, (_, several) in pairs.items()},
        dict(_quarto(crossref, "title")),
        {name: str(table[name]) for name in JOINTS},
        str(crossref.get("title-delim", _DELIMITER)),
    )


def _pair(given: Any) -> tuple[str, str]:
    return (str(given[0]), str(given[-1])) if isinstance(given, list) else (str(given), str(given))


def _quarto(options: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for kind in named():
        found = options.get(f"{kind}-{name}")
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, str):
            yield kind, found


def fits(value: Any) -> bool:
    """Tell whether a value is what `words:` takes: kinds, each with a word, or with one for one and one for several."""
    return isinstance(value, Mapping) and all(
        name in languages()[LANGUAGE] and (isinstance(word, str) or _two(word)) for name, word in value.items()
    )


def _two(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)
