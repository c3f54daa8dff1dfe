"""Take private values out of whatever a kernel says: as they are, as codings spell them, and in pieces.

A value of `PIECES` letters or more is found whatever stands between its letters (blanks, lines, quotes, commas), over several
outputs too, and in base64, hexadecimal and percent-encoding; a shorter one only as it is, and as Python, JSON, HTML and
addresses spell it. What cannot be held: a value turned around, hashed, encrypted or compressed, spelled with other letters
between its own, or drawn into the pixels of a picture. Who prints such a thing publishes it.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

from nbpress.core.regex import regex

HIDDEN = "•••"
PIECES = 8  # letters from which on a value is found in pieces and in codings; shorter ones stand in too many texts
_BETWEEN = regex(r"[\W_]+")
_LETTER = regex(r"[^\W_]")
_PNG = b"\x89PNG\r\n\x1a\n"
_TOLD = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")  # chunks of a PNG that hold texts, some of them compressed


def texts(value: Any) -> Iterator[str]:
    """The texts of a value, and of all that it holds."""
    if isinstance(value, Mapping):
        yield from (text for item in value.values() for text in texts(item))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for item in value for text in texts(item))
    else:
        yield str(value)


def _forms(text: str) -> tuple[str, ...]:
    """A text as it is, and as Python, JSON, HTML and an address spell it."""
    whole = json.dumps(text, ensure_ascii=False)[1:-1]
    return (
        text,
        repr(text)[1:-1],
        json.dumps(text)[1:-1],
        whole,
        html.escape(text),
        quote(text, safe=""),
        quote(text),
        quote_plus(text),
    )


def _codings(text: str) -> Iterator[str]:
    """A text in hexadecimal, percent-encoded letter by letter, and in base64, wherever it may begin there."""
    content = text.encode("utf-8", "surrogatepass")
    yield from (content.hex(), content.hex().upper())
    yield from ("".join(f"%{byte:02X}" for byte in content), "".join(f"%{byte:02x}" for byte in content))
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + content).decode()
        yield coded[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]  # letters that are of this text alone


def _bare(text: str) -> str:
    return _BETWEEN.sub("", text)


class Hider:
    """Takes private values out of texts, of what is like JSON, and of pictures."""

    def __init__(self, found: Iterable[Any]) -> None:
        every = {text for value in found for text in texts(value)}
        long = {text for text in every if len(text) >= PIECES}
        bare = {_bare(form) for text in long for form in (*_forms(text), *_codings(text))}
        self._forms = sorted({form for text in every for form in _forms(text)}, key=len, reverse=True)
        self._bare = sorted((form for form in bare if len(form) >= PIECES), key=len, reverse=True)
        codings = ("utf-8", "utf-16-le", "utf-16-be")
        self._raw = {text.encode(coding, "surrogatepass") for text in long for coding in codings}
        self.reach = 4 * max(map(len, every), default=0)  # letters over which a value in pieces stretches

    def hide(self, value: Any) -> Any:
        """Copy a message of a kernel's without them: its own keys stay, those of the data in it do not."""
        if not self._forms:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {
                key: {kind: self._data(kind, each) for kind, each in item.items()}
                if key == "data" and isinstance(item, dict)
                else self.hide(item)
                for key, item in value.items()
            }
        return [self.hide(item) for item in value] if isinstance(value, list) else value

    def text(self, text: str) -> str:
        """Hide them in a text."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return self.joined([text])[0]

    def joined(self, pieces: Sequence[str]) -> list[str]:
        """Hide them in texts that stand one after the other, where one begins in a text and ends in another."""
        whole = "".join(pieces)
        bare = _bare(whole) if self._bare else ""
        if not any(form in bare for form in self._bare):
            return list(pieces)
        places = [match.start() for match in _LETTER.finditer(whole)]
        spans = sorted((places[start], places[end - 1] + 1) for start, end in self._within(bare))
        return _cut(pieces, spans)

    def outputs(self, cells: Iterable[Any]) -> None:
        """Hide them in the outputs of cells, where they stand in pieces over several."""
        if not self._bare:
            return
        texts_ = [each for cell in cells for output in cell.get("outputs", ()) for each in _printed(output)]
        for name in ("stdout", "stderr", ""):
            chosen = [(holder, key) for kind, holder, key in texts_ if name in ("", kind)]
            before = [holder[key] for holder, key in chosen]
            for (holder, key), old, new in zip(chosen, before, self.joined(before), strict=True):
                if new != old:
                    holder[key] = new

    def _within(self, bare: str) -> Iterator[tuple[int, int]]:
        for form in self._bare:
            start = bare.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = bare.find(form, start + len(form))

    def _data(self, kind: str, value: Any) -> Any:
        """Hide them in data of a MIME type, keys and all."""
        if isinstance(value, str):
            coded = kind.startswith(("image/", "audio/", "video/", "application/pdf")) and "svg" not in kind
            return self._picture(value) if coded else self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self._data("", item) for key, item in value.items()}
        return [self._data(kind, item) for item in value] if isinstance(value, list) else value

    def _picture(self, coded: str) -> str:
        """Hide them in a picture: a PNG loses its texts, in any other a value is written over."""
        try:
            content = base64.b64decode(coded)
        except (binascii.Error, ValueError):
            return self.text(coded)
        clean = _untold(content) if content.startswith(_PNG) else content
        for value in self._raw:
            clean = clean.replace(value, b"*" * len(value))
        return coded if clean == content else base64.b64encode(clean).decode()


def _printed(output: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """The texts of an output that a reader reads one after the other: their kind, and where they stand."""
    if output["output_type"] == "stream":
        yield output["name"], output, "text"
    elif isinstance((output.get("data") or {}).get("text/plain"), str):
        yield "shown", output["data"], "text/plain"


def _cut(pieces: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Put what hides them in the place of spans, counted through all pieces; each stands where its span begins."""
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    left, begin, after = iter(merged), 0, []
    span = next(left, None)
    for piece in pieces:
        kept, place, stop = [], begin, begin + len(piece)
        while span and span[0] < stop:
            start, end = span
            kept += [piece[place - begin : max(start, place) - begin], HIDDEN if start >= begin else ""]
            place = min(end, stop)
            if end > stop:
                break
            span = next(left, None)
        after.append("".join([*kept, piece[place - begin :]]))
        begin = stop
    return after


def _untold(png: bytes) -> bytes:
    """Take the texts out of a PNG; one that is cut short stays as it is, as far as it goes."""
    kept, place = [_PNG], len(_PNG)
    while place + 8 <= len(png):
        end = place + 12 + int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] not in _TOLD:
            kept.append(png[place:end])
        place = end
    return b"".join([*kept, png[place:]])
