"""The sentences of the package that people see, read out of its source: what stands in an f-string's braces becomes `…`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "tools" / "nbpress"
# Where the sentence of a warning is made, if that is not where it is told: functions, and constants of modules.
MAKERS: Mapping[str, tuple[str, ...]] = {
    "nb-dense-markdown": ("_tokens", "_UNREAD"),
    "nb-option-lines": ("_parse",),
    "nb-unknown-syntax": (
        *("_STRAY", "_unclosed", "_no_directive", "_no_callout", "_no_role", "_no_shortcode"),
        *("no_lines", "_no_piece", "_no_reference", "_no_liquid", "_no_owner"),
    ),
    "nb-undrawn-diagram": ("undrawable",),
    "nb-broken-diagram": ("_unreadable", "_undrawn", "_too_large", "_too_long", "_undone"),
    "nb-future-date": ("future",),
}
ERRORS = ("Error", "Exit")


def warnings() -> dict[str, set[str]]:
    """The sentences of every warning that a publication may give, by its code."""
    found: dict[str, set[str]] = {}
    for function in (node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and len(node.args) > 1 and (code := _code(node.args[0])):
                found.setdefault(code, set()).update(_resolved(node.args[1], function))
    for code, names in MAKERS.items():
        found[code] |= made(*names)
    return {code: {text for text in texts if " " in text.strip("… ")} for code, texts in found.items()}


def made(*names: str) -> set[str]:
    """The sentences that functions of these names give, and constants hold."""
    found = set()
    for node in (node for tree in _trees() for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            found |= set(_given(node))
        elif isinstance(node, ast.Assign) and any(_name(target) in names for target in node.targets):
            found |= set(_texts(node.value))
    return {text for text in found if " " in text.strip("… ")}


def _code(node: ast.expr) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) and re.fullmatch(r"nb(-[a-z]+)+", value) else ""


def _resolved(node: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """The text of an expression; of a variable what its function puts into it."""
    if not isinstance(node, ast.Name):
        yield from _texts(node)
        return
    for each in ast.walk(function):
        if isinstance(each, ast.Assign) and any(_name(target) == node.id for target in each.targets):
            yield from _texts(each.value)


@cache
def errors() -> set[str]:
    """The first sentence of every error, and why an article is due."""
    raised = (
        text
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func).endswith("Error") and node.args
        for text in _texts(node.args[0])
    )
    return set(raised)


@cache
def refusals() -> set[str]:
    """Every reason for which a file does not come along."""
    return {text for text in made("refusal") if text.startswith(("it ", "no "))}


def strings(path: Path) -> Iterator[str]:
    """Every text of a module, docstrings and parts of f-strings among them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def _trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py")))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _given(function: ast.FunctionDef) -> Iterator[str]:
    """The sentences of a function, but for its docstring and the errors that it raises."""
    waiting: list[ast.AST] = list(function.body[1:])
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr) and (texts := list(_texts(node))):
            yield from texts
        elif not isinstance(node, ast.Raise):
            waiting += ast.iter_child_nodes(node)


def _texts(node: ast.expr) -> Iterator[str]:
    """The text of an expression, if it is one; of a choice each."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from (f"{left}{right}" for left in _part(node.left) for right in _part(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (text for value in node.values for text in _texts(value))


def _part(node: ast.expr) -> list[str]:
    return list(_texts(node)) or ["…"]
