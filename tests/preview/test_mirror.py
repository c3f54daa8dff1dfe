"""The copy of a site follows its source, and keeps what others wrote into it."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from builders import tree

from nbpress.core.errors import WriteError
from nbpress.preview.mirror import Mirror


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "source"
    for name in ("_config.yml", "_posts/a.md", "images/b.png", ".htaccess"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def names(*paths: str) -> set[PurePosixPath]:
    return {PurePosixPath(path) for path in paths}


def test_what_changed_is_copied_what_went_goes_and_the_rest_is_left(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    mirror = Mirror(source, copy)
    mirror.fresh()
    assert tree(copy) == tree(source) and mirror.sync() == set()
    (source / "_posts" / "a.md").write_text("edited")
    (source / "images" / "b.png").unlink()
    (source / "new.md").write_text("new")
    assert mirror.sync() == names("_posts/a.md", "images/b.png", "new.md")
    assert tree(copy) == tree(source)


def test_what_others_wrote_into_the_copy_stays_until_the_sources_own_file_changes(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    mirror = Mirror(source, copy)
    mirror.fresh()
    (copy / "_posts" / "a.md").write_text("published for the preview")
    (copy / "_drafts").mkdir()
    (copy / "_drafts" / "c.md").write_text("a draft")
    (source / "new.md").write_text("new")
    mirror.sync()
    assert (copy / "_posts" / "a.md").read_text() == "published for the preview"
    assert (copy / "_drafts" / "c.md").read_text() == "a draft"
    (source / "_posts" / "a.md").write_text("edited at the source")
    mirror.sync()
    assert (copy / "_posts" / "a.md").read_text() == "edited at the source"
    (copy / ".jekyll-cache").mkdir()
    (copy / ".jekyll-cache" / "x").write_text("kept")
    mirror.fresh()
    assert tree(copy) == {**tree(source), ".jekyll-cache/x": b"kept"}


def test_what_is_built_or_belongs_to_others_is_not_copied(source: Path, tmp_path: Path) -> None:
    (source / "_config.yml").write_text("destination: ./public\n")
    for name in ("public", "_site", ".git", ".nbpress", "_notebooks", ".jekyll-cache"):
        (source / name).mkdir()
        (source / name / "x").write_text("x")
    mirror = Mirror(source, tmp_path / "copy")
    mirror.fresh()
    assert set(tree(tmp_path / "copy")) == {"_config.yml", "_posts/a.md", "images/b.png", ".htaccess"}


def test_links_and_installed_packages_are_linked_to(source: Path, tmp_path: Path) -> None:
    (source / "vendor").mkdir()
    (source / "vendor" / "x.rb").write_text("x")
    (tmp_path / "elsewhere.md").write_text("linked")
    os.symlink("../elsewhere.md", source / "link.md")  # noqa: PTH211 - relative, as people make them
    mirror = Mirror(source, tmp_path / "copy")
    mirror.fresh()
    assert (tmp_path / "copy" / "link.md").read_text() == "linked"
    assert (tmp_path / "copy" / "vendor").is_symlink() and (tmp_path / "copy" / "vendor" / "x.rb").read_text() == "x"
    assert mirror.sync() == set()
    mirror.fresh()
    assert (source / "vendor" / "x.rb").is_file(), "what is linked to is never removed"


def test_a_folder_may_give_way_to_a_file_and_a_file_to_a_folder(source: Path, tmp_path: Path) -> None:
    mirror = Mirror(source, tmp_path / "copy")
    mirror.fresh()
    (source / "images" / "b.png").unlink()
    (source / "images").rmdir()
    (source / "images").write_text("a file")
    (source / ".htaccess").unlink()
    (source / ".htaccess").mkdir()
    (source / ".htaccess" / "x").write_text("x")
    mirror.sync()
    assert tree(tmp_path / "copy") == tree(source)


def test_a_copy_that_cannot_be_made_is_told(source: Path, tmp_path: Path) -> None:
    mirror = Mirror(source, tmp_path / "copy")
    mirror.fresh()
    (source / "new.md").symlink_to(source / "absent")
    (tmp_path / "copy" / ".new.md.part").mkdir()
    with pytest.raises(WriteError, match="cannot be copied for the preview"):
        mirror.sync()
