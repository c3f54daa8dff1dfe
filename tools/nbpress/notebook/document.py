"""A leaf: a Markdown cell that was parsed, as a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from nbpress.notebook.protected import Kept as Kept


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed cell: block tokens, what their marks stand for, and the word that the cell does not hold.

    numbers: of what the marks stand for. problem: why a part of it, or all, is shown as its source. unread: what looks like
    the syntax of a dialect and is shown as text: what is told of it, and the piece of the cell that it is about.
    """

    tokens: list[Token]
    kept: tuple[Kept, ...]
    mark: re.Pattern[str]
    word: str
    numbers: Mapping[Kept, int]
    problem: str = ""
    unread: tuple[tuple[str, str], ...] = ()

    def split(self, text: str) -> list[str | Kept]:
        """Split text at its marks: every other part is what a mark stands for."""
        if not self.kept:
            return [text]
        parts = self.mark.split(text)
        return [self.kept[int(part)] if odd % 2 else part for odd, part in enumerate(parts)]

    def again(self, kept: Kept) -> str:
        """Return the mark of something that was taken out."""
        return f"{self.word}{self.numbers[kept]}z"

    def restore(self, text: str) -> str:
        """Return text as the author wrote it."""
        if not self.kept:
            return text
        return self.mark.sub(lambda found: self.kept[int(found[1])].raw, text)
