"""Check what the author promised: conditions over the results and parameters of a run.

Conditions are Python expressions, evaluated by simpleeval: names, numbers, comparisons, a few functions, nothing else.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from simpleeval import EvalWithCompoundTypes

from nbpress.core.errors import CheckError
from nbpress.notebook.expressions import Bounded, rounded


class _Evaluator(Bounded, EvalWithCompoundTypes):  # type: ignore[misc]
    """simpleeval with bounds."""


FUNCTIONS = {
    "abs": abs,
    "min": min,
    "max": max,
    "len": len,
    "round": rounded,
    "isclose": math.isclose,
    "isnan": math.isnan,
}


def conditions(given: Any, key: str) -> dict[str, str]:
    """Read `expect:` or `warn:`: a condition, a list of them, or a mapping of conditions to what to say. By condition."""
    if given is None:
        return {}
    if isinstance(given, str):
        return {given: ""}
    if isinstance(given, Mapping):
        return {str(condition): str(say or "") for condition, say in given.items()}
    if isinstance(given, list) and all(isinstance(item, str) for item in given):
        return dict.fromkeys(given, "")
    raise CheckError(
        f"`nbpress: {key}:` takes a condition, a list of conditions, or a mapping of conditions to sentences"
    )


def answerable(wanted: Iterable[str], names: Collection[str]) -> None:
    """Raise CheckError for a condition that is no expression, or uses a name that no run will have."""
    for condition in wanted:
        try:
            used = [node for node in ast.walk(ast.parse(condition.strip(), mode="eval")) if isinstance(node, ast.Name)]
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise _unanswerable(condition, error, names) from error
        known = {*names, *FUNCTIONS, *(node.id for node in used if isinstance(node.ctx, ast.Store))}
        for node in used:
            if node.id not in known:
                raise _unanswerable(condition, f'there is no "{node.id}"', names)


def _unanswerable(condition: str, why: object, names: Collection[str]) -> CheckError:
    return CheckError(
        f"the expectation `{condition}` cannot be evaluated: {why}",
        hint=f"It may use these names: {', '.join(sorted(names)) or 'none'}.",
    )


def missed(wanted: Mapping[str, str], names: Mapping[str, Any]) -> tuple[str, ...]:
    """Say of each condition that does not hold what its names stand for; raise CheckError for one that has no answer."""
    return tuple(_sentence(condition, say, names) for condition, say in wanted.items() if not _holds(condition, names))


def _holds(condition: str, names: Mapping[str, Any]) -> bool:
    try:
        return bool(_Evaluator(names=dict(names), functions=dict(FUNCTIONS)).eval(condition))
    except Exception as error:  # simpleeval passes on whatever the expression raises
        raise _unanswerable(condition, error, names.keys()) from error


def _sentence(condition: str, say: str, names: Mapping[str, Any]) -> str:
    used = [f"{name} is {names[name]!r}" for name in names if _mentions(condition, name)]
    values = f"{condition} ({', '.join(used)})" if used else condition
    return f"{say} [{values}]" if say else values


def _mentions(condition: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", condition) is not None
