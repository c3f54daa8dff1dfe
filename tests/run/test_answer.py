"""What a stored run can answer without a kernel, and what it must leave to one."""

from __future__ import annotations

from typing import Any

import pytest

from nbpress.run import recorded_names
from nbpress.run.answer import LAST, answer

NAMES = {"n": [1, 5], "share": [2, 0.12345], "big": [2, 1234567], "yes": [2, True]}
RECORD = {"names": NAMES, "results": {"accuracy": 0.9876, "kind": "text"}}
RESULTS = {"accuracy": "score[1]", "kind": "kinds['a']"}


def said(expression: str, place: int = 5) -> Any:
    return answer(expression, place, RECORD, RESULTS).get("data", {}).get("text/plain")


@pytest.mark.parametrize("expression", [
    "n", "n + 1", "share * 100", "-n ** 2", "n // 2 % 2", "n / 3", "yes", "n > 3 and yes", "n if yes else 0", "1 < n < 9",
    "f'{share:.2%}'", "f'{share:.1f} of {big:,}'", "f'{n:>{n}}|'", "f'{share!r}'", "f'{n:03d}'", "f'{yes}'", "f'{yes:d}'",
    "f'{big:e}'",
    "'%.2f' % share", "round(share, 2)", "max(n, 3)", "int(share * 100)", "str(n) + '%'", "f\"{'a' if n else 'b'}\"",
    "f'{{{n}}}'", "f'{big:_}'", "'x'",
])  # fmt: skip
def test_expressions_over_recorded_numbers_are_answered_as_python_does(expression: str) -> None:
    assert said(expression) == repr(eval(expression, {name: value for name, (_, value) in NAMES.items()}))


@pytest.mark.parametrize("expression", [
    "unknown", "[n]", "n / 0", "np.mean(n)", "open('x')", "__import__('os')", "(lambda: n)()", "n :=", "score[1]",
    "accuracy", "len('abc' * n)", "{n: 1}", "'%99999d' % n", "'%*d' % (9, n)", "f'{n:nonsense}'",
])  # fmt: skip
def test_all_else_is_left_to_the_kernel(expression: str) -> None:
    assert said(expression) is None


def test_a_name_is_not_known_before_the_cell_that_binds_it() -> None:
    assert said("share", 1) is None and said("share", 2) == "0.12345" and said("share", LAST) == "0.12345"


def test_the_expression_of_a_result_is_answered_after_the_last_cell() -> None:
    assert said("f'{score[1]:.1%}'", LAST) == "'98.8%'" and said("score[1]", 5) is None
    assert said("kinds['a']", LAST) == "'text'"


@pytest.mark.parametrize(("sources", "names"), [
    (["a = 1", "b = a\nc: int = 2"], {"a": 1, "b": 2, "c": 2}),
    (["a = 1\na = 2", "b = 1\nb += 1", "for i in range(3):\n    c = i"], {}),
    (["a = 1\ndel a", "try:\n    b = 1\nexcept Exception as e:\n    pass"], {"b": 2}),
    (["def f():\n    a = 1\n    return a\nb = f()"], {"f": 1, "b": 1}),
    (["(a, b), *c = x", "with open(d) as e: pass"], {"a": 1, "b": 1, "c": 1, "e": 2}),
    (["a = [b for b in x]", "if (c := 1): pass"], {"a": 1, "c": 2}),
    (["%matplotlib inline\na = 1"], {"a": 1}),
    (["a = 1", "%run other.py"], {}),
    (["a = 1", "%time a = 2"], {}),
    (["a = 1", "exec('a = 2')"], {}),
    (["a = 1", "from x import *"], {}),
    (["a = 1", "def f():\n    global a\n    a = 2"], {}),
    (["a = 1", "round = 5"], {}),
    (["a = 1", "this is no Python"], {}),
])  # fmt: skip
def test_names_count_that_are_bound_exactly_once(sources: list[str], names: dict[str, int]) -> None:
    assert recorded_names.once(sources) == names
