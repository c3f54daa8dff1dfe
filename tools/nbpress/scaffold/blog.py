"""Make a blog ready for nbpress: what its folder tells in, the `nbpress:` settings at the end of its `_config.yml` out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from nbpress.core.errors import ReadError, WriteError
from nbpress.core.project import CONFIG
from nbpress.notebook.yaml_text import load as load_yaml
from nbpress.read import site as sites
from nbpress.read import themes
from nbpress.write import project_files

IMAGES = ("assets/images", "assets/img", "images", "img")  # where blogs keep their pictures
LOADED = (("mathjax", "MathJax"), ("katex", "KaTeX"))
WITHIN = ("_includes", "_layouts")

SETTINGS = """\

# For nbpress, which publishes notebooks as articles of this blog. These settings were found out from the blog's own files:
# change what does not fit, and run `nbpress publish` again.
nbpress:
  # The theme that articles are written for: their layout, images, dates, code. nbpress knows {known}.
  # Any key of it can be another one: {{name: {theme}, layouts: {{article: post}}, images: {{feature: header.image}}}}
  theme: {theme}    # {why}
  # The folder that the articles' images go to, below this file's.
  images: {images}
  # Formulas: mathml needs no script; kramdown is for a blog that loads MathJax or KaTeX.
  math: {math}    # {loads}
  # true once your theme styles the nb- classes itself; else articles link a small style sheet that nbpress adds.
  styled: false
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a blog's own files tell: its theme and why, its images, who draws its formulas; and the themes that are known."""

    theme: str
    why: str
    images: str
    math: str
    loads: str
    known: str


def settle(root: Path) -> Found | None:
    """Write the settings into a blog's `_config.yml`, behind what it holds; None where it has some already.

    Raises ReadError for a folder that is no Jekyll site, or one that nbpress cannot write for.
    """
    path = root / CONFIG
    if not path.is_file():
        hint = f"A Jekyll site has a file {CONFIG}; `jekyll new PATH` begins one."
        raise ReadError(f"this is no Jekyll site: it has no {CONFIG}", path=root, hint=hint)
    sites.load(root)
    before = path.read_bytes()
    config = _parsed(before) or {}
    if "nbpress" in config:
        return None
    found = found_in(root, config)
    project_files.append(path, addition(path, before, found))
    return found


def addition(path: Path, before: bytes, found: Found, more: str = "") -> bytes:
    """Give what is added at the end of a blog's settings, with the line ends that they have.

    more: further lines below `nbpress:`. Raises WriteError where nothing can be added.
    """
    text = SETTINGS.format(**asdict(found)) + more
    end = "\r\n" if b"\r\n" in before else "\n"
    lead = "" if not before or before.endswith(b"\n") else "\n"
    added = (lead + text).replace("\n", end).encode()
    if _parsed(before + added) != {**(_parsed(before) or {}), "nbpress": _parsed(added)["nbpress"]}:
        raise WriteError("nothing can be added at the end of this file", path=path, hint=f"Write into it:\n{text}")
    return added


def _parsed(content: bytes) -> Any:
    try:
        return load_yaml(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError):
        return None


def found_in(root: Path, config: Mapping[str, Any]) -> Found:
    """Find out what a blog's files tell."""
    theme, why = themes.found(config, root)
    images = next((name for name in IMAGES if (root / name).is_dir()), theme.folder)
    loads = _loads(root)
    return Found(
        theme.name,
        why,
        images,
        "kramdown" if loads else "mathml",
        loads or "nothing here loads MathJax or KaTeX",
        ", ".join(themes.known()),
    )


def _loads(root: Path) -> str:
    """Say which file loads a script for formulas, if one does."""
    for folder in WITHIN:
        for path in sorted((root / folder).rglob("*.*ml")):
            text = path.read_text(encoding="utf-8", errors="replace")
            for word, name in LOADED:
                if re.search(rf"<script[^>]*{word}", text, re.IGNORECASE):
                    return f"{path.relative_to(root).as_posix()} loads {name}"
    return ""
