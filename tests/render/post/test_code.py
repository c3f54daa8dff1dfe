"""The input of a code cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import code, notebook

from nbpress.core.records import Context, Site
from nbpress.render.post.code import block, cell_language, language, merged
from nbpress.render.post.page import render


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ({"language_info": {"name": "python", "pygments_lexer": "ipython3"}}, "python"),
        ({"language_info": {"name": "ipython"}}, "python"),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "r"),
        ({"kernelspec": {"name": "julia-1.10"}}, "julia"),
        ({"language_info": {"name": "C++17"}}, "cpp"),
        ({"language_info": {"name": "bash"}}, "bash"),
        ({"language_info": {"name": "C#"}}, "csharp"),
        ({"language_info": {"name": "Wolfram Language"}}, "mathematica"),
        ({"language_info": {"name": "Some {odd} tongue"}}, "text"),
        ({"language_info": {"name": "kotlin"}}, "kotlin"),
        ({"language_info": None, "kernelspec": []}, "python"),
        ({}, "python"),
    ],
)
def test_a_kernel_has_the_name_that_rouge_knows(metadata: dict[str, object], name: str) -> None:
    assert language(metadata) == name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("%%bash\nls", "bash"),
        ("%%html\n<b>", "html"),
        ("%%javascript\n1", "javascript"),
        ("%%writefile x.yml\na: 1", "yaml"),
        ("%%writefile -a Makefile\na:", "text"),
        ("%%script ruby\n1", "ruby"),
        ("%%time\n1", "python"),
        ("%matplotlib inline", "python"),
        ("a %% b", "python"),
    ],
)
def test_a_cell_magic_changes_the_language(source: str, name: str) -> None:
    assert cell_language(source, "python") == name


def test_code_stands_in_a_highlight_block_without_outer_blank_lines() -> None:
    assert block("\n  \n  a = 1\n\nb\n \n", "python") == (
        '<div class="nb-input">\n{% highlight python %}\n  a = 1\n\nb\n{% endhighlight %}\n</div>'
    )


def test_code_without_a_line_leaves_nothing() -> None:
    assert block(" \n\t\n", "python") == ""


def test_the_values_that_ran_take_the_place_of_the_defaults() -> None:
    source = "# How long?\nepochs: int = 20  # about an hour\nname = 'é'; rate = 1e-3\n"
    source += "layers = [\n    1,\n    2,\n]  # sizes"
    injected = '# Parameters\nepochs = 5\nname = "ü"\nrate = 0.001\nlayers = [3]\n'
    assert merged(source, injected, "python") == (
        '# How long?\nepochs: int = 5  # about an hour\nname = "ü"; rate = 1e-3\nlayers = [3]  # sizes'
    )


def test_a_value_that_the_cell_does_not_assign_is_added() -> None:
    assert merged("a = 1", "b = 2", "python") == "a = 1\nb = 2"


def test_only_the_last_assignment_of_a_name_is_replaced() -> None:
    assert merged("a = 1\na = 2", "a = 3", "python") == "a = 1\na = 3"


def test_code_that_is_no_python_gives_way_to_the_injected_cell() -> None:
    assert merged("%time a = 1", "a = 2", "python") == "a = 2"


def test_other_languages_are_merged_line_by_line() -> None:
    assert merged('n <- 10L # runs\nname <- "a"', "# Parameters\nn = 5", "r") == 'n <- 5 # runs\nname <- "a"'
    assert merged("const n = 10; // runs", "n = 5;", "javascript") == "const n = 5; // runs"


def test_other_languages_that_cannot_be_merged_show_the_injected_cell() -> None:
    assert merged("setup()", "n = 5", "r") == "n = 5"


def test_a_cell_that_names_another_language_is_shown_in_that_one() -> None:
    cells = code("select 1"), code("x = 1")
    cells[0]["metadata"]["vscode"] = {"languageId": "sql"}
    context = Context(site=Site(Path("site")), name="a.ipynb", slug="a", date="2020-01-02")
    page = render(notebook(*cells), context).text
    assert "{% highlight sql %}\nselect 1" in page and "{% highlight python %}\nx = 1" in page
