"""The theme Chirpy for the tests, from npm: a blog of it, and what its pages ask of a content delivery network.

The package is somebody's fork of Chirpy 5.3, a whole blog; only the theme's folders are taken. Libraries come from packages of
the same name, fonts from nowhere.
"""

from __future__ import annotations

import json
import mimetypes
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import missing

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

INSTALL = "npm is missing: apt-get install npm; the tests take the theme Chirpy and its libraries from there"
THEME = "jekyll-theme-chirpy"
PACKAGES = {
    THEME: "5.3.21",
    "@fortawesome/fontawesome-free": "5.15.4",
    "bootstrap": "4.6.2",
    "clipboard": "2.0.11",
    "dayjs": "1.11.13",
    "jquery": "3.7.1",
    "lozad": "1.16.0",
    "magnific-popup": "1.1.0",
    "simple-jekyll-search": "1.10.0",
}
FOLDERS = ("_includes", "_layouts", "_sass", "_data", "assets")
# A locale whose YAML is broken, and the pictures of the fork's own blog.
LEFT = ("tr-TR.yml", "png")
# What Chirpy's own `_config.yml` sets, as far as its layouts need it; without paging, for which Debian has no plug-in.
CONFIG = """title: Chirpy
tagline: A theme
url: https://example.org
baseurl: /chirpy
lang: en
timezone: UTC
theme_mode:
toc: true
social: {name: Ann, links: [https://example.org]}
plugins: [jekyll-archives, jekyll-redirect-from, jekyll-seo-tag, jekyll-sitemap]
kramdown:
  syntax_highlighter: rouge
  syntax_highlighter_opts: {css_class: highlight, span: {line_numbers: false}, block: {line_numbers: true, start_line: 1}}
collections: {tabs: {output: true, sort_by: order}}
defaults:
  - {scope: {path: "", type: posts}, values: {layout: post, comments: true, toc: true, permalink: "/posts/:title/"}}
  - {scope: {path: "", type: tabs}, values: {layout: page, permalink: "/:title/"}}
sass: {style: compressed}
compress_html: {clippings: all, comments: all, endings: all, profile: false, blanklines: false}
jekyll-archives:
  enabled: [categories, tags]
  layouts: {category: category, tag: tag}
  permalinks: {tag: "/tags/:name/", category: "/categories/:name/"}
"""
NETWORK = re.compile(r"^https://cdn\.jsdelivr\.net/(?:combine/)?(.*)")
FILE = re.compile(r"npm/((?:@[^/]+/)?[^/@]+)(?:@[^/]+)?/(.+)")


def packages(kept: Path) -> Path:
    """Install theme and libraries with npm into a folder that is kept between runs; give the folder of the packages."""
    program = shutil.which("npm") or missing(INSTALL)
    wanted = json.dumps({"private": True, "dependencies": PACKAGES})
    named, done = kept / "package.json", kept / "done.json"
    if not done.is_file() or done.read_text() != wanted:
        named.write_text(wanted)
        command = [program, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        ran = subprocess.run(command, cwd=kept, capture_output=True, text=True, check=False)
        if ran.returncode:
            missing(f"npm cannot install the theme Chirpy, which needs a network the first time:\n{ran.stderr[-500:]}")
        done.write_text(wanted)
    return kept / "node_modules"


def copied(site: Path, found: Path) -> Path:
    """Make a blog with a copy of the theme; found: the folder of the packages."""
    for name in FOLDERS:
        shutil.copytree(found / THEME / name, site / name, ignore=shutil.ignore_patterns(*LEFT))
    style = site / "assets" / "css" / "style.scss"
    style.write_text(style.read_text("utf-8").replace("{{ site.theme }}", THEME), "utf-8")
    (site / "_config.yml").write_text(CONFIG, "utf-8")
    (site / "index.html").write_text("---\nlayout: home\n---\n", "utf-8")
    return site


def answer(context: BrowserContext, found: Path | None) -> None:
    """Answer what pages ask of the network with files of the packages, frames with a word, all else not at all."""
    context.route(re.compile("^https://"), lambda route: _answer(route, found))


def _answer(route: Route, found: Path | None) -> None:
    asked = NETWORK.match(route.request.url)
    files = [FILE.fullmatch(part) for part in asked[1].split(",")] if asked else [None]
    paths = [_file(found / each[1] / each[2].partition("?")[0]) for each in files if each and found]
    if route.request.resource_type == "document":
        route.fulfill(body="Elsewhere", content_type="text/plain")
    elif paths and len(paths) == len(files) and all(path.is_file() for path in paths):
        kind = mimetypes.guess_type(paths[0].name)[0] or "application/octet-stream"
        route.fulfill(body=b"\n".join(path.read_bytes() for path in paths), content_type=kind)
    else:
        route.abort()


def _file(path: Path) -> Path:
    """A file that is there; the network makes small ones of those that packages have."""
    return path if path.is_file() else path.with_name(path.name.replace(".min.", "."))
