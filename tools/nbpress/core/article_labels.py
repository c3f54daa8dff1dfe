"""The labelled things of an article, in a file that other articles read: `_nbpress/labels/<slug>.json`.

It is committed beside the article's manifest and written with its post: what is referred to or embedded elsewhere is what that
post shows, in every clone. No time and no machine path stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import PurePosixPath
from typing import Any

from nbpress.core import file_names
from nbpress.core.errors import ReadError
from nbpress.core.labelled import ArticleLabels, Embeddable

FOLDER = PurePosixPath("_nbpress/labels")  # beside the manifest
FORMAT = 1


def path(slug: str) -> PurePosixPath:
    """Name the file of an article, below the site's root."""
    return FOLDER / f"{file_names.fitted(slug)}.json"


def of(slug: str, title: str, things: Iterable[Embeddable]) -> ArticleLabels:
    """Give all that others can know of an article."""
    every = tuple(things)
    return ArticleLabels(slug, title, every, tuple(label for each in every for label in each.labels))


def dump(own: ArticleLabels) -> bytes:
    """Write the file, so that version control merges it well: in the order of the page, one value a line."""
    things = [{name: value for name, value in asdict(each).items() if value} for each in own.things]
    content = {"format": FORMAT, "slug": own.slug, "title": own.title, "things": things}
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def parse(content: bytes, name: str) -> ArticleLabels:
    """Read the file. Raises ReadError with the way out for one that is damaged. name: its path."""
    try:
        found = json.loads(content)
        if type(found["format"]) is not int or found["format"] > FORMAT:
            raise ValueError("a newer nbpress wrote it")
        if not type(found["slug"]) is type(found["title"]) is str:
            raise ValueError("its `slug` or `title` is no text")
        return of(found["slug"], found["title"], map(_thing, found["things"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = f" ({error})" if type(error) is ValueError else ""
        hint = f"Take the file from version control (git checkout -- {name}), or publish its article again."
        raise ReadError(f"this list of labels is damaged{why}", path=name, hint=hint) from error


def _thing(given: Any) -> Embeddable:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    thing = Embeddable(**{"kind": "", "number": "", "caption": "", "id": "", **values})
    for each in fields(Embeddable):
        value: Any = getattr(thing, each.name)
        wanted = bool if each.name == "above" else tuple if each.name in ("labels", "through") else str
        if type(value) is not wanted or (isinstance(value, tuple) and {*map(type, value)} - {str}):
            raise ValueError(f"its `{each.name}` is not what it should be")
    return thing
