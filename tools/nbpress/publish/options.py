"""How to publish, and who wants to see it go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from nbpress.core.errors import ReadError
from nbpress.core.project import project_of, site_of


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How to publish.

    site: root of the site. store: where runs are kept. parameters: values by name. variant: name of an article beside the
    main one of its notebook. rerun: run whatever the store holds. run_missing: run as well what is up to date, but of
    which the store holds no run. rerun_drifted: and what was run with other versions than are installed. no_run: publish
    the outputs that the notebook holds. frozen: run nothing. draft: as a draft. still: what is a draft of the site stays
    one. unnamed: nobody named the notebook, so that it stays as published where it lost its front matter. overwrite:
    replace what was edited by hand, and outputs that a notebook no longer holds. moved_from: slug of the article that is
    the notebook's, wherever it came from. twice: where an article is checked, run it twice. strict: an article with
    warnings is an error.
    kernel: a kernel's name. python: an interpreter, or the folder of its environment. timeout: seconds that a cell may take.
    run_timeout: that a run may take.
    jobs: how many articles that need a run are run side by side; None: one; and how many runs of an input; None: one for
    each core. scheduler: the address of a Dask cluster's.
    """

    site: Path
    store: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""
    rerun: bool = False
    run_missing: bool = False
    rerun_drifted: bool = False
    no_run: bool = False
    frozen: bool = False
    draft: bool = False
    still: bool = False
    unnamed: bool = False
    overwrite: bool = False
    twice: bool = False
    moved_from: str = ""
    strict: bool = False
    kernel: str | None = None
    python: Path | None = None
    timeout: int | None = None
    run_timeout: int | None = None
    jobs: int | None = None
    scheduler: str | None = None

    @classmethod
    def of_project(cls, notebook: Path, **more: Any) -> PublishOptions:
        """Give the options for the project that a notebook belongs to: its site and its store; `more` are other fields.

        Raises ReadError where the project has no site.
        """
        project = project_of(notebook)
        site = site_of(project)
        if site is None:
            raise ReadError("this project holds no Jekyll site", path=project, hint="Give the field `site`.")
        return cls(**{"site": site, "store": project / ".nbpress", **more})


def side_by_side(options: PublishOptions) -> bool:
    """Tell whether the runs that several articles need are to be made side by side."""
    return not (options.frozen or options.no_run) and ((options.jobs or 1) > 1 or bool(options.scheduler))


class Watch(Protocol):
    """Who wants to see a publication while it goes on."""

    def article(self, path: Path, reasons: tuple[str, ...], python: str = "") -> None:
        """The notebook at `path` is about to run, for these reasons; where it could be another's, with this Python."""

    def cell(self, number: int, total: int, source: str) -> None:
        """A cell begins."""

    def text(self, text: str) -> None:
        """The running cell printed `text`."""
