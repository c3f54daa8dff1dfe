"""Slugs in every script, as Jekyll makes them."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest

from nbpress.read.address import address
from nbpress.read.slug import in_address, slugged


@pytest.mark.parametrize(
    "name, slug",
    [
        ("हिन्दी लेख", "हिन्दी-लेख"),
        (unicodedata.normalize("NFD", "Résumé été"), "résumé-été"),
        ("ภาษาไทย ง่าย", "ภาษาไทย-ง่าย"),
        ("日本語 の 記事", "日本語-の-記事"),
        (unicodedata.normalize("NFD", "한국어 글"), "한국어-글"),
        ("A_b.c  d!", "a_b.c-d"),
        ("x² and ½", "x²-and-½"),
        ("!?", "article"),
    ],
)
def test_letters_keep_their_marks_and_are_composed(name: str, slug: str) -> None:
    assert slugged(name) == slug


def test_an_address_has_the_letters_and_digits_that_jekyll_keeps() -> None:
    assert in_address("हिन्दी_लेख x²!", "_!") == "हिन्दी_लेख-x-!"
    assert address("/:title/", {}, "résumé", datetime(2020, 1, 2)) == "/r%C3%A9sum%C3%A9/"
    assert address("/:slug/", {}, "a_b-ç", datetime(2020, 1, 2)) == "/a-b-%C3%A7/"
