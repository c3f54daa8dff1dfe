"""Where links inside a notebook lead: to the ids of its headings, also where their author spells them otherwise.

In come the Markdown sources of a page, out goes the id that a link means. GitHub, VS Code, Sphinx and JupyterLab each make
another id of the same heading; a link that meets none exactly means the one with the same letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from nbpress.core.regex import regex
from nbpress.notebook import equations, markdown
from nbpress.render.heading_ids import identifier
from nbpress.render.prose.cell import Ids, heading_id
from nbpress.render.tree import Node, blocks

_OWN = regex(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)""")

TOP = ("", "top")  # what every page has (HTML Standard, "Scrolling to a fragment")


class Anchors:
    """The ids of one page; they are gathered when the first link asks.

    sources: gives the page's Markdown cells. others: gives the ids that its outputs bring. spoken: the notebook's dialects.
    """

    def __init__(
        self,
        sources: Callable[[], Iterable[str]],
        others: Callable[[], Iterable[str]],
        spoken: frozenset[str] = frozenset(),
    ) -> None:
        self.sources = sources
        self.others = others
        self.spoken = spoken

    def find(self, written: str) -> str | None:
        """Give the id that a link's fragment means, as its author wrote it without percent signs; None where none does."""
        exact = identifier(written)
        names, loose = self._known
        found = next((name for name in (written, exact) if name in names), loose.get(_loose(written)))
        return found if found is not None or written not in self._elsewhere else written

    @cached_property
    def _elsewhere(self) -> frozenset[str]:
        return frozenset((*TOP, *self.others()))

    @cached_property
    def _known(self) -> tuple[Ids, dict[str, str]]:
        """The ids, and by their letters and digits the first on the page that has them."""
        names = Ids()
        loose: dict[str, str] = {}
        for source in self.sources():
            for name in _names(source, names, self.spoken):
                loose.setdefault(_loose(name), name)
        return names, loose


def _names(source: str, taken: Ids, spoken: frozenset[str]) -> list[str]:
    """List the ids that one cell brings, headings before the author's own, and take them."""
    document = markdown.parse(source, spoken=spoken)
    nodes = list(_nested(blocks(document.tokens)))
    headings = (node for node in nodes if node.kind == "heading")
    found = [taken.free(heading_id(node.children[0].token, document)) for node in headings]
    own = _OWN.findall(source) if "<" in source else []
    own += [name for node in nodes if node.kind == "inline" for name in _within(node)]
    own += [name for node in nodes if (name := node.token.meta.get("id")) and isinstance(name, str)]
    own += [identifier(name) for kept in document.kept for name in equations.LABEL.findall(kept.text)]
    own = list(dict.fromkeys(own))
    taken.update(own)
    return [*found, *own]


def _within(line: Node) -> Iterator[str]:
    """Yield the ids within a line: those of its HTML, also of what a dialect made of it, and of what carries attributes."""
    for each in line.token.children or ():
        yield from _OWN.findall(each.content) if each.type == "html_inline" else ()
        yield from (str(each.attrs["id"]),) if each.attrs.get("id") else ()


def _nested(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nested(node.children)


def _loose(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
