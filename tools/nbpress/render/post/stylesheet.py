"""The style sheet for a theme that knows nothing of nbpress: what it is called, what it says, how a post links to it."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from nbpress.render import stretch
from nbpress.render.page_blocks import Html

NAME = "nbpress.css"


@cache
def content() -> bytes:
    """Give the style sheet, with what formulas need."""
    return Path(__file__).with_name(NAME).read_bytes() + f"\n/* Formulas. */\n{stretch.STYLE}".encode()


def link(address: str) -> Html:
    """Link a post to it."""
    return Html(f'<link rel="stylesheet" href="{escape(address)}">')
