"""A small reading of templates as Liquid 4.0 reads them, which classic GitHub Pages has: text, `raw`, and outputs of a text.

It follows lib/liquid.rb (TemplateParser), lib/liquid/tokenizer.rb and lib/liquid/tags/raw.rb of 4.0.3 and 4.0.4; Liquid 5
prints each piece once.
"""

from __future__ import annotations

import re

PIECES = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}?|\{%|\{\{)", re.S)
TAG = re.compile(r"\A(.*)\{%\s*(\w+)\s*(.*)?%\}\Z", re.S)
OUTPUT = re.compile(r"""\{\{-?\s*(?:"(?P<text>[^"]*)"|(?P<number>\d+))\s*-?\}\}""")


def rendered(template: str) -> str:
    """Render a template."""
    pieces = [piece for piece in PIECES.split(template) if piece]
    out: list[str] = []
    while pieces:
        piece = pieces.pop(0)
        if re.fullmatch(r"\{%-?\s*raw\s*-?%\}", piece):
            out += _raw(pieces)
        elif piece.startswith("{{"):
            found = OUTPUT.fullmatch(piece)
            assert found, f"no output of a text: {piece}"
            out.append(found["text"] if found["number"] is None else found["number"])
        else:
            assert not piece.startswith("{%"), f"a tag that is not known: {piece}"
            out.append(piece)
    return "".join(out)


def _raw(pieces: list[str]) -> list[str]:
    """Take the pieces of a raw text, up to its end."""
    body: list[str] = []
    while pieces:
        piece = pieces.pop(0)
        found = TAG.match(piece)
        if found:
            body.append(found[1])
            if found[2] == "endraw":
                return body
        body.append(piece)
    raise AssertionError("'raw' tag was never closed")
