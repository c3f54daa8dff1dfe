"""The errors that nbpress raises for people, one root and one class for each stage.

    NbpressError            what happened, where, and what to do
    ├── ReadError           a notebook, its front matter or a site's settings cannot be read
    │   └── ParameterError  an unknown parameter, or a value of the wrong type
    ├── RunError            the kernel did not start, a live value had no answer
    │   ├── CellError       a cell failed, or the kernel died in it
    │   └── DueError        a run is due, and nothing is to be run
    ├── RenderError         a notebook holds what no page can show
    ├── CheckError          the article misses what its author promised; nothing is written
    └── WriteError          the site cannot take the article as it is
        └── UnsettledError  a change was cut off, and some of its files could not be brought back

They know nothing of exit codes or terminals: the command line maps them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path


class NbpressError(Exception):
    """What happened (`what`), where (`path`, `place`), and what to do (`hint`)."""

    def __init__(self, what: str, *, path: Path | str | None = None, place: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.path = path
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        where = ", ".join(str(part) for part in (self.path, self.place) if part)
        head = f"{where}: {self.what}" if where else self.what
        return f"{head}\n  {self.hint}" if self.hint else head


class ReadError(NbpressError):
    """A notebook, its front matter or a site's settings cannot be read."""


class ParameterError(ReadError):
    """A parameter that the notebook does not have, or a value of the wrong type."""


class RunError(NbpressError):
    """The kernel did not start, or a live value had no answer."""


class CellError(RunError):
    """A cell failed: its `source`, the `traceback` without colours, and where the notebook was `kept`."""

    def __init__(self, what: str, *, path: Path, place: str, source: str, traceback: str, kept: Path) -> None:
        first = source.strip().splitlines()[0] if source.strip() else ""
        super().__init__(what, path=path, place=place, hint=f"The cell begins: {first}" if first else "")
        self.source = source
        self.traceback = traceback
        self.kept = kept

    def __str__(self) -> str:
        parts = [super().__str__(), self.traceback.strip(), f"The notebook up to there is kept: {self.kept}"]
        return "\n\n".join(part for part in parts if part)


class DueError(RunError):
    """A run is due, for these `reasons`, and nothing is to be run."""

    def __init__(self, what: str, reasons: tuple[str, ...], *, path: Path | str, hint: str) -> None:
        super().__init__(what, path=path, hint=hint)
        self.reasons = reasons


class RenderError(NbpressError):
    """A notebook holds what no page can show."""


class CheckError(NbpressError):
    """The article misses what its author promised, or what Jekyll needs."""


class WriteError(NbpressError):
    """The site cannot take the article as it is."""


class UnsettledError(WriteError):
    """A change was cut off, and these `files` could not be brought back to what they were."""

    def __init__(self, what: str, files: tuple[str, ...], *, path: Path, hint: str) -> None:
        super().__init__(what, path=path, hint=hint)
        self.files = files


def foreseen(error: Exception) -> NbpressError:
    """Word whatever went wrong for people: what the system or a package says as it is, any other as a fault of nbpress."""
    if isinstance(error, NbpressError):
        return error
    if isinstance(error, OSError):
        return NbpressError(str(error))
    if isinstance(error, ImportError):
        return NbpressError(
            f"a package that is needed cannot be loaded: {error}",
            hint="Install nbpress anew, with what it needs: pip install --force-reinstall nbpress",
        )
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" ({Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno})" if trace else ""
    return NbpressError(
        f"{type(error).__name__}: {error}",
        hint=f"This is a fault of nbpress{place}; please report it with the notebook.",
    )


@contextlib.contextmanager
def about(path: Path) -> Iterator[None]:
    """Raise whatever goes wrong inside as an NbpressError about the notebook at `path`, unless it names another."""
    try:
        yield
    except NbpressError as error:
        error.path = error.path or path
        raise
    except Exception as error:
        worded = foreseen(error)
        worded.path = path
        raise worded from error


def nearest(word: object, known: Iterable[str]) -> str:
    """Say which known word `word` was perhaps meant to be: `did you mean "…"?`, or nothing."""
    close = get_close_matches(str(word), sorted(known), n=1)
    return f'did you mean "{close[0]}"?' if close else ""
