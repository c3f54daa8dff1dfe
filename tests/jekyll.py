"""Real Jekyll for the tests: many pages in one build, because starting Ruby costs more than a page.

Comes in: Markdown by name. Goes out: the HTML of each page, as Jekyll wrote it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

CONFIG = """\
url: https://example.org
timezone: UTC
quiet: true
incremental: false
{config}
"""
LAYOUT = "<!DOCTYPE html><html><body><main>{{ content }}</main></body></html>\n"
LAYOUTS = ("default", "page", "post", "article", "single")
INSTALL = "real Jekyll is missing: apt-get install jekyll (or gem install jekyll)"


def build(posts: Mapping[str, str], config: str = "") -> dict[str, str]:
    """Build every text as a page of one site and return the pages' HTML, the content inside `<main>`.

    A text that starts with a front matter keeps it; any other gets a layout. `config` is YAML for `_config.yml`.
    """
    names = {f"page-{number}": name for number, name in enumerate(posts)}
    with tempfile.TemporaryDirectory(prefix="jekyll-") as folder:
        site = Path(folder)
        _write(site / "_config.yml", CONFIG.format(config=config))
        for layout in LAYOUTS:
            _write(site / "_layouts" / f"{layout}.html", LAYOUT)
        for stem, name in names.items():
            text = posts[name]
            _write(site / f"{stem}.md", text if text.startswith("---\n") else f"---\nlayout: page\n---\n{text}\n")
        run(site)
        return {name: (site / "_site" / f"{stem}.html").read_text("utf-8") for stem, name in names.items()}


def content(page: str) -> str:
    """Return what the layout printed inside `<main>`, as HTML text."""
    return page.split("<main>", 1)[1].rsplit("</main>", 1)[0]


def run(site: Path, **environment: str) -> None:
    """Run one build; a build that fails fails the test with what Jekyll said."""
    command = shutil.which("jekyll")
    if command is None:
        if os.environ.get("CI"):
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    done = subprocess.run(
        [command, "build", "--source", str(site), "--destination", str(site / "_site"), "--disable-disk-cache"],
        cwd=site,
        env={**os.environ, "JEKYLL_NO_BUNDLER_REQUIRE": "true", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.fail(f"Jekyll failed:\n{done.stdout}\n{done.stderr}"[:4000])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
