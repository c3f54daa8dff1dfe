"""Where links inside a notebook lead: to the ids of its headings, also where their author spells them otherwise.

In come the Markdown sources of a page, out goes the id that a link means. GitHub, VS Code, Sphinx and JupyterLab each make
another id of the same heading; a link that meets none exactly means the one with the same letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from nbpress.notebook import markdown
from nbpress.render.heading_ids import identifier
from nbpress.render.prose.cell import Ids, heading_id
from nbpress.render.tree import Node, blocks

_OWN = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)""")


class Anchors:
    """The ids of one page; they are gathered when the first link asks. sources: gives the page's Markdown cells."""

    def __init__(self, sources: Callable[[], Iterable[str]]) -> None:
        self.sources = sources

    def find(self, written: str) -> str:
        """Give the id that a link's fragment means, as its author wrote it without percent signs."""
        exact = identifier(written)
        names, loose = self._known
        return next((name for name in (written, exact) if name in names), loose.get(_loose(written), exact))

    @cached_property
    def _known(self) -> tuple[Ids, dict[str, str]]:
        """The ids, and by their letters and digits the first on the page that has them."""
        names = Ids()
        loose: dict[str, str] = {}
        for source in self.sources():
            for name in _names(source, names):
                loose.setdefault(_loose(name), name)
        return names, loose


def _names(source: str, taken: Ids) -> list[str]:
    """List the ids that one cell brings, headings before the author's own, and take them."""
    document = markdown.parse(source)
    headings = (node for node in _nested(blocks(document.tokens)) if node.kind == "heading")
    found = [taken.free(heading_id(node.children[0].token, document)) for node in headings]
    own = _OWN.findall(source) if "<" in source else []
    taken.update(own)
    return [*found, *own]


def _nested(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nested(node.children)


def _loose(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
