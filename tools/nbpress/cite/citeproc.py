"""The citations of a page, written by pandoc's citeproc in one call: in come they in page order, and the bibliography.

Out go safe HTML for each of them and for each entry of the list that is cited. What has no entry says which key it is like.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from nbpress.cite import entries as bibliographies
from nbpress.cite import headings, inlines, pandoc
from nbpress.cite.entries import Entries
from nbpress.core.citing import Bibliography, Cited, Mention, Work
from nbpress.core.errors import ReadError, nearest
from nbpress.notebook import citations
from nbpress.notebook.citations import ALL, AUTHOR, BRACKETED, LISTED, TEXTUAL, UNNAMED, YEAR, Citation, Item

_VERSION = [1, 23, 1]  # of pandoc's documents; a newer pandoc reads it
_MODES = {BRACKETED: "NormalCitation", TEXTUAL: "AuthorInText", UNNAMED: "SuppressAuthor"}
_MODES |= {AUTHOR: "AuthorInText", YEAR: "SuppressAuthor", LISTED: "NormalCitation"}
_BETWEEN = {"t": "Str", "c": "; "}
_SPACE = {"t": "Space"}
_MARGIN = "csl-left-margin"
_REF = "#ref-"

Group = Sequence[tuple[Item, str]]  # what stands in one pair of brackets: each with the key of its entry


def unknown(asked: Sequence[Citation], bibliography: Bibliography) -> Iterator[tuple[Citation, str, str]]:
    """Yield the citations of which a key is in no entry, with that key and the one that it is most like."""
    found = bibliographies.read(bibliography.files)
    for each in asked:
        key = _unknown(each, found)
        if key:
            yield each, key, _near(each, key, found)


def cited(asked: Sequence[Citation], bibliography: Bibliography) -> Cited:
    """Write citations, and the list of what they cite."""
    found = bibliographies.read(bibliography.files)
    groups = [() if _unknown(each, found) else _groups(each, found) for each in asked]
    listed = _listed(bibliography.listed, found)
    blocks = _blocks([group for each in groups for group in each], listed, bibliography, found)
    works = _works(blocks, found)
    shown = (block["c"][0] for block in blocks if block["t"] == "Para")
    written = [
        [[] if _is_listed(group) else _formed(group, next(shown)["c"][1], found) for group in each] for each in groups
    ]
    mentions = (
        _mention(citation, each, lines, works) if each else _missing(citation, found)
        for citation, each, lines in zip(asked, groups, written, strict=True)
    )
    return Cited(tuple(mentions), tuple(works.values()), bibliography.title or headings.title(bibliography.lang))


def _unknown(citation: Citation, found: Entries) -> str:
    return next((each.key for each in citation.items if not found.find(each.key)), "")


def _near(citation: Citation, key: str, found: Entries) -> str:
    """Give the key that was perhaps meant: of a bare word only one that it misses by a letter."""
    if citation.bare:
        return citations.near(key, found.keys)
    return nearest(key, found.keys)


def _missing(citation: Citation, found: Entries) -> Mention:
    key = _unknown(citation, found)
    return Mention(citation.source, unknown=key, near=_near(citation, key, found))


def _listed(text: str, found: Entries) -> list[str]:
    """Give the keys that stand in the list without being cited; raise ReadError for one that is not known."""
    keys: list[str] = []
    for written in citations.keys(text):
        key = written if written == ALL else found.find(written)
        if not key:
            said = f"`nocite:` names @{written}, which the bibliography does not have"
            raise ReadError(said, place="front matter", hint=nearest(written, found.keys))
        keys.append(key)
    return keys


# --- what pandoc is asked -----------------------------------------------------------------------------------


def _groups(citation: Citation, found: Entries) -> list[Group]:
    """Split a citation: what stands in brackets stays together, of anything else each work stands alone."""
    items = [(each, found.find(each.key)) for each in citation.items]
    return [items] if all(each.form in (BRACKETED, UNNAMED) for each, _ in items) else [[pair] for pair in items]


def _is_listed(group: Group) -> bool:
    return group[0][0].form == LISTED


def _blocks(groups: Sequence[Group], listed: Sequence[str], bibliography: Bibliography, found: Entries) -> list[Any]:
    """Let pandoc write citations: a paragraph for each, and the list."""
    keys = dict.fromkeys(key for group in groups for _, key in group)
    keys |= dict.fromkeys(found.by_key if ALL in listed else listed)
    if not keys:
        return []
    meta: dict[str, Any] = {
        "references": {"t": "MetaList", "c": [{"t": "MetaMap", "c": found.by_key[key]} for key in keys]},
        "link-citations": {"t": "MetaBool", "c": True},
        "nocite": {
            "t": "MetaInlines",
            "c": [_cite(group) for group in groups if _is_listed(group)]
            + [_cite([(Item(key), key)]) for key in listed],
        },
    }
    meta |= {"lang": {"t": "MetaString", "c": bibliography.lang}} if bibliography.lang else {}
    blocks = [{"t": "Para", "c": [_cite(group)]} for group in groups if not _is_listed(group)]
    return _processed({"pandoc-api-version": _VERSION, "meta": meta, "blocks": blocks}, bibliography)


def _cite(group: Group) -> dict[str, Any]:
    return {"t": "Cite", "c": [[_one(item, key) for item, key in group], [{"t": "Str", "c": "?"}]]}


def _one(item: Item, key: str) -> dict[str, Any]:
    return {
        "citationId": key,
        "citationPrefix": inlines.words(item.prefix),
        "citationSuffix": inlines.words(item.suffix),
        "citationMode": {"t": _MODES[item.form]},
        "citationNoteNum": 0,
        "citationHash": 0,
    }


def _processed(document: Mapping[str, Any], bibliography: Bibliography) -> list[Any]:
    with tempfile.TemporaryDirectory(prefix="nbpress-") as folder:
        command = ["--from=json", "--citeproc"]
        if bibliography.style:
            style = Path(folder, "style.csl")
            style.write_bytes(bibliography.style)
            command.append(f"--csl={style}")
        try:
            return list(pandoc.document(command, json.dumps(document).encode())["blocks"])
        except pandoc.PandocError as error:
            said = " ".join(str(error).replace(str(folder), "").split())[:200]
            raise ReadError(
                f"the references cannot be written: {said}",
                place=f"csl: {bibliography.style_name}" if bibliography.style else "",
                hint="Look whether the style is one of CSL 1.0." if bibliography.style else "",
            ) from error


# --- what comes back ----------------------------------------------------------------------------------------


def _works(blocks: Sequence[Any], entries: Entries) -> dict[str, Work]:
    """Read the list, by key."""
    found: dict[str, Work] = {}
    taken: dict[str, int] = {}
    every: list[Any] = next((block["c"][1] for block in blocks if block["t"] == "Div"), [])
    for (name, *_), content in (block["c"] for block in every):
        key = name.removeprefix(_REF[1:])
        base = f"ref-{re.sub(r'[^0-9A-Za-z_.:-]', '-', key)}"
        taken[base] = taken.get(base, 0) + 1
        own = base if taken[base] == 1 else f"{base}--{taken[base]}"
        line = inlines.joined(content)
        margin = [each for each in line if _is_margin(each)]
        rest = [each for each in line if not _is_margin(each)]
        name = f"{entries.authors(key)} {entries.year(key)}".strip()
        found[key] = Work(own, name or key, inlines.pieces(rest), inlines.plain(margin))
    return found


def _is_margin(inline: Any) -> bool:
    return inline["t"] == "Span" and _MARGIN in inline["c"][0][1]


def _mention(
    citation: Citation, groups: Sequence[Group], lines: Sequence[list[Any]], works: Mapping[str, Work]
) -> Mention:
    """Join what the parts of one citation became."""
    line: list[Any] = []
    note: list[Any] = []
    for each in lines:
        words = [inline for inline in each if inline["t"] != "Note"]
        noted = [part for inline in each if inline["t"] == "Note" for part in inlines.joined(inline["c"])]
        line += [*([_BETWEEN] if line and words else []), *words]
        note += [*([_SPACE] if note and noted else []), *noted]
    keys = dict.fromkeys(key for group in groups for _, key in group)

    def target(address: str) -> str:
        work = works.get(address.removeprefix(_REF)) if address.startswith(_REF) else None
        return f"#{work.id}" if work else address

    tight = bool(note and not line) or (bool(line) and line[0]["t"] == "Superscript")
    ids = tuple(works[key].id for key in keys if key in works)
    shown = inlines.pieces(note, target) if note else ()
    return Mention(citation.source, inlines.pieces(line, target), inlines.plain(line), ids, shown, tight)


def _formed(group: Group, line: list[Any], found: Entries) -> list[Any]:
    """Take the author alone, or the year alone, out of what pandoc wrote."""
    item, key = group[0]
    if item.form == AUTHOR:
        own = _stripped(list(takewhile(lambda each: not _is_opening(each), line)))
        return own or [{"t": "Str", "c": found.authors(key)}]  # a style of numbers names nobody
    if item.form == YEAR:
        year = found.year(key)
        bare = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": year}], [f"{_REF}{key}", ""]]}
        return [next((each for each in line if each["t"] == "Link" and year in inlines.plain([each])), bare)]
    return line


def _is_opening(inline: Any) -> bool:
    kind = inline["t"]
    return kind in ("Link", "Note", "Superscript") or (kind == "Str" and inline["c"].startswith(("(", "[")))


def _stripped(line: list[Any]) -> list[Any]:
    while line and line[-1]["t"] == "Space":
        line.pop()
    return line
