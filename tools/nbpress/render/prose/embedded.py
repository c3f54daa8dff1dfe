"""What another article shows, on this page: HTML with a caption, its code folded if asked, and a line that says whose it is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nbpress.core.labelled import VALUE, Elsewhere, Embeddable, Labelled
from nbpress.core.regex import regex
from nbpress.notebook import kinds
from nbpress.notebook.embeds import Embed
from nbpress.render import liquid, plain_html
from nbpress.render.page_numbers import PageNumbers, Thing
from nbpress.render.prose.cell import Cell

Caption = Callable[[str], tuple[str, str]]  # gives the words of a line of Markdown, and its HTML
_WHOLE = regex(r"<[^<>]*>")


def write(own: Embed, cell: Cell, caption: Caption, *, framed: bool) -> str:
    """Write an embed as text for the middle of a block of HTML. framed: whether a figure around it has caption and number."""
    numbers = cell.place.numbers
    if numbers is None:
        return ""
    found = numbers.elsewhere(own.target)
    thing = _thing(found, own, numbers, cell)
    words, heading = caption(own.caption) if own.caption else ("", "")
    counted = None if framed else _counted(own, thing, words, numbers)
    if thing is None or found is None:
        return ""
    if own.label:
        numbers.through[own.label] = (*thing.through, found.article.slug)
    page = cell.target(own.target)
    place = f"-{cell.group()}", escape(page.partition("#")[0])
    shown = _content(thing, *place)
    if not framed:
        heading = heading or plain_html.written(plain_html.moved(thing.heading, *place))
        shown = _captioned(shown, heading, thing, counted, own, numbers)
    code = _code(thing) if own.code and thing.content else ""
    link = f'<a href="{escape(page)}"><em>{escape(found.article.title)}</em></a>'
    source = f'<p class="nb-source">{escape(numbers.words.joints["from"])} {link}</p>'
    return f'<div class="nb-embed">\n{shown}\n{liquid.raw(liquid.closed(source))}\n{code}</div>\n'


def _thing(found: Elsewhere | None, own: Embed, numbers: PageNumbers, cell: Cell) -> Embeddable | None:
    """Give what is embedded; where that cannot be, say so."""
    why = _problem(found, own)
    if why and not numbers.provisional:
        cell.place.stop("", f"`{own.raw}` embeds nothing: {why}", own.raw.partition("\n")[0])
    return None if why or found is None else found.thing


def _problem(found: Elsewhere | None, own: Embed) -> str:
    if found is None:
        return "it names no notebook; write other.ipynb#fig-x"
    thing = found.thing
    if thing is None:
        return found.problem
    if found.back:
        return "what stands there comes from this article itself"
    if not (thing.content or thing.code or thing.kind == VALUE):
        return f"{_what(thing)} cannot stand on another page, or is too large for one; refer to it: []({own.target})"
    if own.code and not thing.code:
        return f"the article of {own.target.partition('#')[0]} does not show the code of it"
    return ""


def _what(thing: Embeddable) -> str:
    return f"the {thing.kind} {thing.labels[0] if thing.labels else thing.id}"


def _counted(own: Embed, thing: Embeddable | None, words: str, numbers: PageNumbers) -> Labelled | None:
    """Count what has a label of its own on this page."""
    if not own.label:
        return None
    kind = kinds.of_label(own.label) or (thing.kind if thing and thing.kind in kinds.kinds() else "figure")
    return numbers.add(Thing(kind, (own.label,), words or (thing.caption if thing else ""), own.label))


def _content(thing: Embeddable, suffix: str, page: str) -> str:
    """Write the thing itself, its ids told apart from those of the page, its links led to its own page, as HTML has that."""
    if thing.kind == VALUE:
        return f"<p>{liquid.raw(liquid.closed(escape(thing.caption, quote=False)))}</p>"
    if not thing.content:
        return liquid.highlight(thing.code, thing.language)
    return plain_html.written(plain_html.moved(thing.content, suffix, page))


def _captioned(
    shown: str, heading: str, thing: Embeddable, counted: Labelled | None, own: Embed, numbers: PageNumbers
) -> str:
    name = f' id="{escape(own.label)}"' if own.label else ""
    if thing.kind in kinds.kinds() and kinds.kinds()[thing.kind].stated:
        title = escape(numbers.words.title(thing.kind, counted.number if counted else ""))
        more = f" ({heading})" if heading else ""
        head = f'<p class="nb-theorem-title"><strong>{title}</strong>{more}</p>'
        whole = _WHOLE.sub(lambda tag: f"{tag[0]}{head}", shown, count=1)
        return f"<div{name}>{whole}</div>" if name else whole
    lead = numbers.lead(counted, alone=not heading)
    line = f"<figcaption>{lead}{heading}</figcaption>" if lead or heading else ""
    if not line:
        return f"<div{name}>{shown}</div>" if name else shown
    inner = f"{line}\n{shown}" if thing.above else f"{shown}\n{line}"
    return f'<figure class="nb-outputs"{name}>{inner}</figure>'


def _code(thing: Embeddable) -> str:
    folded = '<details class="nb-fold"><summary>Show code</summary>'
    return f"{folded}\n{liquid.highlight(thing.code, thing.language)}\n</details>\n"
