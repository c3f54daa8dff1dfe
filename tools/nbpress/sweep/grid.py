"""A grid of parameters: the values that each takes, and the variants that their product gives."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from nbpress.core.errors import ParameterError
from nbpress.notebook.parameter_values import Text
from nbpress.notebook.yaml_text import bounded

Grid = Mapping[str, Sequence[Any]]


def parse(options: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Read `name=1,2,5` for each parameter; the values are typed later, as those of `-p` are."""
    found: dict[str, tuple[Any, ...]] = {}
    for option in options:
        name, sign, values = option.partition("=")
        if not sign or not name.strip() or not values.strip():
            raise ParameterError(f'"{option}" is no grid', hint="Write --grid NAME=VALUE,VALUE,…")
        if name in found:
            raise ParameterError(f'the grid has "{name}" twice', hint="Give all its values at once: NAME=VALUE,VALUE")
        found[name] = _values(values)
    return found


def _values(text: str) -> tuple[Any, ...]:
    """Split text at its commas, but for those within quotes or brackets, as YAML does."""
    whole = f"[{text}]"
    try:
        node = yaml.compose(bounded(whole), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ParameterError(f'"{text}" is no list of values', hint="Write VALUE,VALUE,…") from error
    assert isinstance(node, yaml.SequenceNode)
    return tuple(
        each.value
        if isinstance(each, yaml.ScalarNode) and each.style
        else Text(whole[each.start_mark.index : each.end_mark.index])
        for each in node.value
    )


def checked(grid: object) -> dict[str, tuple[Any, ...]]:
    """Check a grid of a front matter: a mapping of names to lists of values; one value is a list of one."""
    if not isinstance(grid, Mapping):
        raise ParameterError("`grid:` takes a mapping of parameters to lists of values")
    found = {
        str(name): tuple(values) if isinstance(values, list | tuple | range) else (values,)
        for name, values in grid.items()
    }
    for name, values in found.items():
        if not values:
            raise ParameterError(f'the grid has no value for "{name}"')
    return found


def variants(grid: Grid, fixed: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The product of a grid, the last parameter changing fastest, each variant with the fixed values before its own."""
    both = sorted(grid.keys() & fixed.keys())
    if both:
        raise ParameterError(f'"{both[0]}" has a fixed value, and stands in the grid')
    return tuple({**fixed, **dict(zip(grid, values, strict=True))} for values in itertools.product(*grid.values()))


def label(given: Mapping[str, Any], grid: Grid) -> str:
    """Name a variant by the values that tell it from the others."""
    return " ".join(f"{name}={given[name]}" for name in grid) or "as it is"
