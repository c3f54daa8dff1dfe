r"""The labels that dialects write behind or before a displayed formula: each becomes a `\label` in it.

In: the parser's environment, which holds what was taken out of the cell. Out: the same, with labels noted in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nbpress.notebook.protected import Kept

TAKEN = "taken"  # in the parser's environment: a `Taken`


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out of a cell, and the word of its marks. labels: by number of a mark; grows."""

    kept: Sequence[Kept]
    word: str
    labels: dict[int, str] = field(default_factory=dict)

    def displayed(self, text: str) -> int | None:
        """Give the number of the displayed formula that is all of a text."""
        found = re.fullmatch(rf"\s*{self.word}(\d+)z\s*", text)
        return int(found[1]) if found and self.kept[int(found[1])].kind == "display" else None

    def labelled(self) -> list[Kept]:
        """Give what was taken out, with the labels in the formulas."""
        return [_named(each, self.labels.get(number, "")) for number, each in enumerate(self.kept)]


def _named(kept: Kept, label: str) -> Kept:
    return replace(kept, text=rf"{kept.text}\label{{{label}}}") if label else kept


def name(env: Any, text: str, label: str) -> bool:
    """Name the displayed formula that is all of a text; False where it is none."""
    taken: Taken | None = env.get(TAKEN)
    number = taken.displayed(text) if taken else None
    if taken is None or number is None:
        return False
    taken.labels[number] = label
    return True


def name_last(state: Any, label: str) -> bool:
    """Name the displayed formula that a line ends with up to here."""
    before = re.search(r"\S+\s*\Z", state.pending)
    if not before or not name(state.env, before[0], label):
        return False
    state.pending = state.pending.rstrip()
    return True
