"""An article goes into its site; what somebody else wrote or edited there is not touched unasked."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from builders import blog, manifest, tree

from nbpress.core.errors import WriteError
from nbpress.core.manifest import Entry
from nbpress.core.records import Article
from nbpress.write import site as writer

ENTRY = Entry("notebooks/x.ipynb", "", "run key", "render key")
PICTURE = PurePosixPath("images/x/a.png")


def made(text: str = "---\ntitle: x\n---\n", slug: str = "x", **files: bytes) -> Article:
    pictures = {PurePosixPath(f"images/{slug}/{name}.png"): content for name, content in files.items()}
    return Article(slug, PurePosixPath(f"_posts/2020-01-02-{slug}.md"), text, pictures, {})


def put(root: Path, article: Article, *before: str, overwrite: bool = False, entry: Entry = ENTRY) -> None:
    writer.article(root, article, entry, before=before, backups=root.parent / "backups", overwrite=overwrite)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return blog(tmp_path)


def test_the_manifest_knows_every_file_by_its_hash_and_nothing_of_the_machine(root: Path) -> None:
    put(root, made(a=b"picture"))
    entry = manifest(root)["articles"]["x"]
    assert entry["post"] == "_posts/2020-01-02-x.md" and entry["run"] == "run key"
    assert set(entry["files"]) == {"_posts/2020-01-02-x.md", "images/x/a.png"}
    assert entry["files"]["images/x/a.png"] == writer.digest(b"picture")
    assert str(root) not in (root / "_nbpress/x.json").read_text()


def test_a_picture_that_the_article_no_longer_has_goes(root: Path) -> None:
    put(root, made(a=b"1", b=b"2"))
    put(root, made(b=b"2"))
    assert not (root / PICTURE).exists() and (root / "images/x/b.png").exists()


def test_a_changed_slug_takes_the_old_post_and_its_pictures_away(root: Path) -> None:
    put(root, made(a=b"1"))
    put(root, made(slug="y", a=b"1"), "x")
    assert set(tree(root)) >= {"_posts/2020-01-02-y.md", "images/y/a.png"}
    assert not [name for name in tree(root) if "x" in PurePosixPath(name).stem or "/x/" in name]
    assert set(manifest(root)["articles"]) == {"y"}


def test_a_picture_that_another_article_needs_stays(root: Path) -> None:
    shared = {PurePosixPath("images/shared.png"): b"1"}
    other = Entry("notebooks/y.ipynb", "", "k", "k")
    put(root, Article("x", PurePosixPath("_posts/2020-01-02-x.md"), "x", shared, {}))
    put(root, Article("y", PurePosixPath("_posts/2020-01-02-y.md"), "y", shared, {}), entry=other)
    put(root, Article("x", PurePosixPath("_posts/2020-01-02-x.md"), "x", {}, {}))
    assert (root / "images/shared.png").exists()


def test_a_post_that_was_edited_by_hand_is_left_and_shown(root: Path) -> None:
    put(root, made())
    post = root / "_posts/2020-01-02-x.md"
    post.write_text("---\ntitle: mine\n---\n")
    before = tree(root)
    with pytest.raises(WriteError, match="edited by hand") as caught:
        put(root, made("---\ntitle: new\n---\n"))
    assert (
        "-title: mine" in str(caught.value)
        and "+title: new" in str(caught.value)
        and "--overwrite" in str(caught.value)
    )
    assert tree(root) == before


def test_overwrite_replaces_an_edited_post_and_keeps_a_backup(root: Path) -> None:
    put(root, made())
    (root / "_posts/2020-01-02-x.md").write_text("mine")
    put(root, made("new"), overwrite=True)
    assert (root / "_posts/2020-01-02-x.md").read_text() == "new"
    assert [path.read_text() for path in (root.parent / "backups").rglob("*.md")] == ["mine"]


def test_a_foreign_file_in_the_place_of_a_picture_is_not_replaced(root: Path) -> None:
    (root / PICTURE).parent.mkdir(parents=True)
    (root / PICTURE).write_bytes(b"somebody's")
    before = tree(root)
    with pytest.raises(WriteError, match=r"images/x/a\.png"):
        put(root, made(a=b"picture"))
    assert tree(root) == before


def test_an_edited_picture_is_left_when_its_article_drops_it(root: Path) -> None:
    put(root, made(a=b"1"))
    (root / PICTURE).write_bytes(b"retouched")
    put(root, made())
    assert (root / PICTURE).read_bytes() == b"retouched"


def test_a_damaged_manifest_is_an_error_and_nothing_is_written(root: Path) -> None:
    (root / "_nbpress").mkdir()
    (root / "_nbpress/x.json").write_text('{"format": 2, "slug": "x"')
    before = tree(root)
    with pytest.raises(WriteError, match="damaged"):
        put(root, made())
    assert tree(root) == before


def test_articles_that_are_written_at_once_are_one_change_each(root: Path) -> None:
    (root / "images").mkdir()
    (root.parent / "outside").mkdir()
    (root / "images" / "y").symlink_to(root.parent / "outside")
    entries = [Entry(f"notebooks/{slug}.ipynb", "", "k", "k") for slug in "xyz"]
    pairs = [writer.Made(made(slug=slug, a=b"1"), entry) for slug, entry in zip("xyz", entries, strict=True)]
    faults = writer.articles(root, pairs, backups=root.parent / "backups")
    assert [bool(fault) for fault in faults] == [False, True, False] and "outside" in str(faults[1])
    assert set(manifest(root)["articles"]) == {"x", "z"} and not list((root.parent / "outside").iterdir())
    assert not (root / "_posts/2020-01-02-y.md").exists()


def test_articles_that_claim_the_same_are_told_apart() -> None:
    one, other = Entry("notebooks/x.ipynb", "", "k", "k"), Entry("notebooks/y.ipynb", "", "k", "k")
    shared = {PurePosixPath("images/shared.css"): b"1"}
    first = Article("x", PurePosixPath("_posts/x.md"), "x", shared, {})
    second = Article("y", PurePosixPath("_posts/y.md"), "y", shared, {})
    claims = writer.Claims()
    claims.add(writer.Made(first, one))
    assert not claims.clash(writer.Made(second, other)), "the same bytes"
    assert claims.clash(writer.Made(second, one)), "the same notebook"
    other_bytes = Article("y", PurePosixPath("_posts/y.md"), "y", {PurePosixPath("images/shared.css"): b"2"}, {})
    assert claims.clash(writer.Made(other_bytes, other))
    assert claims.clash(writer.Made(Article("z", first.path, "z", {}, {}), other)), "the same post"
    assert claims.clash(writer.Made(Article("x", second.path, "x", {}, {}), other)), "the same name"


def removed(root: Path, slug: str, *, overwrite: bool = False) -> list[str]:
    return [str(path) for path in writer.remove(root, slug, backups=root.parent / "backups", overwrite=overwrite)]


def test_an_article_is_taken_out_with_all_that_only_it_has(root: Path) -> None:
    before = tree(root)
    shared = PurePosixPath("images/shared.png")
    put(root, Article("x", PurePosixPath("_posts/2020-01-02-x.md"), "x", {shared: b"1", PICTURE: b"2"}, {}))
    other = Entry("notebooks/y.ipynb", "", "k", "k")
    put(root, Article("y", PurePosixPath("_posts/2020-01-02-y.md"), "y", {shared: b"1"}, {}), entry=other)
    (root / "images" / "mine.png").write_bytes(b"3")
    assert removed(root, "x") == ["_posts/2020-01-02-x.md", "images/x/a.png"]
    assert set(manifest(root)["articles"]) == {"y"} and (root / shared).is_file()
    assert not (root / "images" / "x").exists(), "no empty folder stays"
    assert removed(root, "y") == ["_posts/2020-01-02-y.md", "images/shared.png"]
    after = tree(root)
    assert after.pop("images/mine.png") == b"3" and manifest(root)["articles"] == {}
    assert after == before


def test_an_article_that_was_edited_by_hand_stays_unless_it_is_to_go(root: Path) -> None:
    put(root, made(a=b"1"))
    post = root / "_posts" / "2020-01-02-x.md"
    post.write_text("edited")
    before = tree(root)
    with pytest.raises(WriteError, match=r"2020-01-02-x.md was edited by hand\n.*nbpress clean x --overwrite"):
        removed(root, "x")
    assert tree(root) == before
    assert removed(root, "x", overwrite=True) == ["_posts/2020-01-02-x.md", "images/x/a.png"]
    assert [path.read_text() for path in (root.parent / "backups").rglob("*.md")] == ["edited"]


def test_what_is_gone_already_does_not_keep_an_article_in(root: Path) -> None:
    put(root, made(a=b"1"))
    (root / PICTURE).unlink()
    assert removed(root, "x") == ["_posts/2020-01-02-x.md"] and manifest(root)["articles"] == {}
