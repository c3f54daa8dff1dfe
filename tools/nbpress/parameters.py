"""Parameters: the names that the cell tagged `parameters` assigns, and the values that a user gives them.

Values are typed as papermill types them; Python cells are read with `ast`, of other languages only the names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from nbpress import cells
from nbpress.errors import ParameterError, nearest

_ASSIGNED = re.compile(
    r"^\s*(?:const |let |var |val |local )?([A-Za-z_.][\w.]*)\s*(?:::\s*\w+\s*)?(?:<-|:=|=(?!=))\s*(.+?);?\s*$"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name of the parameters cell.

    source: its default as it is written. default: the value, where it is a literal (`literal`).
    needs: names of other parameters that the default is computed from.
    """

    name: str
    source: str
    default: Any = None
    literal: bool = False
    needs: frozenset[str] = frozenset()

    def __str__(self) -> str:
        kind = type(self.default).__name__ if self.literal else "computed"
        return f"{self.name}: {kind} = {self.source}"


def declared(nb: Any, language: str) -> tuple[Parameter, ...]:
    """List what a notebook's `parameters` cell assigns, in order."""
    for number, cell in enumerate(nb["cells"], 1):
        if cell["cell_type"] == "code" and "parameters" in cells.tags(cell["metadata"]):
            return declared_in(cell["source"], language, number)
    return ()


def assigns(node: ast.stmt, names: Container[str]) -> bool:
    """Tell whether a statement of a parameters cell only gives a default to one of the parameters `names`."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return bool(targets) and all(isinstance(target, ast.Name) and target.id in names for target in targets)


def declared_in(source: str, language: str, number: int = 0) -> tuple[Parameter, ...]:
    """List what the source of one cell assigns; `number` is the cell's, for an error."""
    return _python(source, number) if language == "python" else _foreign(source)


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
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = _parameter(target.id, value, source, found)
    return tuple(found.values())


def _parameter(name: str, value: ast.expr, source: str, known: Mapping[str, Parameter]) -> Parameter:
    text = ast.get_source_segment(source, value) or ""
    try:
        return Parameter(name, text, ast.literal_eval(value), True)
    except (ValueError, TypeError, SyntaxError):
        used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        return Parameter(name, text, needs=frozenset(used & known.keys()))


def _foreign(source: str) -> tuple[Parameter, ...]:
    matches = (_ASSIGNED.match(line) for line in source.splitlines())
    return tuple({match[1]: Parameter(match[1], match[2]) for match in matches if match}.values())


def resolve(parameters: tuple[Parameter, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Type the given values against the notebook's parameters: the values to hand over, by name.

    A value given as text (from a command line) is read as YAML. Raises ParameterError, which lists the known ones,
    for an unknown name, a wrong type, or a default that would be left computed from an old value.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise ParameterError(f'there is no parameter "{name}"', hint=_known(parameters, nearest(name, known)))
    typed = {name: _typed(known[name], value, parameters) for name, value in given.items()}
    for parameter in parameters:
        stale = sorted(parameter.needs & typed.keys())
        if stale and parameter.name not in typed:
            raise ParameterError(
                f'"{parameter.name}" is computed from "{stale[0]}" in the parameters cell itself',
                hint=f'Move the line "{parameter.name} = {parameter.source}" to the next cell.',
            )
    return typed


def _known(parameters: tuple[Parameter, ...], first: str = "") -> str:
    lines = [first] if first else []
    lines += ["The notebook's parameters:", *(f"  {parameter}" for parameter in parameters)]
    return "\n  ".join(lines) if parameters else 'The notebook has no cell tagged "parameters".'


def encoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Bring given values into the shapes that JSON has; `decoded` gives them back."""
    return {name: _encoded(value) for name, value in values.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_encoded(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[_encoded(key), _encoded(item)] for key, item in value.items()]}
    if isinstance(value, date):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, tuple | set | frozenset):
        return {
            type(value).__name__: [_encoded(item) for item in (value if isinstance(value, tuple) else sorted(value))]
        }
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
        "tuple": lambda items: tuple(map(_decoded, items)),
        "set": lambda items: set(map(_decoded, items)),
        "frozenset": lambda items: frozenset(map(_decoded, items)),
    }
    return readers[kind](inner) if kind in readers else value


class Text(str):
    """A value as it was typed on a command line: its type is yet to be read."""

    __slots__ = ()


def _typed(parameter: Parameter, value: Any, parameters: tuple[Parameter, ...]) -> Any:
    dated = isinstance(value, str) and not parameter.literal and "date" in parameter.source  # as front matter has it
    read = _read(Text(value)) if dated or isinstance(value, Text) else value
    if not parameter.literal or parameter.default is None or read is None:
        return str(read) if isinstance(read, Text) else read
    wanted = type(parameter.default)
    fitted = _fitted(read, wanted, value)
    if type(fitted) is not wanted:
        raise ParameterError(f'"{parameter.name}" takes {_article(wanted)}, not {value!r}', hint=_known(parameters))
    return fitted


def _fitted(read: Any, wanted: type, written: Any) -> Any:
    """Bring a value to the wanted type where nothing is lost on the way."""
    if wanted is str and isinstance(written, str):
        return str(written)
    if wanted is str and isinstance(read, date):  # YAML's idea of a text without quotes
        return str(read)
    if wanted is float and type(read) is int:
        return float(read)
    if wanted is int and type(read) is float and read.is_integer():
        return int(read)
    if wanted in (tuple, set) and isinstance(read, list | tuple):
        return wanted(read)
    return read


def _read(text: Text) -> Any:
    """Read text of a command line: Python's words for none, true and false, else YAML, with 1e-3 a number."""
    words = {"None": None, "True": True, "False": False, "": ""}  # to YAML, no text is null
    if str(text) in words:
        return words[str(text)]
    try:
        return float(text) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+", text) else yaml.safe_load(text)
    except yaml.YAMLError:
        return str(text)


def _article(kind: type) -> str:
    return ("an " if kind.__name__[0] in "aeiou" else "a ") + kind.__name__
