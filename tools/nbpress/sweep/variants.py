"""The variants of a notebook, each with its key; what they depend on, and the bundle that each is run from."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbpress.core.errors import ParameterError
from nbpress.core.hashes import KEPT_OUT, LISTING
from nbpress.core.project import project_of, site_of
from nbpress.core.records import Run
from nbpress.notebook import private_parameters, settings
from nbpress.notebook.parameters import resolve
from nbpress.plan import keys, resolve_dependencies
from nbpress.read import dependencies, notebook
from nbpress.read import site as sites
from nbpress.run import inject
from nbpress.run.bundle import Bundle
from nbpress.run.store import FROZEN, Store
from nbpress.sweep import grid as grids


@dataclass(frozen=True, slots=True)
class Variant:
    """One set of parameters.

    given: to the notebook. parameters: all that it has. key: of its run. named: what the notebook then says that it depends on.
    """

    label: str
    given: Mapping[str, Any]
    parameters: Mapping[str, Any]
    key: str
    named: dependencies.Found


@dataclass(frozen=True, slots=True)
class Variants:
    """A notebook and its variants.

    shown: the grid's names. private: values that stand nowhere; keyed: hashes of these. figures: whether they
    are drawn for dark pages too.
    """

    source: notebook.Notebook
    project: Path
    store: Store
    variants: tuple[Variant, ...]
    shown: tuple[str, ...]
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)
    keyed: Mapping[str, str] = field(default_factory=dict)
    figures: bool = False

    @property
    def name(self) -> str:
        """The notebook's path below its project."""
        return self.source.path.relative_to(self.project).as_posix()


def of(path: Path, store: Path, grid: grids.Grid, fixed: Mapping[str, Any]) -> Variants:
    """Read a notebook and type the variants of a grid against its parameters; a variant that comes twice counts once.

    store: where runs are kept.
    """
    source = notebook.load(path)
    settings.checked(source.front.settings)
    wanted = settings.private_names(source.front.settings)
    for name in wanted:
        if name in grid:
            raise ParameterError(f'"{name}" is private', hint=f"Set the variable {name.upper()}.")
    hidden = private_parameters.values(wanted, source.parameters, private_parameters.chosen(fixed, wanted))
    fixed = {name: value for name, value in fixed.items() if name not in wanted}
    literal = {each.name: each.default for each in source.parameters if each.literal and each.name not in wanted}
    project, figures = project_of(source.path), _figures(source.path)
    own = resolve(source.parameters, source.front.settings.get("parameters") or {})
    found: dict[str, Variant] = {}
    named: dict[str, dependencies.Found] = {}  # by the texts among the parameters: nothing else names a file
    for given in grids.variants(grid, fixed):
        typed = resolve(source.parameters, {**own, **given})
        inject.cells(source.nb, source.language, typed)  # or an error before any kernel starts
        every = literal | typed
        key = keys.run_key(source.nb, source.language, every, figures=figures)
        texts = repr({name: value if isinstance(value, str | list) else "" for name, value in typed.items()})
        if texts not in named:
            named[texts] = dependencies.found(source, typed)
        found.setdefault(key, Variant(grids.label(typed, grid), typed, every, key, named[texts]))
    place = Store(store, source.path.parent / FROZEN)
    keyed = private_parameters.hashes(hidden, place.key()) if hidden else {}
    both = settings.both_figures(source.front.settings, figures)
    return Variants(source, project, place, tuple(found.values()), tuple(grid), hidden, keyed, both)


def _figures(path: Path) -> str:
    """Tell what the site of a notebook's project says of figures."""
    root = site_of(project_of(path))
    return sites.load(root).figures if root else settings.LIGHT


def now(of: Variants, variant: Variant, recorded: Mapping[str, str], written: Sequence[str] = ()) -> dict[str, str]:
    """Hash today what was recorded of a variant, and what the notebook names."""
    public = [name for name in recorded if not name.startswith(private_parameters.PREFIX)]
    hashes = dependencies.current(public, of.project, written) | private_parameters.current(recorded, of.keyed)
    return resolve_dependencies.now(hashes, variant.named.every, written)


def stored(of: Variants, variant: Variant) -> Run | None:
    """Find the newest run of a variant whose dependencies are today's."""
    return of.store.find(variant.key, lambda run: now(of, variant, run.dependencies, run.written))


def settled(
    of: Variants, variant: Variant, record: Mapping[str, Any], held: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give what a variant's run depends on, and what it wrote.

    held: hashes of the files of its bundle, if it ran in one: it saw these, whatever became of the project's meanwhile.
    """
    reads = record.get("reads", {})
    listed = dependencies.current(
        [name for name in reads if name.startswith(LISTING)], of.project, record.get("written", ())
    )
    then = variant.named
    after = then if held else dependencies.found(of.source, variant.given)
    found, written = resolve_dependencies.settled(
        (_held(then.declared, held), _held(after.declared, held)),
        _held(then.modules, held),
        (_held(then.literals, held), _held(after.literals, held)),
        {**record, "reads": {**_held(reads, held), **listed}},
    )
    return {**found, **of.keyed}, written


def _held(hashes: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    return {name: held.get(name, hash_) for name, hash_ in hashes.items()}


def bundle(of: Variants, variant: Variant, options: Mapping[str, Any], needed: Mapping[str, str] | None) -> Bundle:
    """Make the bundle of a variant, with the files that are `needed`; None: to be run in the notebook's own place."""
    source = of.source
    taken = {**options, "private": dict(of.private), "figures": of.figures}
    whole = Bundle(source.nb, of.name, source.language, variant.given, options=taken)
    if needed is None:
        return replace(whole, place=source.path)
    return replace(whole, files=dict(_files(of.project, needed)))


def _files(project: Path, names: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    for name in names:
        for path in map(Path, map(os.path.normpath, _named(project, name))):
            if path.is_relative_to(project) and path.is_file() and not KEPT_OUT & set(path.relative_to(project).parts):
                yield path.relative_to(project).as_posix(), path


def _named(project: Path, name: str) -> list[str]:
    """The files that the name of a dependency stands for: those that a listing gave, or the one."""
    if not name.startswith(LISTING):
        return [str(project / name)]
    return glob.glob(str(project / name.removeprefix(LISTING)), recursive=True)  # noqa: PTH207 - as it was recorded


def variable_files(names: Mapping[str, str]) -> dict[str, Path]:
    """The files that the variables among the names of dependencies name."""
    values = {name: os.environ.get(name.strip("${}"), "") for name in names if name.startswith("$")}
    return {name.strip("${}"): Path(value).absolute() for name, value in values.items() if Path(value).is_file()}
