"""A leaf: what articles show that can be referred to, and embedded elsewhere, as values."""

from __future__ import annotations

from dataclasses import dataclass

VALUE, OUTPUT = "value", "output"  # kinds beside those of `notebook/kinds.toml`: a named result, and what a cell shows


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


@dataclass(frozen=True, slots=True)
class Embeddable(Labelled):
    """Something of a page that other articles can refer to, and mostly embed.

    caption: of a value the value itself. heading: the caption as HTML. content: HTML, without that, and without the id;
    nothing where it cannot be embedded. code: what drew it, where the page shows it; language: of that. above: whether its
    caption stands above it. through: slugs of the articles that it was embedded from in turn.
    """

    heading: str = ""
    content: str = ""
    code: str = ""
    language: str = ""
    above: bool = False
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleLabels:
    """What other articles can know of one. things: those of them that are asked for. names: the labels of all."""

    slug: str
    title: str
    things: tuple[Embeddable, ...] = ()
    names: tuple[str, ...] = ()

    def named(self, label: str) -> Embeddable | None:
        """Give what a label, or an id, names."""
        own = (each for each in self.things if label in each.labels)
        return next(own, None) or next((each for each in self.things if label and label == each.id), None)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stands at a target, `other.ipynb#fig-x`. thing: nothing where there is none, and why, the problem.

    back: whether that article has it from the one that asks.
    """

    target: str
    article: ArticleLabels
    thing: Embeddable | None = None
    problem: str = ""
    back: bool = False
