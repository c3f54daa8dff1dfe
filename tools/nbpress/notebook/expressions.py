"""Bounds of the expressions that simpleeval evaluates: how long, how large, how many steps.

`Bounded` goes before an evaluator of simpleeval's. It raises ValueError for what would take long, or much memory.
"""

from __future__ import annotations

import ast
from typing import Any

from nbpress.core.regex import regex

LONGEST = 10_000  # characters of an expression, and of a text in it
LARGEST = 10_000  # bits of a number, and entries of a list
STEPS = 50_000  # parts of the expression that are evaluated, each time that they are
WIDEST = 1_000  # columns of a format, digits of a rounding
# Methods that give something as large as their arguments ask for.
_GROWING = frozenset(("zfill", "ljust", "rjust", "center", "expandtabs", "replace", "join", "translate", "to_bytes"))
_WIDE = regex(r"\d{4}")


class Bounded:
    """Mixed into simpleeval's evaluators: counts the steps, and looks at the size of each value."""

    steps = 0
    operators: dict[type[ast.AST], Any]

    def eval(self, expr: str, previously_parsed: ast.expr | None = None) -> Any:
        """Evaluate an expression; raise ValueError for one that is too long."""
        if len(expr) > LONGEST:
            raise ValueError("it is too long")
        self.steps = 0
        self.operators = {**self.operators, ast.Pow: _power, ast.LShift: _shifted, ast.Mod: _modulo}
        return super().eval(expr, previously_parsed)  # type: ignore[misc]

    def _eval(self, node: ast.AST) -> Any:
        self.steps += 1
        if self.steps > STEPS:
            raise ValueError("it takes too many steps")
        if isinstance(node, ast.Attribute) and node.attr in _GROWING:
            raise ValueError(f"`{node.attr}` is not to be had here")
        return _sized(super()._eval(node))  # type: ignore[misc]


def _sized(value: Any) -> Any:
    large = value.bit_length() > LARGEST if isinstance(value, int) else False
    if large or (isinstance(value, str | bytes | list | tuple | dict | set) and len(value) > LONGEST):
        raise ValueError("a value in it is too large")
    return value


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > LARGEST:
        raise ValueError("a power in it is too large")
    return base**exponent


def _shifted(number: Any, by: Any) -> Any:
    if by > LARGEST:
        raise ValueError("a number in it is too large")
    return number << by


def _modulo(left: Any, right: Any) -> Any:
    """The rest of a division, or a text formatted; a width that is a number of four digits, or comes by `*`, is refused."""
    if isinstance(left, bytes) or (isinstance(left, str) and (_WIDE.search(left) or "*" in left)):
        raise ValueError("a format in it is too wide")
    return left % right


def rounded(number: Any, digits: Any = None) -> Any:
    """Round, but not to more digits than any number has."""
    if digits is not None and abs(digits) > WIDEST:
        raise ValueError("it rounds to too many digits")
    return round(number, digits)


def formatted(value: Any, spec: str) -> str:
    """Format a value, but not to more columns than any page has."""
    if _WIDE.search(spec):
        raise ValueError("a format in it is too wide")
    return format(value, spec)
