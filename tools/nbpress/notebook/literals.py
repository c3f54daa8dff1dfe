"""Values of parameters as Python source and as JSON: the same value gives the same text in every process.

A leaf. Sets are written in order, since Python draws another one for each process; infinities and dates, which have no
literal of their own, as calls.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any


def literal(value: Any) -> str:
    """Write a value as a Python expression that gives it, whatever names the notebook binds."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{_joined(value)}]"
    if isinstance(value, tuple):
        return f"({_joined(value)},)" if len(value) == 1 else f"({_joined(value)})"
    if isinstance(value, set | frozenset):
        inner = "{" + ", ".join(sorted(map(literal, value))) + "}" if value else ""
        return inner if inner and isinstance(value, set) else f"{type(value).__name__}({inner})"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    if type(value).__module__ == "datetime":
        return repr(value).replace("datetime.", '__import__("datetime").')
    return repr(value)


def _joined(items: list[Any] | tuple[Any, ...]) -> str:
    return ", ".join(map(literal, items))


def parsed(node: ast.AST) -> Any:
    """Give the value of an expression that is a literal of Python, or was written by `literal`; else raise ValueError."""
    if isinstance(node, ast.Call):
        kind = _CALLS.get(ast.unparse(node.func))
        if kind is None:
            raise ValueError("no literal")
        return kind(*map(parsed, node.args), **{str(each.arg): parsed(each.value) for each in node.keywords})
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return _KINDS[type(node)](map(parsed, node.elts))
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {parsed(key): parsed(value) for key, value in zip(node.keys, node.values, strict=True) if key}
    return ast.literal_eval(node)


_CALLS: Mapping[str, Callable[..., Any]] = {
    "float": float,
    "set": set,
    "frozenset": frozenset,
    "__import__('datetime').date": date,
    "__import__('datetime').datetime": datetime,
    "__import__('datetime').timezone": timezone,
    "__import__('datetime').timedelta": timedelta,
}
_KINDS: Mapping[type, Callable[..., Any]] = {ast.Tuple: tuple, ast.List: list, ast.Set: set}


def shown(value: Any) -> Any:
    """Bring a value into the shapes of JSON that a reader expects: a set in order, a date as ISO 8601 has it."""
    if isinstance(value, dict):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    if isinstance(value, set | frozenset):
        return [shown(item) for item in sorted(value, key=literal)]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float) or value is None else repr(value)


def encoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Bring values into the shapes that JSON has; `decoded` gives them back."""
    return {name: _encoded(value) for name, value in values.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_encoded(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[_encoded(key), _encoded(item)] for key, item in value.items()]}
    if isinstance(value, date):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, tuple):
        return {"tuple": [_encoded(item) for item in value]}
    if isinstance(value, set | frozenset):
        return {type(value).__name__: [_encoded(item) for item in sorted(value, key=literal)]}
    return value


def decoded(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Read values that `encoded` wrote."""
    return {name: _decoded(value) for name, value in kept.items()}


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if not isinstance(value, Mapping) or len(value) != 1:
        return value
    [(kind, inner)] = value.items()
    readers: dict[str, Callable[[Any], Any]] = {
        "dict": lambda pairs: {_decoded(key): _decoded(item) for key, item in pairs},
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "bytes": bytes.fromhex,
        "tuple": lambda items: tuple(map(_decoded, items)),
        "set": lambda items: set(map(_decoded, items)),
        "frozenset": lambda items: frozenset(map(_decoded, items)),
    }
    return readers[kind](inner) if kind in readers else value
