"""A leaf: what an article shows that can be referred to, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labelled:
    """Something of a page that can be referred to.

    kind: of `notebook/kinds.toml`. number: as the page shows it, `2` or `2a`; empty where it has none. caption: its words,
    or the text of a heading, without markup. id: on the page. labels: by which its notebook refers to it.
    """

    kind: str
    number: str
    caption: str
    id: str
    labels: tuple[str, ...] = ()
