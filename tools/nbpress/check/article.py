"""Check an article before it is written: what Jekyll will read back, the images it names, its date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from nbpress.core import diagrams, file_names
from nbpress.core.errors import CheckError
from nbpress.core.post_dates import clock, moment
from nbpress.core.records import Article, Site
from nbpress.core.regex import regex
from nbpress.notebook import frontmatter

_DATE = regex(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[A-Z]{2,4}|[-+]\d{2}:?\d{2})?)?")
_LIVE = "{eval}"  # in front of an expression, whose value only the run knows
_IMAGE = regex(r"\.(?:png|jpe?g|gif|webp|svg|avif)\Z", re.IGNORECASE)


def article(made: Article, site: Site, there: Mapping[PurePosixPath, bool]) -> None:
    """Raise CheckError for an article that Jekyll would read otherwise than it was meant.

    there: whether the site holds a file already, by the path below its root, of each path that `named` gives.
    """
    head = made.text.split("---\n", 2)
    if len(head) < 3 or head[0]:
        raise CheckError("the post has no front matter")
    back = frontmatter.parse(head[1], place="the post's front matter").values
    wanted = {key: value for key, value in made.header.items() if key != "nbpress"}
    if back != wanted:
        differing = next(key for key in {*back, *wanted} if back.get(key) != wanted.get(key))
        raise CheckError(f"the front matter's `{differing}` would be read back as {back.get(differing)!r}")
    _dated(str(made.header.get("date", "")))
    for path in (made.path, *(each for each in made.files if each.parent != diagrams.FOLDER)):  # no page links to these
        _placed(path, path.name if path == made.path else str(path))
    for path in named(made.header, site):
        if path not in made.files and not there.get(path):
            raise CheckError(
                f"the front matter names the image {path}, which neither the run made nor the site holds",
                hint=f"Label the cell that draws it `#| label: {path.stem}`, or put the file there.",
            )


def foreseen(header: Mapping[str, Any], post: PurePosixPath, site: Site) -> None:
    """Raise CheckError for what `article` would refuse whatever a run gives.

    header: the post's front matter as it is before the run. post: where it belongs.
    """
    text = str(header.get("date", ""))
    if _LIVE not in text:
        _dated(text)
    _placed(post, post.name)
    named(header, site)


def _placed(path: PurePosixPath, shown: str) -> None:
    """Refuse a place that the author or the site's settings chose, and where no file can be, or Jekyll leaves it out."""
    if why := file_names.impossible(path):
        raise CheckError(why, hint="Choose a shorter `slug:`, or shorter names for its images.")
    if part := file_names.passed_over(PurePosixPath(shown)):
        raise CheckError(
            f"Jekyll leaves out what is called {part}, and so {path}",
            hint="Choose a name that neither begins with `_`, `.`, `#` or `~` nor ends with `~`.",
        )


def _dated(text: str) -> None:
    if not _DATE.fullmatch(text):
        raise CheckError(
            f"`date: {text}` is no date that Jekyll reads", hint="Write 2018-11-11, or 2018-11-11 09:30:00 +0100."
        )
    try:
        moment(text, UTC)
    except ValueError as error:
        raise CheckError(f"`date: {text}` is no day of the calendar, or no time of a day") from error


def named(header: Mapping[str, Any], site: Site) -> tuple[PurePosixPath, ...]:
    """Give the image files of the site that a front matter names, as paths below the site's root.

    Raises CheckError for one whose name no disk takes.
    """
    found = (_path(text, site) for key in ("image", "header") for text in _texts(header.get(key)))
    paths = tuple(dict.fromkeys(path for path in found if path))
    for path in paths:
        if why := file_names.impossible(path):
            raise CheckError(f"the front matter names an image that cannot be: {why}", hint="Give it a shorter name.")
    return paths


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)


def _path(text: str, site: Site) -> PurePosixPath | None:
    if "://" in text or text.startswith("//") or "{{" in text or not _IMAGE.search(text):
        return None
    return PurePosixPath(text.lstrip("/")) if text.startswith("/") else site.images / text


def future(text: str, now: datetime, timezone: str = "") -> str:
    """Warn of a post that Jekyll leaves out because its date, a `text`, is still to come; else an empty string."""
    now = now.astimezone(clock(timezone)) if timezone else now
    if moment(text, now.tzinfo or UTC) > now:
        return f"Jekyll leaves this post out until {text}, unless it builds with --future"
    return ""
