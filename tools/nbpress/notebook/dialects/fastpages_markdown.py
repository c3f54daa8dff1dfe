"""fastpages: quotations that begin with `youtube:` or, in its own notebooks alone, `Note:`, `Tip:`, `Important:`, …"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbpress.notebook import callouts, videos
from nbpress.notebook.dialect import Dialect

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_SIGN = re.compile(r"(Note|Tip|Important|Warning):[ \t]*", re.I)
_VIDEO = re.compile(r"youtube:\s*(https?://\S+)\s*", re.I)


def _videos(state: StateCore) -> None:
    from nbpress.notebook import quotations

    def turn(quote: quotations.Quotation) -> None:
        found = _VIDEO.fullmatch(quote.text)
        film = videos.node(found[1]) if found else None
        if film:
            quote.opening.type, quote.closing.type = "figure_open", "figure_close"
            quote.first = [film]

    quotations.each(state, turn)


def _callouts(state: StateCore) -> None:
    from nbpress.notebook import quotations

    def turn(quote: quotations.Quotation) -> None:
        found = _SIGN.match(quote.text)
        if found:
            callouts.turned(quote.opening, quote.closing, found[1])
            quote.begin(callouts.name(found[1]), quote.text[found.end() :])

    quotations.each(state, turn)


def _rules(parser: Any, spoken: bool) -> None:
    parser.core.ruler.before("inline", "quoted_videos", _videos)
    if spoken:
        parser.core.ruler.before("inline", "quoted_callouts", _callouts)


DIALECT = Dialect("fastpages", rules=_rules)
