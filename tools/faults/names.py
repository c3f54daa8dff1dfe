"""Names that a disk refuses, journals and manifests that cannot be read: the site must open again with the next command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.faults.harness import PICTURE, Row, call, cell, display, notebook, project, tree

LONG = (
    "n" * 248,
    "é" * 150,
    "漢" * 84,
    "x\0y",
    "CON",
    "nul.txt",
    "trailing.",
    "a/b",
    "..",
    " ",
    "_under",
    "~tilde~",
    "#hash",
)


def rows() -> Iterator[Row]:
    """One row for each place of a name, one for each file of ours that is damaged."""
    yield _labels()
    yield _attachments()
    yield _front_matter()
    yield _notebooks()
    yield from _damaged()


def _after(root: Path, row: Row, what: str) -> None:
    """Publish a notebook, then a sound one beside it: that must be possible, whatever became of the first."""
    ended = call(("publish", "--no-run", "notebooks/x.ipynb", "notebooks/sound.ipynb"), root)
    following = call(("list",), root)
    wrong = ended.blames or following.blames
    posts = [path.name for path in (root / "site" / "_posts").glob("*")]
    if not wrong and not any("sound" in name for name in posts):
        wrong = f"{what!r}: the other article of the call was not published: {ended.said[-200:]}"
    if not wrong and following.status and "sound" not in following.said:
        wrong = f"{what!r}: the next command fails: {following.said[-200:]}"
    row.add(wrong, ended)


def _sound(root: Path) -> None:
    notebook(root / "notebooks" / "sound.ipynb", cell("Sound.", "markdown"))


def _labels() -> Row:
    row = Row("a figure's label that no disk takes")
    for name in LONG:
        with project() as root:
            _sound(root)
            shown = display(image_png=PICTURE)
            notebook(root / "notebooks" / "x.ipynb", cell(f'#| label: "{name}"\n1', outputs=[shown], id=name[:60]))
            _after(root, row, name)
    return row


def _attachments() -> Row:
    row = Row("an attachment's name that no disk takes")
    for name in LONG:
        with project() as root:
            _sound(root)
            picture = {f"{name}.png": {"image/png": PICTURE}}
            made = cell(f"![x](<attachment:{name}.png>)", "markdown", attachments=picture)
            notebook(root / "notebooks" / "x.ipynb", made)
            _after(root, row, name)
    return row


def _front_matter() -> Row:
    row = Row("a slug or a picture of the front matter that no disk takes")
    for key in ("slug: '{}'", "image: {{teaser: '{}/a.png'}}", "image: {{feature: '{}.png'}}"):
        for name in LONG:
            with project() as root:
                _sound(root)
                head = "title: A title\ndate: 2020-01-02\n" + key.format(name.replace("\0", ""))
                notebook(root / "notebooks" / "x.ipynb", cell("Prose.", "markdown"), head=head)
                _after(root, row, name)
    return row


def _notebooks() -> Row:
    row = Row("a notebook's name that gives a file name too long")
    for name in ("n" * 248, "é" * 120, "漢" * 82):
        with project() as root:
            _sound(root)
            path = notebook(root / "notebooks" / "y.ipynb", cell("Prose.", "markdown"))
            path.rename(path.with_name(f"{name}.ipynb"))
            call(("publish", "--no-run", f"notebooks/{name}.ipynb"), root)
            notebook(root / "notebooks" / "x.ipynb", cell("Prose.", "markdown"))
            _after(root, row, name)
    return row


def _damaged() -> Iterator[Row]:
    content = (
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe\0",
        b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n",
        b'{"format": 99}',
    )
    row = Row("a manifest that is cut, merged by hand, or of other types")
    for text in content:
        with project() as root:
            _sound(root)
            call(("publish", "--no-run", "notebooks/sound.ipynb"), root)
            for path in _manifests(root):
                path.write_bytes(text)
            before = tree(root / "site")
            ended = call(("publish", "--no-run", "notebooks/sound.ipynb"), root)
            ways_out = ("version control", "git checkout", "Install the nbpress")
            clear = ended.status in (1, 2) and any(way in ended.said for way in ways_out)
            changed = tree(root / "site") != before
            row.add(ended.blames or ("" if clear and not changed else f"{text!r}: {ended.said[-200:]}"), ended)
    yield row


def _manifests(root: Path) -> list[Path]:
    site = root / "site"
    return [*site.glob("_nbpress/*.json"), *site.glob(".nbpress.json")]
