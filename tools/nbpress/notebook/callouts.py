"""A leaf: callouts, whoever wrote them: their five kinds, the words for them, and the node that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbpress.notebook.dialect import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

KINDS = ("note", "tip", "important", "warning", "caution")
_WORDS = {
    "note": "note info information abstract summary tldr todo seealso question help faq example quote cite admonition primary",
    "tip": "tip hint success check done",
    "important": "important attention",
    "warning": "warning",
    "caution": "caution danger error failure fail missing bug",
}
KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_NAMES = {"seealso": "See also", "tldr": "TL;DR", "faq": "FAQ", "todo": "To do"}


def name(word: str) -> str:
    """Give the heading of a callout that has no other."""
    return _NAMES.get(word.lower(), word.capitalize())


def meta(word: str, *, folded: str = "", icon: bool = True) -> dict[str, Any]:
    """Say what a callout is. word: what its author calls its kind. folded: `open` or `closed` where a reader folds it.

    icon: whether it has one. `spare`, the name of its kind, is its heading where it has no other.
    """
    return {"kind": KIND_OF[word.lower()], "folded": folded, "icon": icon, "spare": name(word)}


def block(
    word: str, *, title: str = "", body: str = "", folded: str = "", icon: bool = True, headed: bool = False
) -> Block:
    """Make a callout of a fenced block; see `meta` and `Block`."""
    return Block(
        "callout", title=title, spare=name(word), headed=headed, meta=meta(word, folded=folded, icon=icon), body=body
    )


def turned(opening: Token, closing: Token, word: str, *, folded: str = "") -> None:
    """Make a callout of what stands between two tokens."""
    opening.type, closing.type = "callout_open", "callout_close"
    opening.meta = meta(word, folded=folded)
