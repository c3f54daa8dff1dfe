"""Answer a live value from a stored run, without a kernel: an expression over numbers that the run recorded.

simpleeval evaluates it; what it does not know, or does otherwise than Python, has no answer here, and the article runs again.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from simpleeval import SimpleEval

from nbpress.notebook.expressions import Bounded, formatted, rounded

_FUNCTIONS = {
    "abs": abs,
    "bool": bool,
    "float": float,
    "int": int,
    "max": max,
    "min": min,
    "round": rounded,
    "str": str,
}
_CONVERSIONS: dict[str, Callable[[Any], str]] = {"r": repr, "s": str, "a": ascii}
_PLAIN = (bool, int, float, str)
LAST = -1


class _Evaluator(Bounded, SimpleEval):  # type: ignore[misc]
    """simpleeval with Python's own formatting."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__(names=dict(names), functions=_FUNCTIONS)
        self.nodes[ast.FormattedValue] = self._formatted

    def _formatted(self, node: ast.FormattedValue) -> str:
        value = self._eval(node.value)
        if node.conversion != -1:
            value = _CONVERSIONS[chr(node.conversion)](value)
        return formatted(value, self._eval(node.format_spec) if node.format_spec else "")


def answer(expression: str, place: int, record: Mapping[str, Any], results: Mapping[str, str]) -> dict[str, Any]:
    """Give what a kernel would answer at a place of the notebook (the number of executed cells before it, or LAST).

    results: the expressions of the results, by name. Empty where it takes a run to know.
    """
    names = {name: value for name, (bound, value) in record.get("names", {}).items() if place == LAST or bound <= place}
    try:
        tree = ast.parse(expression.strip(), mode="eval")
        if place == LAST:
            tree = _Known({_dump(text): record["results"][name] for name, text in results.items()
                           if isinstance(record.get("results", {}).get(name), _PLAIN)}).visit(tree)  # fmt: skip
        value = _Evaluator(names).eval(expression, previously_parsed=tree.body)
    except Exception:  # simpleeval passes on whatever the expression raises: the kernel is to say it
        return {}
    return {"status": "ok", "data": {"text/plain": repr(value)}, "metadata": {}} if type(value) in _PLAIN else {}


def _dump(text: str) -> str:
    try:
        return ast.dump(ast.parse(str(text).strip(), mode="eval").body)
    except SyntaxError:
        return ""


class _Known(ast.NodeTransformer):
    """Puts the values of results in the place of their expressions."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def visit(self, node: ast.AST) -> Any:
        """Replace a node that is the expression of a result; look into any other."""
        key = ast.dump(node) if isinstance(node, ast.expr) else ""
        return ast.Constant(self.values[key]) if key in self.values else super().visit(node)
