"""Answers of kernels that know no `user_expressions`, read out of what they print and show."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_output

from nbpress.notebook import languages, live_values
from nbpress.run import values

PRINTED = 'more before\r\nnbpress-value:{"text": "1.5000   2.0000", "value": [1.5, 2]}\r\n'
SHOWN = {"text/plain": "\x1b[33m14\x1b[39m"}


@pytest.mark.parametrize(
    ("language", "output", "text", "value"),
    [
        ("octave", new_output("stream", name="stdout", text=PRINTED), "1.5000, 2.0000", [1.5, 2]),
        ("bash", new_output("stream", name="stdout", text="0.5\r\n"), "0.5", 0.5),
        ("bash", new_output("stream", name="stdout", text="true\n"), "true", True),
        ("bash", new_output("stream", name="stdout", text="1 word\n"), "1 word", "1 word"),
        ("cobol", new_output("execute_result", data=SHOWN), "14", 14),
        ("cobol", new_output("stream", name="stdout", text="WORDS\n"), "WORDS", "WORDS"),
    ],
)
def test_a_value_is_read_with_its_text_and_its_type(language: str, output: Any, text: str, value: Any) -> None:
    found = values.of_outputs([output], languages.of(language))
    assert not live_values.failure(found) and live_values.plain(found) == text
    assert found["value"] == value and type(found["value"]) is type(value)


ERROR = new_output("error", ename="E", evalue="\x1b[31mno such\n name", traceback=[])
SAID = new_output("stream", name="stdout", text='nbpress-value:{"error": "\'x\' undefined"}\n')


@pytest.mark.parametrize(
    ("language", "outputs", "why"),
    [
        ("octave", [SAID], "'x' undefined"),
        ("octave", [new_output("stream", name="stdout", text="something else\n")], "something else"),
        ("r", [new_output("stream", name="stdout", text='nbpress-value:{"text": "", "value": []}\n')], "it is empty"),
        ("typescript", [ERROR], "no such name"),
        ("typescript", [], "the kernel could not evaluate it"),
        ("bash", [], "it is empty"),
        ("cobol", [ERROR], "no such name"),
        ("cobol", [], "the kernel gave no answer (it may not know `user_expressions`)"),
    ],
)
def test_what_is_no_value_says_why_in_one_line(language: str, outputs: list[Any], why: str) -> None:
    assert live_values.failure(values.of_outputs(outputs, languages.of(language))) == why


@pytest.mark.parametrize("text", ["nbpress-value", '"other"', '"nbpress-value:{"'])
def test_an_answer_that_is_no_program_s_text_is_an_error(text: str) -> None:
    answer = {"status": "ok", "data": {"text/plain": text}, "metadata": {}}
    assert live_values.failure(values.of_answer(answer, languages.of("julia"))) == text
