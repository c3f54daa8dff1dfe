"""What of a page other articles can refer to and embed: in come its text and its labelled things, out goes the HTML of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from html import escape
from typing import Any, NamedTuple

from nbpress.core.labelled import OUTPUT, VALUE, Embeddable, Labelled
from nbpress.core.regex import regex
from nbpress.notebook import kinds
from nbpress.render import plain_html

LONGEST = 200_000  # characters of what is embedded
_NUMBER = regex(r'<span class="nb-number">[^<]*</span>\s?')
_TITLE = regex(r'<p class="nb-theorem-title"><strong>[^<]*</strong>(?: \((.*?)\))?</p>\n?', re.S)
_NESTED = regex(r"<(/?)(figure|figcaption)\b[^<>]*>")


class CellShown(NamedTuple):
    """What a labelled cell shows. names: its labels. outputs, code: as text of the post, as text; nothing where it is hidden.

    listing: whether it is its code that the labels are of.
    """

    names: tuple[str, ...]
    outputs: str
    code: str
    language: str
    listing: bool = False


def found(
    labelled: Iterable[Labelled],
    texts: Sequence[str],
    cells: Sequence[CellShown],
    through: Mapping[str, tuple[str, ...]],
    results: Mapping[str, Any],
) -> tuple[Embeddable, ...]:
    """Give what others can know of a page, in its order, the named results of its run at the end.

    labelled: what of it has a label. texts: of its cells. through: see `Embeddable`, by id.
    """
    own = [each for each in labelled if each.labels]
    page = plain_html.read("\n".join(texts)) if own else ""
    every = [_thing(each, page, cells, through) for each in own]
    known = {label for each in every for label in each.labels}
    for cell in cells:
        if not known & {*cell.names} and (cell.outputs.strip() or (cell.listing and cell.code)):
            every.append(_of_cell(Embeddable(OUTPUT, "", "", "", cell.names), cell))
            known |= {*cell.names}
    every += [
        Embeddable(VALUE, "", str(value), "", (name,))
        for name, value in results.items()
        if name not in known and isinstance(value, str | int | float) and len(str(value)) < LONGEST
    ]
    return tuple(every)


def _thing(own: Labelled, page: str, cells: Sequence[CellShown], through: Mapping[str, tuple[str, ...]]) -> Embeddable:
    cell = next((each for each in cells if {*each.names} & {*own.labels}), None)
    thing = Embeddable(**asdict(own), through=through.get(own.id, ()))
    kind = kinds.kinds()[own.kind]
    element = plain_html.element(page, own.id) if own.id and (kind.captioned or kind.stated) else None
    if element is not None:
        split = _stated if kind.stated else _captioned
        heading, inner, above = split(element.inner)
        names = f' class="{escape(element.names)}"' if element.names else ""
        content = f"<div{names}>{inner.strip()}</div>" if inner.strip() else ""
        thing = replace(thing, heading=heading, content=content if len(content) <= LONGEST else "", above=above)
    return _of_cell(thing, cell) if cell else thing


def _of_cell(thing: Embeddable, cell: CellShown) -> Embeddable:
    content = "" if cell.listing else thing.content or plain_html.read(cell.outputs).strip()
    return replace(
        thing,
        content=content if len(content) <= LONGEST else "",
        code=cell.code[:LONGEST],
        language=cell.language if cell.code else "",
    )


def _captioned(inner: str) -> tuple[str, str, bool]:
    """Take the caption out of a figure: its words, the rest, and whether it stood above that. Figures within keep theirs."""
    depth, start, opened = 0, 0, 0
    for tag in _NESTED.finditer(inner):
        if tag[2] == "figure":
            depth += -1 if tag[1] else 1
        elif not depth and not tag[1]:
            start, opened = tag.start(), tag.end()
        elif not depth and opened:
            caption, rest = inner[opened : tag.start()], inner[:start] + inner[tag.end() :]
            return _NUMBER.sub("", caption, count=1).strip(), rest, not inner[:start].strip()
    return "", inner, False


def _stated(inner: str) -> tuple[str, str, bool]:
    """Take the head of a theorem out of it."""
    head = _TITLE.search(inner)
    return ((head[1] or "").strip(), _TITLE.sub("", inner, count=1), True) if head else ("", inner, True)
