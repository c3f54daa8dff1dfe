"""Prose is saved while `nbpress preview` shows a site of 500 posts: how long until it is on the page, against Jekyll alone."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from statistics import median

from tools.bench import material
from tools.bench.table import Row, told
from tools.bench.timing import BIN

ROOT = Path(__file__).parents[2]
POSTS, SECONDS = 500, 60
PAGE, LIST = "/made/up/preview/", "/"


def measure(folder: Path) -> list[Row]:
    """Measure and print the table."""
    rounds = int(os.environ.get("NBPRESS_ROUNDS", 10))
    # What a shell starts in the background ignores Ctrl-C, and would have the preview ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    site, path = folder / "site", folder / "notebooks" / "preview.ipynb"
    _site(site)
    _write(path, 0)
    saved, listed = zip(*_saved(path, folder, rounds), strict=True)
    alone = _alone(site, folder, rounds)
    print(f"\npreview: prose saved, on a site of {POSTS} posts\n{'':34}{'wall':>9}{'min':>9}{'max':>9}")
    ways = {
        "saved, until it is on the page": saved,
        "and on the page that lists it": listed,
        "Jekyll's own rebuild": alone,
    }
    for name, times in ways.items():
        print(f"{name:34}{median(times):7.2f} s{min(times):7.2f} s{max(times):7.2f} s")
    rows = [
        Row(f"prose saved until it is on the page, {POSTS} posts, seconds", median(saved), 1),
        Row(f"prose saved until a page that lists its post has it, {POSTS} posts, seconds", median(listed), 5),
    ]
    return told(rows, rounds)


def _site(site: Path) -> None:
    """Our own blog with one of its articles many times."""
    shutil.copytree(ROOT / "site", site, ignore=shutil.ignore_patterns("_posts", "_drafts", ".*", "_site"))
    post = max((ROOT / "site" / "_posts").glob("*.md"), key=lambda each: each.stat().st_size).read_text()
    (site / "_posts").mkdir()
    for number in range(POSTS):
        (site / "_posts" / f"2018-01-{number % 28 + 1:02}-post-{number}.md").write_text(post)


def _write(path: Path, number: int) -> None:
    cells = [material.head("Preview"), material.code("n = 7\nn"), material.prose(f"Round {number}: {{eval}}`n`.")]
    part = path.with_suffix(".part")
    material.saved(part, cells)
    part.replace(path)


def _saved(path: Path, folder: Path, rounds: int) -> list[tuple[float, float]]:
    """The seconds from each saving until the page that is served holds it, and until the page that lists it does."""
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen([BIN / "nbpress", "preview", "--run", path], cwd=folder, stdout=said, stderr=said)
    try:
        port, pages = _ports(process, folder / "said.txt")
        return [_until(port, pages, path, number) for number in range(1, rounds + 2)][1:]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)


def _ports(process: subprocess.Popen[bytes], said: Path) -> tuple[int, int]:
    """Give the port of the frame, which tells of builds, and that of the pages in it."""
    while process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:(\d+)\S* shows .*port (\d+)", said.read_text())
        if found:
            return int(found[1]), int(found[2])
        time.sleep(0.05)
    raise SystemExit(f"preview: it did not start:\n{said.read_text()}")


def _until(port: int, pages: int, path: Path, number: int) -> tuple[float, float]:
    """Save, and wait as an open page does: until it is told of another build that holds what was saved."""
    told = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    told.request("GET", "/.nbpress/events")
    events = told.getresponse()
    events.readline()
    began = time.perf_counter()
    _write(path, number)
    took = []
    for address, words in ((PAGE, f"<p>Round {number}: 7."), (LIST, f"Round {number}: 7.")):
        while words not in _page(pages, address):
            while not events.readline().startswith(b"data:"):
                continue
            if time.perf_counter() - began > SECONDS:
                raise SystemExit(f"preview: what was saved was not on {address} after {SECONDS} s")
        took.append(time.perf_counter() - began)
    told.close()
    return took[0], took[1]


def _page(port: int, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", address)
    content = connection.getresponse().read().decode()
    connection.close()
    return content


def _alone(site: Path, folder: Path, rounds: int) -> list[float]:
    """The seconds that Jekyll, already running, takes to build the same site when a post changed."""
    times = []
    post = next((site / "_posts").glob("*.md"))
    settings = json.dumps({"source": str(site), "destination": str(folder / "alone"), "show_drafts": True})
    ruby = ["ruby", "-E", "UTF-8:UTF-8", "-e", REBUILD, settings]
    with subprocess.Popen(ruby, cwd=site, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        for number in range(rounds + 2):
            post.write_text(f"{post.read_text()}\n{number}\n")
            began = time.perf_counter()
            process.stdin.write("\n")
            process.stdin.flush()
            if process.stdout.readline() != "built\n":
                raise SystemExit("preview: Jekyll could not build the site")
            times.append(time.perf_counter() - began)
        process.stdin.close()
    return times[2:]


REBUILD = """\
require "jekyll"
answers = $stdout.dup
$stdout.reopen($stderr)
Jekyll.logger.log_level = :error
Jekyll::PluginManager.require_from_bundler
site = Jekyll::Site.new(Jekyll.configuration(JSON.parse(ARGV[0])))
while $stdin.gets
  site.process
  answers.puts("built")
  answers.flush
end"""
