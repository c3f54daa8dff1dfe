"""Lighthouse on the built blog, home and first article, against a stock blog with minima and the same article.

A phone, as Lighthouse imitates it, from a plain server on loopback that compresses nothing.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from tools.bench.table import Row, told

PROJECT = Path(__file__).parents[2]
POST = "2018-11-11-keras-and-the-mnist-dataset"
LINK = '{::nomarkdown}<link rel="stylesheet" href="/images/nbpress/nbpress.css">{:/nomarkdown}\n\n'
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WEIGHED = ("Document", "Stylesheet", "Script")
LEAST, MOST = 95, 100  # points in each category; kB of an article without its pictures
CHROME = "--headless=new --no-sandbox --disable-gpu"


@dataclass(frozen=True, slots=True)
class Look:
    """What Lighthouse says of a page: points by category, seconds to the largest paint, layout shift, kB of text."""

    points: tuple[float, ...]
    paint: float
    shift: float
    weight: float


def measure(folder: Path) -> list[Row]:
    """Measure and print the table; say what is missing where it cannot be measured."""
    tools = {name: shutil.which(name) for name in ("lighthouse", "jekyll", "chromium")}
    absent = [name for name, path in tools.items() if path is None]
    if absent:
        print(
            f"\npages: not measured, {', '.join(absent)} missing. Install Lighthouse with "
            "`npm install --global lighthouse`, Jekyll with its plugins and Chromium as .ci/packages names them."
        )
        return []
    rounds = int(os.environ.get("NBPRESS_ROUNDS", 5))
    looks = {}
    for name, source in (("this blog", _ours(folder)), ("minima", _minima(folder))):
        with served(source) as (address, root):
            paths = {"home": "/", "article": f"/{_article(root)}"}
            for page, path in paths.items():
                looks[f"{name}, {page}"] = _median([_look(address + path, folder) for _ in range(rounds)])
    return _show(looks, rounds)


def _ours(folder: Path) -> Path:
    source = folder / "ours"
    shutil.copytree(PROJECT / "site", source, ignore=shutil.ignore_patterns(".*", "_site"))
    return source


def _minima(folder: Path) -> Path:
    """A blog as `jekyll new` makes it, with the first article as nbpress writes it for minima."""
    source = folder / "minima"
    _run(["jekyll", "new", str(source), "--skip-bundle"], folder)
    head, body = (PROJECT / "site" / "_posts" / f"{POST}.md").read_text().split("\n---\n", 1)
    head = head.replace("layout: article", "layout: post")
    (source / "_posts" / f"{POST}.md").write_text(f"{head}\n---\n\n{LINK}{body}")
    shutil.copytree(PROJECT / "site" / "images", source / "images")
    sheet = source / "images" / "nbpress" / "nbpress.css"
    sheet.parent.mkdir()
    shutil.copy(PROJECT / "tools" / "nbpress" / "render" / "nbpress.css", sheet)
    return source


def _article(root: Path) -> str:
    """Find the first article's address below the built blog's root."""
    found = next(path for path in root.rglob("*.html") if "keras-and-the-mnist" in str(path))
    return found.relative_to(root).as_posix().removesuffix("index.html")


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(source: Path) -> Iterator[tuple[str, Path]]:
    """Build a blog for the address that it is served at; give the address, and the folder of its pages."""
    root = source / "_site"
    handler = functools.partial(_Handler, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        (source / "_address.yml").write_text(f'url: "{address}"\n')
        _run(["jekyll", "build", "--config", "_config.yml,_address.yml"], source)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address, root
        server.shutdown()


def _look(address: str, folder: Path) -> Look:
    report = folder / "report.json"
    command = ["lighthouse", address, "--quiet", f"--chrome-flags={CHROME}", "--output=json", f"--output-path={report}"]
    _run(command, folder)
    found: dict[str, Any] = json.loads(report.read_text())
    audits = found["audits"]
    sent = audits["network-requests"]["details"]["items"]
    return Look(
        tuple(round(100 * found["categories"][name]["score"]) for name in CATEGORIES),
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
        sum(each["resourceSize"] for each in sent if each["resourceType"] in WEIGHED) / 1000,
    )


def _median(looks: Sequence[Look]) -> Look:
    return Look(
        tuple(median(each.points[place] for each in looks) for place in range(len(CATEGORIES))),
        median(each.paint for each in looks),
        median(each.shift for each in looks),
        median(each.weight for each in looks),
    )


def _run(command: Sequence[str], folder: Path) -> None:
    environment = {"JEKYLL_NO_BUNDLER_REQUIRE": "true", "LC_ALL": "C.UTF-8", **os.environ}
    environment.setdefault("CHROME_PATH", shutil.which("chromium") or "")
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def _show(looks: dict[str, Look], rounds: int) -> list[Row]:
    columns = ("performance", "accessibility", "practices", "SEO", "paint", "shift", "text")
    print(f"\npages: Lighthouse, imitating a phone\n{'':20}{''.join(f'{name:>14}' for name in columns)}")
    for name, look in looks.items():
        points = "".join(f"{each:14.0f}" for each in look.points)
        print(f"{name:20}{points}{look.paint:12.1f} s{look.shift:14.3f}{look.weight:11.1f} kB")
    worst = min(min(look.points) for name, look in looks.items() if name.startswith("this blog"))
    weight = looks["this blog, article"].weight
    return told(
        [
            Row("Lighthouse, fewest points of this blog", worst, LEAST, least=True, digits=0),
            Row("kB of an article without its pictures", weight, MOST, digits=0),
        ],
        rounds,
    )
