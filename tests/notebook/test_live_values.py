"""Live values are kept in the schema of JupyterLab's MyST extension, and ours are told from a session's own."""

from __future__ import annotations

from typing import Any

import pytest
from builders import notebook, text

from nbpress.notebook import frontmatter, live_values

SIX = {"status": "ok", "data": {"text/plain": "6"}, "metadata": {}}
BOOM = {"status": "error", "ename": "NameError", "evalue": "no x", "traceback": []}


def test_our_answers_are_kept_in_the_extensions_schema_with_a_mark() -> None:
    assert live_values.entries({"array.sum()": SIX}) == [
        {
            "expression": "array.sum()",
            "result": {"status": "ok", "data": {"text/plain": "6"}, "metadata": {"nbpress": True}},
        }
    ]
    assert SIX["metadata"] == {}, "what came in is not changed"


def test_a_sessions_own_answers_count_only_where_they_are_asked_for() -> None:
    cell = text(
        "{eval}`a` {eval}`b`", user_expressions=[{"expression": "a", "result": SIX}, *live_values.entries({"b": SIX})]
    )
    assert list(live_values.answers(cell)) == ["b"]
    assert list(live_values.answers(cell, foreign=True)) == ["a", "b"]


@pytest.mark.parametrize("kept", [None, "x", [1], [{"expression": "a"}], [{"result": 3}], {"a": 1}])
def test_metadata_that_somebody_else_wrote_does_no_harm(kept: Any) -> None:
    assert live_values.answers(text("x", user_expressions=kept), foreign=True) == {}


@pytest.mark.parametrize(("result", "said"), [
    (SIX, ""), (BOOM, "NameError: no x"), ({}, "no answer"), ({"status": "ok", "data": {}}, "no answer"),
])  # fmt: skip
def test_an_answer_that_is_none_says_why(result: dict[str, Any], said: str) -> None:
    assert said in live_values.failure(result) and bool(said) == bool(live_values.failure(result))


@pytest.mark.parametrize(
    ("shown", "plain"),
    [("'a'", "a"), ('"it\'s"', "it's"), (r"'a\nb'", "a\nb"), ("6", "6"), ("'a' + 'b'", "'a' + 'b'"), ("''", "")],
)
def test_the_quotes_of_a_text_are_taken_off(shown: str, plain: str) -> None:
    assert live_values.plain({"data": {"text/plain": shown}}) == plain
    assert live_values.plain({"data": {"text/plain": shown}, "metadata": {"strip-quotes": False}}) == shown


def test_expressions_are_found_in_prose_and_front_matter_but_not_in_code() -> None:
    nb = notebook(
        text('{eval}`a` and ``{eval}`b` ``\n\n    {eval}`c`\n\n{eval}``f"`{d}`"``'),
        head='---\ntitle: "{eval}`t`"\nx: [{y: "{eval}`u`"}]\n---',
    )
    assert live_values.in_cell(nb.cells[1]) == ("a", 'f"`{d}`"')
    assert live_values.in_front_matter(frontmatter.read(nb)) == ("t", "u")


def test_a_text_is_filled_and_an_unanswered_one_stays() -> None:
    assert live_values.fill("{eval}`a` of {eval}`b`", {"a": "5"}) == "5 of {eval}`b`"


def test_what_quarto_would_run_in_a_line_is_a_live_value_and_code_that_shows_it_is_none() -> None:
    shown = "`` `{python} a` `` `{{python}} b` `{python}` `{python}c` ``{python} d`` `{perl} e`\n\n    `{python} f`\n"
    asked = "- `{python} f'{x:.1f}'` and `{r}  round(x)`\n\n> `{julia} y`"
    assert live_values.in_cell(text(shown)) == ()
    assert live_values.in_cell(text(f"{shown}\n{asked}")) == ("f'{x:.1f}'", "round(x)", "y")


def test_what_lacks_an_answer_is_listed_with_its_cell() -> None:
    nb = notebook(
        text("{eval}`a` {eval}`b`", user_expressions=live_values.entries({"a": SIX, "b": BOOM})), text("{eval}`c`")
    )
    assert live_values.lacking(nb, frontmatter.read(nb)) == [
        ["cell 2", "b", "NameError: no x"],
        ["cell 3", "c", "the kernel gave no answer (it may not know `user_expressions`)"],
    ]
