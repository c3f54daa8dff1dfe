"""Read a notebook: a file of any kind (`sources`) in, a `Notebook` out, or an error that names file and place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbpress.core import looks
from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.project import called, project_of
from nbpress.core.regex import regex
from nbpress.notebook import cell_options, frontmatter, ipynb, parameters
from nbpress.notebook.ipynb import identified, injected, language_of, record
from nbpress.notebook.parameters import Parameter
from nbpress.read import includes, pairs, sources
from nbpress.read.slug import slugged

_CELL = regex(r"cell (\d+)(?:, line (\d+))?")
_DATED = regex(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as its author wrote it.

    path: absolute. nb: the notebook as plain mappings, nbformat 4.5 or later, each cell with an id; nobody changes it.
    front: its front matter. language: of its kernel, in lower case. notices: what was malformed, and is left out.
    """

    path: Path
    nb: Any
    front: frontmatter.FrontMatter
    language: str
    notices: tuple[Notice, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those of its `parameters` cell; raise ReadError where that cannot be read, which only a run needs to be."""
        try:
            return parameters.declared(self.nb, self.language)
        except ReadError as error:
            found = _CELL.fullmatch(error.place)
            place = ipynb.place(self.nb, *(int(each or 0) for each in found.groups())) if found else error.place
            raise type(error)(error.what, path=self.path, place=place, hint=error.hint) from error

    @property
    def slug(self) -> str:
        """`slug:` of the front matter, else the name of the file, or of the folder whose index it is, without its date."""
        dated = _DATED.fullmatch(called(self.path))
        given = self.front.values.get("slug")
        if given:
            return slugged(str(given), cased=True)
        return slugged(dated["slug"] if dated else called(self.path))

    @property
    def date(self) -> str:
        """`date:` of the front matter as it is written, else that of the file name, else an empty string."""
        dated = _DATED.fullmatch(called(self.path))
        return str(self.front.values.get("date") or (dated["date"] if dated else ""))


def load(path: Path) -> Notebook:
    """Read and upgrade the notebook at `path`; raise ReadError where there is no whole one."""
    path = path.absolute()
    try:
        text = looks.content(path).decode("utf-8")
    except FileNotFoundError as error:
        raise ReadError("there is no such notebook", path=path) from error
    except IsADirectoryError as error:
        raise ReadError("this is a folder; name the notebook in it", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"the notebook cannot be read: {error}", path=path) from error
    return parse(text, path)


def parse(text: str, path: Path) -> Notebook:
    """Read the text of the notebook that belongs at `path`; raise ReadError where it is none."""
    kind = sources.of(path)
    if not kind.meant(text):
        raise ReadError(f"this is no notebook: {kind.lacking}", path=path, hint=kind.way_out)
    with _placed(path):
        written = kind.read(text.replace("\r\n", "\n") if kind.text else text, path)
    language = language_of(written.nb)
    whole = pairs.filled(written.nb, path, lambda cell: cell_options.code(cell["source"], language))
    nb, told = includes.expanded(identified(whole), path)
    return of(nb, path, (*written.notices, *told))


def of(nb: Any, path: Path, notices: tuple[Notice, ...] = ()) -> Notebook:
    """Make a `Notebook` of one that is read already; `path` is where it belongs, `notices` what was left out of it."""
    with _placed(path):
        return Notebook(path, nb, frontmatter.read(nb), language_of(nb), notices)


@contextmanager
def _placed(path: Path) -> Iterator[None]:
    """Name the notebook in the errors of those who know only its content."""
    try:
        yield
    except ReadError as error:
        raise type(error)(error.what, path=path, place=error.place, hint=error.hint) from error.__cause__


def origin(nb: Any, path: Path) -> Path:
    """Where the notebook stood when it ran, if `nb` is a run's copy that lies elsewhere in its project; else `path`.

    What a notebook says of itself proves nothing: the one that it names has to be in the project and hold most of its cells.
    """
    project = project_of(path)
    place = Path(os.path.normpath(project / (record(nb).get("notebook") or path)))
    if place == path or place.suffix not in sources.suffixes() or not place.is_relative_to(project):
        return path
    try:
        within = looks.place(place).is_relative_to(looks.place(project))
        hidden = any(part.startswith(".") for part in place.relative_to(project).parts)
        return place if within and not hidden and _most(nb, load(place).nb) else path
    except (ReadError, ValueError):  # ValueError: a name that no file can have
        return path


def _most(nb: Any, other: Any) -> bool:
    """Tell whether most cells of two notebooks are the same."""
    own = [cell for cell in nb["cells"] if not injected(cell)]
    theirs = {cell["id"]: cell["source"] for cell in other["cells"]}
    same = sum(theirs.get(cell.get("id")) == cell["source"] for cell in own)
    return bool(2 * same > max(len(own), len(theirs)))
