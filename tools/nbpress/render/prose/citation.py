"""A citation in a line, as text of the post: a place that a work of the list leads back to, around links to the list."""

from __future__ import annotations

from collections.abc import Callable

from nbpress.core.citing import Mention, Pieces
from nbpress.core.regex import regex
from nbpress.render import liquid

TIGHT = "\b"  # before a text that no space stands before; no text of a page holds this character
_LINK = regex('<a href="#')
_ROLE = '<a role="doc-biblioref" href="#'
_ANY_LINK = regex(r"</?a\b[^>]*>")


def write(found: Mention, place: str, math: Callable[[str], str]) -> tuple[str, str]:
    """Write what stands in the line, and what stands in a note. place: its id; where there is none, no link may stand there.

    math: writes a formula.
    """
    only_note = bool(found.note) and not any(found.pieces)
    line = "" if only_note else _text(_placed(_led(found.pieces, place), place), math)
    note = _text(_placed(_led(found.note, place), place if only_note else ""), math)
    return f"{TIGHT if found.tight and line else ''}{line}", note


def _led(pieces: Pieces, place: str) -> Pieces:
    """Give links to the list their role; without a place, take all links out."""
    sign, role = (_LINK, _ROLE) if place else (_ANY_LINK, "")
    return tuple(text if odd % 2 else sign.sub(role, text) for odd, text in enumerate(pieces))


def _placed(pieces: Pieces, place: str) -> Pieces:
    if not place or not pieces:
        return pieces
    parts = list(pieces)
    parts[0] = f'<span class="nb-cite" id="{place}">{parts[0]}'
    parts[-1] += "</span>"
    return tuple(parts)


def _text(pieces: Pieces, math: Callable[[str], str]) -> str:
    parts = (math(text) if odd % 2 else liquid.inline(text) if text else "" for odd, text in enumerate(pieces))
    return "".join(parts)
