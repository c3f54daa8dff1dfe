"""Merge outputs: the prose of today's notebook and the outputs of a stored run, as one executed notebook.

The run key is the same for both, so the cells that run are the same, in the same order. A live value belongs to its
place: the number of executed cells before it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from nbpress.notebook import cell_options, languages, live_values
from nbpress.notebook.frontmatter import FrontMatter
from nbpress.notebook.ipynb import executed, language_of
from nbpress.run import inject
from nbpress.run.answer import LAST, answer

END = LAST


def merged(nb: Any, front: FrontMatter, ran: Any, given: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """Put outputs and live values of the executed notebook `ran` into a copy of `nb`.

    given: values of parameters: the run may have had them from another notebook, where they were defaults.
    Gives the notebook and the expressions and results that the run neither holds nor answers.
    """
    new = copy.deepcopy(nb)
    outputs = iter([cell for cell in ran["cells"] if executed(cell)])
    answers = dict(_answers(ran))
    record, results = ran["metadata"]["nbpress"], front.settings.get("results") or {}
    native = languages.of(
        language_of(nb)
    ).native  # of another language no expression can be answered without its kernel
    lacking: list[str] = []
    cells: list[Any] = []
    for index, (place, cell) in enumerate(list(_placed(new))):
        if executed(cell):
            _fill(cell, next(outputs))
        elif cell["cell_type"] == "code" and "skip-execution" not in cell_options.tags(cell["metadata"]):
            cell["outputs"] = []  # what `eval: false` left out of this run is of another one
        wanted = live_values.in_front_matter(front) if index == front.cell else live_values.in_cell(cell)
        place = END if index == front.cell else place
        kept = {name: answers[place, name] for name in wanted if (place, name) in answers}
        kept |= {
            name: found
            for name in live_values.missing(wanted, kept)
            if native and (found := answer(name, place, record, results))
        }
        lacking += live_values.missing(wanted, kept)
        cell["metadata"].pop("user_expressions", None)
        if kept:
            cell["metadata"]["user_expressions"] = live_values.entries(kept)
        cells.append(cell)
        if "parameters" in cell["metadata"].get("tags", []):
            cells += inject.cells(nb, language_of(nb), given)
    new["cells"] = cells
    lacking += [name for name in results if name not in record.get("results", {})]
    new["metadata"]["nbpress"] = {
        key: value for key, value in record.items() if key not in ("digest", "key", "dependencies")
    }
    new["metadata"]["language_info"] = ran["metadata"].get("language_info", {})
    new["metadata"].pop("widgets", None)
    if "widgets" in ran["metadata"]:  # the state of the widgets that the outputs show
        new["metadata"]["widgets"] = copy.deepcopy(ran["metadata"]["widgets"])
    return new, tuple(lacking)


def _fill(cell: Any, source: Any) -> None:
    cell["outputs"] = copy.deepcopy(source["outputs"])
    cell["execution_count"] = source["execution_count"]


def _placed(nb: Any) -> Iterator[tuple[int, Any]]:
    count = 0
    for cell in nb["cells"]:
        yield count, cell
        count += executed(cell)


def _answers(ran: Any) -> Iterator[tuple[tuple[int, str], Mapping[str, Any]]]:
    from nbpress.notebook import frontmatter

    front = frontmatter.read(ran)
    for index, (place, cell) in enumerate(_placed(ran)):
        for name, result in live_values.answers(cell).items():
            yield (END if index == front.cell else place, name), result
