"""Parameters are read from their cell, and given values are typed against them before anything runs."""

from __future__ import annotations

from typing import Any

import pytest
from builders import code, notebook

from nbpress.core.errors import ParameterError
from nbpress.notebook.parameter_values import Text, written
from nbpress.notebook.parameters import declared, declared_in, resolve

CELL = """num_epochs = 20  # passes over the data
rate: float = 1e-3
name = "plain"
shape = (28, 28)
seed = None
shuffle = True
"""
KNOWN = declared_in(CELL, "python")
NO_INTS = [("num_epochs", text) for text in ("1:30", "", '"5"', "2018-13-45")]


def test_names_and_defaults_are_read_in_order() -> None:
    found = declared(notebook(code("import os"), code(CELL, "parameters")), "python")
    assert [(each.name, each.default) for each in found] == [
        ("num_epochs", 20),
        ("rate", 1e-3),
        ("name", "plain"),
        ("shape", (28, 28)),
        ("seed", None),
        ("shuffle", True),
    ]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("num_epochs", "5", 5),
        ("num_epochs", "5.0", 5),
        ("rate", "1e-4", 1e-4),
        ("rate", "2", 2.0),
        ("name", "5", "5"),
        ("name", "yes", "yes"),
        ("name", "", ""),
        ("name", "None", None),
        ("shape", "[3, 4]", (3, 4)),
        ("seed", "7", 7),
        ("seed", "None", None),
        ("shuffle", "False", False),
        ("shuffle", "no", False),
        ("num_epochs", "010", 10),
        ("rate", "-inf", float("-inf")),
        ("name", "", ""),
        ("name", "null", "null"),
        ("name", "None", None),
        ("name", '"5"', "5"),
        ("name", "2018-13-45", "2018-13-45"),
        ("name", "a # b: {c}", "a # b: {c}"),
        ("shape", "(3, 4)", (3, 4)),
        ("seed", "(1, 2)", (1, 2)),
        ("seed", "10:30", "10:30"),
        ("seed", "2018-13-45", "2018-13-45"),
        ("seed", "[010, 1:30, 1e3]", [10, "1:30", 1000.0]),
    ],
)
def test_a_value_of_the_command_line_takes_the_type_of_its_default(name: str, written: str, value: Any) -> None:
    given = resolve(KNOWN, {name: Text(written)})[name]
    assert given == value and type(given) is type(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("num_epochs", "five"), ("num_epochs", "2.5"), ("shuffle", "1"), ("rate", "fast"), ("shape", "3"), *NO_INTS],
)
def test_a_value_of_a_wrong_type_is_an_error_that_lists_what_is_known(name: str, value: str) -> None:
    with pytest.raises(ParameterError, match=f'"{name}" takes an? ') as caught:
        resolve(KNOWN, {name: Text(value)})
    assert "num_epochs: int = 20" in str(caught.value) and "shape: tuple = (28, 28)" in str(caught.value)


def test_an_unknown_name_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ParameterError, match='did you mean "num_epochs"') as caught:
        resolve(KNOWN, {"num_epoch": Text("5")})
    assert "rate: float = 1e-3" in str(caught.value)


def test_a_notebook_without_a_parameters_cell_says_so() -> None:
    with pytest.raises(ParameterError, match='no cell tagged "parameters"'):
        resolve(declared(notebook(code("x = 1")), "python"), {"x": Text("5")})


def test_a_default_computed_from_an_overridden_one_is_an_error() -> None:
    known = declared_in("epochs = 5\nsteps = epochs * 100\n", "python")
    with pytest.raises(ParameterError, match="computed from") as caught:
        resolve(known, {"epochs": Text("6")})
    assert "next cell" in str(caught.value)
    assert resolve(known, {"epochs": Text("6"), "steps": Text("1")}) == {"epochs": 6, "steps": 1}


@pytest.mark.parametrize("line", ["if epochs > 3: steps = 9", "steps = 1\nsteps += epochs", "steps, more = epochs, 2"])
def test_no_statement_of_the_parameters_cell_keeps_a_value_computed_from_an_old_one(line: str) -> None:
    with pytest.raises(ParameterError, match='"steps" is computed from "epochs"'):
        resolve(declared_in(f"epochs = 5\n{line}\n", "python"), {"epochs": Text("6")})


def test_a_parameter_that_is_counted_up_has_no_literal_value() -> None:
    assert [str(each) for each in declared_in("n = 5\nn += 1\n", "python")] == ["n: computed"]


def test_names_that_are_assigned_together_are_parameters() -> None:
    assert resolve(declared_in("a, b = 1, 2\n", "python"), {"b": Text("3")}) == {"b": 3}


def test_a_parameters_cell_that_is_no_python_names_cell_and_line() -> None:
    with pytest.raises(ParameterError) as caught:
        declared(notebook(code("x = 1\n%time y = 2", "parameters")), "python")
    assert "cell 2, line 2" in str(caught.value)


@pytest.mark.parametrize(
    ("language", "source"), [("r", "n <- 5\nname <- 'x'"), ("julia", 'n = 5\nname = "x"'), ("bash", "n=5\nname=x")]
)
def test_of_other_languages_the_names_are_read(language: str, source: str) -> None:
    assert [each.name for each in declared_in(source, language)] == ["n", "name"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_epochs", 5),
        ("rate", 1e-05),
        ("rate", float("inf")),
        ("name", "5"),
        ("name", 'a "b" c'),
        ("name", "'quoted'"),
        ("name", ""),
        ("shape", (3, 4)),
        ("seed", 7),
        ("seed", "7"),
        ("seed", "true"),
        ("seed", ["a", 2.5, None]),
        ("shuffle", False),
    ],
)
def test_a_value_is_read_back_from_how_it_is_typed(name: str, value: Any) -> None:
    default = next(each.default for each in KNOWN if each.name == name)
    typed = written(value, type(default) if default is not None else None)
    assert resolve(KNOWN, {name: Text(typed)}) == {name: value}
