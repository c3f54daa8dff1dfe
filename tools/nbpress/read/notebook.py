"""Read a notebook: `.ipynb` of any nbformat in, a `Notebook` out, or an error that names file and place."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from nbpress.core import regular_files
from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.project import called, project_of
from nbpress.notebook import frontmatter, parameters
from nbpress.notebook.ipynb import identified, injected, language_of, record
from nbpress.notebook.parameters import Parameter
from nbpress.notebook.validation import joined, mended
from nbpress.read import includes
from nbpress.read.slug import slugged

DEEPEST = 200  # levels of lists and mappings in the JSON of a notebook
_HALF = re.compile("[\ud800-\udfff]")
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)")


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
        with _placed(self.path):
            return parameters.declared(self.nb, self.language)

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
        text = regular_files.content(path).decode("utf-8")
    except FileNotFoundError as error:
        raise ReadError("there is no such notebook", path=path) from error
    except IsADirectoryError as error:
        raise ReadError("this is a folder; name the notebook in it", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"the notebook cannot be read: {error}", path=path) from error
    return parse(text, path)


def parse(text: str, path: Path) -> Notebook:
    """Read the text of the notebook that belongs at `path`; raise ReadError where it is none."""
    nb = _upgraded(_json(text, path), path)
    notices = mended(nb)
    nb, told = includes.expanded(identified(joined(nb)), path)
    return of(nb, path, (*notices, *told))


def _upgraded(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """Bring a notebook of nbformat 2 or 3 to 4, in memory."""
    if "cells" in raw:
        return raw
    import nbformat

    major = 2 if raw.get("nbformat") == 2 else 3
    try:
        cells = (cell for sheet in raw["worksheets"] for cell in sheet.get("cells", ()))
        for output in (output for cell in cells for output in cell.get("outputs") or ()):
            if output["output_type"] == "stream":  # the first notebooks left out what went without saying
                output["text"] = output.get("text") or ""
                output["stream"] = output.get("stream") or "stdout"
        upgraded: dict[str, Any] = nbformat.convert(
            nbformat.reads(json.dumps({**raw, "nbformat": major}), as_version=major), 4
        )
    except Exception as error:  # nbformat raises whatever a broken notebook makes its upgraders trip over
        raise ReadError(
            f"this notebook of nbformat {major} cannot be upgraded: {_first_line(error)}", path=path
        ) from error
    return upgraded


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
        raise type(error)(error.what, path=path, place=error.place, hint=error.hint) from error


def origin(nb: Any, path: Path) -> Path:
    """Where the notebook stood when it ran, if `nb` is a run's copy that lies elsewhere in its project; else `path`.

    What a notebook says of itself proves nothing: the one that it names has to be in the project and hold most of its cells.
    """
    project = project_of(path)
    place = Path(os.path.normpath(project / (record(nb).get("notebook") or path)))
    if place == path or place.suffix != ".ipynb" or not place.is_relative_to(project):
        return path
    try:
        within = place.resolve().is_relative_to(project.resolve())
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


def _json(text: str, path: Path) -> dict[str, Any]:
    """Read JSON that looks like a notebook, with an error that names the line."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReadError("the file is empty, not a notebook", path=path)
    try:
        raw = json.loads(text)
        while _torn(raw):  # half a character, which no file can hold
            raw = json.loads(json.dumps(raw, ensure_ascii=False).encode("utf-8", "ignore"))
    except json.JSONDecodeError as error:
        raise ReadError(
            f"this is no notebook: {error.msg}",
            path=path,
            place=f"line {error.lineno}, column {error.colno}",
            hint="The file is cut short or was edited by hand.",
        ) from error
    except RecursionError as error:
        raise ReadError(
            f"this is no notebook: its JSON is nested more than {DEEPEST} levels deep", path=path
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise ReadError(f"this is no notebook: {_first_line(error)}", path=path) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("cells", raw.get("worksheets")), list):
        raise ReadError("this is JSON, but no notebook: it has no cells", path=path)
    return raw


def _torn(value: Any, level: int = 0) -> bool:
    """Tell whether a text in what was read from JSON holds half a character (a lone surrogate).

    Raises RecursionError for what is nested deeper than every reader of it takes.
    """
    if isinstance(value, str):
        return not value.isascii() and _HALF.search(value) is not None
    if not isinstance(value, dict | list):
        return False
    if level >= DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return any(map(_torn, value)) or any(map(_torn, value.values(), repeat(level + 1)))
    return any(map(_torn, value, repeat(level + 1)))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
