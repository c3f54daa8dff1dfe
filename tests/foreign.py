"""Somebody else's blogs, built by real Jekyll with an article that nbpress published into them by their settings alone.

The article holds one of each thing that a theme which knows nothing of nbpress may get wrong.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import jekyll
from builders import code, notebook, saved, text
from conftest import missing
from pictures import encoded, png

from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish

LONG = "a_name_that_is_long_enough_to_leave_its_box = " + " + ".join(f"value_{number}" for number in range(30))
HEAD = """---
layout: article
title: "One of everything: a title"
date: 2020-02-02
categories: general
excerpt: What a page may hold.
author: Ann
tags: [first, second]
image: {teaser: every/teaser.png, feature: every/feature.png}
---"""
# A site with a theme of its own, and every setting that moves things.
OWN = """title: Own
permalink: /essays/:year/:title.html
baseurl: /notes
collections_dir: content
markdown: kramdown
defaults:
  - {scope: {path: "", type: posts}, values: {render_with_liquid: false}}
nbpress:
  images: assets/pictures
  theme:
    layouts: {article: essay}
    images: {feature: cover, teaser: card.image}
"""
LAYOUT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>{{ page.title }}</h1><img id="cover" src="{{ page.cover | relative_url }}" alt="" width="20">
{{ content }}</main></body></html>
"""


def result(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def stream(words: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": words}


def figure(label: str, width: int, height: int, *lines: str) -> Any:
    options = "\n".join([f"#| label: {label}", *lines, "draw()"])
    return code(options, outputs=[result({"image/png": encoded(png(width, height, 160)), "text/plain": "<Figure>"})])


def everything() -> Any:
    """A notebook that was run, with one of everything."""
    row = "<tr>" + "".join(f"<td>{number}.123456789</td>" for number in range(20)) + "</tr>"
    table = f"<table><thead>{row.replace('td', 'th')}</thead><tbody>{row * 3}</tbody></table>"
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["ValueError: " + "no " * 90]}
    return notebook(
        text("# One of everything: a title\n\nThe first paragraph, with `code` and $x^2$.[^1]\n\n[^1]: At the foot."),
        text("## Long lines"),
        code(LONG, outputs=[stream("quokka " + "━" * 300 + "\n"), stream("a warning " * 30, "stderr")]),
        code("raise ValueError", "raises-exception", outputs=[error]),
        text("## Wide tables\n\n" + "| column " * 20 + "|\n" + "|---" * 20 + "|\n" + "| cell " * 20 + "|"),
        code("frame", outputs=[result({"text/html": table, "text/plain": "frame"})]),
        figure("curve", 1600, 400, "#| fig-cap: A wide picture, and what it shows.", "#| fig-alt: Grey."),
        code("folded = True", "hide-input", outputs=[stream("all of it\n")]),
        code("print()", "scroll-output", outputs=[stream("line\n" * 200)]),
        text("$$\\sum_{i=1}^{n} " + " + ".join(f"x_{{{number}}}" for number in range(40)) + "$$"),
        figure("teaser", 400, 250, "#| include: false"),
        figure("feature", 1024, 256, "#| include: false"),
        head=HEAD,
    )


def minima(folder: Path) -> Path:
    """A blog as `jekyll new` makes it, with minima and an article; gives the folder to serve."""
    program = shutil.which("jekyll") or missing(jekyll.INSTALL)
    site = folder / "blog"
    made = subprocess.run([program, "new", site, "--skip-bundle"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return _built(folder, site, everything())


def own(folder: Path) -> Path:
    """A blog with a layout, folders and addresses of its own, and a draft beside the article; gives the folder to serve."""
    site = folder / "blog"
    (site / "_layouts").mkdir(parents=True)
    (site / "_layouts" / "essay.html").write_text(LAYOUT, "utf-8")
    (site / "_config.yml").write_text(OWN, "utf-8")
    root = _built(folder, site, everything(), "notes")
    draft = saved(everything(), folder / "notebooks" / "later.ipynb")
    outcome = publish([draft], Options(site=site, store=folder / ".nbpress", no_run=True, draft=True))[0]
    assert outcome.error is None, outcome.error
    return root


def _built(folder: Path, site: Path, nb: Any, base: str = "") -> Path:
    path = saved(nb, folder / "notebooks" / "everything.ipynb")
    outcome = publish([path], Options(site=site, store=folder / ".nbpress", no_run=True))[0]
    assert outcome.error is None, outcome.error
    jekyll.run(site)
    root = folder / "root"
    place = root / base if base else root
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(site / "_site", place)
    return root
