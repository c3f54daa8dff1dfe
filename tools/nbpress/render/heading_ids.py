"""Ids of headings, as JupyterLab makes them: links within a notebook are written for these."""

from __future__ import annotations

import re


def identifier(text: str) -> str:
    """Return a heading's id as JupyterLab makes it, without the signs that end an attribute list."""
    return _NO_ID.sub("", text.strip().replace(" ", "-"))


_NO_ID = re.compile(r"[\s{}\"\\<>|`&]")
