"""What dialects add to Markdown, as HTML: callouts, boxes, tabs, notes at the side. Each is written here alone.

In: the tokens that `notebook/fences.py` and the dialects make, and the classes of a theme that draws callouts itself; elsewhere
our own style sheet does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.render import escape
from nbpress.render.prose.open_element import Tokens, Written, attributes

_NEAREST = {  # what a theme's table may call a kind, the best word first
    "note": ("note", "info"),
    "tip": ("tip",),
    "important": ("important", "warning"),
    "warning": ("warning",),
    "caution": ("caution", "danger", "warning"),
}
_PARAGRAPH = "p."  # before a class that a theme has for a paragraph, and not for a quotation

_ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture"
# The page in the frame: a link that leads the frame to the player. Its sign is a triangle of its borders.
_PRESS = (
    "<!doctype html><meta name=viewport content=width=device-width><style>"
    "body{{margin:0}}a{{display:grid;place-content:center;justify-items:center;gap:1em;box-sizing:border-box;height:100vh;"
    "padding:1em;background:#20242a;color:#fff;font:1rem/1.4 system-ui,sans-serif;text-align:center;text-decoration:none}}"
    "a::before{{content:'';border:1.5em solid transparent;border-left:2.4em solid;border-right:0;margin-left:.5em}}"
    "a:is(:hover,:focus)::before{{color:#f2b48c}}a:focus-visible{{outline:3px solid #f2b48c;outline-offset:-6px}}</style>"
    '<a href="{address}" referrerpolicy="strict-origin-when-cross-origin">{title}</a>'
)


class Components:
    """The part of a renderer of markdown-it's that writes our own tokens."""

    def __init__(self, classes: Mapping[str, str], name: str) -> None:
        """classes: of the theme's callouts, by kind; empty where it has none. name: one that no other cell of the page has."""
        super().__init__()
        self.classes = classes
        self.name = name
        self._open: list[Written] = []
        self._groups: list[str] = []
        self._tabs = 0

    def title_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin the heading of what is open."""
        return self._open[-1].heading[0]

    def title_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return f"{self._open[-1].heading[1]}\n"

    def callout_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin a callout."""
        meta = tokens[idx].meta
        titled = idx + 1 < len(tokens) and tokens[idx + 1].type == "title_open"
        themed = next((self.classes[word] for word in _NEAREST[meta["kind"]] if word in self.classes), "")
        if themed.startswith(_PARAGRAPH):
            inner = _paragraph(tokens[idx + 1 + 3 * titled :]) if not meta["folded"] else ()
            if inner:
                inner[0].hidden = inner[2].hidden = True
                self._open.append(Written(("<strong>", "</strong><br>"), "</p>\n"))
                return f"<p{attributes(meta, themed.removeprefix(_PARAGRAPH))}>"
            themed = ""
        element = "blockquote" if themed else "aside"
        folding = {"": "", "open": "<details open>", "closed": "<details>"}[meta["folded"]]
        self._open.append(Written(_heading(meta, themed), f"{'</details>' if folding else ''}</{element}>\n"))
        if themed:
            return f"<blockquote{attributes(meta, themed)}>{folding}\n"
        names = f"nb-callout nb-callout-{meta['kind']}{'' if meta['icon'] else ' nb-callout-bare'}"
        label = "" if titled else f' aria-label="{escape.attribute(meta["spare"])}"'
        return f'<aside{attributes(meta, names)} role="note"{label}>{folding}\n'

    def callout_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End a callout."""
        return self._open.pop().end

    def div_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin a box that means nothing to us, with its author's id and classes."""
        self._open.append(Written(("<p><strong>", "</strong></p>"), "</div>\n"))
        return f"<div{attributes(tokens[idx].meta, ' '.join(tokens[idx].meta.get('classes') or ()))}>\n"

    def div_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return self._open.pop().end

    def video(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Write a video that its own site plays, after a reader has pressed its title: before, nothing is asked there."""
        meta = tokens[idx].meta
        title = meta["title"] or meta["spare"]
        within = escape.attribute(
            _PRESS.format(address=escape.attribute(meta["address"]), title=escape.attribute(title))
        )
        frame = f'<iframe srcdoc="{within}" title="{escape.attribute(title)}" allow="{_ALLOWED}"></iframe>'
        said = title if meta["title"] else meta["page"].partition("//")[2]
        link = f'<a href="{escape.attribute(meta["page"])}">{escape.attribute(said)}</a>'
        return f'<div class="nb-video">{frame}<p>{link}</p></div>\n'

    def film(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Write a video that is a file of the blog."""
        source, title = str(tokens[idx].attrs["src"]), tokens[idx].meta["title"]
        return f'<video src="{escape.attribute(source)}" title="{escape.attribute(title)}" controls preload="none"></video>\n'

    def side_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin a note at the side."""
        self._open.append(Written(('<p class="nb-side-title"><strong>', "</strong></p>"), "</aside>\n"))
        return f"<aside{attributes(tokens[idx].meta, 'nb-side')}>\n"

    def side_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return self._open.pop().end

    def tabs_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin tabs: of the foldings of one name, a browser shows one at a time."""
        self._tabs += 1
        self._groups.append(f"nb-tabs-{self.name}-{self._tabs}")
        self._open.append(Written(("<p><strong>", "</strong></p>"), "</div>\n"))
        return f"<div{attributes(tokens[idx].meta, 'nb-tabs')}>\n"

    def tabs_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End them."""
        self._groups.pop()
        return self._open.pop().end

    def tab_open(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """Begin one of them."""
        self._open.append(Written(("<summary>", '</summary><div class="nb-tab">'), "</div></details>\n"))
        group = f' name="{escape.attribute(self._groups[-1])}"' if self._groups else ""
        return f"<details{group}{' open' if tokens[idx].meta.get('open') else ''}>"

    def tab_close(self, tokens: Tokens, idx: int, options: Any, env: Any) -> str:
        """End it."""
        return self._open.pop().end


def _paragraph(tokens: Tokens) -> Tokens:
    """Give the paragraph that is all of an open callout; nothing where there is more in it, or something else."""
    whole = ["paragraph_open", "inline", "paragraph_close", "callout_close"]
    return tokens[:3] if [token.type for token in tokens[:4]] == whole else ()


def _heading(meta: Mapping[str, Any], themed: str) -> tuple[str, str]:
    name = "" if themed else ' class="nb-callout-title"'
    element = "summary" if meta["folded"] else "p"
    return f"<{element}{name}><strong>", f"</strong></{element}>"
