"""Ids of cells that have none of their own: what an article remembers of its cells tells today's apart."""

from __future__ import annotations

from dataclasses import replace

from nbpress.core import manifest
from nbpress.notebook import cell_ids, ipynb
from nbpress.notebook.cell_ids import Known
from nbpress.plan import keys
from nbpress.read.notebook import Notebook


def carried(source: Notebook, entry: manifest.Entry | None) -> Notebook:
    """Give a notebook with the ids under which an article knows its cells; the same where its cells have their own."""
    cells = source.nb["cells"]
    if entry is None or not any(map(ipynb.made, cells)):
        return source
    then = [_known(name, entry.cells.get(name, "")) for name in entry.order or entry.cells]
    ran, hashes = any(cell.runs for cell in then), keys.shown_hashes(source.nb)
    now = [
        replace(
            _known(cell["id"], hashes.get(cell["id"], "")), runs=ran and ipynb.executed(cell), free=ipynb.made(cell)
        )
        for cell in cells
    ]
    names = cell_ids.carried(then, now, ordered=bool(entry.order))
    named = [{**cell, "id": name} for cell, name in zip(cells, names, strict=True)]
    return replace(source, nb={**source.nb, "cells": named})


def order(source: Notebook) -> tuple[str, ...]:
    """Give what has to be remembered of the order of a notebook's cells: nothing where all have ids of their own."""
    cells = source.nb["cells"]
    return tuple(cell["id"] for cell in cells) if any(map(ipynb.made, cells)) else ()


def _known(name: str, hash_: str) -> Known:
    runs, _, shown = hash_.rpartition("-")
    return Known(name, shown, bool(runs))
