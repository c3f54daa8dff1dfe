"""Which names a notebook binds once, at top level, and where: their values stay what they were. Python only.

In come the sources of the cells that ran; out go names with their place, the number of executed cells before them and
themselves. Where a cell does what nobody can read off it, no name is sure.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nbpress.core.regex import regex

_MAGIC = regex(r"^[ \t]*(?:[%!?]|\w+[ \t]*=[ \t]*[%!])|\?[ \t]*$", re.MULTILINE)
_TIED = regex(r"^[ \t]*%(?:matplotlib|config|env|cd|pwd|load_ext)\b.*$", re.MULTILINE)
_OBSCURE = frozenset(["exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython", "__import__", "input"])
_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
_LOOPS = ast.For | ast.AsyncFor | ast.While
_BUILTINS = frozenset(["abs", "bool", "float", "int", "len", "max", "min", "round", "str", "sum"])


def once(sources: Sequence[str]) -> dict[str, int]:
    """Give the names that are bound exactly once, with the number of cells after which they are known."""
    count: Counter[str] = Counter()
    places: dict[str, int] = {}
    for place, source in enumerate(sources, 1):
        try:
            tree = ast.parse(_TIED.sub("", source))
        except (SyntaxError, ValueError):
            tree = None
        if tree is None or _MAGIC.search(_TIED.sub("", source)) or _obscure(tree):
            return {}
        for name, times in _bound(tree, looped=False):
            count[name] += times
            places[name] = place
    if _BUILTINS & count.keys():
        return {}
    return {name: places[name] for name, times in count.items() if times == 1}


def _obscure(tree: ast.AST) -> bool:
    """Tell whether code may bind names that do not stand in it."""
    return any(
        (isinstance(node, ast.Name) and node.id in _OBSCURE)
        or (isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names))
        or (isinstance(node, ast.Global | ast.Nonlocal))
        or (isinstance(node, ast.Attribute) and node.attr in ("__dict__", "__globals__", "__builtins__"))
        for node in ast.walk(tree)
    )


def _bound(node: ast.AST, *, looped: bool) -> Iterator[tuple[str, int]]:
    """Yield the names that code binds in its own scope; what may happen again, or not at all, counts more than once."""
    times = 2 if looped else 1
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id, 2 if isinstance(node.ctx, ast.Del) else times
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (((alias.asname or alias.name).split(".")[0], times) for alias in node.names)
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name, 2
    elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name, times
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, 2
    if isinstance(node, _SCOPES):
        if not isinstance(node, ast.Lambda):
            yield node.name, times
        return
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        yield from ((inner.target.id, 2) for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
        return
    again = looped or isinstance(node, _LOOPS)
    for child in ast.iter_child_nodes(node):
        yield from _bound(child, looped=again)
