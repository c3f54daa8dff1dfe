"""The same value gives the same text in every process, and comes back from it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from nbpress.notebook.literals import decoded, encoded, literal, parsed, shown

VALUES = [
    5,
    'it\'s "quoted"\n',
    None,
    b"bytes",
    (1,),
    [float("inf"), -0.5],
    {"a": (1, {2, "b"})},
    set(),
    frozenset({1}),
    date(2018, 11, 11),
    [datetime(2018, 11, 11, 9, 30, tzinfo=timezone(timedelta(hours=1)))],
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_from_its_literal_and_from_json(value: Any) -> None:
    text = literal(value)
    assert eval(text, {}) == value and parsed(ast.parse(text, mode="eval").body) == value
    assert decoded(json.loads(json.dumps(encoded({"x": value})))) == {"x": value}


def test_a_set_is_written_in_the_same_order_in_every_process() -> None:
    program = "from nbpress.notebook.literals import literal; print(literal({'a', 'b', 'c', 'd', 1}))"
    texts = set()
    for seed in "1234":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        texts.add(subprocess.check_output([sys.executable, "-c", program], env=environment, text=True))
    assert texts == {"{'a', 'b', 'c', 'd', 1}\n"}


def test_readers_see_sets_and_dates_as_lists_and_iso_dates() -> None:
    assert shown({"a": {2, 1}, "b": date(2018, 11, 11), "c": (1, b"x")}) == {
        "a": [1, 2],
        "b": "2018-11-11",
        "c": [1, "b'x'"],
    }


def test_a_call_of_anything_else_is_no_literal() -> None:
    with pytest.raises(ValueError):
        parsed(ast.parse("open('x')", mode="eval").body)
