"""What became of a notebook that was to be published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core.errors import NbpressError
from nbpress.core.notices import Notice
from nbpress.core.project import called


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notebook.

    reasons: why it was due; empty where it was up to date. ran: whether a kernel was started. seconds: of the run.
    results: of the run, with `before` those published last. files: written, below the site's root, the post first.
    warnings: of the article as it is published, also where it was up to date; those that are quiet left out.
    variant: its name, where it stands beside the main article of its notebook. drift: what was installed when it ran and
    is another version now. checked: whether it was run only to be compared with what is published. compared: what was, and
    what was not. older: whether it stays as an older nbpress wrote it, since this machine holds no run of it. unset: variables
    that it was made with, that are not set here, and that were taken as recorded. waits: the language whose kernel is not
    installed here, which it would take to make it anew. reads: the articles whose labels it reads, by slug, and hashes of these
    as they were.
    """

    path: Path
    reasons: tuple[str, ...] = ()
    ran: bool = False
    seconds: float = 0.0
    results: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[PurePosixPath, ...] = ()
    warnings: tuple[Notice, ...] = ()
    error: NbpressError | None = None
    variant: str = ""
    drift: tuple[str, ...] = ()
    checked: bool = False
    compared: str = ""
    older: bool = False
    unset: tuple[str, ...] = ()
    waits: str = ""
    reads: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The variant's name, else that of the notebook."""
        return self.variant or called(self.path)


@dataclass(frozen=True, slots=True)
class Line:
    """One article of the list.

    name: its slug, or the file name of a notebook that cannot be read. reasons: why it is due, nothing where it is up to
    date. date: of the run that it shows. results: of that run. fault: what keeps it from being read. older, unset, warnings,
    waits: see `Outcome`.
    """

    name: str
    reasons: tuple[str, ...] = ()
    date: str = ""
    results: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    older: bool = False
    unset: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    waits: str = ""
