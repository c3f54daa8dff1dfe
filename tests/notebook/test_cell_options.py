"""Tags and options of a cell."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbpress.notebook.cell_options import Display, code, display


def tagged(*tags: str, **metadata: Any) -> Display:
    return display(new_code_cell("x", metadata={"tags": list(tags), **metadata}))


@pytest.mark.parametrize(
    ("tag", "field", "value"),
    [
        ("remove-cell", "shown", False),
        ("remove-input", "input", False),
        ("remove_input", "input", False),
        ("remove-output", "output", False),
        ("remove-stdout", "stdout", False),
        ("remove-stderr", "stderr", False),
        ("hide-cell", "fold_cell", True),
        ("hide-input", "fold_input", True),
        ("hide-output", "fold_output", True),
        ("scroll-output", "scroll", True),
        ("output_scroll", "scroll", True),
        ("skip-execution", "skipped", True),
        ("raises-exception", "raises", True),
        ("parameters", "parameters", True),
        ("injected-parameters", "injected", True),
        ("papermill-error-cell-tag", "failure", True),
    ],
)
def test_a_tag_says_how_its_cell_is_shown(tag: str, field: str, value: bool) -> None:
    assert getattr(tagged(tag), field) is value
    assert getattr(Display(), field) is not value


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("label: fig-loss", "label", "fig-loss"),
        ("echo: false", "input", False),
        ("output: false", "output", False),
        ("output: asis", "asis", True),
        ("include: false", "shown", False),
        ("eval: false", "skipped", True),
        ("eval: false", "output", True),
        ("warning: false", "stderr", False),
        ("fold-output: 12", "folded_after", 12),
        ("fold-output: false", "folded_after", 0),
        ("error: true", "raises", True),
        ("code-fold: true", "fold_input", True),
        ("code-fold: show", "opened", True),
        ("code-summary: The code", "summary", "The code"),
        ("fig-cap: One", "captions", ("One",)),
        ("fig-cap: [One, Two]", "captions", ("One", "Two")),
        ("fig-alt: 'A: b'", "alts", ("A: b",)),
        ("fig-width: 6", "width", "6in"),
        ("fig-width: 50%", "width", "50%"),
        ("fig-width: wide; x", "width", ""),
    ],
)
def test_an_option_says_how_its_cell_is_shown(line: str, field: str, value: object) -> None:
    assert getattr(display(new_code_cell(f"#| {line}\nx")), field) == value
    assert code(f"#| {line}\nx", "python") == "x"


def test_options_may_go_over_several_lines() -> None:
    source = "#| fig-cap:\n#|   - One\n#|   - |\n#|     Two\n#| echo: false\nplot()"
    shown = display(new_code_cell(source))
    assert (shown.captions, shown.input, shown.problem) == (("One", "Two"), False, "")
    assert code(source) == "plot()"


@pytest.mark.parametrize(("language", "sign"), [("c++", "//"), ("sql", "--"), ("octave", "%"), ("r", "#"), ("", "//")])
def test_options_stand_behind_the_comment_sign_of_the_language(language: str, sign: str) -> None:
    source = f"{sign}| echo: false\ncode"
    assert display(new_code_cell(source), language).input is False
    assert code(source, language) == "code"


def test_a_sign_of_another_language_is_code() -> None:
    assert code("//| echo: false\nx", "python") == "//| echo: false\nx"


def test_options_below_a_cell_magic_are_read() -> None:
    source = "%%bash\n#| echo: false\nls"
    assert display(new_code_cell(source)).input is False
    assert code(source) == "%%bash\nls"


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ("#|echo:false\nx", ()),
        ("#|export\nx", ("export",)),
        ("#| default_exp core\nx", ("default_exp",)),
        ("#| tbl-colwidths: [60, 40]\n#| fig-align: left\nx", ("tbl-colwidths", "fig-align")),
    ],
)
def test_lines_of_nbdev_and_quarto_do_no_harm(source: str, unknown: tuple[str, ...]) -> None:
    shown = display(new_code_cell(source))
    assert (shown.unknown, shown.problem) == (unknown, "")
    assert code(source) == "x"


@pytest.mark.parametrize(
    "source", ["#| fig-cap: 'a\nx", "#| a: b: c\nx", "#|---|---|\nx", "#| - a\nx", "#| a: 2024-99-99\nx"]
)
def test_options_that_are_no_yaml_are_reported_and_stay_in_the_code(source: str) -> None:
    assert display(new_code_cell(source)).problem
    assert code(source) == source


def test_a_pipe_elsewhere_is_no_option() -> None:
    assert code("a = b | c\n#| echo: false") == "a = b | c\n#| echo: false"
    assert code("# | a table |\nx") == "# | a table |\nx"


def test_options_belong_to_code_cells() -> None:
    assert display(new_markdown_cell("#| echo: false")).input is True


def test_what_jupyterlab_folded_is_folded() -> None:
    shown = tagged(jupyter={"source_hidden": True, "outputs_hidden": True})
    assert (shown.fold_input, shown.fold_output) == (True, True)
    assert tagged(collapsed=True).fold_output
    assert tagged(scrolled=True).scroll


@pytest.mark.parametrize("metadata", [{}, {"tags": None}, {"tags": "parameters"}, {"tags": [1]}, {"jupyter": []}])
def test_odd_metadata_asks_for_nothing(metadata: dict[str, Any]) -> None:
    shown = display({"cell_type": "code", "source": "x", "metadata": metadata})
    assert shown.shown
    assert not shown.parameters


@pytest.mark.parametrize(
    "language, source",
    [
        ("python", "# | echo: false\n1"),
        ("python", "#  | echo: false\n1"),
        ("c++", "// | echo: false\nint x;"),
        ("sql", "-- | echo: false\nselect 1"),
        ("octave", "% | echo: false\n1"),
    ],
)
def test_a_blank_before_the_bar_makes_no_other_option(language: str, source: str) -> None:
    wide = source.startswith("#  ")
    assert display({"cell_type": "code", "source": source}, language).input is wide
    assert (code(source, language) == source) is wide


def test_an_option_of_several_lines_may_have_blanks_before_its_bars() -> None:
    source = "# | fig-cap:\n# |   - One\n# |   - Two\nplot()"
    assert display({"cell_type": "code", "source": source}, "python").captions == ("One", "Two")
    assert code(source, "python") == "plot()"


@pytest.mark.parametrize("source", ["# | x | y |\n1", "# | a table of words\n1", "# | ---\n1"])
def test_a_comment_that_begins_with_a_bar_stays_a_comment(source: str) -> None:
    shown = display({"cell_type": "code", "source": source}, "python")
    assert code(source, "python") == source and not shown.unknown and not shown.problem


@pytest.mark.parametrize("value", ["maybe", "true", "-1", "0", "1.5", "[3]"])
def test_a_fold_after_no_number_of_lines_is_told_and_stays_in_the_code(value: str) -> None:
    cell = {"cell_type": "code", "source": f"#| fold-output: {value}\n1", "metadata": {}}
    assert display(cell).problem == "its option `fold-output` takes a number of lines, or false"
    assert code(cell["source"]) == cell["source"]


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        ("remove-imput", "remove-input"),
        ("hide_inputs", "hide-input"),
        ("Remove-Cell", "remove-cell"),
        ("parameter", "parameters"),
        ("exercise", ""),
        ("hide", ""),
        ("remove-input", ""),
        ("nbval-skip", ""),
    ],
)
def test_a_tag_that_looks_like_a_misspelt_one_is_told_and_any_other_is_its_authors(tag: str, known: str) -> None:
    assert list(tagged(tag).misspelt.values()) == ([known] if known else [])


@pytest.mark.parametrize(
    ("lines", "unhidden"),
    [
        ("#| a: b: c\n#| echo: false", True),
        ("#| echo: false: x", True),
        ("#| echo: !expr false", True),
        ("#| a: [\n#| include: 'no'", True),
        ("#| a: b: c\n#| output: false", True),
        ("#| a: b: c\n#| echo: true", False),
        ("#| a: b: c", False),
        ("#| echo: false", False),
        ("#| a: b: c\nprint('| echo: false')", False),
    ],
)
def test_options_that_cannot_be_read_and_were_to_hide_something_are_known(lines: str, unhidden: bool) -> None:
    assert display(new_code_cell(f"{lines}\n1")).unhidden is unhidden
