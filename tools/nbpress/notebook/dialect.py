"""What a dialect can say: the value that each module of `dialects` holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter that a dialect's first cell holds. values: Jekyll's and our keys. rest: what of the cell is prose."""

    values: Mapping[str, Any]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Flags:
    """What the first lines of a code cell ask for, in our own words.

    options: those of `cell_options`, by name. tags: cell tags. lines: how many lines of the cell say it, counted from the
    first; they are not shown.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[str] = ()
    lines: int = 0


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
    mean something else elsewhere count only then. front_matter: reads the first cell, by its source; None where that is none.
    flags: reads the code of a cell and its metadata, `spoken` telling whether the notebook is of the dialect; None where it
    has none. fence: reads a fenced block, `spoken` telling the same; None where it knows none such. rules: adds rules to a
    `MarkdownIt`, `spoken` telling the same.
    """

    name: str
    speaks: Callable[[Any], bool] = lambda nb: False
    front_matter: Callable[[str], FrontMatter | None] = lambda source: None
    flags: Callable[[str, Mapping[str, Any], bool], Flags | None] = lambda source, metadata, spoken: None
    fence: Callable[[Fence, bool], Block | None] = lambda fence, spoken: None
    rules: Callable[[Any, bool], None] = lambda parser, spoken: None
