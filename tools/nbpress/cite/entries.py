"""The entries of a bibliography, as pandoc reads them: BibTeX, BibLaTeX, CSL-JSON, RIS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Any

from nbpress.cite import pandoc
from nbpress.core.errors import ReadError
from nbpress.core.regex import regex
from nbpress.notebook import citations

FORMATS = {
    ".bib": "biblatex",
    ".bibtex": "bibtex",
    ".json": "csljson",
    ".ris": "ris",
}  # BibLaTeX's reader takes BibTeX too
_PLACE = regex(r"Error at \(?.*?line (\d+), column (\d+)\)?:\s*(.*)", re.S)


@dataclass(frozen=True)
class Entries:
    """Entries by key, each as pandoc's metadata has it; of two with one key the first."""

    by_key: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self.by_key)

    @cached_property
    def _by_doi(self) -> dict[str, str]:
        found = ((_said(entry, "doi") or _said(entry, "DOI"), key) for key, entry in self.by_key.items())
        return {citations.doi(text): key for text, key in reversed(list(found)) if citations.doi(text)}

    def find(self, written: str) -> str:
        """Give the key that somebody means who writes a key or a DOI; nothing where no entry has it."""
        return written if written in self.by_key else self._by_doi.get(citations.doi(written), "")

    def year(self, key: str) -> str:
        """Give the year of an entry, nothing where it has none."""
        found = re.match(r"-?\d+", _said(self.by_key[key], "issued"))
        return found[0] if found else ""

    def authors(self, key: str) -> str:
        """Name the authors of an entry, all but the first of three or more by `et al.`; the editors where it has none."""
        entry = self.by_key[key]
        every: list[Any] = next((entry[name]["c"] for name in ("author", "editor") if name in entry), [])
        names = [_name(each["c"]) for each in every]
        return " & ".join(names) if len(names) < 3 else f"{names[0]} et al."


def read(files: Mapping[str, bytes]) -> Entries:
    """Read files, by name; raise ReadError for one that is no bibliography, with the line where that is known."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, content in files.items():
        for key, entry in _read(name, content):
            found.setdefault(key, entry)
    return Entries(found)


@lru_cache(maxsize=16)
def _read(name: str, content: bytes) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Read a file once, though many articles cite from it. Nobody changes what comes out."""
    form = FORMATS.get(PurePosixPath(name).suffix.lower(), "")
    if not form:
        raise ReadError(f"`bibliography: {name}` is of no kind that is read", hint=f"There are {', '.join(FORMATS)}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReadError(
            "the bibliography is no UTF-8 text", path=name, place=f"line {line}", hint="Save it as UTF-8."
        ) from error
    try:
        document = pandoc.document([f"--from={form}"], _listed(text, form).encode())
    except (pandoc.PandocError, ValueError) as error:
        raise _refused(name, str(error), text) from error
    references = document["meta"].get("references", {}).get("c", [])
    return tuple((_said(each["c"], "id"), each["c"]) for each in references)


def _listed(text: str, form: str) -> str:
    """Write CSL-JSON as a list; one entry alone may stand without it."""
    if form != "csljson":
        return text
    found = json.loads(text)
    return json.dumps([found]) if isinstance(found, dict) and "items" not in found else text


def _refused(name: str, said: str, text: str) -> ReadError:
    found = _PLACE.search(said)
    last = len(text.splitlines())  # pandoc counts lines beyond the end
    place = f"line {min(int(found[1]), last)}, column {found[2]}" if found else ""
    lines = [line.strip() for line in (found[3] if found else said).splitlines() if line.strip(" ^")]
    return ReadError(
        f"the bibliography cannot be read: {'; '.join(lines[:2])}",
        path=name,
        place=place,
        hint="A comma, a brace or a quotation mark is missing there, or in the entry above it." if found else "",
    )


def _name(person: Mapping[str, Any]) -> str:
    parts = (_said(person, part) for part in ("non-dropping-particle", "family"))
    return " ".join(filter(None, parts)) or _said(person, "literal")


def _said(entry: Mapping[str, Any], name: str) -> str:
    """Give the text of a value of pandoc's metadata."""
    return "".join(_texts(entry.get(name, {})))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        content = value.get("c")
        if value.get("t") in ("Space", "SoftBreak"):
            yield " "
        elif isinstance(content, str):
            yield content
        else:
            yield from _texts(content)
