"""Articles of which nothing changed: what became of them when they were last looked at is what becomes of them now.

For their sake nothing of a notebook is read but its size and its times, and no library is loaded that reads one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nbpress.core.notices import Notice
from nbpress.publish.answers import Answers
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Line, Outcome

# Options under which what became of an article is no news, or that make no difference where nothing is due.
_NO_MATTER = ("timeout", "run_timeout", "jobs", "scheduler", "twice")
_KNOWN = ("frozen", "strict", "still", "unnamed", "kernel", "python", "run_missing")
Named = tuple[list[Outcome], list[str]]  # what became of the articles of a notebook, and their slugs


def every(notebooks: Sequence[Path], options: PublishOptions, answers: Answers) -> list[Outcome] | None:
    """Give what became of the articles of these notebooks, if nothing changed of any of them."""
    outcomes: list[Outcome] = []
    wanted = flags(options)
    for path in notebooks:
        found = again(path, wanted, answers)
        if found is None:
            return None
        outcomes += found[0]
    return outcomes


def again(path: Path, wanted: str, answers: Answers) -> Named | None:
    """Give what became of the articles of a notebook under the same `flags`, if nothing changed."""
    found = answers.recall(_key(path, wanted)) if wanted else None
    return found and ([_outcome(path, each) for each in found["articles"]], found["slugs"])


def key(path: Path, wanted: str, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Give the question under which it is kept what became of the articles of a notebook; empty where it is not."""
    return () if not wanted or any(each.error or each.reasons for each in outcomes) else _key(path, wanted)


def packed(outcomes: Iterable[Outcome], slugs: Iterable[str]) -> dict[str, Any]:
    """Give what is kept of articles of which nothing was due."""
    articles = [
        {"variant": each.variant, "drift": each.drift, "older": each.older, "unset": each.unset}
        | {"reads": dict(each.reads)}
        | {"warnings": [asdict(notice) for notice in each.warnings]}
        for each in outcomes
    ]
    return {"articles": articles, "slugs": sorted(slugs)}


def _outcome(path: Path, kept: dict[str, Any]) -> Outcome:
    notices = tuple(Notice(**each) for each in kept["warnings"])
    return Outcome(
        path,
        variant=kept["variant"],
        drift=tuple(kept["drift"]),
        older=kept["older"],
        unset=tuple(kept["unset"]),
        warnings=notices,
        reads=kept["reads"],
    )


def lines(paths: Sequence[Path], whole: Path | None, answers: Answers) -> list[Line] | None:
    """Give the list of articles as it was, if nothing changed."""
    found = answers.recall(list_key(paths, whole))
    return None if found is None else [_line(each) for each in found]


def list_key(paths: Sequence[Path], whole: Path | None) -> tuple[str, ...]:
    """Give the question under which a list of articles is kept."""
    return ("list", str(whole or paths[0].absolute()), json.dumps([str(path.absolute()) for path in paths]))


def packed_lines(found: Iterable[Line]) -> list[dict[str, Any]] | None:
    """Give what is kept of a list; nothing of one with a fault, or with results that JSON cannot hold."""
    kept = [asdict(line) for line in found]
    try:
        same = json.loads(json.dumps(kept))
    except (TypeError, ValueError):
        return None
    return None if any(line["fault"] for line in kept) or list(map(_line, same)) != list(found) else kept


def _line(kept: Mapping[str, Any]) -> Line:
    notices = tuple(Notice(**each) for each in kept["warnings"])
    tuples = {name: tuple(kept[name]) for name in ("reasons", "unset")}
    return Line(**{**kept, **tuples, "warnings": notices})


def _key(path: Path, wanted: str) -> tuple[str, ...]:
    return ("publish", str(path.absolute()), wanted)


def flags(options: PublishOptions) -> str:
    """Give the options under which an answer is kept; empty where they ask for more than what is due."""
    plain = PublishOptions(options.site, options.store)
    if plain != replace(options, **{name: getattr(plain, name) for name in (*_NO_MATTER, *_KNOWN)}):
        return ""
    return " ".join(f"{name}={getattr(options, name)}" for name in _KNOWN)
