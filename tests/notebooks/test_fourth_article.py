"""The article that is a reference: each source on it is what stands below it, and all of it is read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from articles import BIN, FOURTH, ROOT

SOURCE = re.compile(r"^(`{4,})(markdown|python)\n(.*?)\n\1\s*", re.M | re.S)
CELLS: list[dict[str, Any]] = json.loads((ROOT / "notebooks" / f"{FOURTH}.ipynb").read_text("utf-8"))["cells"]


def sources(number: int) -> list[re.Match[str]]:
    return list(SOURCE.finditer(CELLS[number]["source"]))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The article as a clone publishes it: its diagram is there, so that no browser is needed."""
    project = tmp_path_factory.mktemp("clone")
    for name in ("notebooks", "site"):
        shutil.copytree(
            ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "_site", ".jekyll-cache")
        )
    command = [BIN / "nbpress", "publish", f"notebooks/{FOURTH}.ipynb", "--rerun"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0 and "WARNING" not in done.stdout, done.stdout + done.stderr
    return next((project / "site" / "_posts").glob(f"*-{FOURTH}.md")).read_text("utf-8")


def test_what_a_source_says_stands_right_below_it() -> None:
    shown = 0
    for number, cell in enumerate(CELLS):
        for found in sources(number):
            below = cell["source"][found.end() :]
            if found[2] == "python":
                assert (below, CELLS[number + 1]["source"]) == ("", found[3])
            else:
                assert below.startswith(found[3]) and below[len(found[3]) :].strip()[:4] in ("", "````"), found[3]
            shown += 1
    assert shown > 20


def test_no_word_of_another_tool_stands_raw_on_its_page(post: str) -> None:
    body = re.sub(
        r"\{% highlight.*?\{% endhighlight %\}|`[^`\n]+`|<code.*?</code>", "", post.split("---\n", 2)[2], flags=re.S
    )
    raw = [
        ":::",
        "{{<",
        "[!",
        "{eval}",
        "{python}",
        "^[",
        "]{.",
        "{kbd}",
        "{abbr}",
        "#|",
        "#@",
        "# <1>",
        "H~2~",
        "```",
        "\n: ",
    ]
    assert [word for word in raw if word in body] == []
    marks = [
        "nb-callout-note",
        "nb-callout-warning",
        "nb-tabs",
        "nb-side",
        "nb-video",
        "nb-drawing",
        "nb-numbers",
        "nb-explained",
    ]
    assert [mark for mark in marks if mark not in body] == []


def test_the_committed_page_says_the_same(post: str) -> None:
    page = next((ROOT / "site" / "_posts").glob(f"*-{FOURTH}.md")).read_text("utf-8")

    assert page.split("---\n", 2)[2] == post.split("---\n", 2)[2]


def test_its_downloads_and_drawings_are_committed() -> None:
    drawings = list((ROOT / "site" / "_nbpress" / "diagrams").glob("*.svg"))
    assert len(drawings) == 1 and (ROOT / "site" / "downloads" / f"{FOURTH}.ipynb").is_file()
    assert Path(drawings[0]).read_text("utf-8").startswith("<svg")
