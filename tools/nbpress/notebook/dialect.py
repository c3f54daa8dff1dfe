"""What a dialect can say: the value that each module of `dialects` holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PLACE = "place"  # in the meta of a token: that it is only a place that a link leads to
UNDESCRIBED = "undescribed"  # in that of a figure: whether nobody said what its picture shows
LABELS = "labels"  # in the meta of a token: names that its author gives it beside its id


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter that a dialect's first Markdown cell holds, as YAML text. rest: what of the cell is prose."""

    yaml: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Flags:
    """What a code cell asks for beside our own words, in our own words.

    options: those of `cell_options`, by name. tags: cell tags. prose: Markdown that stands above the code.
    hidden: numbers of the lines, from 1, that are not shown. lines: what is shown in the place of a line, by its number.
    known: names of `#|` lines that are read here. without: words; a printed line that holds one is not shown.
    doubts: what looks like a flag that hides, and is none, with that one. language: what the cell is written in, where that
    is not the notebook's.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[str] = ()
    prose: str = ""
    hidden: frozenset[int] = frozenset()
    lines: Mapping[int, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    without: Sequence[str] = ()
    doubts: Sequence[tuple[str, str]] = ()
    language: str = ""


NO_FLAGS = Flags()


@dataclass(frozen=True, slots=True)
class Fence:
    """What a fenced block says of itself: `::: {#id .class key=value}`, or `:::{name} argument` and lines `:key: value`.

    ticks: whether it is fenced by what fences code. empty: whether it holds nothing.
    """

    name: str = ""
    argument: str = ""
    classes: tuple[str, ...] = ()
    id: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    ticks: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What a fenced block becomes: a node of ours, `callout`, `side`, `tabs`, `tab` or `div`, around its content.

    kind: empty where nothing of it is shown. title: its heading, a line of Markdown. spare: the heading where it has no other.
    headed: whether a heading that the content begins with is its own. meta: what its writer asks for. body: Markdown that
    stands in the place of a content that is empty. code: the language, where the content is code. finish: changes the tokens
    of its content.
    """

    kind: str = ""
    title: str = ""
    spare: str = ""
    headed: bool = False
    meta: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    code: str | None = None
    finish: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect. What it cannot say is left out.

    name: as `nbpress: {dialects: [name]}` takes it. speaks: whether a notebook is of this dialect by what it holds; words that
    mean something else elsewhere count only then. front_matter: reads the first Markdown cell, by its source; None where
    that is none. flags: reads the code of a cell and its metadata, `spoken` telling whether the notebook is of the dialect;
    None where it has none. metadata: names in a cell's metadata that it reads. defaults: reads a notebook's metadata for
    options of all its code cells. fence: reads a fenced block, `spoken` telling the same; None where it knows none such.
    rules: adds rules to a `MarkdownIt`, `spoken` telling the same.
    """

    name: str
    speaks: Callable[[Any], bool] = lambda nb: False
    front_matter: Callable[[str], FrontMatter | None] = lambda source: None
    flags: Callable[[str, Mapping[str, Any], bool], Flags | None] = lambda source, metadata, spoken: None
    metadata: frozenset[str] = frozenset()
    defaults: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda metadata: {}
    fence: Callable[[Fence, bool], Block | None] = lambda fence, spoken: None
    rules: Callable[[Any, bool], None] = lambda parser, spoken: None


def folding(marks: Mapping[str, str]) -> Callable[[str, Mapping[str, Any], bool], Flags | None]:
    """Make `flags` of a dialect that marks cells in their metadata: a tag by each name that may be true."""

    def flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
        tags = tuple(tag for name, tag in marks.items() if metadata.get(name) is True)
        return Flags(tags=tags) if tags else None

    return flags


def speaking(outer: str, inner: str = "") -> Callable[[str, Mapping[str, Any], bool], Flags | None]:
    """Make `flags` of a dialect that names a cell's language in its metadata, under `outer`, or in that under `inner`."""

    def flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
        found = metadata.get(outer)
        if inner:
            found = found.get(inner) if isinstance(found, Mapping) else None
        return Flags(language=found) if isinstance(found, str) and found else None

    return flags
