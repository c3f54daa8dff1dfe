"""The table of themes as the guide shows it, key by key: printed by `python tests/theme_table.py`, held by test_guide.py.

Where nothing else is said a row is from the theme's documents and files; nobody looked at a page of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import foreign

from nbpress.core.records import CHANGED
from nbpress.read import themes

FOR_REAL = frozenset(foreign.BLOGS)  # whose pages test_foreign_browser.py builds, and looks at in a browser
HEAD = (
    "| name | theme | known by | layout | pictures | changed on | else | tried |\n|---|---|---|---|---|---|---|---|\n"
)


def table() -> str:
    """Write the table of all themes that are known."""
    return HEAD + "".join(f"| {' | '.join(_row(each))} |\n" for each in themes.known().values())


def _row(known: themes.Known) -> Iterator[str]:
    theme = known.theme
    yield f"`{known.name}`"
    yield known.title
    yield _code(*known.gems, *known.repositories, *known.signs)
    yield _code(*dict.fromkeys([theme.layouts.get("article", "article"), *theme.layouts.values()]))
    yield "; ".join(f"{role}: {_code(*keys)}" for role, keys in theme.images.items()) or "as they are"
    yield _code(*filter(None, (CHANGED, theme.modified)))
    yield "; ".join(_else(known))
    yield "for real" if known.name in FOR_REAL else "documents only"


def _else(known: themes.Known) -> Iterator[str]:
    theme = known.theme
    words = {"root": "", "bare": "picture paths without a slash", "folder": "picture paths below the folder"}[
        theme.paths
    ]
    yield from filter(None, (words,))
    yield f"folder {_code(known.folder)}"
    for name, keys in (("formula", theme.math), ("diagram", theme.mermaid), ("contents", theme.toc)):
        yield from (f"{name}: {_code(_key(keys))}",) if keys else ()
    yield from (f"excerpt: {_code(theme.excerpt)}",) if theme.excerpt else ()
    yield from ("`~~~` fences for code",) if theme.code == "fence" else ()
    yield from ("lower-case tags",) if theme.tags == "lower" else ()
    yield from ("puts `baseurl` before `<img>` itself",) if theme.prefixed else ()
    yield from ("`data:` pictures become files",) if not theme.inlined else ()
    yield from (f"callouts {_code(*theme.callouts.values())}",) if theme.callouts else ()


def _key(keys: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{key}: {{{_key(value)}}}" if isinstance(value, dict) else f"{key}: {str(value).lower()}"
        for key, value in keys.items()
    )


def _code(*names: str) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


if __name__ == "__main__":
    print(table(), end="")
