"""Hostile cells: each becomes a page within bounded time and memory, in a child whose limits have room to spare."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nbpress.notebook.work_bounds import laborious_html
from nbpress.render.terminal import playable

CPU, MEMORY = 60, 3_000_000_000
PROGRAM = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, ({CPU}, {CPU}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
import sys
from pathlib import Path
from nbformat.v4 import new_markdown_cell, new_notebook
from nbpress.core.records import Context, Site
from nbpress.render.post.page import exporter
for source in eval(sys.stdin.read()):
    nb = new_notebook(cells=[new_markdown_cell(source)])
    context = Context(Site(Path("site")), "page.ipynb", "page", "2020-01-01")
    text, resources = exporter().from_notebook_node(nb, {{"nbpress": context}})
    print(len(text) > 100, *resources["nbpress_warnings"][:1], sep="|")
"""
SHOWN_AS_SOURCE = ["[" * 100_000, "![" * 50_000, "<" * 100_000, "[a" * 50_000]
FORMULAS = [
    "$$" + "{" * 6000 + "x" + "}" * 6000 + "$$",
    "$" + "(" * 28 + " and $",
    "$$" + r"\sqrt" * 30_000 + "$$",
    "$$" + r"\left(" * 3000 + "x" + r"\right)" * 3000 + "$$",
    r"$$\newcommand{\a}[1]{\a{#1#1}}\a{x}$$",
]
PLAIN = ["$$x " * 20_000, "# a\n\n" * 8_000, r"\(" * 10_000, "<!--" * 25_000]


@pytest.mark.parametrize(
    ("sources", "warning"),
    [(SHOWN_AS_SOURCE, "shown as its source"), (FORMULAS, "shown as its TeX source"), (PLAIN, "")],
    ids=["markdown", "formulas", "linear"],
)
def test_a_hostile_cell_becomes_a_page_within_bounds(sources: list[str], warning: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=repr(sources),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert len(lines) == len(sources)
    assert all(line.startswith("True") and warning in line for line in lines), done.stdout


def test_html_within_html_has_a_depth_and_what_ends_by_itself_has_none() -> None:
    assert laborious_html("<div>" * 2_001)
    assert laborious_html("<b><i>" * 1_500 + "</i></b>" * 1_500)
    assert not laborious_html("<table>" + "<tr><td>x<br>" * 50_000 + "</table>")
    assert not laborious_html("<svg>" + '<path d="M0 0"/>' * 50_000 + "</svg>")
    assert not laborious_html("<div><p>x</p></div>" * 50_000)


def test_a_tag_has_so_many_attributes_and_a_long_value_is_one() -> None:
    assert laborious_html("<p " + " ".join(f"a{n}=1" for n in range(1_002)) + ">x</p>")
    assert laborious_html("<p " + " ".join(f"a{n}='1 2'" for n in range(30_000)))
    assert not laborious_html("<p " + " ".join(f"a{n}=1" for n in range(900)) + ">x</p>")
    assert not laborious_html(f"<path d=\"{'L 0 0 ' * 50_000}\" style='{'a: b; ' * 5_000}'/>" + "x y " * 50_000)


def test_a_text_that_only_moves_is_played_so_far() -> None:
    text = "x\r" * 3_000_000
    assert len(playable(text)) < len(text) // 2 and playable("ab\r" * 1000) == "ab\r" * 1000
