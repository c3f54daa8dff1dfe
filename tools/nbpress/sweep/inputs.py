"""Inputs: what a notebook gets from runs of other notebooks, as a small results file beside it.

    nbpress:
      inputs:
        runs: {sweep: other.ipynb, grid: {num_epochs: [1, 2]}, parameters: {seed: 1}}
        words: a-third-notebook.ipynb

makes `<notebook>.runs.json` and `<notebook>.words.json`; the notebook's parameters cell names them. The files are committed.
One is current while the keys that its runs were made under are today's, whether or not this machine holds the runs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbpress.core import looks, results_file
from nbpress.core.errors import DueError, NbpressError, ReadError, RunError, nearest
from nbpress.core.hashes import ABSENT
from nbpress.core.results_file import Row, Table
from nbpress.notebook import languages
from nbpress.plan import resolve_dependencies
from nbpress.read import notebook, project_notebooks
from nbpress.sweep import grid as grids
from nbpress.sweep import sweep, variants
from nbpress.write import project_files

KEYS = ("sweep", "grid", "parameters")
Watches = Callable[[], AbstractContextManager[sweep.Watch | None]]  # makes who sees the runs of one sweep go on


@dataclass(frozen=True, slots=True)
class Input:
    """One input: runs of the notebook at `path`; their results go into `file`, beside the notebook that reads them."""

    name: str
    path: Path
    file: Path
    grid: grids.Grid = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)


def declared(source: notebook.Notebook) -> tuple[Input, ...]:
    """Read the inputs of a notebook; raise ReadError where they are malformed, or no parameter names their file."""
    entries = source.front.settings.get("inputs") or {}
    try:
        if not isinstance(entries, Mapping):
            raise ReadError("`inputs:` takes a mapping of parameters to notebooks or sweeps")
        return tuple(_input(str(name), entry, source) for name, entry in entries.items())
    except ReadError as error:
        error.path, error.place = source.path, "front matter"
        raise


def _input(name: str, entry: object, source: notebook.Notebook) -> Input:
    file = source.path.with_name(f"{source.path.stem}.{name}.json")
    given = next((each for each in source.parameters if each.name == name), None)
    if given is None or given.default != file.name:
        raise ReadError(
            f'the input "{name}" needs a parameter of its name',
            hint='Write into the cell tagged "parameters": '
            + (languages.of(source.language).assign or "{} = {}").format(name, f'"{file.name}"'),
        )
    entry = {"sweep": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, Mapping) or not isinstance(entry.get("sweep"), str):
        raise ReadError(f'the input "{name}" names no notebook', hint=f"Write {name}: other.ipynb, or a sweep of it.")
    unknown = [key for key in entry if key not in KEYS]
    if unknown:
        raise ReadError(
            f'the input "{name}" has no key "{unknown[0]}"',
            hint=nearest(str(unknown[0]), KEYS) or f"It has {', '.join(KEYS)}.",
        )
    other = source.path.parent / entry["sweep"]
    other = project_notebooks.beside(other) or other.with_name(f"{other.name}.ipynb")
    fixed = entry.get("parameters") or {}
    if not isinstance(fixed, Mapping):
        raise ReadError(f'`parameters:` of the input "{name}" takes a mapping of names to values')
    return Input(name, looks.place(other), file, grids.checked(entry.get("grid") or {}), dict(fixed))


def sources_first(paths: Iterable[Path]) -> list[Path]:
    """Order notebooks: those from which others get something come before these, and all else stays in its place."""
    wanted = {path.absolute(): path for path in paths}
    found: dict[Path, None] = {}

    def add(path: Path, chain: tuple[Path, ...]) -> None:
        for each in _sources(wanted[path]):
            if each in wanted and each not in chain:
                add(each, (*chain, each))
        found.setdefault(wanted[path])

    for path in wanted:
        add(path, (path,))
    return list(found)


def _sources(path: Path) -> list[Path]:
    """Give the notebooks that one gets something from; none where it cannot be read, which its own publication tells."""
    try:
        return [each.path for each in declared(notebook.load(path))]
    except NbpressError:
        return []


def bring(
    path: Path, store: Path, options: sweep.SweepOptions, watches: Watches, *, frozen: bool = False
) -> tuple[Path, ...]:
    """Bring the inputs of a notebook up to date, those of the notebooks that they come from before them.

    Gives the files that were written. Raises RunError where a run failed; ReadError where notebooks are each other's inputs;
    with `frozen` DueError where anything would have to be run.
    """
    return tuple(_bring(path.absolute(), store, options, watches, frozen, ()))


def _bring(
    path: Path, store: Path, options: sweep.SweepOptions, watches: Watches, frozen: bool, chain: tuple[Path, ...]
) -> Iterator[Path]:
    if path in chain:
        names = " → ".join(each.name for each in (*chain[chain.index(path) :], path))
        raise ReadError("notebooks are each other's inputs", path=path, hint=names)
    for each in declared(notebook.load(path)):
        with _placed(each, path):
            yield from _bring(each.path, store, options, watches, frozen, (*chain, path))
        if _written(path, each, store, options, watches, frozen):
            yield each.file


def _written(path: Path, each: Input, store: Path, options: sweep.SweepOptions, watches: Watches, frozen: bool) -> bool:
    """Write the results file of one input, unless it is current."""
    with _placed(each, path):
        of = variants.of(each.path, store, each.grid, each.parameters)
    if _current(of, each.file, trusting=frozen):
        return False
    if frozen and not all(variants.stored(of, variant) for variant in of.variants):
        raise DueError(
            f"{each.file.name} is not up to date, and nothing is to be run",
            (f"{each.file.name} is not up to date",),
            path=path,
            hint=f"Run the variants of {each.path.name}: nbpress publish {path.name}",
        )
    with watches() as watch:
        rows = sweep.sweep(of, replace(options, rerun=False), watch)
    failed = [f"{variant.label}: {row.error}" for variant, row in zip(of.variants, rows.rows, strict=True) if row.error]
    if failed:
        count = f"{len(failed)} of {len(rows.rows)} runs of {each.path.name} failed"
        raise RunError(f'the input "{each.name}" is not complete: {count}', path=path, hint="\n\n".join(failed))
    project_files.put(each.file, results_file.dump(rows))
    return True


def outdated(path: Path, store: Path, chain: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Say which inputs of a notebook, and of those that they come from, a publication would make anew."""
    found: list[str] = []
    for each in declared(notebook.load(path)) if path not in chain else ():
        with _placed(each, path):
            found += outdated(each.path, store, (*chain, path))
            of = variants.of(each.path, store, each.grid, each.parameters)
        found += [] if _current(of, each.file) else [f"{each.file.name} is not up to date"]
    return tuple(found)


def sources(path: Path, chain: tuple[Path, ...] = ()) -> frozenset[Path]:
    """Name the notebooks whose runs a notebook gets, directly or by way of others."""
    found = {each.path for each in declared(notebook.load(path))} if path not in chain else set()
    return frozenset(found).union(*(sources(each, (*chain, path)) for each in found))


@contextlib.contextmanager
def _placed(each: Input, path: Path) -> Iterator[None]:
    """Say in an error about an input whose input it is."""
    try:
        yield
    except NbpressError as error:
        error.place = error.place or f"input {each.name} of {path.name}"
        raise


def _current(of: variants.Variants, file: Path, *, trusting: bool = False) -> bool:
    """Tell whether a results file is there, holds today's runs, and none was made anew since."""
    known = results_file.parse(looks.text(file, errors="replace")) if looks.is_file(file) else None
    return known is not None and current(of, known, trusting=trusting) and not _newer(of, known, file)


def current(of: variants.Variants, known: Table, *, trusting: bool = False) -> bool:
    """Tell whether the runs of a results file are those that would be made today.

    A variable that this machine does not have is taken as it was recorded: a clone needs no data to publish from the file.
    trusting: so is a file.
    """
    wanted = set(of.source.front.settings.get("results") or {})
    return [row.key for row in known.rows] == [variant.key for variant in of.variants] and all(
        set(row.results) == wanted and not row.error and _as_it_was(of, variant, row, trusting)
        for variant, row in zip(of.variants, known.rows, strict=True)
    )


def _as_it_was(of: variants.Variants, variant: variants.Variant, row: Row, trusting: bool) -> bool:
    today = variants.now(of, variant, row.dependencies, row.written)
    if trusting:
        today = resolve_dependencies.trusted(row.dependencies, today)
    unseen = {name for name, hash_ in today.items() if name.startswith("$") and hash_ == ABSENT}
    return {**today, **{name: row.dependencies.get(name, ABSENT) for name in unseen}} == dict(row.dependencies)


def _newer(of: variants.Variants, known: Table, file: Path) -> bool:
    """Tell whether a run was made anew since: the store has it, younger than the file, and of another time."""
    since = looks.changed(file)
    for variant, row in zip(of.variants, known.rows, strict=True):
        if any(looks.changed(path) > since for path in looks.holding(of.store.root / "runs", f"{row.key[:32]}-")):
            run = variants.stored(of, variant)
            if run and run.nb["metadata"]["nbpress"]["date"] != row.date:
                return True
    return False
