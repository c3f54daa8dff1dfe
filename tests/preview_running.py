"""A project with a notebook, and `nbpress preview` running on it, for the tests of the preview."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jekyll
import sample
from builders import code, notebook, saved, text
from conftest import missing

HEAD = "---\nlayout: article\ntitle: Doubled\ndate: 2020-01-02\ncategories: general\nexcerpt: x\ndraft: true\n---"
CELLS = (code("n = 21", "parameters"), code("total = n * 2\ntotal"), text("The total is {eval}`total`."))
SECONDS = 60


@dataclass
class Preview:
    """A running `nbpress preview`."""

    process: subprocess.Popen[str]
    project: Path
    out: Path
    url: str = ""

    @property
    def notebook(self) -> Path:
        return self.project / "notebooks" / "doubled.ipynb"

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].strip("/"))

    @property
    def pages_port(self) -> int:
        found = re.search(r"pages come from port (\d+)", self.said())
        assert found, self.said()
        return int(found[1])

    @property
    def page(self) -> str:
        return f"{self.url}general/doubled/"

    def said(self) -> str:
        return self.out.read_text()

    def edit(self, old: str, new: str, path: Path | None = None) -> None:
        path = path or self.notebook
        content = path.read_text()
        assert old in content
        part = path.with_name(f"{path.name}.new")  # as editors do
        part.write_text(content.replace(old, new))
        part.replace(path)


def until(true: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def start(project: Path, *arguments: str) -> Preview:
    out = project.parent / f"{project.name}.txt"
    with out.open("w") as file:
        command = [sys.executable, "-m", "nbpress", "preview", *arguments]
        process = subprocess.Popen(command, cwd=project, stdin=subprocess.DEVNULL, stdout=file, stderr=file, text=True)
    preview = Preview(process, project, out)
    until(lambda: "Ctrl-C ends it" in preview.said() or process.poll() is not None, "it did not start")
    found = re.search(r"(http://\S+/) shows the site", preview.said())
    assert found, preview.said()
    preview.url = found[1]
    return preview


def stop(preview: Preview) -> None:
    preview.process.send_signal(signal.SIGINT)
    try:
        preview.process.wait(SECONDS)
    finally:
        preview.process.kill()


def made(folder: Path, posts: int = 3) -> Path:
    """A project with our site, some posts, and two notebooks: a draft, and one without front matter."""
    if shutil.which("jekyll") is None:
        missing(jekyll.INSTALL)
    shutil.copytree(sample.SITE, folder / "site", ignore=shutil.ignore_patterns("_posts", "images", ".*", "_site"))
    (folder / "site" / "_posts").mkdir()
    for number in range(posts):
        post = sample.PLAIN.replace("A plain note", f"Note {number}").replace("(ARTICLE)", "(/)")
        (folder / "site" / "_posts" / f"2020-01-01-note-{number}.md").write_text(post)
    saved(notebook(*CELLS, head=HEAD), folder / "notebooks" / "doubled.ipynb")
    saved(notebook(text("Tried."), head=None), folder / "notebooks" / "scratch.ipynb")
    return folder
