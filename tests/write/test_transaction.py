"""A change of several files happens as a whole or not at all, wherever the process ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import filelock
import pytest
from builders import tree as every_file

from nbpress.core.errors import UnsettledError, WriteError
from nbpress.write import folder_lock, transaction

CHANGES = {
    PurePosixPath("images/new/a.png"): b"new picture",
    PurePosixPath("images/old.png"): None,
    PurePosixPath("_posts/p.md"): b"new post",
    PurePosixPath(".nbpress.json"): b"new manifest",
}
WAITING = {"images/new/b.png": ".waiting/1", "images/kept.png": ".waiting/2"}  # the second has an old one to replace
EVENTS = ("os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    for name, content in {
        "images/old.png": "old picture",
        "images/kept.png": "old picture of that name",
        ".waiting/1": "a picture that waited",
        ".waiting/2": "new picture of that name",
        "_posts/p.md": "old post",
        ".nbpress.json": "old manifest",
        "index.md": "the author's own",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


def tree(root: Path) -> dict[str, bytes]:
    """The files below a folder; the file of the lock, which a process that was killed leaves, locks nothing."""
    return {name: content for name, content in every_file(root).items() if name != folder_lock.NAME}


def changes(root: Path) -> dict[PurePosixPath, transaction.Change]:
    return {**{PurePosixPath(name): root / place for name, place in WAITING.items()}, **CHANGES}


def after(before: dict[str, bytes]) -> dict[str, bytes]:
    new = {str(path): content for path, content in CHANGES.items()}
    new |= {name: before[place] for name, place in WAITING.items()} | dict.fromkeys(WAITING.values())
    return {name: content for name, content in {**before, **new}.items() if content is not None}


def ended(root: Path, count: int, error: type[BaseException] | None) -> bool:
    """Apply the changes in a child process that ends at its `count`th change of the disk; whether it came that far."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    left = [count]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS:
            left[0] -= 1
            if left[0] == 0:
                if error:
                    raise error("here")
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.addaudithook(hook)
        with transaction.locked(root):
            transaction.apply(root, changes(root))
    except BaseException:
        os._exit(1)
    os._exit(0)


def test_all_files_are_written_and_removed(site: Path) -> None:
    before = tree(site)
    with transaction.locked(site):
        transaction.apply(site, changes(site))
    assert tree(site) == after(before)


def reset(root: Path, before: dict[str, bytes]) -> None:
    for name in tree(root):
        (root / name).unlink()
    for name, content in before.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def test_a_process_that_is_killed_anywhere_leaves_all_or_nothing_after_recovery(site: Path) -> None:
    before, states, count = tree(site), set(), 1
    while ended(site, count, None):
        for name in before:
            kept = site / name
            assert not kept.exists() or kept.read_bytes() in (before[name], after(before).get(name)), (
                "a file was cut short"
            )
        transaction.recover(site)
        assert tree(site) in (before, after(before))
        states.add(tree(site) == before)
        reset(site, before)
        count += 1
    assert count > 8, "the process was ended too seldom to prove anything"
    assert states == {True, False}, "both ways out have to occur"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_or_ctrl_c_anywhere_rolls_back_at_once(site: Path, error: type[BaseException]) -> None:
    before, failures = tree(site), 0
    for count in range(1, 25):
        if ended(site, count, error):
            failures += 1
            assert tree(site) in (before, after(before)), f"at change {count}"
        else:  # what was left of the stage, since it could not be removed, goes with the next publication
            transaction.recover(site)
            assert tree(site) == after(before), f"at change {count}"
        reset(site, before)
    assert failures > 6


class Ended(BaseException):
    """The process is gone: no further call of it changes the disk."""


class Ends:
    """Lets a process fail at a `fault` (event, end of a path), and end `count` changes of the disk after that.

    Without a fault it ends at its `count`th change. From there on each call is refused: thousands of ends a minute.
    """

    def __init__(self) -> None:
        self._fault: tuple[str, str] | None = None
        self._left = -1
        sys.addaudithook(self._hook)

    def while_doing(self, work: Callable[[], object], fault: tuple[str, str] | None, count: int) -> bool:
        """Work; tell whether the process came as far as to its end."""
        self._fault, self._left = fault, count
        try:
            work()
        except (Ended, WriteError):
            pass
        finally:
            ended, self._left = self._left == 0, -1
        return ended

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in EVENTS or self._left < 0:
            return
        if self._fault is None:
            self._left = max(self._left - 1, 0)
            if self._left == 0:
                raise Ended
        elif event == self._fault[0] and any(str(each).endswith(self._fault[1]) for each in arguments):
            self._fault = None
            raise OSError("no more")


@pytest.fixture(scope="module")
def ends() -> Ends:
    return Ends()  # an audit hook stays for good


def listed(reverse: bool) -> Callable[..., Any]:
    """`os.scandir`, but in order: which entry of a folder comes first is the file system's affair."""
    scandir = os.scandir

    @contextlib.contextmanager
    def ordered(*where: Any) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(*where) as entries:
            yield iter(sorted(entries, key=lambda entry: entry.name, reverse=reverse))

    return ordered


@pytest.mark.parametrize(
    ("fault", "reverse"), [(("os.remove", "journal.json"), False), (("os.rename", "_posts/p.md"), True)]
)
def test_a_roll_back_that_is_killed_anywhere_and_again_in_its_second_try_loses_nothing(
    site: Path, ends: Ends, fault: tuple[str, str], reverse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # what an ended process wrote is there all the same
    monkeypatch.setattr(os, "scandir", listed(reverse))
    before, first, seconds = tree(site), 1, 0

    def publish() -> None:
        with transaction.locked(site):
            transaction.apply(site, changes(site))

    while ends.while_doing(publish, fault, first):
        second = 1
        while ends.while_doing(lambda: transaction.recover(site), None, second):
            transaction.recover(site)
            assert tree(site) == before or first == 1, f"ended at {first}, then at {second}"
            reset(site, before)
            assert ends.while_doing(publish, fault, first)
            second, seconds = second + 1, seconds + 1
        transaction.recover(site)
        assert tree(site) in ([before, after(before)] if first == 1 else [before]), f"ended at {first}"
        reset(site, before)  # at its first call the roll-back is not begun: the change is completed
        first += 1
    assert tree(site) == before, "nobody ended it"
    assert first > 10 and seconds > 50, "the process was ended too seldom to prove anything"


def test_every_new_file_lasts_before_the_first_is_put_in_its_place(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lasting: list[int] = []
    fsync, replace = os.fsync, Path.replace

    def noted(descriptor: int) -> None:
        lasting.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def checked(path: Path, target: Path) -> Path:
        assert path.suffix == ".part" or path.stat().st_ino in lasting, path
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "replace", checked)
    with transaction.locked(site):
        transaction.apply(site, changes(site))
    assert all((site / name).parent.stat().st_ino in lasting for name in WAITING), "and so do the names, after that"


def test_two_publications_at_once_are_refused(site: Path) -> None:
    with transaction.locked(site), pytest.raises(WriteError, match="another publication"), transaction.locked(site):
        pass


def test_a_process_that_is_killed_leaves_no_lock(site: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with folder_lock.held(site) as ours:
            os.write(writing, b"1" if ours else b"0")
            signal.pause()
    assert os.read(reading, 1) == b"1"
    with folder_lock.held(site) as ours:
        assert not ours, "two at once"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert (site / folder_lock.NAME).exists()
    with folder_lock.held(site) as ours:
        assert ours
    assert not (site / folder_lock.NAME).exists()


@pytest.mark.parametrize("path", ["../outside.md", "/etc/outside.md"])
def test_nothing_is_written_outside_the_site(site: Path, path: str) -> None:
    before = tree(site.parent)
    with pytest.raises(WriteError, match="outside"):
        transaction.apply(site, {PurePosixPath("a.md"): b"a", PurePosixPath(path): b"x"})
    assert tree(site.parent) == before


def test_a_link_that_leads_out_of_the_site_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (site / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteError, match="outside"):
        transaction.apply(site, {PurePosixPath("linked/a.md"): b"x"})
    assert not list((tmp_path / "elsewhere").iterdir())


STEP = '{"path": "%s", "number": %d, "new": "%s", "old": true, "of": %d}\n'


def cut_off(root: Path, journal: bytes) -> None:
    """What a killed roll-back may leave, with two old files saved."""
    (root / "_posts/p.md").write_text("new post")
    (root / "images/kept.png").write_text("new picture")
    stage = root / transaction.STAGE
    stage.mkdir()
    (stage / "old-0").write_text("old post")
    (stage / "old-1").write_text("old picture of that name")
    (stage / "rollback.json").write_bytes(journal)


POST, PICTURE = STEP % ("_posts/p.md", 0, "", 2), STEP % ("images/kept.png", 1, "", 2)


@pytest.mark.parametrize(
    ("journal", "unknown", "undone"),
    [
        (POST + PICTURE[:40], "images/kept.png", ["_posts/p.md"]),
        (POST, "what the end of the journal told", ["_posts/p.md"]),
        ("", "what the end of the journal told", []),
        ("\0" * 99, "what line 1 of the journal told", []),
        ("null\n" + PICTURE, "what line 1 of the journal told", ["images/kept.png"]),
        (POST + PICTURE.replace("true", '"yes"'), "images/kept.png", ["_posts/p.md"]),
        (POST + PICTURE.replace("images/", "../"), "../kept.png", ["_posts/p.md"]),
        (POST + STEP % ("x" * 300, 1, "", 2), "x" * 300, ["_posts/p.md"]),
        (POST + STEP % ("index.md/a", 1, "", 2), "index.md/a", ["_posts/p.md"]),
        (POST + STEP % (r"a\u0000b", 1, "", 2), "b", ["_posts/p.md"]),
    ],
    ids=["cut", "shorter", "empty", "zeros", "null", "type", "outside", "long", "no folder", "NUL"],
)
def test_a_journal_that_cannot_be_followed_is_set_aside_after_all_that_can_be_undone(
    site: Path, journal: str, unknown: str, undone: list[str]
) -> None:
    before = tree(site)
    cut_off(site, journal.encode())
    with pytest.raises(UnsettledError) as caught, transaction.locked(site):
        pass
    assert unknown in caught.value.files[-1] and unknown in str(caught.value) and "git status" in str(caught.value)
    assert all(path not in caught.value.files for path in undone)
    assert [path for path in ("_posts/p.md", "images/kept.png") if tree(site)[path] == before[path]] == undone
    assert (site / ".nbpress-unsettled-1" / "rollback.json").read_bytes() == journal.encode()
    with transaction.locked(site):  # the next command works
        transaction.apply(site, changes(site))
    assert (site / "_posts/p.md").read_bytes() == b"new post"


def test_what_cannot_be_completed_is_rolled_back(site: Path) -> None:
    cut_off(site, b"")
    stage = site / transaction.STAGE
    step = {"path": "_posts/p.md", "number": 0, "new": "", "old": True, "of": 2}
    never = {"path": "x" * 300, "number": 5, "new": ".nbpress-stage/old-1", "old": False, "of": 2}
    (stage / "rollback.json").unlink()
    (stage / "journal.json").write_text(f"{json.dumps(step)}\n{json.dumps(never)}\n")
    with pytest.raises(UnsettledError, match="x" * 300):
        transaction.recover(site)
    assert (site / "_posts/p.md").read_text() == "old post"


@pytest.mark.parametrize("name", ["x" * 300, "学" * 90, "a\0b", "a\ud800b", "x" * 300 + "/a.md"])
def test_a_name_that_no_disk_takes_is_refused_before_anything_is_staged(site: Path, name: str) -> None:
    before = tree(site)
    with pytest.raises(WriteError, match="no disk takes"), transaction.locked(site):
        transaction.apply(site, {PurePosixPath("a.md"): b"a", PurePosixPath(f"images/{name}"): b"x"})
    assert tree(site) == before and not (site / transaction.STAGE).exists()


@pytest.mark.parametrize("enter", [transaction.locked, lambda root: contextlib.nullcontext(transaction.settle(root))])
def test_what_a_killed_publication_left_goes_with_the_next_command(site: Path, enter: Callable[..., Any]) -> None:
    for name in (transaction.STAGE, transaction.SPOOL):
        (site / name / "4711").mkdir(parents=True)
        (site / name / "4711" / "0").touch()
    (site / folder_lock.NAME).touch()
    with enter(site):
        assert not [path for path in site.glob(".nbpress-*") if path.name != folder_lock.NAME]
    assert not list(site.glob(".nbpress-*"))


def test_a_lock_that_another_user_left_keeps_nobody_from_reading_what_is_whole(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    (site / folder_lock.NAME).touch()
    transaction.settle(site)
    (site / transaction.STAGE).mkdir()
    with pytest.raises(WriteError, match="cannot be written"):
        transaction.settle(site)


def test_who_only_reads_leaves_alone_what_another_is_at(site: Path) -> None:
    with transaction.locked(site):
        (site / transaction.SPOOL).mkdir()
        transaction.settle(site)
        assert (site / transaction.SPOOL).is_dir()


def test_a_file_in_the_place_of_a_folder_stops_a_change_and_nothing_is_uncertain(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"kept")
    with pytest.raises(WriteError, match="cannot be written"):
        transaction.apply(tmp_path, {PurePosixPath("b"): b"new", PurePosixPath("a/b"): b"new"})
    assert tree(tmp_path) == {"a": b"kept"}
