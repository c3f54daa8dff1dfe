"""What a reference says: in comes one as its author wrote it, out go pieces of text, each with the place that it links to.

What leads nowhere is told to `stop`: an article that refers to something it does not have is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import unquote

from nbpress.core.labelled import VALUE, Elsewhere, Labelled
from nbpress.core.notices import Warn
from nbpress.notebook import kinds
from nbpress.notebook.references import HOLES, Part, Reference, is_elsewhere
from nbpress.notebook.words import SPACE, capital, joined
from nbpress.render.page_numbers import PageNumbers

Find = Callable[[str], str | None]


class Piece(NamedTuple):
    """A text, and the id or the target that it links to; empty where it is no link. title, after: of another article, and what
    follows that.
    """

    text: str
    id: str = ""
    target: str = ""
    title: str = ""
    after: str = ""


def said(own: Reference, numbers: PageNumbers, stop: Warn, find: Find | None) -> list[Piece]:
    """Give what a reference says. find: gives the id that a fragment means, as `Anchors` does."""
    label = own.parts[0].label
    other = numbers.elsewhere(label)
    if other is None and is_elsewhere(label):  # a place in a file that is no notebook
        return [Piece("", target=label)] if own.linked else [Piece(own.raw)]
    found = [(part, None if other else _found(part.label, numbers, find)) for part in own.parts]
    if numbers.first and not other:
        return [Piece(own.raw)]
    if other:
        return _elsewhere(other, own, numbers, stop)
    missing = [(part.label, thing is not None) for part, thing in found if thing is None or _silent(thing, own)]
    if missing:
        if own.sure or _meant(missing[0][0], numbers):
            _stop(own, numbers, stop, *missing[0])
        return [Piece(own.raw)]
    things = [(part, thing) for part, thing in found if thing is not None]
    if len(things) > 1 and _alike(things):
        return _several(things, own, numbers)
    pieces: list[Piece] = []
    for part, thing in things:
        pieces += [Piece(", ")] if pieces else []
        pieces += [Piece(f"{part.lead} ")] if part.lead else []
        pieces.append(Piece(_one(part, thing, own, numbers), thing.id if own.linked else ""))
        pieces += [Piece(part.trail)] if part.trail else []
    return pieces


def _meant(label: str, numbers: PageNumbers) -> bool:
    """Tell whether a cell has this label, or the page others like it, so that it is no mere word."""
    kind = kinds.of_label(label)
    alike = bool(kind) and any(kinds.of_label(each) == kind for each in numbers.known.labels())
    return alike or label in numbers.of_cells


def text(own: Reference, numbers: PageNumbers) -> str:
    """Give the same as plain text, for an excerpt."""
    return "".join(f"{piece.text}{piece.title}{piece.after}" for piece in said(own, numbers, _unheard, None))


def in_formula(label: str, bracketed: bool, numbers: PageNumbers, stop: Warn) -> str:
    r"""Give what `\ref` in a formula says."""
    command = "eqref" if bracketed else "ref"
    own = Reference((Part(label),), f"\\{command}{{{label}}}", bare=True, bracketed=bracketed)
    return "".join(piece.text for piece in said(own, numbers, stop, None))


def _unheard(code: str, what: str, about: str = "") -> None:
    """Tell nobody: the prose itself is told of."""


def _found(label: str, numbers: PageNumbers, find: Find | None) -> Labelled | None:
    found = numbers.refer(label)
    if found is None and "%" in label:
        found = numbers.refer(unquote(label))
    if found is None and find and (name := find(unquote(label))):
        found = numbers.refer(name)
        found = found or Labelled("", "", "", name)
    return found


def _elsewhere(other: Elsewhere, own: Reference, numbers: PageNumbers, stop: Warn) -> list[Piece]:
    """Give what a reference to another article says: `Figure 2 of` and its title, or the value that it names."""
    thing, target = other.thing, other.target if own.linked else ""
    if numbers.provisional:
        return [Piece(own.raw)]
    if thing is None:
        if own.sure:
            stop("", f"`{own.raw}` leads nowhere: {other.problem}", own.raw)
        return [Piece(own.raw)]
    if own.shown and thing.kind != VALUE:
        said = f"`{own.raw}` stands within a line, where only a value has room; give it a paragraph of its own"
        stop("", said, own.raw)
        return [Piece(own.raw)]
    if thing.kind == VALUE:
        return [Piece(thing.caption, target="" if own.shown else target)]
    if _silent(thing, own):
        _stop(own, numbers, stop, thing.labels[0], True)
        return [Piece(own.raw)]
    words = _one(own.parts[0], thing, own, numbers)
    if own.template or own.bare or own.bracketed:
        return [Piece(words, target=target)]
    if thing.number:
        return [Piece(f"{words} {numbers.words.joints['of']} ", "", target, other.article.title)]
    return [Piece(f"{words} (", "", target, other.article.title, ")")]


def _silent(thing: Labelled, own: Reference) -> bool:
    """Tell whether a reference has nothing to say: the thing has neither number nor title, and its author gave no words."""
    if not own.sure and "{name}" not in own.template:
        return not thing.number  # a sign of per cent in the words of a link to a heading
    return not (thing.number or thing.caption) and (not own.template or HOLES.search(own.template) is not None)


def _alike(things: Sequence[tuple[Part, Labelled]]) -> bool:
    """Tell whether things can be named together: of one kind, with numbers, and no words of their own but the first's."""
    return (
        len({thing.kind for _, thing in things}) == 1
        and all(thing.number for _, thing in things)
        and not any(part.lead or part.word is not None for part, _ in things[1:])
        and not any(part.trail for part, _ in things[:-1])
    )


def _several(things: Sequence[tuple[Part, Labelled]], own: Reference, numbers: PageNumbers) -> list[Piece]:
    first, last = things[0][0], things[-1][0]
    word = numbers.words.several[things[0][1].kind] if first.word is None else first.word
    word = "" if own.bare else capital(word) if own.capital else word
    head = f"{first.lead} " if first.lead else ""
    head += word + SPACE if word else ""
    pieces = [Piece(head)] if head else []
    for number, (_, thing) in enumerate(things):
        between = f" {numbers.words.joints['and']} " if number == len(things) - 1 else ", "
        pieces += [Piece(between)] if number else []
        pieces.append(Piece(thing.number, thing.id if own.linked else ""))
    return [*pieces, *([Piece(last.trail)] if last.trail else [])]


def _one(part: Part, thing: Labelled, own: Reference, numbers: PageNumbers) -> str:
    shown = f"({thing.number})" if own.bracketed and thing.number else thing.number
    if own.template:
        number = thing.number or thing.caption
        filled = own.template.replace("%s", number).replace("{number}", number)
        return filled.replace("{name}", thing.caption or number)
    if not thing.number:
        return thing.caption
    if own.bare or own.bracketed:
        return shown
    if part.word is not None:
        return joined(capital(part.word) if own.capital else part.word, shown)
    return numbers.words.reference(thing.kind, (shown,), capitalised=own.capital)


def _stop(own: Reference, numbers: PageNumbers, stop: Warn, label: str, there: bool) -> None:
    """Tell of a label that the page does not have, with the nearest that it has; or of one that says nothing."""
    if label in numbers.of_cells and numbers.known.named(label) is None:
        what = f"the cell that is labelled {label} shows nothing that has a number or a caption"
        stop("", f"`{own.raw}` leads nowhere: {what}", own.raw)
        return
    if there:
        said = f"`{own.raw}` has nothing to say: {label} has neither a number nor a title; give the link words"
        stop("", said, own.raw)
        return
    close = get_close_matches(label, sorted(numbers.known.labels()), n=1, cutoff=0.5)
    hint = f'; did you mean "{close[0]}"?' if close else ""
    stop("", f"`{own.raw}` leads nowhere: the page has nothing labelled {label}{hint}", own.raw)
