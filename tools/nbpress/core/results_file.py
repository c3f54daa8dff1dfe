"""Runs as a table: one row for each variant of a notebook, as text for people, CSV, and the JSON of a results file.

A results file is committed beside the notebook that reads it, and is one of its dependencies: what counts there are
parameters and results. Keys, dependencies and times stand in it, but do not change its digest.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
LARGEST = 10_000_000  # bytes that a results file may have
SHOWN = 40  # characters of a value in the table for people


@dataclass(frozen=True, slots=True)
class Row:
    """One run.

    parameters: all of them. results: as declared. seconds, date: of the run. key: its run key.
    dependencies: hashes by name. written: files that the run wrote itself. error: what kept it
    from being run; it has no results then.
    """

    parameters: Mapping[str, Any]
    results: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    date: str = ""
    key: str = ""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    written: Sequence[str] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The runs of one notebook; `notebook` is its path below the project."""

    notebook: str
    rows: tuple[Row, ...]


def dump(table: Table) -> str:
    """Write a table as JSON that version control merges well."""
    runs = [
        {
            "parameters": dict(row.parameters),
            **({"error": row.error} if row.error else {"results": dict(row.results)}),
            "seconds": row.seconds,
            "date": row.date,
            "key": row.key,
            "dependencies": dict(row.dependencies),
            **({"written": list(row.written)} if row.written else {}),
        }
        for row in table.rows
    ]
    content: dict[str, Any] = {"nbpress": "runs", "format": FORMAT, "notebook": table.notebook, "runs": runs}
    content["digest"] = _digest(content)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def parse(text: str) -> Table | None:
    """Read a results file; None for what is none, and for one that was cut, merged or edited by hand."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT or content.pop("digest") != _digest(content):
            return None
        return Table(content["notebook"], tuple(Row(**run) for run in content["runs"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def digest(text: str) -> str:
    """Hash the parameters and results of a results file; an empty string for any other text."""
    if not text.startswith('{\n "nbpress": "runs"'):
        return ""
    table = parse(text)
    return _digest([[row.parameters, row.results] for row in table.rows]) if table else ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def to_csv(table: Table) -> str:
    """Write one line for each run: its parameters, results and seconds; lists and mappings as JSON."""
    names, results = _names(table.rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    failed = any(row.error for row in table.rows)
    titles = [f"result.{name}" if name in names else name for name in results]
    writer.writerow([*names, *titles, "seconds", *(["error"] if failed else [])])
    for row in table.rows:
        cells = [*(row.parameters.get(name) for name in names), *(row.results.get(name) for name in results)]
        first = row.error.strip().splitlines()[0] if row.error else ""
        writer.writerow([*map(_cell, cells), "" if row.error else row.seconds, *([first] if failed else [])])
    return text.getvalue()


def _names(rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """The names of all parameters and of all results, in the order in which they come."""
    return list(dict.fromkeys(name for row in rows for name in row.parameters)), list(
        dict.fromkeys(name for row in rows for name in row.results)
    )


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict | bool) else value


def to_text(table: Table, shown: Sequence[str]) -> str:
    """Lay out a table for people, with the parameters that are `shown`, numbers to the right."""
    results = _names(table.rows)[1]
    lines = [[*shown, *results, "seconds"]]
    for row in table.rows:
        values = [row.parameters.get(name) for name in shown]
        values += ["failed"] + [""] * len(results) if row.error else [row.results.get(name) for name in results]
        lines.append([_short(value) for value in values] + ([] if row.error else [f"{row.seconds:.1f}"]))
    width = len(lines[0])
    lines = [line[:width] + [""] * (width - len(line)) for line in lines]
    widths = [max(len(line[column]) for line in lines) for column in range(width)]
    return "\n".join("  ".join(text.rjust(wide) for text, wide in zip(line, widths, strict=True)) for line in lines)


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}" if 0.001 <= abs(value) < 10_000 or value == 0 else f"{value:.4g}"
    if isinstance(value, list):
        return f"[{len(value)} values]"
    text = str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
