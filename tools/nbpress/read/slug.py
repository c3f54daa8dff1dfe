"""Slugs: what Jekyll makes of a name in a file name and in an address (`Jekyll::Utils.slugify`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from nbpress.core import file_names

PRETTY = "._~!$&'()+,;=@"  # stay as well in an address that keeps its capitals


def slugged(name: str, *, cased: bool = False) -> str:
    """Make a file name and address of a name, letters of any script kept with their marks.

    cased: keep capitals too, as Jekyll does in an address; a name that an author chose may be one that others link to.
    """
    slug = _hyphenated(name, lambda letter: letter in "._" or unicodedata.category(letter)[0] in "LMN").strip("-.")
    return (slug if cased else file_names.shortened(slug.lower())) or "article"


def in_address(name: str, signs: str = "") -> str:
    """Write a name as Jekyll does in an address: letters with their marks, digits, and the `signs`."""
    kept = _hyphenated(name, lambda letter: letter in signs or _in_address(letter))
    return kept.strip("-")


def _in_address(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd"


def _hyphenated(name: str, stays: Callable[[str], bool]) -> str:
    """Put one hyphen in the place of what does not stay; composed, as file names are compared."""
    text = unicodedata.normalize("NFC", name)
    return re.sub("-+", "-", "".join(letter if stays(letter) else "-" for letter in text))
