"""Sweep: one notebook with many sets of parameters. Joins the stages as `publish` does: read, plan, run; then a table.

Variants that the store holds are not run. The others run side by side, each in a bundle; what the notebook opens, and a
bundle therefore has to hold, is learnt from a stored run, else by running the first variant in the notebook's own place;
what has run beside it counts only if its bundle lacked nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from nbpress.core import interpreter, processes
from nbpress.core.errors import NbpressError
from nbpress.core.records import Run
from nbpress.core.results_file import Row, Table
from nbpress.notebook import private_parameters
from nbpress.notebook.settings import private_names
from nbpress.read import environment
from nbpress.read.environment import Environment
from nbpress.run.bundle import Reply, fault, missed_a_file, packed
from nbpress.sweep import variants
from nbpress.sweep.variants import Variant, Variants

if TYPE_CHECKING:
    from nbpress.run.local import Local


@dataclass(frozen=True, slots=True)
class SweepOptions:
    """How to sweep.

    jobs: how many variants run side by side; None: one for each core. rerun: run whatever the store holds. kernel: a
    kernel's name. python: an interpreter, or the folder of its environment; workers of a cluster have their own. timeout:
    seconds that a cell may take. run_timeout: that a run may take. scheduler: the address of a Dask cluster's.
    """

    jobs: int | None = None
    rerun: bool = False
    kernel: str | None = None
    python: Path | None = None
    timeout: int | None = None
    run_timeout: int | None = None
    scheduler: str | None = None


class Watch(Protocol):
    """Who wants to see a sweep while it goes on."""

    def variants(self, name: str, labels: Sequence[str]) -> None:
        """The variants of the notebook `name`, in order."""

    def news(self, number: int, kind: str, text: str) -> None:
        """News of a variant: `stored`, `begin`, `cell`, `text`, `done`, `failed`."""


@dataclass(slots=True)
class _Sweep:
    """A sweep under way: the rows so far, by the variant's number, and the dependencies that are known of runs."""

    of: Variants
    options: SweepOptions
    watch: Watch | None
    ends: ExitStack
    rows: dict[int, Row] = field(default_factory=dict)
    known: Mapping[str, str] | None = None
    here: Local | None = None

    @property
    def jobs(self) -> int:
        """How many variants run side by side on this machine."""
        return self.options.jobs or processes.cores()

    def local(self) -> Local:
        """Give what runs variants on this machine, until the sweep ends."""
        if self.here is None:
            from nbpress.run.local import Local

            self.here = self.ends.enter_context(Local())
        return self.here

    def tell(self, number: int, kind: str, text: str) -> None:
        """Pass news of a variant on."""
        if self.watch:
            self.watch.news(number, kind, text)

    def learn(self, run: Mapping[str, str]) -> None:
        """Take note of what a run depended on."""
        self.known = {**(self.known or {}), **run}


def sweep(of: Variants, options: SweepOptions, watch: Watch | None = None) -> Table:
    """Run what the store does not hold; give a row for each variant, those that failed with their error."""
    with ExitStack() as ends:
        return _swept(_Sweep(of, options, watch, ends))


def _swept(going: _Sweep) -> Table:
    of, options, watch = going.of, going.options, going.watch
    if watch:
        watch.variants(of.source.slug, [variant.label for variant in of.variants])
    for number, variant in enumerate(of.variants):
        _look_up(going, number, variant)
    due = [number for number in range(len(of.variants)) if number not in going.rows]
    if due and going.known is None:
        plain = variants.of(of.source.path, of.store.root, {}, {})  # as it is, it opens what its variants open
        run = variants.stored(plain, plain.variants[0])
        going.known = run.dependencies if run else None
    while due and (going.known is None or (len(due) == 1 and not options.scheduler)):
        beside = [] if options.scheduler else due[1 : going.jobs]
        _run(going, [due[0], *beside], in_place=due[0])
        due = [number for number in due if number not in going.rows]
    if due:
        _run(going, due)
        for number in [each for each in due if missed_a_file(going.rows[each].error)]:
            _run(going, [number], in_place=number)
    return Table(of.name, tuple(going.rows[number] for number in range(len(of.variants))))


def _look_up(going: _Sweep, number: int, variant: Variant) -> None:
    run = None if going.options.rerun else variants.stored(going.of, variant)
    if run:
        going.learn(run.dependencies)
        row = _row(going.of, run)
        if not row.error:
            going.rows[number] = row
            going.tell(number, "stored", "")


def _row(of: Variants, run: Run) -> Row:
    """The row of a run; with an error where a result that the notebook declares has no value."""
    record = run.nb["metadata"]["nbpress"]
    wanted = of.source.front.settings.get("results") or {}
    results = {name: record["results"][name] for name in wanted if name in record["results"]}
    failures = [f"{place}: {text}: {reason}" for place, text, reason in record.get("failures") or ()]
    lacking = [next((each for each in failures if each.startswith(f"result {name}:")), name) for name in wanted]
    lacking = [text for name, text in zip(wanted, lacking, strict=True) if name not in results]
    error = f"it has no value of {'; '.join(lacking)}" if lacking else ""
    return Row(
        record["parameters"],
        {} if error else results,
        record["duration"],
        record["date"],
        run.key,
        run.dependencies,
        tuple(run.written),
        error,
    )


def _run(going: _Sweep, numbers: Sequence[int], *, in_place: int | None = None) -> None:
    """Run some variants; their rows are in `going` afterwards.

    in_place: the one that runs in the notebook's own place. Where it is the first to tell what the notebook opens, the others
    run beside it on trust: one whose bundle turns out to have lacked a file has no row.
    """
    of, options = going.of, going.options
    private_parameters.needed(private_names(of.source.front.settings), of.private, of.source.path)
    away = bool(options.scheduler) and in_place is None
    where = _place(of, options, away=away)
    interpreter.ready(where.python, where.why)
    taken: dict[str, Any] = {"kernel": where.kernel, "python": where.python, "timeout": options.timeout}
    taken["run_timeout"] = options.run_timeout
    needed = {number: variants.now(of, of.variants[number], going.known or {}) for number in numbers}
    bundles = [
        variants.bundle(of, of.variants[number], taken, None if number == in_place else files)
        for number, files in needed.items()
    ]
    on_trust = going.known is None
    held: dict[int, Reply] = {}

    def told(index: int, kind: str, text: str) -> None:
        going.tell(numbers[index], kind, f"with {where}" if kind == "begin" and where.python else text)

    def done(index: int, reply: Reply) -> None:
        if on_trust and numbers[index] != in_place:
            held[numbers[index]] = reply
        else:
            _done(going, numbers[index], reply)

    if options.scheduler and away:
        from nbpress.run import cluster

        whole = [
            packed(bundle, variants.variable_files(files))
            for bundle, files in zip(bundles, needed.values(), strict=True)
        ]
        cluster.run(whole, options.scheduler, told, done)
    else:
        going.local().run(bundles, going.jobs, told, done)
    for number, reply in held.items():
        if going.known is not None and needed[number].keys() >= going.known.keys():
            _done(going, number, reply)


def _place(of: Variants, options: SweepOptions, *, away: bool) -> Environment:
    """Say where variants run; away, on a worker of a cluster, with its own Python: it has other paths."""
    if away:
        return Environment(options.kernel or of.source.front.settings.get("kernel"))
    return environment.chosen(of.source, options.kernel, options.python)


def _done(going: _Sweep, number: int, reply: Reply) -> None:
    row = going.rows[number] = _kept(going.of, going.of.variants[number], reply)
    if row.error:
        going.tell(number, "failed", row.error)
    else:
        going.learn(row.dependencies)
        going.tell(number, "done", f"{row.seconds:.1f} s")


def _kept(of: Variants, variant: Variant, reply: Reply) -> Row:
    """Keep a run in the store; or the notebook as far as it came."""
    try:
        if reply.nb is None:
            digest = hashlib.sha256(variant.key.encode()).hexdigest()[:8]
            raise fault(reply, of.source.path, of.store.unfinished(f"{of.source.slug}-{digest}"))
        run = Run(reply.nb, variant.key, *variants.settled(of, variant, reply.nb["metadata"]["nbpress"], reply.held))
        of.store.put(run)
        return _row(of, run)
    except NbpressError as error:
        return Row(variant.parameters, key=variant.key, error=str(error))
