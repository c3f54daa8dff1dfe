"""Draws each figure of matplotlib that a run shows a second time, for a dark page, without running anything again.

Sent to the kernel as source: the user's has no nbpress. A figure is recoloured, drawn as it was before, and put back.
Its grounds and what stands on them (text, ticks, spines, grids, legends) are turned round, if they have no hue; of what else it
draws, only what nobody would see on a dark ground. A figure with a ground of its own author's has no second form.
"""

from __future__ import annotations

import colorsys
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

PAPER, INK = (21 / 255, 24 / 255, 28 / 255), (217 / 255, 220 / 255, 225 / 255)
GREY = 0.12  # how far apart the parts of a colour without a hue may be
SEEN = 2.0  # the contrast with its ground below which nobody sees a colour
SOLID = 0.5  # the opacity from which on a filled thing counts as the ground of a text on it
FORMS = ("image/png", "image/svg+xml")
Colour = tuple[float, ...]


def both(mimetype: str) -> None:
    """Let outputs that show a figure hold it for a dark page as well, under a MIME type, by the type of the picture."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    formatters = shell.display_formatter.formatters

    class Dark(import_module("IPython.core.formatters").BaseFormatter):  # type: ignore[misc]
        """Asks the formatters of pictures again, once a figure is recoloured; `pop` of a type leaves it as it is."""

        def __call__(self, shown: Any) -> Any:
            figures = sys.modules.get("matplotlib.figure")
            if figures is None or not isinstance(shown, figures.Figure):
                return None
            with suppress(Exception), recoloured(shown) as done:  # what is drawn in no known way has its light form
                found = {form: formatters[form](shown) for form in FORMS} if done else {}
                return {form: _data(each) for form, each in found.items() if each} or None
            return None

        def lookup(self, shown: Any) -> Any:
            """Say that there is no other."""
            raise KeyError(shown)

    formatters[mimetype] = Dark(parent=shell.display_formatter, format_type=mimetype)


def _data(formatted: Any) -> Any:
    return formatted[0] if isinstance(formatted, tuple) else formatted


@contextmanager
def recoloured(fig: Any) -> Iterator[bool]:
    """Give a figure the colours of a dark page for a while; tell whether that can be."""
    painter = Painter(fig)
    told, fig.stale_callback = fig.stale_callback, None
    try:
        if able := painter.able():
            painter.paint()
        yield able
    finally:
        for artist, before in reversed(painter.kept):
            vars(artist).update(before)
        fig.stale_callback = told


class Painter:
    """Gives the parts of one figure other colours. kept: what each artist was before, in the order of the changes."""

    def __init__(self, fig: Any) -> None:
        self.fig = fig
        self.kept: list[tuple[Any, dict[str, Any]]] = []
        self.colours = import_module("matplotlib.colors")
        self.kinds = {
            name: getattr(import_module(f"matplotlib.{module}"), name)
            for module, name in (
                ("axes", "Axes"),
                ("collections", "Collection"),
                ("legend", "Legend"),
                ("lines", "Line2D"),
                ("patches", "Patch"),
                ("table", "Cell"),
                ("text", "Text"),
            )
        }
        self.axes, self.legends, self.cells = map(self._all, ("Axes", "Legend", "Cell"))
        self.pictured = [ax for ax in self.axes if _pictured(ax)]

    def able(self) -> bool:
        """Tell whether the grounds of the figure are those that matplotlib, or the style in force, gives it, and light."""
        library = import_module("matplotlib")
        styles: tuple[Any, ...] = (library.rcParams, library.rcParamsDefault)
        grounds = [("figure.facecolor", self.fig.patch), *(("axes.facecolor", ax.patch) for ax in self.axes)]
        return all(
            not patch.get_visible()
            or not (own := patch.get_facecolor())[3]
            or (_light(own) and any(own[:3] == self.rgba(params[name])[:3] for params in styles))
            for name, patch in grounds
        )

    def paint(self) -> None:
        """Recolour all of it: first what texts may stand on."""
        for patch in self._grounds():
            self._patch(patch, turned)
        inks = [*self._inks()]
        for line in inks:
            self._line(line, turned)
        done = {id(each) for each, _ in self.kept} | {id(each) for each in inks}
        for artist in self.fig.findobj():
            if id(artist) not in done and getattr(artist, "axes", None) not in self.pictured:
                self._drawn(artist)
        for text in self._texts():
            self._text(text)

    # --- which parts there are ------------------------------------------------------------------------------

    def _all(self, kind: str) -> list[Any]:
        return list(self.fig.findobj(self.kinds[kind]))

    def _grounds(self) -> Iterator[Any]:
        """The figure's and its axes' own, with their frames, those of legends, cells of tables, boxes of texts."""
        yield self.fig.patch
        for ax in self.axes:
            yield from (ax.patch, *ax.spines.values())
            yield from (each for axis in _axes_of(ax) for each in (getattr(axis, "pane", None),) if each is not None)
        yield from (each.get_frame() for each in self.legends if each.axes not in self.pictured)
        yield from self.cells
        for text in self._all("Text"):
            if (box := text.get_bbox_patch()) is not None and not self._on_picture(text):
                yield box

    def _inks(self) -> Iterator[Any]:
        """Ticks, grids and lines of axes."""
        for ax in self.axes:
            for axis in _axes_of(ax):
                yield from axis.findobj(self.kinds["Line2D"])
                yield from (line for line in (getattr(axis, "line", None),) if line is not None)

    def _texts(self) -> Iterator[Any]:
        yield from self._all("Text")
        yield from (cell.get_text() for cell in self.cells)

    # --- how they change ------------------------------------------------------------------------------------

    def rgba(self, colour: Any) -> Colour:
        """Read a colour as matplotlib does."""
        found: Colour = self.colours.to_rgba(colour)
        return found

    def _keep(self, artist: Any) -> None:
        self.kept.append((artist, dict(vars(artist))))

    def _drawn(self, artist: Any) -> None:
        if isinstance(artist, self.kinds["Line2D"]):
            self._line(artist, seen)
        elif isinstance(artist, self.kinds["Patch"]):
            self._patch(artist, seen)
        elif isinstance(artist, self.kinds["Collection"]):
            self._collection(artist)
        if (arrow := getattr(artist, "arrow_patch", None)) is not None:
            self._patch(arrow, seen)

    def _patch(self, patch: Any, change: Callable[[Colour], Colour]) -> None:
        self._keep(patch)
        edge, face = patch.get_edgecolor(), patch.get_facecolor()
        patch.set_edgecolor(change(edge))
        if patch.get_fill():
            patch.set_facecolor(change(face))

    def _line(self, line: Any, change: Callable[[Colour], Colour]) -> None:
        self._keep(line)
        for part in ("color", "markeredgecolor", "markerfacecolor"):
            before = getattr(line, f"get_{part}")()
            if not isinstance(before, str) or before != "none":
                after = change(self.rgba(before))
                if after != self.rgba(before):
                    getattr(line, f"set_{part}")(after)

    def _collection(self, collection: Any) -> None:
        """Change what is drawn in many pieces, but for what stands for values, and for drawings in space."""
        if collection.get_array() is not None or hasattr(collection, "do_3d_projection"):
            return
        self._keep(collection)
        edges, faces = map(self.colours.to_rgba_array, (collection.get_edgecolor(), collection.get_facecolor()))
        if any(seen(each) != tuple(each) for each in edges):
            collection.set_edgecolor([seen(each) for each in edges])
        if any(seen(each) != tuple(each) for each in faces):
            collection.set_facecolor([seen(each) for each in faces])

    def _text(self, text: Any) -> None:
        own = self.rgba(text.get_color())
        ground = self._ground(text)
        other = turned(own) if _grey(own) else lighter(own)
        if contrast(own, ground) < (contrast(other, ground) if _grey(own) else SEEN):
            self._keep(text)
            text.set_color(other)

    def _ground(self, text: Any) -> Colour:
        """Give the colour that a text stands on: of its box, of a filled thing of its axes, else of the paper.

        On a picture it is white: what its author chose for that stays.
        """
        box = text.get_bbox_patch()
        if box is not None:
            return self._filled([box]) or (*PAPER, 1.0)
        frames = [each for each in self.cells if each.get_text() is text]
        frames += [each.get_frame() for each in self.legends if text in (*each.get_texts(), each.get_title())]
        if frames:
            return self._filled(frames) or (*PAPER, 1.0)
        ax = text.axes
        if ax is None or text not in ax.texts:
            return (*PAPER, 1.0)
        if self._on_picture(text):
            return (1.0, 1.0, 1.0, 1.0)
        at = _middle(text)
        return self._filled([each for each in ax.patches if each.contains_point(at)]) or (*PAPER, 1.0)

    def _on_picture(self, text: Any) -> bool:
        ax = text.axes
        return ax in self.pictured and text in ax.texts and bool(ax.bbox.contains(*_middle(text)))

    def _filled(self, patches: list[Any]) -> Colour | None:
        """Give the colour of the last that is filled, and hides what is below it."""
        for patch in reversed(patches):
            if patch.get_visible() and patch.get_fill() and patch.get_facecolor()[3] >= SOLID:
                found: Colour = patch.get_facecolor()
                return found
        return None


def _axes_of(ax: Any) -> Iterator[Any]:
    yield from (axis for name in ("xaxis", "yaxis", "zaxis") if (axis := getattr(ax, name, None)) is not None)


def _pictured(ax: Any) -> bool:
    """Tell whether axes show a picture or a field of values, on which all else was drawn to be seen."""
    fields = (each for each in ax.collections if each.get_array() is not None and len(each.get_facecolor()) > 0)
    return bool(ax.images) or any(not hasattr(each, "do_3d_projection") and not _scattered(each) for each in fields)


def _scattered(collection: Any) -> bool:
    return len(collection.get_offsets()) > 1


def _middle(text: Any) -> tuple[float, float]:
    box = text.get_window_extent()
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _grey(colour: Colour) -> bool:
    return max(colour[:3]) - min(colour[:3]) <= GREY


def _light(colour: Colour) -> bool:
    return _luminance(colour) > 0.5


def _luminance(colour: Colour) -> float:
    """Measure how light a colour is, as WCAG 2 does."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Compare two colours as WCAG 2 does: from 1, none, to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def turned(colour: Colour) -> Colour:
    """Turn a colour without a hue round: white to the dark paper, black to the light ink. A hue stays if it is seen."""
    if not _grey(colour):
        return seen(colour)
    light = sum(colour[:3]) / 3
    red, green, blue = (ink + (paper - ink) * light for ink, paper in zip(INK, PAPER, strict=True))
    return red, green, blue, colour[3]


def seen(colour: Colour) -> Colour:
    """Give a colour that can be seen on the dark paper: the same, or one of the same hue."""
    if not colour[3] or contrast(colour, (*PAPER, 1.0)) >= SEEN:
        return tuple(colour)
    return turned(colour) if _grey(colour) else lighter(colour)


def lighter(colour: Colour) -> Colour:
    """Give the light tone of a dark colour's hue."""
    hue, light, full = colorsys.rgb_to_hls(*colour[:3])
    red, green, blue = colorsys.hls_to_rgb(hue, max(light, 1 - light), full)
    return red, green, blue, colour[3]
