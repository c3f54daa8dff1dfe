"""Ids of cells that have none of their own: an edited cell keeps its name, whatever is done around it."""

from __future__ import annotations

from typing import Any

import pytest

from nbpress.notebook import ipynb
from nbpress.notebook.cell_ids import Known, carried


def cells(words: str, *, fixed: str = "") -> list[Known]:
    """A cell for each letter, which is its content; a capital runs. Its id is made of its content, or its own if fixed."""
    seen: dict[str, int] = {}
    found = []
    for letter in words:
        count = seen[letter] = seen.get(letter, 0) + 1
        name = f"id-{letter}" + (f"-{count - 1}" if count > 1 else "")
        found.append(Known(name, letter, letter.isupper(), letter not in fixed))
    return found


def named(then: str, now: str, **options: Any) -> str:
    """Whose ids the cells of now have: a letter each, those of then that are carried over."""
    return " ".join(name.removeprefix("id-") for name in carried(cells(then), cells(now), ordered=True, **options))


@pytest.mark.parametrize(
    ("then", "now", "kept"),
    [
        ("aBcD", "aBcD", "a B c D"),
        ("aBcD", "aXcD", "a B c D"),  # edited
        ("aBcD", "xBcD", "a B c D"),  # the first
        ("aBcD", "aBcX", "a B c D"),  # the last
        ("aBcD", "aXyD", "a B c D"),  # two neighbours, which are told apart by what they are
        ("aBcD", "aXyBcD", "a X y B c D"),  # two that are new
        ("aBcD", "acD", "a c D"),  # one that is gone
        ("aBcD", "aXYcD", "a X Y c D"),  # which of the two it was, nobody knows
        ("aBcD", "DaBc", "D a B c"),  # moved
        ("aBcD", "aDcB", "a D c B"),
        ("aBBc", "aBXc", "a B B-1 c"),  # of two that were the same
        ("aBBc", "aBBBc", "a B B-1 B-2 c"),
    ],
)
def test_a_cell_keeps_the_name_that_its_article_knows(then: str, now: str, kept: str) -> None:
    assert named(then, now) == kept


def test_a_new_cell_of_an_old_content_does_not_take_the_name_of_the_edited_one() -> None:
    edited = [Known("id-a", "a", False), Known("id-B", "X", True)]  # B became X, and kept its name
    names = carried(edited, cells("aXB"), ordered=True)
    assert names == ["id-a", "id-B", "id-B-1"]


def test_an_id_of_its_own_is_no_other_cells() -> None:
    assert carried(cells("aB"), [Known("id-B", "a", False, False), Known("id-X", "X", True)], ordered=True) == [
        "id-B",
        "id-X",
    ]


def test_without_an_order_only_the_content_tells() -> None:
    assert carried(cells("aBc"), cells("cXa"), ordered=False) == ["id-c", "id-X", "id-a"]


def test_ids_are_always_different_from_each_other() -> None:
    for then in ("aBcD", "AAAA", "aaBB", ""):
        for now in ("aBcD", "AAAA", "aXbYcZ", "BBBBBB", ""):
            names = carried(cells(then), cells(now), ordered=True)
            assert len(set(names)) == len(names) == len(now)


def test_a_made_id_is_marked_and_a_label_is_a_name() -> None:
    noted = {"nbpress": {"line": 3}}
    nb: Any = {
        "cells": [
            {"cell_type": "code", "metadata": dict(noted), "source": "#| label: fig a\n1"},
            {"cell_type": "code", "metadata": dict(noted), "source": "1"},
            {"cell_type": "code", "metadata": {}, "source": "1", "id": "own"},
        ]
    }
    first, second, third = ipynb.identified(nb)["cells"]
    assert (first["id"], third["id"]) == ("fig-a", "own")
    assert [ipynb.made(cell) for cell in (first, second, third)] == [False, True, False]
    assert ipynb.place(nb, 2, 2) == "line 4 (cell 2)" and ipynb.place(nb, 3, 2) == "cell 3, line 2"
