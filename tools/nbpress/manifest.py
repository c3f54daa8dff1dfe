"""The manifest of a site, `.nbpress.json`: what nbpress wrote into it.

Per article, by slug: its notebook and the parameters given to it, its two keys, the hashes of its dependencies and files.
Relative paths with slashes, no time and no machine path: it is committed, and the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nbpress.errors import ReadError

NAME = ".nbpress.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: `post` and the keys of `files` are paths below the site's root; hashes are SHA-256.

    run: the run key, or `never` for an article published with the outputs its notebook held.
    """

    notebook: str
    post: str
    run: str
    render: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


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


def dump(entries: Mapping[str, Entry]) -> str:
    """Write a manifest as text that version control merges well: sorted, one value a line."""
    articles = {slug: asdict(entries[slug]) for slug in sorted(entries)}
    return json.dumps({"format": FORMAT, "articles": articles}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
