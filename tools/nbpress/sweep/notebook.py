"""Sweep one notebook: what it takes from others first, then all its variants. The file to read first of this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbpress.core.project import project_of
from nbpress.core.results_file import Row, Table
from nbpress.sweep import grid as grids
from nbpress.sweep import inputs, variants
from nbpress.sweep.inputs import Watches
from nbpress.sweep.sweep import SweepOptions, sweep


@dataclass(frozen=True, slots=True)
class SweepOutcome:
    """The runs of a notebook's variants.

    slug: of the notebook. shown: names of the parameters that differ. labels: of the variants, in the order of the rows.
    table: a row for each variant; one that failed has an `error` and no results.
    """

    slug: str
    shown: tuple[str, ...]
    labels: tuple[str, ...]
    table: Table = field(repr=False)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The row of each variant."""
        return self.table.rows


def sweep_notebook(
    notebook: Path,
    grid: Mapping[str, Sequence[Any]],
    parameters: Mapping[str, Any] | None = None,
    *,
    store: Path | None = None,
    options: SweepOptions | None = None,
    watches: Watches = nullcontext,
) -> SweepOutcome:
    """Run a notebook with every combination of a grid's values, what the store holds left out.

    grid: the values of each parameter, by name. parameters: fixed values of others. store: where runs are kept, by default
    `.nbpress` in the notebook's project. watches: makes who sees the runs go on.
    Raises ParameterError for an unknown parameter or a value of another type, before anything runs; ReadError for a notebook
    that cannot be read; RunError where an input of the notebook failed. A variant that fails is a row with an error.
    """
    path, options = notebook.absolute(), options or SweepOptions()
    place = (store or project_of(path) / ".nbpress").absolute()
    checked, fixed = grids.checked(dict(grid)), parameters or {}
    variants.of(path, place, checked, fixed)  # what is wrong with them is told before anything runs
    inputs.bring(path, place, options, watches)
    found = variants.of(path, place, checked, fixed)
    with watches() as watch:
        table = sweep(found, options, watch)
    return SweepOutcome(found.source.slug, found.shown, tuple(each.label for each in found.variants), table)
