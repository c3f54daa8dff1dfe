"""Names that we make are taken by every file system and shown by Jekyll; a name that is fine stays."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from nbpress.core import file_names

FINE = ["loss", "a.b", "übung-3", "学習", "Console", "com", "nullable", "com10", "a_b~c", "x" * 180]
OTHERS = [
    "x" * 181,
    "x" * 300,
    "学" * 84,
    "a\0b",
    "a\nb",
    "a/b",
    "CON",
    "nul.tar",
    "Com1",
    "lpt9. x",
    "a.",
    "a ",
    "_a",
    ".a",
    "#a",
    "~a",
    "a~",
    "",
    "...",
    "\ud800",
    "con." + "x" * 300,
    "a" * 170 + "." * 20 + "b",
]


@pytest.mark.parametrize("name", FINE)
def test_a_name_that_is_fine_stays(name: str) -> None:
    assert file_names.fitted(name) == name


@pytest.mark.parametrize("name", OTHERS, ids=ascii)
def test_any_other_becomes_one_that_is_fine(name: str, tmp_path: Path) -> None:
    made = file_names.fitted(name)
    assert made != name and file_names.fitted(made) == made, "and that one stays"
    assert len(made.encode()) <= file_names.LONGEST
    (tmp_path / f"2020-01-02-{made}-0123456789abcdef0123456789abcdef.ipynb.part").touch()
    assert not file_names.passed_over(PurePosixPath(made))


def test_names_that_are_changed_are_still_told_apart_and_always_the_same() -> None:
    names = [*FINE, *OTHERS, "x" * 182, "a\x01b", "a-b", "con-file"]
    assert len({file_names.fitted(name).casefold() for name in names}) == len(names)
    assert file_names.fitted("学" * 84) == "学" * 57 + "-55b8f995"


def test_what_no_disk_takes_is_said_with_the_reason() -> None:
    assert file_names.impossible(PurePosixPath("images", "x" * 255)) == ""
    assert "256 bytes" in file_names.impossible(PurePosixPath("images", "x" * 256, "a.png"))
    assert "255 are the most" in file_names.impossible(PurePosixPath("学" * 86))
    assert r"'\x00'" in file_names.impossible(PurePosixPath("a\0b"))


def test_what_jekyll_leaves_out_is_named() -> None:
    assert [file_names.passed_over(PurePosixPath(path)) for path in ("a/_b/c.png", "a/b~", "a/b~c", "#a/b")] == [
        "_b",
        "b~",
        "",
        "#a",
    ]
