r"""Displayed formulas with their numbers, and what `\ref` in a formula says: in comes TeX, out goes text of the post."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape

from nbpress.core.labelled import Labelled
from nbpress.core.notices import Warn
from nbpress.core.regex import regex
from nbpress.notebook import equations
from nbpress.render import liquid, page_references
from nbpress.render.heading_ids import identifier
from nbpress.render.page_numbers import NONE, PageNumbers, Thing

Render = Callable[[str, bool], str]  # of a formula without numbers
Tagged = Callable[[str], str]  # of one whose numbers stand in it; empty where that cannot be written
_NAME = regex(r"[\w.:-]+", re.A)  # an id that a formula can carry itself


def render(tex: str, display: bool, numbers: PageNumbers, stop: Warn, plain: Render, tagged: Tagged) -> str:
    """Write a formula; plain: without numbers. tagged: with those that its lines have."""
    tex = equations.referring(tex, partial(page_references.in_formula, numbers=numbers, stop=stop))
    lines = equations.lines(tex) if display else ()
    own = [_counted(line, numbers) for line in lines]
    if not any(own):
        named = [identifier(line.label) for line in lines if line.label] if numbers.policy.mode == NONE else []
        return _placed(plain(equations.unlabelled(tex), display), named) if named else plain(tex, display)
    marks = [(each.number, each.id) if each else ("", "") for each in own]
    inner = [(number, name if _NAME.fullmatch(name) else "") for number, name in marks]
    names = [name for (_, name), (_, kept) in zip(marks, inner, strict=True) if name and not kept]
    text = tagged(equations.numbered(tex, inner))
    if not text:
        shown = "".join(f'<span class="nb-number">({escape(number)})</span>' for number, _ in marks if number)
        return _beside(plain(equations.untagged(tex), display), [name for _, name in marks if name], shown)
    if text.endswith("$$"):
        return _placed(text, [name for _, name in marks if name])
    return _placed(text, names) if names else text


def _counted(line: equations.Line, numbers: PageNumbers) -> Labelled | None:
    if not (line.counts or line.tag or line.label):
        return None
    labels = (line.label,) if line.label else ()
    return numbers.add(Thing("equation", labels, "", identifier(line.label), tag=line.tag, plain=not line.counts))


def _placed(formula: str, names: list[str]) -> str:
    """Put the places that links lead to before a formula."""
    places = "".join(f'<span id="{escape(name)}"></span>' for name in names)
    if not places:
        return formula
    if formula.endswith("$$"):
        return f"{liquid.html(places)}\n\n{formula}"
    return formula.replace(liquid.OPEN, liquid.OPEN + places, 1)


def _beside(formula: str, names: list[str], shown: str) -> str:
    """Put the number of a formula beside it, where no converter puts it into it."""
    inner = formula.removeprefix(liquid.OPEN).removesuffix(liquid.CLOSE)
    places = "".join(f'<span id="{escape(name)}"></span>' for name in names)
    return liquid.inline(f'<span class="nb-equation">{places}{inner}{shown}</span>')
