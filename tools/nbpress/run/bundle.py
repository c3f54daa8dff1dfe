"""A bundle: one variant of a notebook with all that it needs, to be run in a folder of its own, here or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core import hashes
from nbpress.core.errors import CellError, RunError

# So many threads use the libraries that count the cores themselves; several kernels would fight for each of them.
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "RAYON_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
MISSED = ("FileNotFoundError", "ModuleNotFoundError", "NotFoundError")
END = "end"  # what a process that runs bundles says when its reply is there
MARK = "_config.yml"  # tells where a project begins


@dataclass(frozen=True, slots=True)
class Bundle:
    """One variant.

    nb, language: the notebook. name: its path below the project. given: values for its parameters.
    files: what it depends on, by path below the project: where it lies here, or its content.
    variables: environment variables that name a file, and that file. place: the notebook's own path, to be run there
    and not in a folder of its own. options: what else `execute` takes.
    """

    nb: Any
    name: str
    language: str
    given: Mapping[str, Any]
    files: Mapping[str, Path | bytes] = field(default_factory=dict)
    variables: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    place: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a bundle: the executed notebook, or why there is none.

    kind: of the error, `cell` or `run`, with what `CellError` and `RunError` say. kept: the notebook up to there.
    held: hashes of the files that the bundle held, by name. kernel: the one that it ran in.
    """

    nb: Any = None
    kind: str = ""
    what: str = ""
    place: str = ""
    hint: str = ""
    source: str = ""
    traceback: str = ""
    kept: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    kernel: str = ""


def packed(bundle: Bundle, variables: Mapping[str, Path]) -> Bundle:
    """Make a bundle that needs no disk of this machine: contents in place of paths, the files of variables included."""
    files = {name: each if isinstance(each, bytes) else each.read_bytes() for name, each in bundle.files.items()}
    return replace(
        bundle, files=files, variables={name: (path.name, path.read_bytes()) for name, path in variables.items()}
    )


def unfold(bundle: Bundle, folder: Path) -> tuple[Path, dict[str, str]]:
    """Lay a bundle out in an empty folder: where its notebook belongs, and the variables that name its files."""
    root = folder / "project"
    path = bundle.place or root / bundle.name
    if bundle.place is None:
        path.parent.mkdir(parents=True)
        (root / MARK).touch()
        for name, content in bundle.files.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    named: dict[str, str] = {}
    for name, (file, data) in bundle.variables.items():
        target = folder / "variables" / name / file
        target.parent.mkdir(parents=True)
        target.write_bytes(data)
        named[name] = str(target)
    return path, named


def held(bundle: Bundle, path: Path) -> dict[str, str]:
    """Hash the files of a bundle that was laid out with its notebook at `path`: what its run is going to read."""
    root = path.parents[len(PurePosixPath(bundle.name).parts) - 1]
    return {name: hashes.digest(root / name) for name in bundle.files}


def noted(reply: Reply, beside: int) -> Reply:
    """Note in the record of a run how many others went on beside it: its times are not those of a run alone."""
    if reply.nb is not None and beside:
        reply.nb["metadata"]["nbpress"]["beside"] = beside
    return reply


def fault(reply: Reply, path: Path, keep: Path) -> RunError:
    """Say why there is no run of the notebook at `path`; as far as it came, it is kept in the file `keep`."""
    if reply.kept:
        keep.write_text(reply.kept, encoding="utf-8")
    if reply.kind == "cell":
        return CellError(
            reply.what, path=path, place=reply.place, source=reply.source, traceback=reply.traceback, kept=keep
        )
    return RunError(reply.what, path=path, place=reply.place, hint=reply.hint)


def missed_a_file(error: str) -> bool:
    """Tell whether a run failed perhaps only because its bundle lacked a file."""
    return any(name in error for name in MISSED)


def limits(threads: int | None) -> dict[str, str]:
    """The variables that limit the threads of a kernel's libraries; nothing where it has the machine to itself."""
    return dict.fromkeys(THREADS, str(threads)) if threads else {}
