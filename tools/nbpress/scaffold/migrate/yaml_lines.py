"""Change keys of YAML text, and leave the rest of it as it was written, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from nbpress.core.errors import WriteError
from nbpress.notebook import frontmatter
from nbpress.notebook.yaml_text import bounded

_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def changed(text: str, keys: Mapping[str, Any], place: str) -> str:
    """Give a text in which top-level keys have these values; None takes a key away. New ones come last.

    Raises WriteError for a text in which that cannot be done line by line. place: what the text is, for that error.
    """
    before = values(text)
    wanted = {key: value for key, value in keys.items() if value is not None or key in before}
    wanted = {key: value for key, value in wanted.items() if key not in before or before[key] != value}
    if not wanted:
        return text
    after = _written(text, wanted)
    meant = {key: value for key, value in {**before, **wanted}.items() if value is not None or key not in wanted}
    try:
        same = values(after) == meant
    except yaml.YAMLError:
        same = False
    if not same:
        raise WriteError(
            f"{place} cannot be changed line by line", hint=f"Write it with one key a line, and in it:\n{_text(wanted)}"
        )
    return after


def inserted(text: str, key: str, entries: Mapping[str, Any] | list[Any], place: str) -> str:
    """Give a text in which the list or the mapping below a top-level key has these entries too, behind its own.

    Raises WriteError for a text in which that cannot be done line by line.
    """
    own = values(text).get(key)
    if not entries:
        return text
    meant = {**(own or {}), **entries} if isinstance(entries, Mapping) else [*(own or []), *entries]
    pairs = getattr(yaml.compose(text, Loader=yaml.SafeLoader), "value", ())
    node = next((value for name, value in pairs if name.value == key), None)
    if not own or not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return changed(text, {key: meant}, place)
    lines = text.splitlines(keepends=True)
    end = _last(lines, node, node)
    lines[end - 1] = lines[end - 1].rstrip("\n") + "\n"
    added = _listed(entries) if isinstance(entries, list) else _text(entries)
    margin = " " * node.start_mark.column
    lines[end:end] = [margin + line for line in added.splitlines(keepends=True)]
    after = "".join(lines)
    return after if values(after).get(key) == meant else changed(text, {key: meant}, place)


def _listed(entries: list[Any]) -> str:
    return "".join(line.removeprefix("  ") for line in _text({"x": entries}).splitlines(keepends=True)[1:])


def values(text: str) -> dict[str, Any]:
    """Read a text that holds a mapping; an empty one where it holds none."""
    found = yaml.load(bounded(text), Loader=_QUICK)  # a safe one
    return found if isinstance(found, dict) else {}


def _written(text: str, wanted: Mapping[str, Any]) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    known = {key.value: (key.start_mark.line, _last(lines, key, value)) for key, value in pairs}
    for key, (first, last) in sorted(known.items(), key=lambda pair: -pair[1][0]):
        if key in wanted:
            lines[first:last] = [_text({key: wanted[key]})] if wanted[key] is not None else []
    new = {key: value for key, value in wanted.items() if key not in known and value is not None}
    return "".join(lines) + _text(new)


def _last(lines: list[str], key: yaml.Node, value: yaml.Node) -> int:
    """Give the number of the line behind a value; comments and empty lines after it are not its own."""
    end = value.end_mark.line + (1 if value.end_mark.column or value.end_mark.line == key.start_mark.line else 0)
    end = min(end, len(lines))
    while end > key.start_mark.line + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _text(values: Mapping[str, Any]) -> str:
    return frontmatter.dump(values) if values else ""
