"""A large blog: what each further new article of a call takes does not grow with the articles that are there already."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from builders import blog, code, notebook, saved, text

from nbpress.core import looks
from nbpress.core.articles import Articles
from nbpress.core.manifest import Entry
from nbpress.publish import batch
from nbpress.publish.missing_notebooks import MissingNotebooks
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks

HEAD = "---\ntitle: A {name}\ndate: 2020-01-02\n---"


def put(folder: Path, name: str) -> Path:
    """Write an executed notebook, its cells numbered as those of all others."""
    shown = [{"output_type": "stream", "name": "stdout", "text": "printed"}]
    head = HEAD.format(name=name)
    nb = notebook(text("Words."), code("f()", outputs=shown), code(f"# {name}", outputs=shown), head=head)
    return saved(nb, folder / "notebooks" / f"{name}.ipynb")


def options(folder: Path) -> PublishOptions:
    return PublishOptions(site=folder / "site", store=folder / ".nbpress", no_run=True)


def large(folder: Path, count: int) -> Path:
    """A blog in which so many articles stand that are like the first one."""
    site, first = blog(folder), put(folder, "first")
    assert not publish_notebooks([first], options(folder))[0].error
    entry = site / "_nbpress" / "first.json"
    written = json.loads(entry.read_text())
    for number in range(count):
        name = f"old-{number:04}"
        shutil.copy(first, first.with_name(f"{name}.ipynb"))
        post, files = f"_posts/2020-01-02-{name}.md", {f"images/{name}.png": "0" * 64}
        own = {"slug": name, "notebook": f"notebooks/{name}.ipynb", "post": post, "files": files}
        entry.with_name(f"{name}.json").write_text(json.dumps(written | own))
    os.utime(entry.parent, (1, 1))  # read once in this state
    return folder


def calls(work: Callable[[], Any]) -> int:
    """Count the functions that some work calls, those of C too."""
    found = 0

    def counted(_: FrameType, event: str, __: Any) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


def taken(folder: Path) -> int:
    """Count the calls that two new articles take, beside another one."""

    def published(*names: str) -> int:
        paths = [put(folder, name) for name in names]
        os.utime(folder / "site" / "_nbpress", (1, 1))
        outcomes: list[Any] = []
        count = calls(lambda: outcomes.extend(publish_notebooks(paths, options(folder))))
        assert len(outcomes) == len(names) and not any(outcome.error for outcome in outcomes)
        return count

    published("a")
    one, three = published("b"), published("c", "d", "e")
    return three - one


@pytest.mark.parametrize("gone", [0, 1])
def test_a_new_article_takes_as_much_among_many_as_among_few(tmp_path: Path, gone: int) -> None:
    taken(large(tmp_path / "first", 2))  # loads what is needed
    few, many = large(tmp_path / "few", 20), large(tmp_path / "many", 1_500)
    for folder in (few, many):
        for number in range(gone):
            (folder / "notebooks" / f"old-{number:04}.ipynb").unlink()
    assert taken(many) == pytest.approx(taken(few), rel=0.05)


def test_the_more_articles_there_are_the_more_are_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def write(drafts: Sequence[batch.Draft], *given: Any) -> list[Outcome]:
        written.append(len(drafts))
        return real(drafts, *given)

    real = batch.write
    monkeypatch.setattr(batch, "write", write)
    for count, sizes in ((5, [32, 8]), (1_000, [40])):
        folder = large(tmp_path / str(count), count)
        written.clear()
        paths = [put(folder, f"new-{number:03}") for number in range(40)]
        assert not any(outcome.error for outcome in publish_notebooks(paths, options(folder)))
        assert written == sizes


def test_a_process_is_told_nothing_of_the_notebooks_that_another_one_looked_for(tmp_path: Path) -> None:
    missing = MissingNotebooks()
    known = Articles({f"a{number}": Entry(f"a{number}.ipynb", "", "", "") for number in range(100)})
    assert len(missing.among(known, tmp_path)) == 100
    assert len(pickle.dumps(missing)) < 200 and pickle.loads(pickle.dumps(missing)).among(known, tmp_path)


def test_a_notebook_that_nobody_may_look_for_is_not_said_to_be_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Articles({name: Entry(f"{name}/x.ipynb", "", "", "") for name in ("closed", "gone")})
    usual = looks.is_file

    def is_file(path: Path) -> bool:
        if path.parent.name == "closed":
            raise PermissionError(path)
        return usual(path)

    monkeypatch.setattr(looks, "is_file", is_file)
    assert set(MissingNotebooks().among(known, tmp_path)) == {"gone"}
