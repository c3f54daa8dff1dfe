"""One preview: changes and wishes in, articles published into a copy of the site, built, and shown."""

from __future__ import annotations

import contextlib
import os
import queue
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from nbpress.core import manifest
from nbpress.core.errors import DueError, NbpressError, RunError, WriteError
from nbpress.core.project import called
from nbpress.preview.control import Control
from nbpress.preview.jekyll import Built, Jekyll
from nbpress.preview.mirror import Mirror
from nbpress.preview.pages import Pages
from nbpress.preview.state import Problem, State
from nbpress.preview.watch import Places, Watcher, below
from nbpress.publish import unfinished
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.read import bibliography, pairs, project_notebooks, sources
from nbpress.read import notebook as notebooks
from nbpress.read import site as sites
from nbpress.report.progress import Progress
from nbpress.report.summary import at_home, warned
from nbpress.run.store import Store
from nbpress.write import folder_lock
from nbpress.write import site as writer

FOLDER = "preview"  # in the store: the copy of the site, and what Jekyll makes of it
BACK = "cannot be shown as it is now; until then the pages stay as they were"
NEEDS_RUBY_ANEW = frozenset(("_plugins", "Gemfile", "Gemfile.lock"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to preview.

    project: whose notebooks are shown, unless `notebooks` names some. options: of the publication, the real site in them.
    publish: publishes notebooks, as `nbpress.publish_notebooks` does.
    run: whether to run what is due without being asked. port: to serve at; None: Jekyll's own, or a free one.
    """

    project: Path
    notebooks: tuple[Path, ...]
    options: PublishOptions
    publish: Callable[..., list[Outcome]]
    run: bool = False
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What woke the preview: files that changed, or an article (or "" for all) that somebody wants run.

    followed: what went wrong as the pages were built that list the posts, or "".
    """

    changed: frozenset[Path] = frozenset()
    run: str | None = None
    followed: str | None = None


def serve(wanted: Wanted, say: Callable[[str], None], keys: Callable[[Callable[[], None]], object]) -> None:
    """Show the preview until Ctrl-C. say: prints a line. keys: told what to call when the author asks for a run."""
    wishes: queue.Queue[Wish] = queue.Queue()
    place = Store(wanted.options.store).folder(FOLDER)
    state = State()
    with _alone(place), contextlib.ExitStack() as stack:
        control = stack.enter_context(Control(state, lambda name: wishes.put(Wish(run=name)), wanted.port))
        pages = stack.enter_context(Pages(place / "site", state, control.origins, control.server_port + 1))
        control.pages = pages.url
        followed = partial(_followed, wishes)
        jekyll = stack.enter_context(Jekyll(place / "source", place / "site", _settings(pages.url), followed))
        session = Session(wanted, place, state, jekyll, (control, pages), say)
        stack.enter_context(Watcher(session.places, lambda paths: wishes.put(Wish(frozenset(paths)))))
        session.begin()
        keys(lambda: wishes.put(Wish(run="")))
        say(
            f"{control.url}{control.base}/ shows the site, drafts too (pages come from port {pages.server_port}); "
            "Ctrl-C ends it"
        )
        while True:
            session.fulfil(_next(wishes))


def _followed(wishes: queue.Queue[Wish], error: str) -> None:
    wishes.put(Wish(followed=error))


def _settings(url: str) -> dict[str, object]:
    return {"show_drafts": True, "future": True, "url": url}


def _next(wishes: queue.Queue[Wish]) -> list[Wish]:
    """Wait for a wish; give it with all that came meanwhile."""
    found = [wishes.get()]
    with contextlib.suppress(queue.Empty):
        while True:
            found.append(wishes.get_nowait())
    return found


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold the folder of the preview for this process."""
    with folder_lock.held(place) as ours:
        if not ours:
            raise WriteError("a preview of this project is running already", path=place, hint="End that one first.")
        yield


class Session:
    """What is shown now, and how it is brought up to date."""

    def __init__(
        self,
        wanted: Wanted,
        place: Path,
        state: State,
        jekyll: Jekyll,
        servers: tuple[Control, Pages],
        say: Callable[[str], None],
    ) -> None:
        self._wanted, self._state, self._jekyll, self._say = wanted, state, jekyll, say
        self._control, self._pages = servers
        self._root = wanted.options.site
        self._mirror = Mirror(self._root, place / "source")
        self._options = replace(wanted.options, site=place / "source", frozen=not wanted.run)
        self._articles: dict[Path, Problem | None] = {}  # each notebook that was looked at, and what keeps it back
        self._built = Built()
        self._beside: frozenset[Path] = frozenset()
        self._left: tuple[unfinished.Left, ...] = ()

    def begin(self) -> None:
        """Show the site as it is."""
        self._refresh(anew=True)

    def fulfil(self, wishes: Sequence[Wish]) -> None:
        """Bring the preview up to date, and run what somebody wants run."""
        try:
            self._fulfil(wishes)
        except NbpressError as error:  # settings that cannot be read, a folder that cannot be written
            self._say(f"the site cannot be shown as it is now\n  {error}")
            self._state.tell([Problem("The site", BACK, str(error))])

    def _fulfil(self, wishes: Sequence[Wish]) -> None:
        changed = frozenset().union(*(wish.changed for wish in wishes))
        asked = {wish.run for wish in wishes if wish.run is not None}
        ended = [wish.followed for wish in wishes if wish.followed is not None]
        if ended:
            self._follow(ended[-1])
        if any(wish.run is None and wish.followed is None for wish in wishes):
            self._refresh(changed)
        back = {path: problem.name for path, problem in self._articles.items() if problem}
        wanted = [path for path, name in back.items() if "" in asked or name in asked]
        if wanted:
            began = time.monotonic()
            if self._publish(wanted, replace(self._options, frozen=False)):
                self._build(began)
            else:
                self._tell()
        elif asked:
            self._say("no run is due")

    def places(self) -> Places:
        """The folders that the preview depends on."""
        project = self._wanted.project
        deep = {*below(self._root), *(project / name for name in project_notebooks.FOLDERS)}
        flat = {self._root, project, *self._beside, *(path.parent for path in self._wanted.notebooks)}
        return Places(frozenset(deep), frozenset(flat))

    def _refresh(self, changed: frozenset[Path] = frozenset(), *, anew: bool = False) -> None:
        began = time.monotonic()
        paths = list(self._wanted.notebooks) or self._chosen()
        copied: set[PurePosixPath] = set()
        if anew or self._articles.keys() - {*paths}:  # an article went: what it left in the copy must go
            self._mirror.fresh()
            self._articles, changed = {}, frozenset()
        else:
            copied = self._mirror.sync()
        if any(manifest.told(path) for path in copied):  # somebody published into the site itself
            self._refresh(anew=True)
            return
        if any(path.parts[0] in NEEDS_RUBY_ANEW for path in copied):
            self._jekyll.stop()
        self._control.base = self._pages.base = sites.load(self._root).baseurl
        saved = {path for path in changed if path in paths or sources.is_notebook(path)}
        notebooks = {pairs.text_of(path) for path in saved}
        outside = changed - saved - {self._root / path for path in copied}  # modules and data of the notebooks
        cited_from = any(path.suffix in bibliography.KINDS for path in copied)
        whole = not changed or outside or cited_from or PurePosixPath("_config.yml") in copied
        touched = paths if whole else [path for path in paths if path in notebooks or path not in self._articles]
        if self._publish(touched, self._options) or copied or anew:
            self._build(began)
        else:
            self._tell()

    def _chosen(self) -> list[Path]:
        """The notebooks of the project that are shown unasked; says which stay at home, when these are others than before."""
        chosen = unfinished.chosen(self._wanted.project, self._root, drafts=True)
        if chosen.left and chosen.left != self._left:
            self._say(at_home(chosen.left, "not shown", "nbpress preview NAME shows one"))
        self._left = chosen.left
        return list(chosen.paths)

    def _publish(self, paths: Sequence[Path], options: PublishOptions) -> bool:
        """Publish notebooks into the copy; what was there stays where one of them cannot be. Tells whether one was."""
        if not paths:
            return False
        with Progress() as progress:
            watch = _Told(progress, self._state)
            outcomes = self._wanted.publish(paths, options, watch, progress.sweep)
        self._state.tell(busy="")
        for path in paths:
            own = [each for each in outcomes if each.path == path]
            before, first = self._articles.get(path), path not in self._articles
            problem = next((_problem(each) for each in own if each.error), None)
            self._articles[path] = problem
            for line in _lines(own, problem, before, first=first):
                self._say(line)
        self._beside = frozenset(self._dependencies())
        return any(each.files for each in outcomes)

    def _dependencies(self) -> Iterable[Path]:
        """The folders of the project that hold what the articles depend on, and what they cite from."""
        for entry in writer.load(self._options.site).entries.values():
            for name in entry.dependencies:
                path = Path(os.path.normpath(self._wanted.project / name))
                if path.is_relative_to(self._wanted.project):
                    yield path.parent
        site = sites.load(self._root)
        for path in self._articles:
            with contextlib.suppress(NbpressError):
                yield from bibliography.folders(notebooks.load(path), site)

    def _build(self, began: float) -> None:
        built = self._jekyll.build()
        if built.error:
            self._say(f"Jekyll: the site cannot be built\n  {built.error}")
        else:
            self._say(f"built in {time.monotonic() - began:.1f} s")
            known = self._built.pages
            for path in sorted(built.pages.keys() - known.keys()) if known else ():
                self._say(f"new: {self._control.url}{self._control.base}{built.pages[path]}")
        self._built = Built(built.pages or self._built.pages, built.error)
        self._tell(built=not built.error)

    def _follow(self, error: str) -> None:
        """Take note that the pages are there that list the posts, or why they are not."""
        if error != self._built.error and error:
            self._say(f"Jekyll: the site cannot be built\n  {error}")
        self._built = replace(self._built, error=error)
        self._tell(followed=not error)

    def _tell(self, *, built: bool = False, followed: bool = False) -> None:
        """Tell the pages what is wrong, and whether the site was built anew, or what follows the last build."""
        problems = [problem for problem in self._articles.values() if problem]
        if self._built.error:
            site = Problem(
                "Jekyll", "the site cannot be built; until then the pages stay as they were", self._built.error
            )
            problems.insert(0, site)
        self._state.tell(problems, built=built, followed=followed)


def _problem(outcome: Outcome) -> Problem:
    name, error = outcome.name, outcome.error
    if isinstance(error, DueError):
        return Problem(
            name, f"a run is due, since {', '.join(error.reasons)}; until then the pages stay as they were", due=True
        )
    return Problem(name, BACK, str(error), due=isinstance(error, RunError))


def _lines(
    outcomes: Sequence[Outcome], problem: Problem | None, before: Problem | None, *, first: bool
) -> Iterator[str]:
    """What the terminal says of a notebook; `first`: that it was not looked at before."""
    if problem and problem != before:
        if not problem.detail:
            yield f"{problem.name}: {problem.what.split(';')[0]}: press r, or the button on the page"
        else:
            yield f"{problem.name}: cannot be shown\n  " + problem.detail.replace("\n", "\n  ")
    for each in outcomes:
        name = each.name
        if each.files:
            yield f"{name}: {'ran' if each.ran else 'no run needed'}; {', '.join(each.reasons)}"
        yield from warned(each) if each.files or first else ()


class _Told:
    """Shows a run in the terminal, and which cell it is at on the pages."""

    def __init__(self, progress: Progress, state: State) -> None:
        self._progress, self._state, self._name = progress, state, ""

    def article(self, path: Path, reasons: tuple[str, ...], python: str = "") -> None:
        self._name = called(path)
        self._progress.article(path, reasons, python)
        self._state.tell(busy=f"{self._name} runs")

    def cell(self, number: int, total: int, source: str) -> None:
        self._progress.cell(number, total, source)
        self._state.tell(busy=f"{self._name} runs: cell {number} of {total}")

    def text(self, text: str) -> None:
        self._progress.text(text)
