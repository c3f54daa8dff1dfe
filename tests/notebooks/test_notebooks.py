"""The notebooks as they are committed: without outputs, with ids that last, and code that a reader can paste."""

from __future__ import annotations

import ast
import builtins
import json
import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted(Path(__file__).parents[2].joinpath("notebooks").glob("*.ipynb"))
KERNELS = {"python": ("Python 3", "python3"), "R": ("R", "ir")}
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in ("", cell["cell_type"])]


def shown(path: Path) -> list[ast.Module]:
    """Parse the code cells that readers see."""
    every = (
        "".join(cell["source"]) for cell in cells(path, "code") if "remove-cell" not in cell["metadata"].get("tags", [])
    )
    return [ast.parse(source) for source in every if not source.startswith("#| echo: false")]


def names(trees: list[ast.Module], context: type[ast.expr_context]) -> set[str]:
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


def defined(trees: list[ast.Module]) -> set[str]:
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    imports = {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return names(trees, ast.Store) | functions | arguments | imports


@each
def test_outputs_and_counts_are_not_committed(path: Path) -> None:
    assert [cell["id"] for cell in cells(path, "code") if cell["outputs"] or cell["execution_count"]] == []


@each
def test_nothing_of_the_machine_that_it_was_written_on_is_committed(path: Path) -> None:
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    language = metadata["kernelspec"]["language"]
    name, kernel = KERNELS[language]
    assert metadata["kernelspec"] == {"display_name": name, "language": language, "name": kernel}
    assert set(metadata) <= {"kernelspec", "language_info"}
    assert set().union(*(cell["metadata"] for cell in cells(path))) <= {"tags"}


@each
def test_ids_of_cells_are_words_and_unique(path: Path) -> None:
    ids = [cell["id"] for cell in cells(path)]
    assert [name for name in ids if not re.fullmatch(r"[A-Za-z]\w*(-\w+)*", name)] == []
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if '"ir"' not in path.read_text("utf-8")], ids=lambda path: path.stem
)
def test_the_code_shown_stands_alone(path: Path) -> None:
    trees = shown(path)
    assert names(trees, ast.Load) - defined(trees) - set(dir(builtins)) == set()


@each
def test_figures_shown_have_a_name_a_caption_and_words_for_those_who_cannot_see_them(path: Path) -> None:
    sources = ["".join(cell["source"]) for cell in cells(path, "code")]
    drawn = [source for source in sources if re.search(r"plt\.show\(\)|^options\(repr\.plot", source, re.M)]
    assert drawn != []
    for source in drawn:
        options = re.findall(r"^#\| ([\w-]+): \S", source, re.MULTILINE)
        assert (
            {"label", "fig-cap", "fig-alt"}
            <= set(options)
            <= {"label", "fig-cap", "fig-alt", "fig-subcap", "layout-ncol"}
        )
