"""Notebooks that are made to take for ever, or all memory: a page takes seconds, and never ends the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tools.faults.harness import PICTURE, Row, call, cell, display, notebook, project, stream

PAGE = 10  # seconds of processor that a page may take
MEMORY = 1_000_000_000  # bytes that a page may take beside what the process holds before
ROOM = 400_000_000


def prose(text: str) -> Callable[[Path], None]:
    """Make a notebook of one Markdown cell."""
    return lambda path: _save(path, cell(text, "markdown"))


def output(*outputs: dict[str, object], source: str = "1") -> Callable[[Path], None]:
    """Make a notebook of one code cell with outputs."""
    return lambda path: _save(path, cell(source, outputs=outputs))


def _save(path: Path, *cells: dict[str, object], head: str = "title: A title\ndate: 2020-01-02") -> None:
    notebook(path, *cells, head=head)


def _aliases() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 8)]
    return "title: A title\ndate: 2020-01-02\n" + "\n".join(lines)


def _expectation(text: str) -> Callable[[Path], None]:
    head = f"title: A title\ndate: 2020-01-02\nnbpress:\n  results: {{v: v}}\n  expect: [{text!r}]"
    return lambda path: _save(path, cell("v = 1"), head=head)


CASES: dict[str, Callable[[Path], None]] = {
    "dollars and parentheses, 28 deep": prose("$" + "(" * 28 + "x"),
    "a formula of 6,000 nested braces": prose("$" + "{" * 6000 + "x" + "}" * 6000 + "$"),
    "\\left( 3,000 deep": prose("$" + "\\left(" * 3000 + "x" + "\\right)" * 3000 + "$"),
    "\\frac 2,000 deep": prose("$" + "\\frac{" * 2000 + "x" + "}{y}" * 2000 + "$"),
    "1,000 openings of a formula": prose("\\(" * 1000),
    "20,000 dollars": prose("$ a" * 20_000),
    "100 kB of ~ in a formula": prose("$x" + "~" * 100_000 + "$"),
    "100 kB of [": prose("[" * 100_000),
    "100 kB of ![": prose("![" * 50_000),
    "100 kB of <": prose("<" * 100_000),
    "100 kB of <!--": prose("<!--" * 25_000),
    "100 kB of <a ": prose("<a " * 33_000),
    "100 kB of ===": prose("x\n" + "=" * 100_000),
    "100 kB of >": prose("> " * 50_000 + "x"),
    "100 kB of *": prose("*a " * 33_000),
    "100 kB of backticks": prose("`a ``b " * 14_000),
    "lists 1,000 deep": prose("\n".join(" " * (2 * n) + "- x" for n in range(300))),
    "aliases of YAML, 9 to the 8th": lambda path: _save(path, cell("x", "markdown"), head=_aliases()),
    "flow lists of YAML, 5,000 deep": lambda path: _save(
        path, cell("x", "markdown"), head="title: t\ndate: 2020-01-02\nx: " + "[" * 5000 + "]" * 5000
    ),
    "a style sheet of 40 kB without a brace": output(display(text_html="<p>x</p><style>" + "a," * 20_000 + "</style>")),
    "a style sheet of 100 kB of braces": output(display(text_html="<p>x</p><style>" + "{" * 100_000 + "</style>")),
    "HTML, 50,000 elements deep": output(display(text_html="<div>" * 50_000)),
    "20,000 code cells": lambda path: _save(path, *(cell(f"x = {n}") for n in range(20_000))),
    "20,000 equal ids": lambda path: _save(path, *(cell(f"x = {n}", id="same") for n in range(20_000))),
    "2,000 figures of one label": lambda path: _save(
        path,
        *(cell("#| label: one\n1", outputs=[display(image_svg="x"), display(image_png=_png(n))]) for n in range(2000)),
    ),
    "16,000 equal headings": prose("# Same\n\n" * 16_000),
    "100 kB of newlines in code": output(stream("x"), source="\n" * 100_000 + "x"),
    "200 MB that were printed": output(stream("0123456789abcdef " * 10 + "\n"), *[stream("x" * 1_000_000)] * 200),
    "200 MB in one line, redrawn": output(stream("x\r" * 100_000_000)),
    "one million backspaces": output(stream("ab\x08" * 1_000_000)),
    "one million colours": output(stream("\x1b[31mx\x1b[0m" * 1_000_000)),
    "a table of 20 MB": output(display(text_html="<table>" + "<tr><td>x</td></tr>" * 1_000_000 + "</table>")),
    "a power without end": _expectation("4000000**4000000 > v"),
    "a text without end": _expectation("'x'.zfill(4*10**9) == v"),
    "a product without end": _expectation("'x' * 10**9 * 10 == v"),
}


def _png(number: int) -> str:
    import base64

    return base64.b64encode(base64.b64decode(PICTURE) + number.to_bytes(4, "big")).decode()


def rows() -> Iterator[Row]:
    """One row for each notebook; the publication ends by itself, with a page or with a clear error."""
    for name, make in CASES.items():
        row = Row(name)
        with project() as root:
            path = root / "notebooks" / "x.ipynb"
            make(path)
            words = ("publish", path) if "without end" in name else ("publish", "--no-run", path)
            ended = call(words, root, limits=(PAGE + 2, MEMORY + ROOM + 2_000_000_000))
            wrong = ended.blames or (
                f"ended with {ended.status}: {ended.said[-200:]}" if ended.status not in (0, 1) else ""
            )
            if not wrong and ended.seconds > PAGE:
                wrong = f"took {ended.seconds:.1f} s of processor"
            if not wrong and ended.memory > MEMORY + ROOM:
                wrong = f"took {ended.memory / 1e6:.0f} MB"
            row.add(wrong, ended)
        yield row
