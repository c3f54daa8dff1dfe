"""What a run depends on is found, hashed, and named by paths that are the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved

from nbpress.core.errors import ReadError
from nbpress.read import dependencies
from nbpress.read import notebook as notebooks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notebooks = tmp_path / "notebooks"
    for name, content in {
        "data/a.csv": "1",
        "data/b.csv": "2",
        "table.csv": "3",
        "helper.py": "import deeper\n",
        "deeper.py": "x = 1\n",
        "package/__init__.py": "",
        "package/part.py": "y = 2\n",
    }.items():
        (notebooks / name).parent.mkdir(parents=True, exist_ok=True)
        (notebooks / name).write_text(content)
    return notebooks


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("table.csv", ["notebooks/table.csv"]),
        ("data", ["notebooks/data/a.csv", "notebooks/data/b.csv"]),
        ("data/*.csv", ["notebooks/data/a.csv", "notebooks/data/b.csv"]),
        ("absent.csv", ["notebooks/absent.csv"]),
        ("data/*.txt", ["notebooks/data/*.txt"]),
    ],
)
def test_declared_names_stand_for_files_of_the_project(folder: Path, name: str, found: list[str]) -> None:
    assert list(dependencies.hashes([name], folder, folder.parent)) == found


@pytest.mark.parametrize("name", ["table.csv", "data", "data/*.csv"])
def test_a_changed_file_changes_the_hash(folder: Path, name: str) -> None:
    before = dependencies.hashes([name], folder, folder.parent)
    for file in (folder / "table.csv", folder / "data/b.csv"):
        file.write_text("changed")
    after = dependencies.hashes([name], folder, folder.parent)
    assert before.keys() == after.keys() and before != after


def test_a_file_added_to_a_folder_or_a_glob_is_noticed(folder: Path) -> None:
    for name in ("data", "data/*.csv"):
        before = dependencies.hashes([name], folder, folder.parent)
        (folder / "data" / f"more-{len(name)}.csv").write_text("new")
        assert dependencies.hashes([name], folder, folder.parent) != before


def test_what_is_recorded_hashes_to_the_same_later(folder: Path) -> None:
    recorded = dependencies.hashes(
        ["table.csv", "data", "absent.csv", "data/*.txt", "$NO_SUCH_THING"], folder, folder.parent
    )
    assert dependencies.current(recorded, folder.parent) == recorded
    (folder / "absent.csv").write_text("here now")
    assert dependencies.current(recorded, folder.parent) != recorded


def test_a_variable_counts_by_the_file_it_names_else_by_its_value(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOME_DATA", raising=False)
    absent = dependencies.hashes(["$SOME_DATA"], folder, folder)
    monkeypatch.setenv("SOME_DATA", str(folder / "table.csv"))
    file = dependencies.hashes(["$SOME_DATA"], folder, folder)
    monkeypatch.setenv("SOME_DATA", "a value")
    value = dependencies.hashes(["$SOME_DATA"], folder, folder)
    assert absent == {"$SOME_DATA": "absent"}
    assert file == {"$SOME_DATA": dependencies.digest(folder / "table.csv")}
    assert value["$SOME_DATA"].startswith("value:") and "a value" not in str(value)


def test_modules_beside_the_notebook_are_found_with_those_they_import(folder: Path) -> None:
    found = named(folder, code("%matplotlib inline\nimport helper, os\nfrom package.part import y"))
    assert found == [
        "notebooks/deeper.py",
        "notebooks/helper.py",
        "notebooks/package/__init__.py",
        "notebooks/package/part.py",
    ]


def test_a_literal_that_names_a_file_of_the_project_is_found(folder: Path) -> None:
    found = named(folder, code("open('table.csv'); read('no such file'); open('/etc/hostname')"))
    assert found == ["notebooks/table.csv"]


def test_the_file_that_a_given_parameter_names_counts_and_not_its_defaults(folder: Path) -> None:
    (folder / "other.csv").write_text("3")
    cells = code("data = 'table.csv'\nword = 'x'", "parameters"), code("read(data)")
    assert named(folder, *cells) == ["notebooks/table.csv"]
    assert named(folder, *cells, data="other.csv") == ["notebooks/other.csv"]
    assert named(folder, *cells, data="") == []
    assert named(folder, *cells, word="y") == ["notebooks/table.csv"]


def named(folder: Path, *cells: Any, **given: Any) -> list[str]:
    """The files that a notebook in `folder` names."""
    blog(folder.parent)
    source = notebooks.load(saved(notebook(*cells), folder / "one.ipynb"))
    return list(dependencies.found(source, given).every)


@pytest.mark.parametrize("given", [5, {"a": 1}, [1], [""]])
def test_a_malformed_declaration_is_an_error(given: object) -> None:
    with pytest.raises(ReadError, match="depends"):
        dependencies.declared(given)


IN_OTHERS = [
    ("r", 'source("steps.R")\n# "table.csv"', ["steps.R", "data/a.csv"]),
    ("r", 'read.csv("data/b.csv")', ["data/b.csv"]),
    ("julia", 'include("lib/deep.jl")', ["lib/deep.jl", "lib/next.jl"]),
    ("octave", "y = mean_of(x); % table.csv", ["mean_of.m"]),
    ("bash", "wc -l < data/a.csv # table.csv", ["data/a.csv"]),
    ("typescript", 'import { x } from "./part.ts";', ["part.ts"]),
    ("cobol", 'READ "table.csv"', ["table.csv"]),
]


@pytest.mark.parametrize(("language", "source", "expected"), IN_OTHERS)
def test_files_that_code_of_other_languages_names_are_found(
    folder: Path, language: str, source: str, expected: list[str]
) -> None:
    for name, content in {
        "steps.R": 'read.csv("data/a.csv")',
        "lib/deep.jl": 'include("next.jl")',
        "lib/next.jl": "",
        "mean_of.m": "",
        "part.ts": "",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    kernel = {"name": language, "display_name": language, "language": language}
    found = dependencies.found(notebooks.load(saved(notebook(code(source), kernel=kernel), folder / "a.ipynb")), {})
    assert sorted(found.every) == sorted(expected)


def test_a_file_that_a_given_parameter_of_another_language_names_counts_and_its_default_does_not(folder: Path) -> None:
    kernel = {"name": "ir", "display_name": "R", "language": "R"}
    nb = notebook(code('data <- "table.csv"', "parameters"), kernel=kernel)
    found = dependencies.found(notebooks.load(saved(nb, folder / "a.ipynb")), {"data": "data/a.csv"})
    assert list(found.every) == ["data/a.csv"]
