"""The manifest's files: what is written is read back; one that is damaged says so, and how to go on."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from nbpress.core import manifest
from nbpress.core.errors import ReadError

PATH = "/site/_nbpress/x.json"
ENTRY = manifest.Entry(
    "notebooks/x.ipynb",
    "_posts/2020-01-02-x.md",
    "run",
    "render",
    parameters={"n": 3},
    dependencies={"notebooks/a.csv": "1"},
    files={"images/x/a.png": "2"},
    written=["b.csv"],
    variant=True,
)
WHOLE = json.loads(manifest.dump("x", ENTRY))


def test_what_is_written_is_read_back_and_the_same_bytes_again() -> None:
    slug, entry = manifest.parse(manifest.dump("x", ENTRY), PATH)
    assert (slug, entry) == ("x", ENTRY) and manifest.dump(slug, entry) == manifest.dump("x", ENTRY)
    assert max(map(len, manifest.dump("x", ENTRY).splitlines())) < 60, "one value a line"


def test_a_file_is_called_after_its_article_as_any_disk_takes_it() -> None:
    assert str(manifest.name("über-2.0")) == "_nbpress/über-2.0.json"
    assert len(manifest.name("x" * 300).name) < 200 and manifest.name("x" * 300) != manifest.name("x" * 301)
    assert manifest.name("con") != manifest.name("CON") and manifest.name("con").name != "con.json"


def wrong(**values: Any) -> bytes:
    return json.dumps({**WHOLE, **values}).encode()


DAMAGED = {
    "cut": manifest.dump("x", ENTRY)[:50],
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "no UTF-8": b'{"format": 2, "slug": "\xff"}',
    "deep": b"[" * 100_000,
    "digits": b'{"format": ' + b"9" * 9999 + b"}",
    "no slug": json.dumps({key: value for key, value in WHOLE.items() if key != "slug"}).encode(),
    "unknown": wrong(more=1),
    "format": wrong(format="2"),
    "type of a text": wrong(notebook=3),
    "null text": wrong(run=None),
    "type of a mapping": wrong(files=["a"]),
    "type in a mapping": wrong(cells={"a": 1}),
    "parameters": wrong(parameters=[]),
    "variant": wrong(variant="no"),
    "written": wrong(written={"a": 1}),
    "absolute post": wrong(post="/etc/passwd"),
    "post outside": wrong(post="_posts/../../x.md"),
    "file outside": wrong(files={"../x": "1"}),
    "file with NUL": wrong(files={"a\0": "1"}),
    "no post": wrong(post=""),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_damaged_is_named_with_the_way_out(content: bytes) -> None:
    with pytest.raises(ReadError, match="is damaged") as caught:
        manifest.parse(content, PATH)
    assert str(caught.value).startswith("/site/_nbpress/x.json: ") and "git checkout -- " in str(caught.value)


def test_a_merge_conflict_is_called_by_its_name() -> None:
    content = manifest.dump("x", ENTRY).replace(b' "run"', b'<<<<<<< HEAD\n "run"')
    with pytest.raises(ReadError, match=r"merge conflict\n.*--ours.*x\.json.*then publish"):
        manifest.parse(content, PATH)


def test_a_newer_format_asks_for_a_newer_nbpress() -> None:
    with pytest.raises(ReadError, match=r"has format 3; this nbpress writes 2\n.*newer"):
        manifest.parse(wrong(format=3, other={}), PATH)


def test_a_file_under_another_name_is_no_second_entry() -> None:
    with pytest.raises(ReadError, match=r'tells of the article "x"\n  Call it x\.json'):
        manifest.parse(manifest.dump("x", ENTRY), PATH.replace("x.json", "copy.json"))


def test_the_one_file_of_all_articles_is_still_read() -> None:
    fields = dict(dataclasses.asdict(ENTRY).items())
    content = json.dumps({"format": 1, "articles": {"x": fields}}).encode()
    assert manifest.parse_old(content, PATH) == {"x": ENTRY}
    with pytest.raises(ReadError, match="is damaged"):
        manifest.parse_old(content.replace(b'"n": 3', b'"n": '), PATH)
