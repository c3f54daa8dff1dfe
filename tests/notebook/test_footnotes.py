"""A footnote's note may stand in any cell of a notebook; what only looks like a footnote stays what it is."""

from __future__ import annotations

import pytest
from bounded import bounded

from nbpress.notebook.footnotes import gathered

CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "it comes to what refers to it": (
        ("One[^1] and [^b].\n", "Last.\n\n[^1]: a *note*\nof two lines\n\n[^b]: another\n"),
        ("One[^1] and [^b].\n\n[^1]: a *note*\nof two lines\n\n[^b]: another", "Last.\n\n"),
    ),
    "with all that is indented below it": (
        ("One[^1].", "[^1]: note\n\n    - a list\n\n    and more\n\nText."),
        ("One[^1].\n\n[^1]: note\n\n    - a list\n\n    and more", "Text."),
    ),
    "to every cell that does": (
        ("One[^1].", "Two[^1].", "[^1]: note"),
        ("One[^1].\n\n[^1]: note", "Two[^1].\n\n[^1]: note", ""),
    ),
    "and stays where it is used": (
        ("One[^1].\n\n[^1]: note", "Two[^1]."),
        ("One[^1].\n\n[^1]: note", "Two[^1].\n\n[^1]: note"),
    ),
    "the own note counts": (("One[^1].\n\n[^1]: own", "[^1]: other"), ("One[^1].\n\n[^1]: own", "[^1]: other")),
    "the first of others counts": (
        ("[^1]: first", "One[^1].", "[^1]: second"),
        ("", "One[^1].\n\n[^1]: first", ""),
    ),
    "code refers to nothing": (("`[^1]` and\n\n    [^1]", "[^1]: note"), ("`[^1]` and\n\n    [^1]", "[^1]: note")),
    "code holds no note": (("One[^1].", "```\n[^1]: note\n```"), ("One[^1].", "```\n[^1]: note\n```")),
    "a live value is known in its cell alone": (("One[^1].", "[^1]: {eval}`n`"), ("One[^1].", "[^1]: {eval}`n`")),
    "so is a picture that its cell holds": (
        ("One[^1].", "[^1]: ![a](attachment:a.png)"),
        ("One[^1].", "[^1]: ![a](attachment:a.png)"),
    ),
    "a note for nobody shows": (("One.", "Two[^2].", "[^1]: note"), ("One.", "Two[^2].", "[^1]: note")),
    "a reference to nothing shows": (("One[^1].", "Two[^2]."), ("One[^1].", "Two[^2].")),
    "a colon behind a sign makes no note": (
        ("As told[^1]: one.", "[^1]: note"),
        ("As told[^1]: one.\n\n[^1]: note", ""),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_note_of_another_cell(name: str) -> None:
    sources, expected = CASES[name]
    assert [source.strip("\n") for source in gathered(sources)] == [source.strip("\n") for source in expected]


ENDLESS = {
    "signs that never close": ("[^" * 100_000, "[^1]: note"),
    "a note of many lines": ("One[^1].", "[^1]: note\n" + "    more\n" * 100_000),
    "a note of many blank lines": ("One[^1].", "[^1]: note\n" + "\n" * 200_000 + "    more"),
    "many notes": ("One[^1].", "".join(f"[^{number}]: note\n" for number in range(2_000))),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_takes_no_longer_than_its_length(name: str) -> None:
    bounded(gathered, ENDLESS[name])
