"""What the outputs of one cell need to know of their cell and page, and where their files and warnings go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbpress.core.notices import Warn
from nbpress.notebook.cell_options import Display
from nbpress.render.article_files import ArticleFiles
from nbpress.render.drawn import Drawn
from nbpress.render.page_diagrams import PageDiagrams
from nbpress.render.page_numbers import Mark
from nbpress.render.stable_ids import PageIds

PAGE = 10_000_000  # characters of outputs that a page shows
FORM = 12_000_000  # characters that one form of an output may have, a chart with its library for example


@dataclass(frozen=True, slots=True)
class OutputSink:
    """What the outputs of one cell need to know of their cell and page.

    name: of the cell's files. about: says what its figures show. files: takes them. prose: renders the author's
    Markdown, for `output: asis`. markup: renders a Markdown output (or inline: a caption) to text of the post.
    link: gives the target on the page of a link as written; picture: the same of an image, nothing where there is none.
    math: renders TeX, displayed or not. warn: takes its warnings. richest: the MIME types that may be shown, best first.
    widgets: what the notebook keeps of its widgets, by model.
    sanitized: whether the HTML is that of somebody who is not trusted.
    ids: those that the outputs of the page declare; grows.
    inside: the models of the widgets that are being shown, the outermost first.
    fold: lines of a text after which the rest folds, 0 for never.
    room: characters that the page still has for outputs, counted down.
    diagrams: those of the page.
    numbered: the ids of the cell's pictures and the numbers in their captions, where they have any.
    libraries: scripts that earlier outputs of the page brought; grows. figures: addresses of the cell's; grows.
    """

    display: Display
    name: str
    about: Callable[[], str]
    files: ArticleFiles
    prose: Callable[[str], str]
    link: Callable[[str], str]
    picture: Callable[[str], Drawn | None]
    markup: Callable[[str, bool], str]
    math: Callable[[str, bool], str]
    warn: Warn
    richest: Sequence[str]
    diagrams: PageDiagrams
    sanitized: bool = False
    numbered: Sequence[Mark] = ()
    fold: int = 0
    widgets: Mapping[str, Any] = field(default_factory=dict)
    libraries: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    ids: PageIds = field(default_factory=PageIds)
    inside: list[str] = field(default_factory=list)
    room: list[int] = field(default_factory=lambda: [PAGE])
