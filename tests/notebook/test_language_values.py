"""Values in the code of other languages: written, read back, and found where a cell assigns them."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from datetime import date
from typing import Any

import pytest

from nbpress.core.errors import ParameterError
from nbpress.notebook import language_values, languages
from nbpress.notebook.parameter_values import Text
from nbpress.notebook.parameters import declared_in, resolve

FOREIGN = sorted(name for name in languages.names() if not languages.of(name).native)
NASTY = ["", "x", "it's", 'a "b" c', "$HOME `x` \\n", "two\nlines\tand more", "é ☃ 𝒳", "a # b // c % d", "\x01\x1b["]
VALUES = [*NASTY, 5, -3, 1.5, 1e-300, True, False, None, [1, 2.5], ["a", "b, c", "it's"], [True, False], [], math.inf]


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_is_written_is_read_back(name: str, value: Any) -> None:
    language = languages.of(name)
    found = language_values.parsed(language_values.written(value, language), language)
    expected = "" if value is None and name == "bash" else value  # where nothing and an empty text are the same
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_number_stays_none(name: str) -> None:
    language = languages.of(name)
    assert math.isnan(language_values.parsed(language_values.written(math.nan, language), language))
    assert language_values.parsed(language_values.written(-math.inf, language), language) == -math.inf


PRINTS = {
    "bash": ["bash", "-c", "{}\nprintf '%s' \"$x\""],
    "r": ["Rscript", "-e", "{}\ncat(x)"],
    "octave": ["octave", "--eval", "{}\nprintf('%s', x)"],
}


@pytest.mark.parametrize("name", PRINTS)
def test_a_language_itself_reads_any_text_as_it_was_meant(name: str) -> None:
    language, whole = languages.of(name), "|".join(NASTY)
    program, option, code = PRINTS[name]
    assert shutil.which(program), f"{program} is not installed: see .ci/packages"
    assigned = language.assign.format("x", language_values.written(whole, language))
    done = subprocess.run([program, option, code.replace("{}", assigned)], capture_output=True, check=True)
    assert done.stdout.decode() == whole


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        (
            "r",
            'n <- 5L # c\nr = 0.5\ns <- "a # \\"b"; v <- c(1,\n 2)\nk <- n * 2',
            ["n: int = 5L", "r: number = 0.5", 's: str = "a # \\"b"', "v: list = c(1,\n 2)", "k: computed = n * 2"],
        ),
        (
            "octave",
            "n = 5; % c\ns = 'it''s %'; v = [1 2 3]  # d\nt = v';",
            ["n: number = 5", "s: str = 'it''s %'", "v: list = [1 2 3]", "t: computed = v'"],
        ),
        (
            "julia",
            '#= x = 1\n=#\nr::Float64 = 0.5 # c\ns = "\\$x"\nn = 3',
            ["r: float = 0.5", 's: str = "\\$x"', "n: int = 3"],
        ),
        (
            "bash",
            "n=5  # c\nexport f=data/a.csv\nl=(a 'b c')\nd=$(date)",
            ["n: number = 5", "f: str = data/a.csv", "l: list = (a 'b c')", "d: computed = $(date)"],
        ),
        (
            "typescript",
            "/* let m = 1 */ let n: number = 5; // c\nvar s = `a // b`\nlet u = null;",
            ["n: number = 5", "s: str = `a // b`", "u: NoneType = null"],
        ),
    ],
)
def test_parameters_are_read_with_their_types(name: str, source: str, expected: list[str]) -> None:
    assert [str(each) for each in declared_in(source, name)] == expected


def test_a_number_may_be_whole_or_not_where_a_language_has_one_kind() -> None:
    known = declared_in("n <- 5\nm <- 5L\n", "r")
    assert resolve(known, {"n": Text("2.5")}) == {"n": 2.5}
    with pytest.raises(ParameterError, match='"m" takes an int'):
        resolve(known, {"m": Text("2.5")})


def test_a_constant_is_told_and_not_given() -> None:
    with pytest.raises(ParameterError, match='"n" is a constant'):
        resolve(declared_in("const n = 5;", "typescript"), {"n": 7})


def test_a_default_computed_from_a_given_value_is_an_error() -> None:
    with pytest.raises(ParameterError, match='"k" is computed from "n"'):
        resolve(declared_in("n <- 5\nk <- n * 2", "r"), {"n": 7})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("r", 'list("a" = c(1, 2), "b" = as.Date("2020-01-02"))'),
        ("julia", 'Dict("a" => [1, 2], "b" => "2020-01-02")'),
        ("octave", 'struct("a", {[1, 2]}, "b", {"2020-01-02"})'),
        ("typescript", '{"a": [1, 2], "b": new Date("2020-01-02")}'),
    ],
)
def test_a_mapping_and_a_day_are_written_in_the_language(name: str, expected: str) -> None:
    value = {"a": [1, 2], "b": date(2020, 1, 2)}
    assert language_values.written(value, languages.of(name)) == expected


def test_what_a_language_cannot_write_is_an_error() -> None:
    for value in ({"a": 1}, [[1], [2]]):
        with pytest.raises(ParameterError, match="bash has no way to write"):
            language_values.written(value, languages.of("bash"))


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("'x'", "x", "x"),
        ("[ 1.5, 2 ]", [1.5, 2], "1.5, 2"),
        ("1.5000   2.0000", [1.5, 2], "1.5000, 2.0000"),
        ("1.5, 2.0", [1.5, 2], "1.5, 2.0"),
        ("{ [1,1] = a }", ["a", "b"], "a, b"),
        ("3.14", 3.14159, "3.14"),
        ("1 2\n3 4", [[1, 2], [3, 4]], "1 2\n3 4"),
    ],
)
def test_a_value_is_one_piece_of_a_line(text: str, value: Any, expected: str) -> None:
    assert language_values.line(text, value) == expected


def test_numbers_come_with_all_their_digits_and_nothing_is_not_what_is_no_number() -> None:
    said = {"value": [{"number": "0.30000000000000004"}, {"number": "NaN"}, None, {"number": "12345678901234567890"}]}
    found = language_values.told(f"printed before\nnbpress-value:{json.dumps(said)}\r\n")
    assert found is not None and math.isnan(found["value"].pop(1))
    assert found == {"value": [0.30000000000000004, None, 12345678901234567890]}
    assert language_values.told("only printed") is None
