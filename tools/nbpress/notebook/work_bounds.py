"""How much work a text would be to its parsers, which look from each beginning of something to its end.

In comes text, out goes whether that is too much: no text that somebody wrote, and to be shown as it stands.
"""

from __future__ import annotations

from nbpress.core.regex import regex

MOST = 5_000_000  # characters to look over, all beginnings of a kind together
_FEW = 50  # beginnings of a kind that need no closer look
_ELEMENTS = ("script", "noscript", "style", "textarea", "title", "iframe", "h1", "h2", "h3", "h4", "h5", "h6")
DEEPEST = 2_000  # elements within elements; a browser itself stops at 512
MOST_ATTRIBUTES = 1_000  # of one tag, each of which a parser compares with those before
_LONG = 2 * MOST_ATTRIBUTES  # characters that as many attributes have at least
_QUOTED = regex(r'"[^"]*"|\'[^\']*\'')
_TAGS = regex(r"<(/?)([a-z][a-z0-9-]*)(?:\s[^<>]*?)?(/?)>")
_ALONE = frozenset(  # elements that end by themselves
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
) | frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rt", "rp"))
_BRACKETS = regex(r"[\[\]]")


def laborious(text: str) -> bool:
    """Tell whether a line of Markdown opens brackets or tags over and over that it does not close."""
    return _spread(text, "<", ">") > MOST or _nested(text) > MOST


def laborious_html(text: str) -> bool:
    """Tell whether HTML opens tags, comments or elements over and over that it does not close."""
    lower = text.lower() if text.count("<") > _FEW else ""
    return (
        _spread(lower, "<", ">") > MOST + 20 * len(lower)
        or _spread(lower, "<!--", "-->") > MOST + 20 * len(lower)
        or any(_spread(lower, f"<{name}", f"</{name}") > MOST + 20 * len(lower) for name in _ELEMENTS)
        or _too_deep(lower)
        or any(_crowded(piece) for piece in text.split("<") if len(piece) > _LONG)
    )


def _crowded(piece: str) -> bool:
    """Tell whether what follows a `<` is a tag of more attributes than a parser takes in good time."""
    return piece[0].isalpha() and len(_QUOTED.sub("", piece.partition(">")[0]).split()) > MOST_ATTRIBUTES + 1


def _too_deep(text: str) -> bool:
    """Tell whether elements stand within elements deeper than a parser takes in good time."""
    if text.count("<") <= DEEPEST:
        return False
    depth = 0
    for found in _TAGS.finditer(text):
        if found[2] not in _ALONE and not found[3]:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > DEEPEST:
                return True
    return False


def _spread(text: str, opener: str, closer: str) -> int:
    """Add up how far it is from each opener to the next closer, or to the text's end."""
    if text.count(opener) <= _FEW:
        return 0
    total = 0
    for piece in text.split(closer):
        count = piece.count(opener)
        total += count * len(piece) if count > 1 else 0
    return total


def _nested(text: str) -> int:
    """Add up how far it is from each bracket to the one that closes it, or to the text's end."""
    if text.count("[") <= _FEW:
        return 0
    open_at: list[int] = []
    total = 0
    for found in _BRACKETS.finditer(text):
        if found[0] == "[":
            open_at.append(found.start())
        elif open_at:
            total += found.start() - open_at.pop()
    return total + sum(len(text) - start for start in open_at)
