"""The manifest of a site: what nbpress wrote into it, a file for each article, `_nbpress/<slug>.json`.

Two branches that each add an article merge: neither touches a file of the other. The slug in the file counts; the file's
name is made of it as other names are. A file that articles share, such as the style sheet, is listed by each of them, and
goes when none lists it any more. Jekyll passes over the folder.

Per article: its notebook and the parameters given to it, its two keys, the hashes of its dependencies and files;
and what says later why it is due: hashes of its cells, the values of its parameters, versions.
Relative paths with slashes, no time and no machine path: it is committed, and the same on every machine.
"""

from __future__ import annotations

import contextlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import PurePosixPath
from typing import Any

from nbpress.core import file_names
from nbpress.core.errors import ReadError
from nbpress.core.notices import Notice
from nbpress.core.regex import regex

FOLDER = "_nbpress"
OLD = ".nbpress.json"  # one file for all articles, as it was once; read, and replaced by the next publication
FORMAT = 2
OLD_FORMAT = 1
_CONFLICT = regex(rb"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
_TEXTS = ("notebook", "post", "run", "render", "place")
_YOUNGER = ("place", "outputs", "bare", "order")  # than many an entry: they stand where they say something
_TEXT = frozenset([str])
_MAPS = ("dependencies", "files", "values", "cells", "versions")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: `post` and the keys of `files` are paths below the site's root; hashes are SHA-256.

    run: the run key, or `never` for an article published with the outputs its notebook held.
    parameters: those given; values: all that ran, written as Python or the notebook's language writes them.
    written: files of the project that the run wrote itself, which are no dependencies of it.
    cells: by id, hash of what the cell runs and of all that it shows. versions: of the packages that ran.
    variant: whether the article stands beside the main one of its notebook, under a name of its own.
    place: where the notebook lies, if not in the site's project (`nbpress.read.identity`). outputs: ids of the cells whose
    outputs the article shows.
    formats: numbers under which the run key and the render key were made (`nbpress.plan.keys`).
    warnings: what its author should know of the page and its run, quiet or not.
    order: ids of the cells in their order, where some of them have none of their own (`nbpress.notebook.cell_ids`).
    bare: whether it was published though its notebook had no front matter.
    """

    notebook: str
    post: str
    run: str
    render: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    written: Sequence[str] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    variant: bool = False
    formats: Sequence[int] = (1, 2)  # of an entry that was written before these were kept
    place: str = ""
    outputs: Sequence[str] = ()
    warnings: Sequence[Notice] = ()
    bare: bool = False
    order: Sequence[str] = ()


def name(slug: str) -> PurePosixPath:
    """Name the file of an article's entry, below the site's root."""
    return PurePosixPath(FOLDER, f"{file_names.fitted(slug)}.json")


def told(path: PurePosixPath) -> bool:
    """Tell whether a file of the site, by its path below the root, belongs to the manifest."""
    return path.parts[0] in (FOLDER, OLD)


def parse(content: bytes, path: str) -> tuple[str, Entry]:
    """Read the file of one article: its slug and its entry. Raises ReadError with the way out for one that is damaged."""
    with _readable(content, path):
        values = _loaded(content, FORMAT, path)
        slug = values.pop("slug")
        if type(slug) is not str:
            raise ValueError("its `slug` is no text")
        entry = _checked(values)
    wanted = f"{file_names.fitted(slug)}.json"
    if not path.endswith(f"/{wanted}") and unicodedata.normalize(
        "NFC", path.rpartition("/")[2]
    ) != unicodedata.normalize("NFC", wanted):
        raise ReadError(f'this file tells of the article "{slug}"', path=path, hint=f"Call it {wanted}.")
    return slug, entry


def parse_old(content: bytes, path: str) -> dict[str, Entry]:
    """Read the one file that once held the entries of all articles, by slug."""
    with _readable(content, path):
        return {slug: _checked(values) for slug, values in _loaded(content, OLD_FORMAT, path)["articles"].items()}


@contextlib.contextmanager
def _readable(content: bytes, path: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if _CONFLICT.search(content):
            hint = f"Take the file of either side (git checkout --ours, or --theirs, {path}), then publish."
            raise ReadError("this part of the manifest holds a merge conflict", path=path, hint=hint) from error
        why = f" ({error})" if type(error) is ValueError else ""
        hint = f"Take the file from version control: git checkout -- {path}"
        raise ReadError(f"this part of the manifest is damaged{why}", path=path, hint=hint) from error


def _loaded(content: bytes, wanted: int, path: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(content)
    found = values.pop("format")
    if type(found) is int and found > wanted:
        hint = "Install the nbpress that wrote it, or a newer one."
        raise ReadError(f"the manifest has format {found}; this nbpress writes {wanted}", path=path, hint=hint)
    if found != wanted:
        raise ValueError(f"its `format` is no {wanted}")
    return values


def _checked(values: dict[str, Any]) -> Entry:
    """Make an entry, if each value has its type and each path lies below the site, or the project."""
    formats = values.pop("formats", [1, 2])
    if type(formats) is not list or [type(number) for number in formats] != [int, int]:
        raise ValueError("its `formats` are no two numbers")
    lists = {name: values.pop(name, []) for name in ("outputs", "order")}
    for name, given in lists.items():
        if type(given) is not list or not _TEXT.issuperset(map(type, given)):
            raise ValueError(f"its `{name}` are no list of texts")
    warnings = _notices(values.pop("warnings", []))
    outputs, order = (tuple(given) for given in lists.values())
    entry = Entry(**values, formats=tuple(formats), outputs=outputs, warnings=warnings, order=order)
    for key in _TEXTS:
        if type(getattr(entry, key)) is not str:
            raise ValueError(f"its `{key}` is no text")
    for key in _MAPS:
        held = getattr(entry, key)
        if type(held) is not dict or not _TEXT.issuperset(map(type, held.values())):
            raise ValueError(f"its `{key}` is no mapping of texts")
    if type(entry.parameters) is not dict or {type(entry.variant), type(entry.bare)} != {bool}:
        raise ValueError("its `parameters`, `variant` or `bare` are not what they should be")
    if type(entry.written) is not list or not _TEXT.issuperset(map(type, entry.written)):
        raise ValueError("its `written` is no list of texts")
    for place in (entry.notebook, entry.post, *entry.files):
        if not place or place[0] == "/" or "\0" in place or (".." in place and ".." in place.split("/")):
            raise ValueError(f"{place!r} is no path below the site")
    return entry


def _notices(given: Any) -> tuple[Notice, ...]:
    found = tuple(Notice(**each) for each in given)
    for each in found:
        if type(given) is not list or [*map(type, (each.code, each.what, each.cell, each.line))] != [
            str,
            str,
            int,
            int,
        ]:
            raise ValueError("its `warnings` are no list of warnings")
    return found


def posted(post: str) -> str:
    """Give the date that stands in the name of a post; a draft's has none, nor that of a collection."""
    found = re.match(r"\d{4}-\d{2}-\d{2}(?=-)", post.rpartition("/")[2])
    return found[0] if found else ""


def dump(slug: str, entry: Entry) -> bytes:
    """Write the file of an article's entry, so that version control merges it well: sorted, one value a line."""
    values = {each.name: getattr(entry, each.name) for each in fields(Entry)}
    kept = {name: value for name, value in values.items() if value or name not in _YOUNGER}
    content = {"format": FORMAT, "slug": slug} | kept
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=asdict) + "\n").encode()
