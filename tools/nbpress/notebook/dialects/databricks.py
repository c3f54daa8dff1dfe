"""Databricks: the first line of a cell may name another language, `%sql`; what follows `%md` is prose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook.dialect import Dialect, Flags

MARK = "application/vnd.databricks.v1+cell"
LANGUAGES = ("python", "sql", "scala", "r", "sh")
_FIRST = regex(rf"\s*%(md(?:-sandbox)?|{'|'.join(LANGUAGES)})\b[ \t]*")


def _flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
    found = _FIRST.match(source) if MARK in metadata else None
    if found is None:
        return None
    if not found[1].startswith("md"):
        return Flags(language=found[1])
    return Flags(prose=source[found.end() :].strip(), hidden=frozenset(range(1, source.count("\n") + 2)))


DIALECT = Dialect("databricks", flags=_flags, metadata=frozenset([MARK]))
