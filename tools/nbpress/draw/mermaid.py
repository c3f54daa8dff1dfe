"""Diagrams of mermaid, drawn: in come their sources by name, out go drawings, or why there is none.

mermaid itself comes with a package (the extra `nbpress[mermaid]`), the browser is one of this machine. Nothing is asked of a
network. A diagram that never comes to an end keeps none of the others from being drawn.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path

from nbpress.core.records import Drawing
from nbpress.core.regex import regex
from nbpress.draw import browser

PACKAGE, SCRIPT = "mermaidx", "assets/mermaid.js"  # mermaid as it is released, in one file
LONGEST = 50_000  # characters of a source, as mermaid has it
LARGEST = 2_000_000  # characters of a drawing
ALONE, EACH = 30, 5  # seconds for one diagram, and more for each that is drawn in one go with others
# The page may run its own scripts and use its own styles, and ask for nothing.
_PAGE = """<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none';
script-src 'unsafe-inline' file:; style-src 'unsafe-inline'; img-src data:"><body style="width:760px;color-scheme:light">
<script src="{mermaid}"></script><script>const SOURCES = {sources};</script><script>{script}</script>"""
_BODY = regex(r"<body[^>]*>\s*([A-Za-z0-9+/=]+)\s*</body>")
_GOT = regex(r"\bgot '([^']*)'")
_LINE = regex(r"\bline:? (\d+)", re.I)
_COMMENT = regex(r"\s*%%(?!\{)")
_FRONT = regex(r"\s*---\s*\n.*?\n\s*---\s*(?:\n|\Z)", re.S)


def undrawable() -> str:
    """Say what this machine lacks to draw; nothing where it can."""
    if not _script():
        return "mermaid is not installed here: pip install 'nbpress[mermaid]'"
    if not browser.program():
        return "no browser is found here: install Chromium or Chrome, or name one in NBPRESS_BROWSER"
    return ""


def drawn(sources: Mapping[str, str], kept: Mapping[str, Drawing]) -> dict[str, Drawing]:
    """Draw diagrams, by name; one that cannot be drawn has a problem instead. kept: those that need not be drawn."""
    return {**kept, **_drawn({name: text for name, text in sources.items() if name not in kept})}


def _drawn(sources: Mapping[str, str]) -> dict[str, Drawing]:
    missing = undrawable() if sources else ""
    if missing:
        return {name: Drawing(problem=missing, lacking=True) for name in sources}
    long = {name: Drawing(problem=_too_long(len(text))) for name, text in sources.items() if len(text) > LONGEST}
    return long | _together({name: text for name, text in sources.items() if name not in long})


def _together(sources: Mapping[str, str]) -> dict[str, Drawing]:
    """Draw in one go; where that comes to no end, each for itself."""
    if not sources:
        return {}
    try:
        said = browser.opened(_page(sources), ALONE + EACH * (len(sources) - 1))
        return {name: _drawing(sources[name], found) for name, found in _told(said, sources).items()}
    except browser.BrowserError as error:
        if len(sources) == 1:
            return {name: Drawing(problem=_undone(error)) for name in sources}
        return {name: made for one in sources for name, made in _together({one: sources[one]}).items()}


def _page(sources: Mapping[str, str]) -> str:
    texts = json.dumps(sources).replace("<", "\\u003c")
    script = Path(__file__).with_name("diagram_page.js").read_text(encoding="utf-8")
    mermaid = _script()
    return _PAGE.format(mermaid=mermaid.as_uri() if mermaid else "", sources=texts, script=script)


def _script() -> Path | None:
    """Find mermaid; None where it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    places = [Path(folder, SCRIPT) for folder in (found.submodule_search_locations or ())] if found else []
    return next((path for path in places if path.is_file()), None)


def _told(said: str, sources: Mapping[str, str]) -> dict[str, dict[str, str]]:
    body = _BODY.search(said)
    found = json.loads(base64.b64decode(body[1])) if body else {}
    if found.keys() != sources.keys():
        raise browser.BrowserError("it drew nothing")
    return dict(found)


def _drawing(source: str, found: Mapping[str, str]) -> Drawing:
    svg, problem = found.get("svg", ""), found.get("problem", "")
    if len(svg) > LARGEST:
        return Drawing(problem=_too_large(len(svg)))
    if svg:
        return Drawing(f"{svg}\n".encode())
    line = _LINE.search(problem)
    return Drawing(problem=_fault(problem), line=_line(source, int(line[1])) if line else 0)


def _fault(problem: str) -> str:
    """Say in one line what mermaid says in several: the piece that it could not read, and what it found there."""
    lines = [line.strip() for line in problem.splitlines() if line.strip("-^ .")]
    if _LINE.search(problem) and len(lines) > 1:
        got = _GOT.search(problem)
        return _unreadable(lines[1].removeprefix("..."), f" ({got[1]})" if got else "")
    return _undrawn(lines[0] if lines else problem)


def _unreadable(piece: str, found: str) -> str:
    """Say where mermaid cannot read on."""
    return f"mermaid cannot read it near `{piece}`{found}"


def _undrawn(problem: str) -> str:
    """Say that mermaid does not draw."""
    return f"mermaid cannot draw it: {problem}"


def _too_large(size: int) -> str:
    """Say that a drawing is too large."""
    return f"its drawing of {size:,} characters is too large for a page"


def _too_long(size: int) -> str:
    """Say that a source is too long."""
    return f"its source of {size:,} characters is too long for mermaid, which takes {LONGEST:,}"


def _undone(error: browser.BrowserError) -> str:
    """Say that the browser failed."""
    return f"the browser did not draw it: {error}"


def _line(source: str, number: int) -> int:
    """Find in the source a line that mermaid counts: without comments, front matter, and blank lines at the top."""
    texts, front = source.split("\n"), _FRONT.match(source)
    first = source.count("\n", 0, front.end()) if front else 0
    lines = [at for at, text in enumerate(texts) if at >= first and not _COMMENT.match(text)]
    while lines and not texts[lines[0]].strip():
        lines.pop(0)
    return lines[min(number, len(lines)) - 1] + 1 if lines and number else 0
