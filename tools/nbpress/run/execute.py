"""Execute: one notebook and its parameters in, the executed notebook with its record out, by papermill."""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from nbpress.core.errors import CellError, RunError
from nbpress.core.regex import regex
from nbpress.notebook import early_exit, ipynb, languages
from nbpress.run import failed_cell, inject
from nbpress.run import kernel as kernels
from nbpress.run.engine import RunTimeoutError, Watch

_ANSI = regex(r"\x1b\[[0-9;]*[A-Za-z]")


def execute(
    nb: Any,
    path: Path,
    language: str,
    given: Mapping[str, Any],
    *,
    keep: Path,
    kernel: str | None = None,
    python: Path | None = None,
    timeout: int | None = None,
    run_timeout: int | None = None,
    private: Mapping[str, Any] | None = None,
    watch: Watch | None = None,
    started: kernels.Started | None = None,
    figures: bool = False,
) -> Any:
    """Run the notebook `nb`, which stands at `path`, with the values `given` for its parameters.

    kernel, python: the one asked for, and the interpreter that `python3` stands for.
    keep: where the partly executed notebook stays when the run fails. timeout: seconds a cell may take. run_timeout: the
    whole run. private: values that the kernel gets and no cell holds. started: the kernel, if it was started before.
    figures: whether they are drawn for dark pages too.
    Raises CellError for a failing cell, RunError for a kernel that died or never started.
    """
    if keep.exists() and not (keep.is_file() or keep.is_dir()):
        raise RunError("the run cannot be kept here: this is no regular file; take it away", path=keep)
    prepared = _injected(copy.deepcopy(nb), language, given)
    prepared = nbformat.from_dict(prepared)
    try:
        with warnings.catch_warnings(), _quiet():
            warnings.simplefilter("ignore")
            done = papermill.execute_notebook(
                prepared,
                str(keep).replace("{", "{{").replace("}", "}}"),
                engine_name="nbpress",
                kernel_name=started.name if started else kernels.named(nb, kernel, language),
                language=language,
                progress_bar=False,
                source=path,
                watch=watch,
                started=started,
                python=python,
                execution_timeout=timeout,
                run_timeout=run_timeout,
                private=private or {},
                figures=figures,
            )
    except PapermillExecutionError as error:
        _reached_its_end(nbformat.read(keep, as_version=4), nb, path, keep)
        done = _finished(error, nb, path, keep)
    except (DeadKernelError, CellTimeoutError) as error:
        raise _stopped(error, nb, path, keep) from error
    except OSError as error:  # a full disk, say: papermill writes the notebook as far as it came after each cell
        hint = f"As far as it comes, it is kept here: {keep}"
        raise RunError(f"the run cannot go on: {error}", path=path, hint=hint) from error
    except RuntimeError as error:
        raise RunError(f"the kernel could not be started, or was lost: {error}", path=path) from error
    _reached_its_end(done, nb, path, keep)
    keep.unlink(missing_ok=True)
    return done


def _reached_its_end(done: Any, nb: Any, path: Path, keep: Path) -> None:
    """Raise CellError where a cell ended the run before its last code cell: to papermill, `sys.exit(0)` is no failure."""
    index, what = early_exit.too_early(done.cells)
    if what:
        cell = done.cells[index]
        raise CellError(what, path=path, place=_place(nb, cell, ""), source=cell.source, traceback="", kept=keep)


@contextlib.contextmanager
def _quiet() -> Any:
    """papermill logs every file that it opens; what matters of it is said by ours."""
    from papermill.log import logger

    level = logger.level
    logger.setLevel("CRITICAL")
    try:
        yield
    finally:
        logger.setLevel(level)


def _injected(nb: Any, language: str, given: Mapping[str, Any]) -> Any:
    """Put the given values in after the parameters cell."""
    for cell in inject.cells(nb, language, given):
        place = next(at for at, each in enumerate(nb["cells"], 1) if "parameters" in each["metadata"].get("tags", []))
        nb["cells"].insert(place, cell)
    return nb


def _finished(error: PapermillExecutionError, nb: Any, path: Path, keep: Path) -> Any:
    """Give the run of a notebook in which only cells failed that may; papermill points at them at the end. Else raise."""
    done = nbformat.read(keep, as_version=4)
    failed = [each for each in done.cells if each.metadata.get("papermill", {}).get("status") == "failed"]
    if failed:
        raise _failed(error, nb, path, keep, failed[0]) from error
    done.cells = [each for each in done.cells if "papermill-error-cell-tag" not in each.metadata.get("tags", [])]
    return done


def _failed(error: PapermillExecutionError, nb: Any, path: Path, keep: Path, cell: Any) -> CellError:
    traceback = "\n".join(
        _ANSI.sub("", line)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
        for line in output.traceback
    )
    return CellError(
        f"{error.ename}: {error.evalue.strip()}".strip(": "),
        path=path,
        place=_place(
            nb, cell, failed_cell.line(traceback, cell.get("execution_count"), languages.of(ipynb.language_of(nb)))
        ),
        source=cell.source,
        traceback=traceback,
        kept=keep,
    )


def _stopped(error: Exception, nb: Any, path: Path, keep: Path) -> CellError:
    done = nbformat.read(keep, as_version=4)
    begun = [each for each in done.cells if each.metadata.get("papermill", {}).get("start_time")]
    cell = begun[-1] if begun else None
    dead = isinstance(error, DeadKernelError)
    what = "the kernel died: it ran out of memory, crashed, was killed, or ended itself"
    if not dead:
        what = f"the {'run' if isinstance(error, RunTimeoutError) else 'cell'} took longer than it may"
    return CellError(
        what,
        path=path,
        place=_place(nb, cell, "") if cell else "",
        source=cell.source if cell else "",
        traceback=str(error) if dead else "",
        kept=keep,
    )


def _place(nb: Any, cell: Any, line: str) -> str:
    """Name a cell as its author counts: the cell that papermill put in is not counted."""
    numbers = {each["id"]: number for number, each in enumerate(nb["cells"], 1)}
    if cell.id in numbers:
        return ipynb.place(nb, numbers[cell.id], int(line or 0))
    return f"the injected parameters, line {line}" if line else "the injected parameters"
