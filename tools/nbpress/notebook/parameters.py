"""Parameters: the names that the cell tagged `parameters` assigns, and the values that a user gives them.

Values are typed as papermill types them; Python cells are read with `ast`, those of other languages statement by statement.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbpress.core.errors import ParameterError, nearest
from nbpress.core.regex import regex
from nbpress.notebook import cell_options, language_values, languages, literals, parameter_values
from nbpress.notebook.languages import Language

# Of a language that nobody here knows.
_ASSIGNED = regex(
    r"^\s*(?:const |let |var |val |local )?([A-Za-z_.][\w.]*)\s*(?:::\s*\w+\s*)?(?:<-|:=|=(?!=))\s*(.+?);?\s*$"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name of the parameters cell.

    source: its default as it is written; nothing where a statement computes it. default: the value, where it is a literal
    (`literal`). needs: names of other parameters that the default is computed from. number: whether any number will do,
    whole or not. constant: whether nothing can change it.
    """

    name: str
    source: str
    default: Any = None
    literal: bool = False
    needs: frozenset[str] = frozenset()
    number: bool = False
    constant: bool = False

    def __str__(self) -> str:
        kind = "number" if self.number else type(self.default).__name__ if self.literal else "computed"
        return f"{self.name}: {kind} = {self.source}" if self.source else f"{self.name}: {kind}"


def declared(nb: Any, language: str) -> tuple[Parameter, ...]:
    """List what a notebook's `parameters` cell assigns, in order."""
    for number, cell in enumerate(nb["cells"], 1):
        if cell["cell_type"] == "code" and "parameters" in cell_options.tags(cell["metadata"]):
            return declared_in(cell["source"], language, number)
    return ()


def assigns(node: ast.stmt, names: Container[str]) -> bool:
    """Tell whether a statement of a parameters cell only gives a default to one of the parameters `names`."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return bool(targets) and all(isinstance(target, ast.Name) and target.id in names for target in targets)


def declared_in(source: str, language: str, number: int = 0) -> tuple[Parameter, ...]:
    """List what the source of one cell assigns; `number` is the cell's, for an error."""
    of = languages.of(language)
    if of.native:
        return _python(source, number)
    return _foreign(source, of) if of.assignment else _of_unknown(source)


def _python(source: str, number: int) -> tuple[Parameter, ...]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ParameterError(
            f"the parameters cell is not Python: {error.msg}",
            place=f"cell {number}, line {error.lineno}",
            hint="A magic or a shell command belongs in a cell of its own.",
        ) from error
    found: dict[str, Parameter] = {}
    for node in tree.body:
        for name, value in _bound(node):
            found[name] = _parameter(name, value, source, found)
    return tuple(found.values())


def _bound(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """Yield the names that a statement binds at top level, each with what its value comes from."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    value = getattr(node, "value", None)
    if targets and value is not None:
        for target in targets:
            yield from _parts(target, value)
    elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Expr):
        inner = (each for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
        yield from ((each.id, node) for each in inner)


def _parts(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        same = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
        values = value.elts if same and isinstance(value, ast.Tuple | ast.List) else [value] * len(target.elts)
        for inner, part in zip(target.elts, values, strict=True):
            yield from _parts(inner, part)


def _parameter(name: str, value: ast.AST, source: str, known: Mapping[str, Parameter]) -> Parameter:
    text = "" if isinstance(value, ast.stmt) else ast.get_source_segment(source, value) or ""
    try:
        return Parameter(name, text, literals.parsed(value), True)
    except (ValueError, TypeError, SyntaxError):
        used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        return Parameter(name, text, needs=frozenset(used & known.keys()))


def _foreign(source: str, language: Language) -> tuple[Parameter, ...]:
    found: dict[str, Parameter] = {}
    for each in language_values.assigned(source, language):
        text = source[each.start : each.end]
        try:
            value = language_values.parsed(text, language)
        except ValueError:
            used = frozenset(name for name in found if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", text))
            found[each.name] = Parameter(each.name, text, needs=used, constant=each.constant)
        else:
            number = language.numbers and type(value) in (int, float) and not text.endswith("L")
            found[each.name] = Parameter(each.name, text, value, True, number=number, constant=each.constant)
    return tuple(found.values())


def _of_unknown(source: str) -> tuple[Parameter, ...]:
    matches = (_ASSIGNED.match(line) for line in source.splitlines())
    return tuple({match[1]: Parameter(match[1], match[2]) for match in matches if match}.values())


def resolve(parameters: tuple[Parameter, ...], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Type the given values against the notebook's parameters: the values to hand over, by name.

    A value given as text (from a command line) is read as YAML. Raises ParameterError, which lists the known ones,
    for an unknown name, a wrong type, or a default that would be left computed from an old value.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in wanted:
        if name not in known:
            raise ParameterError(f'there is no parameter "{name}"', hint=_known(parameters, nearest(name, known)))
    for parameter in (known[name] for name in wanted if known[name].constant):
        raise ParameterError(
            f'"{parameter.name}" is a constant in the parameters cell, which nothing can change',
            hint="Make it a variable.",
        )
    typed = {name: _typed(known[name], value, parameters) for name, value in wanted.items()}
    for parameter in parameters:
        stale = sorted(parameter.needs & typed.keys())
        if stale and parameter.name not in typed:
            raise ParameterError(
                f'"{parameter.name}" is computed from "{stale[0]}" in the parameters cell itself',
                hint=f'Move what sets "{parameter.name}" to the next cell.',
            )
    return typed


def _known(parameters: tuple[Parameter, ...], first: str = "") -> str:
    lines = [first] if first else []
    lines += ["The notebook's parameters:", *(f"  {parameter}" for parameter in parameters)]
    return "\n  ".join(lines) if parameters else 'The notebook has no cell tagged "parameters".'


def _typed(parameter: Parameter, value: Any, parameters: tuple[Parameter, ...]) -> Any:
    dated = isinstance(value, str) and not parameter.literal and "date" in parameter.source  # as front matter has it
    wanted = type(parameter.default) if parameter.literal and parameter.default is not None else None
    read = parameter_values.read(value, wanted) if dated or isinstance(value, parameter_values.Text) else value
    if wanted is None or read is None:
        return read
    if parameter.number and type(read) in (int, float):
        return read
    fitted = parameter_values.fitted(read, wanted)
    if type(fitted) is not wanted:
        takes = "a number" if parameter.number else _article(wanted)
        raise ParameterError(f'"{parameter.name}" takes {takes}, not {value!r}', hint=_known(parameters))
    return fitted


def _article(kind: type) -> str:
    return ("an " if kind.__name__[0] in "aeiou" else "a ") + kind.__name__
