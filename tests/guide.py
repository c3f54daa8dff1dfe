"""The guide as data: its pages, their sections, tables and examples."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from builders import HEAD, code, notebook, text

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "site" / "pages" / "guide"
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))
SCRIPTS = ("python",)  # pages whose Python is a program, not cells of a notebook
OTHERS = tuple(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))  # what else says how nbpress is used
_BLOCK = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)(?P=ticks)$", re.M | re.S
)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Block:
    """An example. place: the page that it stands on. language: as its fence says."""

    place: str
    language: str
    text: str


@cache
def page(name: str) -> str:
    """The text of a page, without its front matter."""
    return (FOLDER / f"{name}.md").read_text("utf-8").split("---\n", 2)[2]


def section(name: str, heading: str) -> str:
    """The part of a page below a heading, down to the next of its kind."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page(name), re.M | re.S)
    assert found, f"{name}.md has no section {heading}"
    return found[1]


def spans(markdown: str) -> list[str]:
    """The texts that stand between backticks, outside of blocks."""
    return [found[2].strip() for found in _SPAN.finditer(_BLOCK.sub("", markdown))]


def column(markdown: str, number: int = 0) -> list[str]:
    """What stands between backticks in one column of the tables of a text."""
    rows = [line.strip("|").split(" | ") for line in markdown.splitlines() if line.startswith("|")]
    return [name for row in rows if len(row) > number for name in spans(row[number])]


def blocks(place: str, markdown: str) -> list[Block]:
    """The examples of a text."""
    return [
        Block(
            place, found["language"] if found["ticks"] == "```" else "text", textwrap.dedent(found["text"]).rstrip("\n")
        )
        for found in _BLOCK.finditer(markdown)
    ]


def examples(*languages: str) -> list[Block]:
    """The examples of the guide that are written in one of the languages."""
    return [block for name in NAMES for block in blocks(name, page(name)) if block.language in languages]


def front_matters() -> list[Block]:
    """The examples that are a front matter."""
    return [block for block in examples("yaml") if block.text.startswith("---\n")]


def configurations() -> list[Block]:
    """The examples that stand in a `_config.yml`."""
    return [block for block in examples("yaml") if not block.text.startswith("---\n")]


def commands() -> Iterator[tuple[str, str]]:
    """The lines of all shell examples, each with its place."""
    more = [block for path in OTHERS for block in blocks(path.name, path.read_text("utf-8")) if block.language == "sh"]
    for block in [*examples("sh"), *more]:
        yield from ((block.place, line) for line in block.text.replace("\\\n", " ").splitlines() if line.strip())


def written(name: str) -> tuple[str, Any]:
    """The cells of a page as one notebook, with its file name; `None` for a page without cells."""
    found = [] if name in SCRIPTS else blocks(name, page(name))
    first = next((number for number, block in enumerate(found) if block.language in ("python", "markdown")), len(found))
    heads = [block.text for block in found[:first] if block.language == "yaml" and block.text.startswith("---\n")]
    cells = [_cell(block) for block in found if block.language in ("python", "markdown")]
    named = re.search(r"[Tt]his notebook is `(\S+)\.ipynb`", page(name))
    return named[1] if named else name, notebook(*cells, head=(heads or [HEAD])[-1]) if cells else None


def _cell(block: Block) -> Any:
    if block.language == "markdown":
        return text(block.text)
    tagged = re.match(r"# tags: (.*)\n", block.text)
    return code(block.text[tagged.end() :], *tagged[1].split()) if tagged else code(block.text)
