"""The sentences of the package that people see, read out of its source: what stands in an f-string's braces becomes `…`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "tools" / "nbpress"
# Functions that give warnings back as sentences; everywhere else a warning is what `warn(…)` is called with.
WARNERS = (
    "_changing",
    "_other_kernel",
    "promised",
    "future",
    "drifted",
    "warnings",
    "_parse",
    "_kept_out",
    "_tokens",
    "contradictions",
)
CONSTANTS = ("_UNREAD",)  # constants of modules that are such sentences
ERRORS = ("Error", "Exit")


def warnings() -> set[str]:
    """Every warning that a publication may give."""
    found = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ("warn", "_warn"):
                found |= set(_texts(node.args[-1])) if node.args else set()
            if isinstance(node, ast.FunctionDef) and node.name in WARNERS:
                found |= set(_given(node))
            if isinstance(node, ast.Assign) and any(_name(target) in CONSTANTS for target in node.targets):
                found |= set(_texts(node.value))
    return {text for text in found if " " in text.strip("… ")}


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


def refusals() -> set[str]:
    """Every reason for which a file does not come along."""
    [found] = [node for tree in _trees() for node in ast.walk(tree) if _defines(node, "refusal")]
    assert isinstance(found, ast.FunctionDef)
    return {text for text in _given(found) if text.startswith(("it ", "no "))}


def defined(name: str) -> int:
    """How many functions or constants of the package are called `name`."""
    return sum(_defines(node, name) for tree in _trees() for node in ast.walk(tree))


def _defines(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Assign):
        return name in CONSTANTS and any(_name(target) == name for target in node.targets)
    return isinstance(node, ast.FunctionDef) and node.name == name


def strings(path: Path) -> Iterator[str]:
    """Every text of a module, docstrings and parts of f-strings among them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _trees() -> Iterator[ast.Module]:
    return (ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py")))


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
