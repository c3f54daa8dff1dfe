"""The three values that a publication hands on: what was read, what is due, what was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbpress.core.errors import NbpressError
from nbpress.core.notices import Notice
from nbpress.core.project import project_of
from nbpress.core.records import Context, Run
from nbpress.notebook import ipynb
from nbpress.read import dependencies, notebook
from nbpress.run.store import Store


@dataclass(frozen=True, slots=True)
class Source:
    """What was read of a notebook, and of what stands beside it.

    given: values given for parameters. resolved: those of all parameters, private ones left out. named: what the notebook
    says that it depends on. private: values that stand nowhere. keyed: hashes of these. held: whether it is published with
    the outputs that it holds, and never run.
    """

    notebook: notebook.Notebook
    context: Context
    store: Store
    given: Mapping[str, Any]
    resolved: Mapping[str, Any]
    named: dependencies.Found
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)
    keyed: Mapping[str, str] = field(default_factory=dict)
    held: bool = False

    @property
    def path(self) -> Path:
        """Where the notebook lies, or belongs."""
        return self.notebook.path

    @property
    def project(self) -> Path:
        """The folder that the names of dependencies begin at."""
        return project_of(self.path)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What its front matter says under `nbpress:`."""
        return self.notebook.front.settings


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of an article, and why.

    reasons: why it is to be published; none where it is up to date. run_key, render_key: today's. cells: today's hashes of
    its cells, by id. drift: versions that differ from those which ran. stored: a run that the store holds, where one is
    wanted. rerun: whether it is to be run whatever the store holds. older: whether it is due only because an older nbpress
    wrote it, which alone is no reason for a run. unset: variables that it was made with and that are not set here. known:
    files that its last run wrote, or that changed then without its being seen; None where nobody remembers.
    """

    reasons: tuple[str, ...]
    run_key: str
    render_key: str
    cells: Mapping[str, str] = field(default_factory=dict)
    drift: tuple[str, ...] = ()
    stored: Run | None = None
    rerun: bool = False
    older: bool = False
    unset: tuple[str, ...] = ()
    known: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Executed:
    """An executed notebook, whether a kernel was started for it, the run as it is kept, and why it is published.

    warnings: what is to be said of how it was run.
    """

    nb: Any
    ran: bool
    run: Run
    reasons: tuple[str, ...]
    warnings: tuple[Notice, ...] = ()

    @property
    def record(self) -> Mapping[str, Any]:
        """What the run recorded; nothing where the notebook was run by somebody else."""
        return ipynb.record(self.nb)


@dataclass(frozen=True, slots=True)
class Made:
    """A run that was made, side by side with others, before its page is: why, under which key, and where the store keeps it.

    error: why there is none, nor is to be. kernel: the one that it ran in, where it is known.
    """

    why: tuple[str, ...] = ()
    key: str = ""
    file: Path | None = None
    kernel: str = ""
    error: NbpressError | None = None
