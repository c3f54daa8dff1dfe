"""What an article cites from, and what its citations become: values between the stages. A leaf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What an article cites from, and how.

    files: content of each by its path as it was written, the one that goes first before the others. style: in CSL, nothing for
    author and year as the Chicago manual has it; style_name: what its author calls it. lang: of the page, nothing where nobody
    says. title: of the list, where its author has one. listed: what stands in the list without being cited, as it was written.
    engine: the version of what writes it.
    """

    files: Mapping[str, bytes]
    style: bytes = b""
    style_name: str = ""
    lang: str = ""
    title: str = ""
    listed: str = ""
    engine: str = ""


Pieces = tuple[str, ...]  # HTML, and the TeX of a formula at each odd place


@dataclass(frozen=True, slots=True)
class Mention:
    """What a citation becomes.

    source: as it stands in its cell. plain: what it becomes, as text. works: ids of the entries that it cites. note: what its
    style wants in a footnote. tight: whether no space stands before it. unknown: the first key that no entry has; near: the
    key that was perhaps meant, or words that ask for it.
    """

    source: str
    pieces: Pieces = ()
    plain: str = ""
    works: tuple[str, ...] = ()
    note: Pieces = ()
    tight: bool = False
    unknown: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of the list of references.

    id: of its place. name: who wrote it, and when. label: the number that its style writes before it.
    """

    id: str
    name: str
    pieces: Pieces
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of a page, in their order, and its list of references. title: what the list is called in its language."""

    mentions: tuple[Mention, ...]
    works: tuple[Work, ...] = ()
    title: str = ""
