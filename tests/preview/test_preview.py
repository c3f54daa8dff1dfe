"""The preview: real Jekyll, a real browser; what is saved is on the page, and the blog itself stays as it is."""

from __future__ import annotations

import http.client
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jekyll
import pytest
import sample
from builders import blog, code, notebook, saved, text, tree
from conftest import missing

from nbpress.preview.jekyll import PACKAGES
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HEAD = "---\nlayout: article\ntitle: Doubled\ndate: 2020-01-02\ncategories: general\nexcerpt: x\ndraft: true\n---"
CELLS = (code("n = 21", "parameters"), code("total = n * 2\ntotal"), text("The total is {eval}`total`."))
SECONDS = 60
POSTS = 50


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
    """A project with our site, some posts, and one notebook, a draft."""
    if shutil.which("jekyll") is None:
        missing(jekyll.INSTALL)
    shutil.copytree(sample.SITE, folder / "site", ignore=shutil.ignore_patterns("_posts", "images", ".*", "_site"))
    (folder / "site" / "_posts").mkdir()
    for number in range(posts):
        post = sample.PLAIN.replace("A plain note", f"Note {number}").replace("(ARTICLE)", "(/)")
        (folder / "site" / "_posts" / f"2020-01-01-note-{number}.md").write_text(post)
    saved(notebook(*CELLS, head=HEAD), folder / "notebooks" / "doubled.ipynb")
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    preview = start(made(tmp_path_factory.mktemp("preview") / "project", POSTS), "--run")
    yield preview
    stop(preview)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One that runs nothing unasked, of an article that was run before."""
    project = made(tmp_path_factory.mktemp("asked") / "project")
    other = blog(project.parent / "other")
    assert publish([project / "notebooks" / "doubled.ipynb"], Options(other, project / ".nbpress"))[0].ran
    preview = start(project)
    yield preview
    stop(preview)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(SECONDS * 1000)
    yield context.new_page()
    context.close()


def shows(page: Page, what: str) -> None:
    page.get_by_text(what).first.wait_for(state="visible")


def test_a_saved_prose_edit_is_on_the_open_page_without_a_run_and_the_site_stays_as_it_was(
    running: Preview, page: Page
) -> None:
    before = tree(running.project / "site")
    page.goto(running.page)
    shows(page, "The total is 42.")
    runs = running.said().count("runs, since")
    running.edit("The total is", "All in all it is")
    shows(page, "All in all it is 42.")
    assert running.said().count("runs, since") == runs == 1
    assert tree(running.project / "site") == before, "a draft never lands in the blog"


def test_an_edit_of_the_sites_own_files_is_on_the_page_too(running: Preview, page: Page) -> None:
    page.goto(running.page)
    footer = running.project / "site" / "_includes" / "footer.html"
    running.edit("<footer", "<p>An added line</p><footer", footer)
    shows(page, "An added line")
    (running.project / "site" / "pages" / "more.md").write_text(
        "---\ntitle: More\npermalink: /more/\n---\nA new page.\n"
    )
    until(lambda: get(running, "/more/")[0] == 200, "the new page is not there")
    (running.project / "site" / "pages" / "more.md").unlink()
    until(lambda: get(running, "/more/")[0] == 404, "the page is still there")


def test_with_run_a_code_edit_is_run_at_once(running: Preview, page: Page) -> None:
    page.goto(running.page)
    running.edit("total = n * 2", "total = n * 3")
    shows(page, "63.")


def test_a_code_edit_is_run_on_request_and_the_last_good_page_stays_until_then(asked: Preview, page: Page) -> None:
    page.goto(asked.page)
    shows(page, "The total is 42.")
    asked.edit("total = n * 2", "total = n + 2")
    shows(page, "a run is due, since cell 3 changed")
    until(lambda: "doubled: a run is due, since cell 3 changed" in asked.said(), "the terminal does not say it")
    shows(page, "The total is 42.")
    page.get_by_role("button", name="Run it").click()
    shows(page, "The total is 23.")
    page.get_by_text("a run is due").wait_for(state="detached")


def test_an_error_is_shown_on_the_page_and_in_the_terminal_and_the_last_good_page_stays(
    asked: Preview, page: Page
) -> None:
    page.goto(asked.page)
    good = page.locator(".prose p").first.inner_text()
    asked.edit("title: Doubled", "title: [Doubled")
    shows(page, "cannot be shown as it is now")
    assert page.locator(".prose p").first.inner_text() == good
    until(lambda: "doubled: cannot be shown\n" in asked.said(), "the terminal does not say it")
    asked.edit("title: [Doubled", "title: Doubled")
    page.get_by_text("cannot be shown as it is now").wait_for(state="detached")
    footer = asked.project / "site" / "_includes" / "footer.html"
    asked.edit("<footer", "{% broken<footer", footer)
    shows(page, "Liquid syntax error")
    assert page.locator(".prose p").first.inner_text() == good
    asked.edit("{% broken<footer", "<footer", footer)
    page.get_by_text("Liquid syntax error").wait_for(state="detached")
    config = asked.project / "site" / "_config.yml"
    asked.edit("markdown: kramdown", "markdown: other", config)
    shows(page, "nbpress writes for kramdown")
    asked.edit("markdown: other", "markdown: kramdown", config)
    page.get_by_text("nbpress writes for kramdown").wait_for(state="detached")


def test_a_failed_run_is_shown_and_mended_by_another(asked: Preview, page: Page) -> None:
    page.goto(asked.page)
    asked.edit("total = n", "total = absent + n")
    shows(page, "a run is due, since cell 3 changed")
    page.get_by_role("button", name="Run it").click()
    shows(page, "NameError: name 'absent' is not defined")
    assert "NameError" in asked.said() and "Traceback" not in asked.said().replace("Traceback (most recent", "")
    asked.edit("total = absent + n", "total = n")
    page.get_by_text("NameError").first.wait_for(state="detached")


def test_in_a_blogs_own_folder_modules_beside_the_notebooks_are_watched_too(tmp_path: Path, page: Page) -> None:
    if shutil.which("jekyll") is None:
        missing(jekyll.INSTALL)
    project = blog(tmp_path, "baseurl: /sub\nurl: https://example.org\n").rename(tmp_path / "project")
    (project / "_notebooks").mkdir()
    (project / "_notebooks" / "helper.py").write_text("factor = 2\n")
    cells = (code("from helper import factor"), code("total = 21 * factor"), CELLS[-1])
    path = saved(notebook(*cells, head=HEAD.replace("draft: true\n", "")), project / "_notebooks" / "doubled.ipynb")
    before = tree(project)
    preview = start(project, "--run")
    try:
        page.goto(f"{preview.url}general/2020/01/02/doubled.html")
        shows(page, "The total is 42.")
        preview.edit("factor = 2", "factor = 3", path.with_name("helper.py"))
        shows(page, "The total is 63.")
    finally:
        stop(preview)
    kept = {
        name: content
        for name, content in tree(project).items()
        if not name.startswith((".nbpress/", "_notebooks/__py"))
    }
    assert kept == {**before, "_notebooks/helper.py": b"factor = 3\n"}


def get(preview: Preview, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", int(preview.url.split(":")[2].strip("/")), timeout=SECONDS)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content


def test_it_is_served_on_loopback_only_and_to_nobody_else(asked: Preview) -> None:
    port = int(asked.url.split(":")[2].strip("/"))
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if line.split()[3] == "0A"]
    assert [each for each in listening if each.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    assert get(asked, "/", Host="attacker.example")[0] == 403
    assert get(asked, "/.nbpress/run", "POST")[0] == 403
    assert get(asked, "/.nbpress/run", "POST", X_Nbpress="guessed")[0] == 403
    assert get(asked, "/../../../../../etc/passwd")[0] == 404
    assert get(asked, "/absent/")[0] == 404 and get(asked, "/assets/css/site.css")[0] == 200
    assert "http://127.0.0.1" in get(asked, "/feed.xml")[1], "links lead to the preview, not to the published site"


def descendants(pid: int) -> set[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    own = {int(each) for each in children.read_text().split()} if children.exists() else set()
    return own.union(*(descendants(each) for each in own))


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in state(pid)}


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return "\nState:\tZ"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_its_end_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    preview = start(made(tmp_path / "project"))
    below = descendants(preview.process.pid)
    assert alive(below), "Jekyll is one of them"
    preview.process.send_signal(number)
    assert preview.process.wait(SECONDS) == (-9 if number == signal.SIGKILL else 0)
    until(lambda: not alive(below), f"still there: {alive(below)}")
    assert number == signal.SIGKILL or "the preview has ended" in preview.said()


def test_a_run_is_stopped_with_its_kernel(tmp_path: Path) -> None:
    project = made(tmp_path / "project")
    saved(notebook(code("import time\ntime.sleep(600)"), head=HEAD), project / "notebooks" / "doubled.ipynb")
    out = tmp_path / "out.txt"
    with out.open("w") as file:
        command = [sys.executable, "-m", "nbpress", "preview", "--run"]
        process = subprocess.Popen(command, cwd=project, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
    until(lambda: "cell 2/2" in out.read_text(), "the run did not begin")
    below = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(SECONDS) == 0, out.read_text()
    until(lambda: not alive(below), f"still there: {alive(below)}")


def test_a_key_in_the_terminal_runs_what_is_due(tmp_path: Path) -> None:
    project = made(tmp_path / "project")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "nbpress", "preview"]
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", *command], cwd=project, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = read_until(ours, "Ctrl-C ends it")
    assert "doubled: a run is due, since it is new: press r" in said
    os.write(ours, b"r")
    assert "doubled: ran" in read_until(ours, "new: http://127.0.0.1")
    os.write(ours, b"r")
    read_until(ours, "no run is due")
    os.write(ours, b"\x03")
    read_until(ours, "the preview has ended")
    assert process.wait(SECONDS) == 0
    os.close(ours)


def read_until(terminal: int, what: str) -> str:
    said, end = "", time.monotonic() + SECONDS
    while what not in said:
        assert time.monotonic() < end, said
        if select.select([terminal], [], [], 1)[0]:
            said += os.read(terminal, 4096).decode("utf-8", "replace")
    return said


def test_a_second_preview_of_a_project_is_refused_and_a_taken_port_is_told(asked: Preview) -> None:
    command = [sys.executable, "-m", "nbpress", "preview"]
    done = subprocess.run(command, cwd=asked.project, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "running already" in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        store = str(asked.project.parent / "other")
        done = subprocess.run(
            [*command, "--port", port, "--store", store], cwd=asked.project, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1 and f"port {port} cannot be used" in done.stderr and "Traceback" not in done.stderr


def test_a_missing_jekyll_is_told_with_what_to_install(tmp_path: Path) -> None:
    assert set(PACKAGES.split()) <= set((sample.SITE.parent / ".ci" / "packages").read_text().split())
    project = tmp_path / "project"
    shutil.copytree(sample.SITE, project / "site", ignore=shutil.ignore_patterns("_posts", "images", ".*", "_site"))
    for name in ("nothing", "no-gem"):
        folder = tmp_path / name
        folder.mkdir()
        if name == "no-gem":
            (folder / "ruby").write_text('#!/bin/sh\necho \'{"missing": "cannot load such file -- jekyll"}\'\n')
            (folder / "ruby").chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-m", "nbpress", "preview"],
            cwd=project,
            env={**os.environ, "PATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1 and "Jekyll is missing" in done.stderr and "apt install jekyll" in done.stderr
