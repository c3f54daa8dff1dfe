"""What is asked of the disk is answered as it is now, however soon after the last answer it changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from nbpress.core import looks
from nbpress.core.looks import Hashes


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def aged(monkeypatch: pytest.MonkeyPatch, path: Path) -> Hashes:
    """Know a file that is old enough to be known by its times."""
    monkeypatch.setattr(looks, "YOUNG", 1_000_000)
    time.sleep(0.03)
    hashes = Hashes()
    hashes.of(str(path))
    assert str(path) in hashes.kept
    return hashes


def coarse(monkeypatch: pytest.MonkeyPatch, tick: int) -> None:
    """Let a file system count in steps of so many nanoseconds, as older ones do, and give numbers of files again."""

    def seen(status: os.stat_result) -> SimpleNamespace:
        times = {name: getattr(status, name) // tick * tick for name in ("st_mtime_ns", "st_ctime_ns")}
        return SimpleNamespace(st_mode=status.st_mode, st_size=status.st_size, st_ino=7, **times)

    own = {"stat": lambda path: seen(Path(path).stat()), "fstat": lambda number: seen(os.fstat(number))}
    monkeypatch.setattr(looks, "os", SimpleNamespace(**{**vars(os), **own}))


@pytest.mark.parametrize(("renamed", "tick"), [(False, 1), (True, 2_000_000_000)])
def test_a_file_that_is_rewritten_without_a_pause_is_never_taken_for_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: bool, tick: int
) -> None:
    coarse(monkeypatch, tick)
    hashes, path = Hashes(), tmp_path / "data.csv"
    for number in range(1000):
        content = f"{number:08}"
        if renamed:
            (tmp_path / "part").write_text(content)
            (tmp_path / "part").rename(path)
        else:
            path.write_text(content)
        with looks.knowing(hashes):
            assert looks.hash_of(path) == sha(content)


def test_a_file_that_has_grown_old_is_rewritten_and_seen_though_its_size_and_time_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("one")
    hashes, then = aged(monkeypatch, path), path.stat()
    path.write_text("two")
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert hashes.of(str(path)) == sha("two")


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.csv"
    path.write_text("one")
    hashes = aged(monkeypatch, path)
    monkeypatch.setattr(looks, "opened", lambda path: pytest.fail(f"{path} was read"))
    assert hashes.of(str(path)) == sha("one")


def test_a_file_that_changes_while_it_is_read_is_not_known_by_its_times(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("one")
    before = path.stat()
    path.write_text("other")
    hashes = Hashes()
    hashes.keep(str(path), sha("one"), before, path.stat(), time.time_ns() + looks.YOUNG * 2)
    assert hashes.kept == {}


def test_a_large_file_that_was_just_written_is_waited_for_and_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "YOUNG", 100_000_000)
    monkeypatch.setattr(looks, "LARGE", 1)
    path, hashes = tmp_path / "data.csv", Hashes()
    path.write_text("one")
    hashes.of(str(path))
    assert str(path) in hashes.kept


def test_an_answer_that_changes_on_the_way_lasts_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    with looks.traced() as trace:
        assert not looks.is_file(path)
        path.write_text("one")
        assert looks.is_file(path)
    assert not trace.lasting


def test_what_is_absent_is_looked_for_in_its_folder_whatever_the_capitals(tmp_path: Path) -> None:
    (tmp_path / "One.MD").touch()
    (tmp_path / "\u212a.md").touch()  # a sign whose small letter is k
    hashes = Hashes()
    lacks = {name: hashes.lacks(str(tmp_path / name)) for name in ("one.md", "two.md", "k.md", "é.md", ".", "no/x.md")}
    assert lacks == {"one.md": False, "two.md": True, "k.md": False, "é.md": False, ".": False, "no/x.md": False}
