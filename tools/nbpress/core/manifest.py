"""The manifest of a site, `.nbpress.json`: what nbpress wrote into it.

Per article, by slug: its notebook and the parameters given to it, its two keys, the hashes of its dependencies and files;
and what says later why it is due: hashes of its cells, the values of its parameters, versions.
Relative paths with slashes, no time and no machine path: it is committed, and the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from nbpress.core.errors import ReadError

NAME = ".nbpress.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: `post` and the keys of `files` are paths below the site's root; hashes are SHA-256.

    run: the run key, or `never` for an article published with the outputs its notebook held.
    parameters: those given; values: all that ran, written as Python or the notebook's language writes them.
    written: files of the project that the run wrote itself, which are no dependencies of it.
    cells: by id, hash of what the cell runs and of all that it shows. versions: of the packages that ran.
    variant: whether the article stands beside the main one of its notebook, under a name of its own.
    formats: numbers under which the run key and the render key were made (`nbpress.plan.keys`).
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


def parse(text: str) -> dict[str, Entry]:
    """Read a manifest's text: entries by slug. Raises ReadError for one that is damaged or newer than this nbpress."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ReadError(
                f"the manifest has format {content['format']!r}; this nbpress writes {FORMAT}",
                hint="Install the nbpress that wrote it, or a newer one.",
            )
        return {slug: Entry(**entry) for slug, entry in content["articles"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError("the manifest is damaged", hint=f"Take {NAME} from version control.") from error


def day(entries: Iterable[Entry], notebook: str) -> str:
    """Give the date that stands in the name of a notebook's post; empty for a draft, and where there is no post."""
    posts = (entry.post for entry in entries if entry.notebook == notebook and not entry.variant)
    return posted(next(posts, ""))


def posted(post: str) -> str:
    """Give the date that stands in the name of a post; a draft's has none."""
    name = post.rpartition("/")[2]
    return name[:10] if name[:4].isdigit() else ""


def dump(entries: Mapping[str, Entry]) -> str:
    """Write a manifest as text that version control merges well: sorted, one value a line."""
    names = [each.name for each in fields(Entry)]
    articles = {slug: {name: getattr(entries[slug], name) for name in names} for slug in sorted(entries)}
    return json.dumps({"format": FORMAT, "articles": articles}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
