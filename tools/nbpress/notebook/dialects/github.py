"""GitHub and Obsidian: quotations that begin with `[!NOTE]`, `[!tip]- A title`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbpress.core.regex import regex
from nbpress.notebook import callouts
from nbpress.notebook.dialect import Dialect

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_SIGN = regex(r"\[!([A-Za-z]+)\]([+-]?)(?:[ \t]+(.*?))?[ \t]*(?:\n|\Z)")
_FOLDED = {"+": "open", "-": "closed", "": ""}


def _alerts(state: StateCore) -> None:
    from nbpress.notebook import fences, quotations

    def turn(quote: quotations.Quotation) -> None:
        found = _SIGN.match(quote.text)
        if not found:
            return
        if found[1].lower() not in callouts.KIND_OF:
            fences.unread(state.env, _no_callout(found[1]), f"[!{found[1]}]")
            return
        title = found[3] or ""
        callouts.turned(quote.opening, quote.closing, found[1], folded=_FOLDED[found[2]])
        quote.begin(title or callouts.name(found[1]), quote.text[found.end() :])

    quotations.each(state, turn)


def _no_callout(word: str) -> str:
    """Say that a kind of callout is not known."""
    return f"`[!{word}]` is no kind of callout that is known"


def _rules(parser: Any, spoken: bool) -> None:
    parser.core.ruler.before("inline", "alerts", _alerts)


DIALECT = Dialect("github", rules=_rules)
