"""A private value stands nowhere in what a kernel says: not spelled otherwise, not in pieces, not in a picture."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from builders import code
from pictures import png

from nbpress.notebook.private_values import HIDDEN, Hider

VALUE = "sesame-open-73"
LONG = "tr\u00e4ume+sind/sch\u00e4ume=9"
SPLIT = [
    "\n".join,
    " ".join,
    "\r\n".join,
    '", "'.join,
    "', '".join,
    lambda said: str(list(said)),
    lambda said: json.dumps(list(said), indent=1),
    lambda said: "\n".join([said[:6], said[6:]]),
    lambda said: "\n\n    ".join([said[:5], said[5:]]),
]


def bits(text: str) -> list[str]:
    """A text with others around it, in base64 of both alphabets, wherever it begins there."""
    every = [f"{'x' * before}{text}{'y' * after}".encode() for before in range(3) for after in range(3)]
    return [coded(each).decode() for each in every for coded in (base64.b64encode, base64.urlsafe_b64encode)]


CODED = [
    *(bits(VALUE) + bits(LONG)),
    base64.encodebytes(f"{'x' * 50}{VALUE}{'y' * 50}".encode()).decode(),
    *(each.encode().hex() for each in (VALUE, LONG)),
    VALUE.encode().hex(" "),
    *("".join(f"%{byte:02x}" for byte in each.encode()) for each in (VALUE, LONG)),
    quote(LONG, safe=""),
    quote(LONG),
    json.dumps(LONG),
    repr(LONG),
]


def letters(said: str) -> int:
    return sum(map(str.isalnum, said))


@pytest.mark.parametrize("said", CODED)
def test_a_value_is_found_in_codings(said: str) -> None:
    kept = Hider([VALUE, LONG]).hide({"text": said})["text"]
    around = 140 if "\n" in said else 6  # letters of what stands around it, and the two that belong to both
    assert kept.count(HIDDEN) == 1 and letters(kept) <= around


@pytest.mark.parametrize("split", SPLIT)
def test_a_value_in_pieces_within_one_text_is_found(split: Callable[[str], str]) -> None:
    said = f"before {split(VALUE)} after"
    kept = Hider([VALUE]).text(said)
    assert kept.startswith("before ") and kept.endswith(" after") and kept.count(HIDDEN) == 1
    assert not any(part in kept for part in ("ses", "open", "73", "p\ne"))


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


@pytest.mark.parametrize(
    "outputs",
    [
        [stream("a sesame-"), stream("open-73 b")],
        [stream("a sesame-"), shown("<Figure>"), stream("open-73 b")],
        [stream("a sesame-"), stream("note", "stderr"), stream("open"), stream("-73 b")],
        [stream("a "), *(stream(letter) for letter in VALUE), stream(" b")],
        [stream("a "), *(shown(repr(letter)) for letter in VALUE), stream(" b")],
        [stream("a ses"), shown("'ame'"), stream("open", "stderr"), shown("73"), stream(" b")],
    ],
)
def test_a_value_in_pieces_over_several_outputs_is_found(outputs: list[dict[str, Any]]) -> None:
    cells = [code("x", outputs=outputs[:2]), code("y", outputs=outputs[2:])]
    Hider([VALUE]).outputs(cells)
    kept = "".join(str(each.get("text") or each.get("data")) for cell in cells for each in cell.outputs)
    assert kept.startswith("a ") and kept.endswith(" b") and kept.count(HIDDEN) == 1
    assert "sesa" not in kept and "open" not in kept and "73" not in kept
    assert ("note" in kept, "Figure" in kept) == ("note" in str(outputs), "Figure" in str(outputs))


def test_what_is_not_the_value_stays_as_it_was() -> None:
    cells = [code("x", outputs=[stream("sesame and open"), stream("73 of sesame-open-74")])]
    before = json.dumps(cells)
    Hider([VALUE]).outputs(cells)
    Hider([]).outputs(cells)
    assert json.dumps(cells) == before
    assert Hider([VALUE]).hide({"a": ["sesame", 5, None]}) == {"a": ["sesame", 5, None]}


def test_a_short_value_is_hidden_as_it_is_and_not_in_pieces() -> None:
    hider = Hider(["abc123"])
    assert hider.text("xabc123 and a b c 1 2 3") == f"x{HIDDEN} and a b c 1 2 3"


def test_keys_of_data_are_hidden_and_those_of_messages_stay() -> None:
    message = {"data": {"application/json": {VALUE: [{f"x{VALUE}": VALUE}]}, "text/plain": VALUE}, "metadata": {}}
    assert Hider([VALUE]).hide(message) == {
        "data": {"application/json": {HIDDEN: [{f"x{HIDDEN}": HIDDEN}]}, "text/plain": HIDDEN},
        "metadata": {},
    }
    told = {"data": {"text/plain": "data of text"}, "metadata": {}}
    assert Hider(["data", "text/plain"]).hide(told) == {"data": {"text/plain": f"{HIDDEN} of text"}, "metadata": {}}


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize(
    "told",
    [
        chunk(b"tEXt", b"Comment\0" + VALUE.encode()),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(VALUE.encode())),
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(VALUE.encode())),
        chunk(b"eXIf", VALUE.encode("utf-16-le")),
    ],
)
def test_a_png_loses_its_texts_and_nothing_else(told: bytes) -> None:
    picture = png()
    content = picture[:33] + told + picture[33:]
    message = {"data": {"image/png": base64.b64encode(content).decode()}}
    assert base64.b64decode(Hider([VALUE]).hide(message)["data"]["image/png"]) == picture
    assert Hider([]).hide(message) == message


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("kind", ["image/jpeg", "image/gif", "image/webp", "application/pdf"])
def test_a_value_in_another_picture_is_written_over(kind: str, coding: str) -> None:
    content = b"\xff\xd8\xff\xe1 " + VALUE.encode(coding) + b" \0"
    kept = base64.b64decode(Hider([VALUE]).hide({"data": {kind: base64.b64encode(content).decode()}})["data"][kind])
    assert VALUE.encode(coding) not in kept and len(kept) == len(content)


def test_a_picture_that_is_none_and_one_that_is_cut_short_end_nothing() -> None:
    torn = base64.b64encode(png()[:50]).decode()
    kept = Hider([VALUE]).hide({"data": {"image/png": torn, "image/jpeg": f"no base64: {VALUE}\u00e4"}})["data"]
    assert kept == {"image/png": torn, "image/jpeg": f"no base64: {HIDDEN}\u00e4"}


def test_hiding_looks_at_each_letter_a_bounded_number_of_times() -> None:
    hider = Hider(["aaaaaaaaaaaa"])
    spans = [len(list(hider._within("a" * size))) for size in (6000, 12000)]
    assert 0 < spans[1] <= 2 * spans[0] + 1
    assert hider.text("a b" * 20000 + "a" * 20000).count(HIDDEN) > 1000
