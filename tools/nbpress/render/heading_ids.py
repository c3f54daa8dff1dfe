"""Ids of headings, as JupyterLab makes them: links within a notebook are written for these."""

from __future__ import annotations

from nbpress.core.regex import regex


def identifier(text: str) -> str:
    """Return a heading's id as JupyterLab makes it, without the signs that end an attribute list."""
    return _NO_ID.sub("", text.strip().replace(" ", "-"))


_NO_ID = regex(r"[\s{}\"\\<>|`&]")
