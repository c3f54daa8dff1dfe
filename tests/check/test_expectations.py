"""What the author promised is checked against the run; what cannot be checked is an error, not a pass."""

from __future__ import annotations

from typing import Any

import pytest

from nbpress.check.expectations import conditions, missed
from nbpress.core.errors import CheckError

NAMES = {"accuracy": 0.91, "num_epochs": 20, "source": "mlxtend"}


@pytest.mark.parametrize(
    "condition",
    [
        "accuracy > 0.9",
        "num_epochs < 20 or accuracy >= 0.5",
        "source != 'keras'",
        "abs(accuracy - 0.9) < 0.1",
        "0 < accuracy <= 1",
        "source in ['mlxtend', 'keras']",
    ],
)
def test_a_condition_that_holds_says_nothing(condition: str) -> None:
    assert missed({condition: ""}, NAMES) == ()


def test_a_missed_condition_shows_the_values_that_it_names() -> None:
    assert missed({"num_epochs < 20 or accuracy >= 0.97": ""}, NAMES) == (
        "num_epochs < 20 or accuracy >= 0.97 (accuracy is 0.91, num_epochs is 20)",
    )


def test_the_authors_sentence_is_said_first() -> None:
    assert missed({"source != 'mlxtend'": "Only a sample."}, NAMES)[0].startswith("Only a sample.")


@pytest.mark.parametrize(
    "condition", ["acuracy > 0.9", "accuracy >", "__import__('os').getcwd()", "open('x')", "1 / 0"]
)
def test_a_condition_without_an_answer_is_an_error(condition: str) -> None:
    with pytest.raises(CheckError, match="cannot be evaluated"):
        missed({condition: ""}, NAMES)


@pytest.mark.parametrize(
    ("given", "expected"),
    [(None, {}), ("a > 1", {"a > 1": ""}), (["a", "b"], {"a": "", "b": ""}), ({"a": "Say."}, {"a": "Say."})],
)
def test_conditions_are_written_in_three_ways(given: Any, expected: dict[str, str]) -> None:
    assert conditions(given, "expect") == expected


@pytest.mark.parametrize("given", [5, [1], [{"a": 1}]])
def test_anything_else_is_an_error(given: Any) -> None:
    with pytest.raises(CheckError, match="expect"):
        conditions(given, "expect")
