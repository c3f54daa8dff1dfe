"""Larger files of an article wait beside the site and are moved into it; none stays behind."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from builders import blog, manifest, tree

from nbpress.core.errors import WriteError
from nbpress.core.manifest import Entry
from nbpress.core.records import Article, Waiting
from nbpress.write import site as writer
from nbpress.write import spool

ENTRY = Entry("notebooks/x.ipynb", "", "run key", "render key")
LARGE, SMALL = b"large" * spool.SMALL, b"small"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return blog(tmp_path)


def article(**files: bytes) -> Article:
    pictures = {PurePosixPath(f"images/x/{name}.png"): content for name, content in files.items()}
    return Article("x", PurePosixPath("_posts/2020-01-02-x.md"), "text", pictures, {})


def put(root: Path, made: Article) -> WriteError | None:
    return writer.articles(root, [writer.Made(made, ENTRY)], backups=root.parent / "backups")[0]


def test_a_larger_file_waits_and_is_moved_a_smaller_one_stays_in_the_memory(root: Path) -> None:
    with spool.opened(root) as folder:
        made = spool.spooled(article(a=LARGE, b=SMALL), folder)
        large, small = made.files.values()
        assert isinstance(large, Waiting) and large.place.read_bytes() == LARGE and small == SMALL
        assert put(root, made) is None
    assert (root / "images/x/a.png").read_bytes() == LARGE and (root / "images/x/b.png").read_bytes() == SMALL
    assert manifest(root)["articles"]["x"]["files"]["images/x/a.png"] == spool.digest(LARGE)
    assert not list(root.glob(".nbpress-*/")), "nothing stays behind"
    assert (root / "images/x/a.png").stat().st_mode == (root / "images/x/b.png").stat().st_mode


def test_what_is_there_already_is_not_written_again(root: Path) -> None:
    put(root, article(a=LARGE))
    before = (root / "images/x/a.png").stat().st_ino
    with spool.opened(root) as folder:
        assert put(root, spool.spooled(article(a=LARGE), folder)) is None
    assert (root / "images/x/a.png").stat().st_ino == before


def test_somebody_elses_file_keeps_an_article_with_waiting_files_out(root: Path) -> None:
    (root / "images/x").mkdir(parents=True)
    (root / "images/x/a.png").write_bytes(b"theirs")
    before = tree(root)
    with spool.opened(root) as folder:
        assert "edited by hand" in str(put(root, spool.spooled(article(a=LARGE), folder)))
    assert tree(root) == before


def test_equal_files_are_equal_wherever_they_wait(root: Path) -> None:
    with spool.opened(root) as folder:
        one, other = (spool.spooled(article(a=LARGE), folder).files for _ in range(2))
        assert one == other
        assert one != spool.spooled(article(a=LARGE + b"!"), folder).files


def test_where_no_file_waits_the_site_is_not_touched(root: Path) -> None:
    before = root.stat().st_mtime_ns
    with spool.opened(root) as folder:
        spool.spooled(article(b=SMALL), folder)
    assert root.stat().st_mtime_ns == before


def test_a_disk_that_takes_no_file_is_said_and_no_traceback(root: Path) -> None:
    with spool.opened(root) as folder:
        folder.write_text("in the way")
        with pytest.raises(WriteError, match="cannot be written"):
            spool.spooled(article(a=LARGE), folder)
        folder.unlink()
