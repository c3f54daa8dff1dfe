"""Check again: is a published article still what its notebook gives? Two posts and their results in, the differences out.

What differs from run to run by nature does not count: outputs, live values, the dates, times and versions of the run.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from difflib import ndiff
from typing import Any

from nbpress.core.errors import CheckError
from nbpress.notebook import frontmatter

BLANK = "\ue000"  # a live value in the template of a post; a character for private use
_BLOCK = re.compile(r"\{::nomarkdown\}.*?\{:/nomarkdown\}", re.DOTALL)
_TAG = re.compile(r"<(/?)(?:div|figure)\b")
SHOWN = 5


def tolerances(given: Any, results: Mapping[str, Any]) -> dict[str, float]:
    """Check the `tolerance:` of a front matter: for results by name, how far a number may be off."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(type(value) in (int, float) for value in given.values()):
        raise CheckError("`nbpress: tolerance:` takes a mapping of results to numbers")
    for name in given:
        if name not in results:
            raise CheckError(f'`nbpress: tolerance:` names "{name}", which is no result')
    return {str(name): float(value) for name, value in given.items()}


def results(then: Mapping[str, Any], now: Mapping[str, Any], allowed: Mapping[str, float]) -> tuple[str, ...]:
    """Say which results are not what they were, beyond what is allowed."""
    names = [*now, *(name for name in then if name not in now)]
    return tuple(_differs(name, then.get(name), now.get(name), allowed.get(name, 0.0)) for name in names
                 if not _same(then.get(name), now.get(name), allowed.get(name, 0.0)))  # fmt: skip


def _same(then: Any, now: Any, allowed: float) -> bool:
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return all(_same(one, other, allowed) for one, other in zip(then, now, strict=True))
    if type(then) in (int, float) and type(now) in (int, float):
        return (math.isnan(then) and math.isnan(now)) or abs(then - now) <= allowed
    return bool(then == now)


def _differs(name: str, then: Any, now: Any, allowed: float) -> str:
    return f"{name} was {then}, is {now}" + (f" (tolerance {allowed:g})" if allowed else "")


def text(post: str, template: str) -> tuple[str, ...]:
    """Say how a post differs from its template: the same post without outputs, live values as `BLANK`."""
    old, new = list(_lines(post)), list(_lines(template))
    if len(old) == len(new) and all(_fits(one, other) for one, other in zip(old, new, strict=True)):
        return ()
    live = [line for line in new if BLANK in line]
    changed = [
        line
        for line in ndiff(old, new)
        if line[0] in "+-" and BLANK not in line and not any(_fits(line[2:], one) for one in live)
    ]
    return ("the text of the post differs:", *(f"  {line}" for line in changed[:SHOWN]))


def _fits(line: str, template: str) -> bool:
    parts = (re.escape(part) for part in template.split(BLANK))
    return line == template or re.fullmatch(".*".join(parts), line) is not None


def _lines(post: str) -> Iterator[str]:
    """The lines of a post that do not come from its run."""
    _, head, body = post.split("---\n", 2)
    values = {key: value for key, value in frontmatter.parse(head).values.items() if key != "modified"}
    yield from (f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}" for key, value in values.items())
    body = _without_outputs(body)
    yield from (line.rstrip() for line in body.splitlines() if line.strip())


def _without_outputs(body: str) -> str:
    """Cut out the outputs; Markdown inside of one, a caption say, parts its HTML into several blocks."""
    kept: list[str] = []
    end = open_ = 0
    for block in _BLOCK.finditer(body):
        if not open_:
            kept.append(body[end : block.start()])
        if open_ or "nb-output" in block[0]:
            open_ = max(0, open_ + sum(-1 if tag[1] else 1 for tag in _TAG.finditer(block[0])))
        else:
            kept.append(block[0])
        end = block.end()
    return "".join([*kept, body[end:]])
