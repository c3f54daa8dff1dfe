"""Hold what a run gives now against the page that is published, and against another run."""

from __future__ import annotations

import ast
import builtins
import copy
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from nbpress.check import compare, page_differences, picture_differences
from nbpress.check.page_differences import Difference, Page
from nbpress.core import manifest
from nbpress.core.records import CHANGED, Article, Waiting
from nbpress.notebook import cell_options, ipynb, live_values
from nbpress.notebook.settings import timings
from nbpress.publish import cleared_outputs
from nbpress.publish.records import Source

Render = Callable[[Any], Article]

SHOWN = 8
CHANCE = "{} differs from run to run: a seed would help"
UNKNOWN = "nothing that {} is known to depend on changed: chance (a seed would help), or what `depends:` does not name"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared of a page, and what differs.

    differences: by cell. why: what is known of it, by the cell that differs between two runs of the same key too. cells,
    pictures: how many were compared. excused: numbers of cells that were not. values: live values that were not. aside: how
    many times, addresses and the like were put aside. unseen: pictures whose pixels nobody could compare.
    """

    differences: tuple[Difference, ...] = ()
    why: Mapping[int, str] = field(default_factory=dict)
    cells: int = 0
    pictures: int = 0
    excused: tuple[int, ...] = ()
    values: tuple[str, ...] = ()
    aside: int = 0
    unseen: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Say what differs, cell by cell."""
        for each in self.differences[:SHOWN]:
            yield str(each).replace("\n", "\n  ")
            if each.cell in self.why:
                yield f"  {self.why[each.cell]}; `#| check: false` excuses a cell that is to differ"
        if len(self.differences) > SHOWN:
            yield f"and {len(self.differences) - SHOWN} more cells"

    def summary(self, results: Collection[str], allowed: Mapping[str, float]) -> str:
        """Say what was compared, and what was not."""
        compared = [_count(self.cells, "cell"), _count(len(results), "result"), _count(self.pictures, "picture")]
        off = [f"{name} (within {limit:g})" for name, limit in allowed.items() if 0 < limit < math.inf]
        left = [
            *(f"cell {number}" for number in self.excused),
            *(name for name, limit in allowed.items() if limit == math.inf),
            *(f"the live value `{value}`" for value in self.values),
            *(f"the pixels of {name}" for name in self.unseen),
            *([f"{_count(self.aside, 'time, address or temporary name')}"] if self.aside else []),
        ]
        return "; ".join(
            part
            for part in (
                f"compared: {', '.join([each for each in compared if each] + off) or 'its front matter'}",
                f"not compared: {', '.join(left)}" if left else "",
            )
            if part
        )


def _count(number: int, what: str) -> str:
    if number < 2:
        return f"1 {what}" if number else ""
    return f"{number} {what.replace('time, address or', 'times, addresses or')}s"


def allowed(settings: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, float]:
    """Say how far each result may be off: its tolerance; any distance for one that measures time."""
    limits = compare.tolerances(settings.get("tolerance"), results)
    return {**limits, **compare.timings(timings(settings), results)}


def published(
    source: Source, entry: manifest.Entry, nb: Any, record: Mapping[str, Any], within: Iterable[str], render: Render
) -> Comparison:
    """Compare what a run gives now with the page and the files that are published.

    record: that of the run which the page shows. within: the results that are off no further than they may be.
    render: renders an executed notebook as its article.
    """
    root = source.context.site.root
    post = root / entry.post
    if not post.is_file():
        return Comparison()
    files = {PurePosixPath(name): (root / name).read_bytes() for name in entry.files if (root / name).is_file()}
    found = compared(source, nb, post.read_text(encoding="utf-8"), files, _day(record), within, render)
    told = {each.cell for each in found.differences} | set(found.excused)
    silent = [each for each in _silent(source, entry, nb) if each.cell not in told]
    return replace(found, differences=_by_cell([*found.differences, *silent]))


def _silent(source: Source, entry: manifest.Entry, nb: Any) -> Iterator[Difference]:
    """Name the cells that showed outputs and show none now: beside an excused cell without code, no line tells whose it was."""
    shown = frozenset(cleared_outputs.shown(nb, source))
    for number, cell in zip(_numbers(nb), nb["cells"], strict=True):
        if cell["id"] in entry.outputs and cell["id"] not in shown:
            yield Difference(number, (), (), "it shows no output any more")


def repeated(
    found: Comparison, source: Source, nb: Any, other: Any, within: Iterable[str], render: Render, *, again: bool
) -> Comparison:
    """Note which cells differ between two runs of the same key, whatever the page says.

    again: whether both ran now; the other is the one that the page may have been made of, else.
    """
    article = render(other)
    files = {path: content for path, content in article.files.items() if not isinstance(content, Waiting)}
    both = compared(source, nb, article.text, files, _day(ipynb.record(other)), within, render)
    known = {each.cell for each in found.differences}
    new = tuple(each for each in both.differences if again and each.cell not in known)
    why = {each.cell: (CHANCE if again else UNKNOWN).format(each.place) for each in both.differences}
    return replace(found, differences=_by_cell([*found.differences, *new]), why=why)


def compared(
    source: Source,
    nb: Any,
    post: str,
    files: Mapping[PurePosixPath, bytes],
    day: str,
    within: Iterable[str],
    render: Render,
) -> Comparison:
    """Compare a page, its files, and the day of its run with what a run gives now."""
    blank, values = _blanked(nb, _excused_values(source, within))
    article = render(blank)
    numbers = _numbers(nb)
    today = _day(ipynb.record(nb))
    excused = tuple(
        number
        for number, cell in zip(numbers, nb["cells"], strict=True)
        if number and not cell_options.display(cell, source.notebook.language).checked
    )
    cells = dict(zip(numbers, article.cells, strict=True))
    dated = frozenset((source.context.site.theme.modified, CHANGED))
    page = Page(article.text, {0: _before(article), **cells}, today, dated)
    text, aside = page_differences.differences(post, day, page, excused)
    drawn = _Files(source, nb, cells, day, today)
    told, count, unseen = drawn.compared(files, article, excused)
    return Comparison(
        _by_cell([*text, *told]),
        cells=sum(bool(text) for number, text in cells.items() if number not in excused),
        pictures=count,
        excused=excused,
        values=values,
        aside=aside,
        unseen=unseen,
    )


def _before(article: Article) -> str:
    """What a post shows between its header and its first cell."""
    body = article.text.split("---\n", 2)[2]
    first = next((text for text in article.cells if text), "")
    return body[: body.index(first.rstrip())] if first else body


def _numbers(nb: Any) -> list[int]:
    """The numbers of cells as their author counts: a cell that papermill put in has that of the cell before it, negative."""
    found: list[int] = []
    number = 0
    for cell in nb["cells"]:
        put = ipynb.injected(cell)
        number += not put
        found.append(-number if put else number)
    return found


def _day(record: Mapping[str, Any]) -> str:
    day = str(record.get("date") or "")[:10]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _by_cell(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(differences, key=lambda each: each.cell))


def _excused_values(source: Source, within: Iterable[str]) -> tuple[frozenset[str], ...]:
    """The names in the expression of each result that may be off: a live value that has all of them is made of it."""
    results = source.settings.get("results") or {}
    found = (frozenset(_names(str(results.get(result, "")))) for result in within)
    return tuple(names for names in found if names)


def _names(expression: str) -> set[str]:
    try:
        found = {node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError):  # of another language
        found = set(re.findall(r"[A-Za-z_.]\w*", expression))
    return {name for name in found if not hasattr(builtins, name)}


def _blanked(nb: Any, excused: Sequence[frozenset[str]]) -> tuple[Any, tuple[str, ...]]:
    """Copy an executed notebook, the live values left open that may be off; and their expressions."""
    found: list[str] = []
    new = copy.deepcopy(nb) if excused else nb
    for cell in new["cells"] if excused else ():
        kept = live_values.answers(cell)
        open_ = [each for each in kept if any(names <= _names(each) for names in excused)]
        if open_:
            blank = {"status": "ok", "data": {"text/plain": page_differences.BLANK}, "metadata": {}}
            cell["metadata"]["user_expressions"] = live_values.entries({**kept, **dict.fromkeys(open_, blank)})
            found += open_
    return new, tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a page: whose they are, and whether they look the same. day, today: of the two runs."""

    source: Source
    nb: Any
    cells: Mapping[int, str]
    day: str
    today: str

    def compared(
        self, then: Mapping[PurePosixPath, bytes], article: Article, excused: Collection[int]
    ) -> tuple[list[Difference], int, tuple[str, ...]]:
        """Give what differs, how many were compared, and the names of pictures that could not be."""
        found: list[Difference] = []
        unseen: list[str] = []
        count = 0
        for path, content in article.files.items():
            owner = self._owner(path)
            if path not in then or owner in excused or isinstance(content, Waiting):
                continue
            told = picture_differences.differs(path, then[path], content, self.day, self.today)
            count += path.suffix.lower() in picture_differences.PICTURES | {".svg"}
            if told:
                found.append(Difference(owner, (), (), told))
            elif told is None:
                unseen.append(path.name)
        return found, count, tuple(unseen)

    def _owner(self, path: PurePosixPath) -> int:
        """The cell that shows a file, or that is labelled with its name; 0 for one of the front matter."""
        for number, text in self.cells.items():
            if path.name in text:
                return abs(number)
        language = self.source.notebook.language
        for number, cell in zip(self.cells, self.nb["cells"], strict=True):
            if cell_options.display(cell, language).label == path.stem:
                return abs(number)
        return 0
