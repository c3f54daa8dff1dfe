"""The diagrams of a page: each as it was drawn, or as its source, folded, where nobody drew it.

A theme that draws diagrams itself gets their source, as its script looks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import PurePosixPath

from nbpress.core import diagrams
from nbpress.core.notices import Warn
from nbpress.core.records import Drawing
from nbpress.notebook.diagrams import Diagram
from nbpress.render import drawing_svg

_KINDS = """
    flowchart Flowchart; sequence Sequence diagram; class Class diagram; state State diagram; er Entity relationship diagram;
    gantt Gantt chart; pie Pie chart; journey User journey; gitGraph Git graph; mindmap Mind map; timeline Timeline;
    quadrantChart Quadrant chart; xychart Chart; sankey Sankey diagram; requirement Requirement diagram; block Block diagram
"""
KINDS = dict(each.strip().split(maxsplit=1) for each in _KINDS.split(";"))  # by what mermaid calls them
READABLE = 0.6  # of its size; a drawing that would have to be smaller is scrolled
NARROW = 320  # CSS pixels that every screen has
Keep = Callable[[bytes, PurePosixPath], None]


class PageDiagrams:
    """The diagrams of one page. undrawn: sources of those that have no drawing; grows."""

    def __init__(self, drawings: Mapping[str, Drawing], keep: Keep, itself: bool) -> None:
        """drawings: by name. keep: takes a drawing that the page shows. itself: whether the theme draws them."""
        self.drawings, self.keep, self.itself = drawings, keep, itself
        self.undrawn: dict[str, str] = {}
        self._shown: dict[str, int] = {}

    def fails(self, source: str) -> bool:
        """Tell whether a diagram could not be drawn."""
        found = self.drawings.get(diagrams.name(source))
        return not self.itself and found is not None and not found.svg

    def figure(self, diagram: Diagram, warn: Warn, names: str = "") -> str:
        """Write a diagram as a figure that is open for its caption. names: more classes."""
        inner = _code(diagram.source) if self.itself else self._drawn(diagram, warn)
        label = f' id="{escape(diagram.label)}"' if diagram.label else ""
        return f'<figure{label} class="{f"{names} nb-diagram".strip()}">{inner}'

    def _drawn(self, diagram: Diagram, warn: Warn) -> str:
        name = diagrams.name(diagram.source)
        drawing = self.drawings.get(name)
        if drawing is None:
            self.undrawn[name] = diagram.source
            return _folded(diagram.source)
        number = self._shown[name] = self._shown.get(name, 0) + 1
        prefix = f"d{name[:8]}" + (f"x{number}" if number > 1 else "")
        shown = drawing_svg.read(drawing.svg, prefix) if drawing.svg else None
        if shown is None:
            _tell(diagram.source, drawing, warn)
            return _folded(diagram.source)
        self.keep(drawing.svg, diagrams.path(name))
        return _named(shown, diagram.alt)


def _tell(source: str, drawing: Drawing, warn: Warn) -> None:
    """Say why a diagram is not drawn, and where its fault is."""
    about = "\n".join(source.split("\n")[max(drawing.line - 1, 0) :])  # to its end: that stands in its cell once
    if drawing.lacking:
        warn("nb-undrawn-diagram", drawing.problem, about)
    else:
        warn("nb-broken-diagram", drawing.problem or "its drawing in the site is none that a page can show", about)


def _named(shown: drawing_svg.Shown, words: str) -> str:
    """Write a drawing with its name: its author's title, else these words, else its kind."""
    root = shown.root
    kind = next((name for word, name in KINDS.items() if shown.kind.startswith(word)), "Diagram")
    if "aria-labelledby" not in root.attrib:
        root.set("aria-label", words or kind)
    root.set("role", "group" if shown.linked else "img")  # links within an image could not be reached
    width = root.get("width", "").removesuffix("px")
    least = round(float(width) * READABLE) if width.isdigit() else 0
    if least:
        root.set("style", ";".join(filter(None, (root.get("style", ""), f"--nb-least:{least}px"))))
    scrolled = ' tabindex="0"' if least > NARROW else ""
    return f'<div class="nb-drawing"{scrolled}>{drawing_svg.written(shown)}</div>'


def _code(source: str) -> str:
    return f'<pre><code class="language-mermaid">{escape(source, quote=False)}</code></pre>'


def _folded(source: str) -> str:
    return f'<details class="nb-fold"><summary>Diagram as text</summary>{_code(source)}</details>'
