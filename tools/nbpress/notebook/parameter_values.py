"""Values as a user gives them: text of a command line and YAML files in, Python values out. A leaf.

YAML without its surprises: `010` is ten and `1:30` a text, as in YAML 1.2, `1e-3` is a number, and a day that no calendar
has is a text.
"""

from __future__ import annotations

import ast
import json
import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from nbpress.core import looks
from nbpress.core.errors import ParameterError
from nbpress.core.regex import regex
from nbpress.notebook.literals import literal
from nbpress.notebook.yaml_text import bounded

_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_CONTAINERS = (tuple, list, set, dict)


class Text(str):
    """A value as it was typed on a command line: its type is yet to be read."""

    __slots__ = ()


class Loader(yaml.SafeLoader):
    """Reads YAML 1.1, but for numbers, which are those of YAML 1.2, and impossible days."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in (_INT, _FLOAT)]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _int(loader: Loader, node: yaml.ScalarNode) -> Any:
    text = loader.construct_scalar(node)
    return int(text, 0 if re.match(r"[-+]?0[xob]", text) else 10)


def _float(loader: Loader, node: yaml.ScalarNode) -> Any:
    return float(re.sub(r"\.(inf|nan)", r"\1", loader.construct_scalar(node).lower()))


def _timestamp(loader: Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


_DIGITS = list("-+0123456789.")
Loader.add_implicit_resolver(_INT, regex(r"[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\d(?:_?\d)*)\Z"), _DIGITS)
Loader.add_implicit_resolver(
    _FLOAT,
    regex(r"(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"),
    _DIGITS,
)
Loader.add_constructor(_INT, _int)
Loader.add_constructor(_FLOAT, _float)
Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file of parameters; raise ParameterError where it is none."""
    try:
        values = yaml.load(bounded(looks.content(path).decode("utf-8")), Loader)
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise ParameterError(f"the file of parameters cannot be read: {error}", path=path) from error
    if not isinstance(values, dict):
        raise ParameterError("this file holds no mapping of parameters to values", path=path)
    return {str(name): value for name, value in values.items()}


def read(text: str, wanted: type | None = None) -> Any:
    """Read text of a command line as what is `wanted`; what cannot be that is given as what it looks like."""
    words: dict[str, Any] = {"None": None, "True": True, "False": False, "": ""}  # to YAML, no text is null
    if str(text) in words:
        return words[str(text)]
    if wanted is str:
        return _quoted(text)
    if wanted is float and re.fullmatch(r"\s*[-+]?(inf|infinity|nan)\s*", text, re.IGNORECASE):
        return float(text)
    value = _yaml(text)
    value = _yaml(text)
    if (wanted in _CONTAINERS and not isinstance(value, wanted)) or (wanted is None and text.lstrip().startswith("(")):
        return _literal(text, value)
    return value


def written(value: Any, wanted: type | None = None) -> str:
    """Write a value as it is typed on a command line: `read` gives it back."""
    if isinstance(value, str):
        return value if read(value, wanted) == value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{'-' if value < 0 else ''}.inf"
    if isinstance(value, list | dict | int | float) or value is None:
        return json.dumps(value, ensure_ascii=False, default=literal)
    return literal(value)


def _yaml(text: str) -> Any:
    try:
        return yaml.load(bounded(str(text)), Loader)
    except (yaml.YAMLError, ValueError, TypeError):  # what begins like YAML may be a text all the same
        return str(text)


def _quoted(text: str) -> str:
    """Take the quotes off a text that stands in YAML's; any other is as it was written."""
    if text[:1] not in ("'", '"'):
        return str(text)
    try:
        node = yaml.compose(bounded(text), Loader)
    except yaml.YAMLError:
        return str(text)
    return str(node.value) if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') else str(text)


def _literal(text: str, otherwise: Any) -> Any:
    """Read Python's way of writing a tuple, a list, a set or a mapping."""
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return otherwise
    return value if isinstance(value, _CONTAINERS) else otherwise


def fitted(value: Any, wanted: type) -> Any:
    """Bring a value to the wanted type where nothing is lost on the way."""
    if wanted is str and isinstance(value, date):  # YAML's idea of a text without quotes
        return str(value)
    if wanted is float and type(value) is int:
        return float(value)
    if wanted is int and type(value) is float and value.is_integer():
        return int(value)
    if wanted is set and isinstance(value, dict) and not any(value.values()):  # YAML has `{a, b}` as a mapping
        return set(value)
    if wanted in (tuple, set, list) and isinstance(value, list | tuple | set):
        try:
            return wanted(value)
        except TypeError:  # a set of lists
            return value
    return value
