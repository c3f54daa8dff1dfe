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
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import jekyll
import pytest
import sample
from builders import blog, code, notebook, saved, tree
from conftest import missing
from preview_running import CELLS, HEAD, SECONDS, Preview, made, start, stop, until

from nbpress.preview.jekyll import PACKAGES
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

POSTS = 50


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


def framed(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def shows(page: Page, what: str) -> None:
    framed(page).get_by_text(what).first.wait_for(state="visible")


def tells(page: Page, what: str) -> None:
    """What the preview itself says, below the site's page."""
    page.get_by_role("status").get_by_text(what).first.wait_for(state="visible")


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
    assert running.said().count("not shown: scratch (no front matter). nbpress preview NAME shows one") == 1


def test_the_address_follows_the_frame_and_leads_back_to_it(running: Preview, page: Page) -> None:
    page.goto(running.page)
    framed(page).locator("header a").first.click()
    until(lambda: here(page) != running.page, "the address does not follow")
    other = here(page)
    assert other.startswith(running.url) and page.title() == page.frames[1].title() != "Preview"
    page.go_back()
    until(lambda: here(page) == running.page, "the address does not follow back")
    page.goto(other)
    until(lambda: page.frames[1].url.endswith(other.removeprefix(running.url)), "a deep link leads elsewhere")
    page.goto(f"{running.page}#main")
    until(lambda: page.frames[1].evaluate("location.hash") == "#main", "the part of the page is lost")
    page.evaluate("location.hash = 'top'")
    until(lambda: page.frames[1].evaluate("location.hash") == "#top", "the address leads nowhere")


def here(page: Page) -> str:
    return str(page.evaluate("location.href"))


def test_a_reload_keeps_place_and_choices_and_a_link_opened_in_a_tab_gets_its_own_control_page(
    running: Preview, page: Page
) -> None:
    page.set_viewport_size({"width": 800, "height": 300})
    page.goto(running.page)
    framed(page).locator(".theme").click()
    chosen = page.frames[1].evaluate("document.documentElement.dataset.theme")
    page.frames[1].evaluate("scrollTo(0, 150)")
    running.edit("is {eval}", "is now {eval}")
    shows(page, "is now ")
    until(lambda: page.frames[1].evaluate("scrollY") == 150, "the page jumped")
    assert chosen and page.frames[1].evaluate("document.documentElement.dataset.theme") == chosen
    page.goto(f"http://127.0.0.1:{running.pages_port}/general/doubled/")
    assert here(page) == running.page, "a page never stands without the control page around it"
    shows(page, "is now ")


def test_a_page_is_not_loaded_again_for_those_that_list_it_and_come_later(running: Preview, page: Page) -> None:
    slow = running.project / "site" / "_plugins" / "slow.rb"
    slow.parent.mkdir()
    builds = running.said().count("built in")
    slow.write_text("Jekyll::Hooks.register(:site, :pre_render) { sleep 3 }\n")  # not where a post is built alone
    until(lambda: running.said().count("built in") > builds, "the plugin is not taken")
    page.goto(running.page)
    running.edit("`total`.", "`total`, no more.")
    shows(page, "42, no more.")
    page.frames[1].evaluate("window.stays = true")
    until(lambda: "42, no more." in get(running, "/search.json")[1], "the others do not follow")
    time.sleep(1)  # the page is told after that
    assert page.frames[1].evaluate("window.stays")
    shutil.rmtree(slow.parent)
    running.edit("`total`, no more.", "`total`.")
    shows(page, "42.")


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
    tells(page, "a run is due, since cell 3 changed")
    until(lambda: "doubled: a run is due, since cell 3 changed" in asked.said(), "the terminal does not say it")
    shows(page, "The total is 42.")
    page.get_by_role("button", name="Run it").click()
    shows(page, "The total is 23.")
    page.get_by_text("a run is due").wait_for(state="detached")


def test_an_error_is_shown_on_the_page_and_in_the_terminal_and_the_last_good_page_stays(
    asked: Preview, page: Page
) -> None:
    page.goto(asked.page)
    good = framed(page).locator(".prose p").first.inner_text()
    asked.edit("title: Doubled", "title: [Doubled")
    tells(page, "cannot be shown as it is now")
    assert framed(page).locator(".prose p").first.inner_text() == good
    until(lambda: "doubled: cannot be shown\n" in asked.said(), "the terminal does not say it")
    asked.edit("title: [Doubled", "title: Doubled")
    page.get_by_text("cannot be shown as it is now").wait_for(state="detached")
    footer = asked.project / "site" / "_includes" / "footer.html"
    asked.edit("<footer", "{% broken<footer", footer)
    tells(page, "Liquid syntax error")
    assert framed(page).locator(".prose p").first.inner_text() == good
    asked.edit("{% broken<footer", "<footer", footer)
    page.get_by_text("Liquid syntax error").wait_for(state="detached")
    config = asked.project / "site" / "_config.yml"
    asked.edit("markdown: kramdown", "markdown: other", config)
    tells(page, "nbpress writes for kramdown")
    asked.edit("markdown: other", "markdown: kramdown", config)
    page.get_by_text("nbpress writes for kramdown").wait_for(state="detached")


def test_a_failed_run_is_shown_and_mended_by_another(asked: Preview, page: Page) -> None:
    page.goto(asked.page)
    asked.edit("total = n", "total = absent + n")
    tells(page, "a run is due, since cell 3 changed")
    page.get_by_role("button", name="Run it").click()
    tells(page, "NameError: name 'absent' is not defined")
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


def get(
    preview: Preview, path: str, method: str = "GET", port: int = 0, body: str = "", **headers: str
) -> tuple[int, str]:
    """Ask the server of the pages, or another port."""
    connection = http.client.HTTPConnection("127.0.0.1", port or preview.pages_port, timeout=SECONDS)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, named)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content


def test_it_is_served_on_loopback_only_and_to_nobody_else(asked: Preview) -> None:
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    for port in (asked.port, asked.pages_port):
        listening = [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
        assert listening == [f"0100007F:{port:04X}"]
        assert get(asked, "/", port=port)[0] == 200
        for name in (
            "attacker.example",
            f"attacker.example:{port}",
            "127.0.0.1",
            f"127.0.0.1.attacker.example:{port}",
            "",
        ):
            assert get(asked, "/", port=port, Host=name)[0] == 403
    assert get(asked, "/../../../../../etc/passwd")[0] == 404
    assert get(asked, "/absent/")[0] == 404 and get(asked, "/assets/css/site.css")[0] == 200
    assert f"http://127.0.0.1:{asked.pages_port}" in get(asked, "/feed.xml")[1], "links lead to the preview"


def test_only_the_control_page_may_ask_for_a_run(asked: Preview) -> None:
    found = re.search(r'data-token="([^"]{20,})"', get(asked, "/", port=asked.port)[1])
    assert found and found[1] not in get(asked, "/general/doubled/")[1] + get(asked, "/.nbpress/page.js")[1]
    own = f"http://127.0.0.1:{asked.port}"

    def ask(path: str = "/.nbpress/run", body: str = "nobody", **headers: str) -> int:
        return get(asked, path, "POST", asked.port, body, **{"Origin": own, "X_Nbpress": found[1], **headers})[0]

    assert ask() == 202 and ask(Sec_Fetch_Site="same-origin") == 202
    assert ask(X_Nbpress="guessed") == ask(X_Nbpress="") == 403
    for origin in (f"http://127.0.0.1:{asked.pages_port}", "https://attacker.example", "null", ""):
        assert ask(Origin=origin) == 403, "the right token is not enough"
    assert ask(Sec_Fetch_Site="cross-site") == ask(Sec_Fetch_Site="same-site") == 403
    assert ask("/.nbpress/other") == 404 and ask(body="x" * 1001) == 413 and ask(Content_Length="-1") == 413
    assert get(asked, "/.nbpress/run", "POST")[0] == 501, "the server of the pages knows no runs"
    assert get(asked, "/.nbpress/events", port=asked.port, Sec_Fetch_Site="cross-site")[0] == 403


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
