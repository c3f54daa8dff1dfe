"""Articles that need runs, run side by side: what waits for what, and that nothing but times differs from one after another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved, text

from nbpress.core.hashes import LISTING
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.publish.shared_files import Touched, met

OF_THE_RUN = re.compile(r"^  (date|duration|beside): .*\n|^(last_modified_at|modified): .*\n", re.MULTILINE)
INPUT = "nbpress: {inputs: {first: a-writer.ipynb}, results: {told: told}}"
BUSY = "import os, time\nthreads = os.environ.get('OMP_NUM_THREADS', '')\ntime.sleep(1)\n"


def head(more: str = "nbpress: {results: {told: told}}") -> str:
    return f"---\ntitle: A title\ndate: 2020-01-02\n{more}\n---"


NOTEBOOKS = {
    "a-writer": notebook(
        code(f"{BUSY}from pathlib import Path\nold = Path('out.txt').write_text('of a')\ntold = 'written'"), head=head()
    ),
    "b-reader": notebook(
        code("name = 'out' + '.txt'\nfrom pathlib import Path\ntold = Path(name).read_text()"),
        text("It reads {eval}`told`."),
        head=head(),
    ),
    "c-failing": notebook(code("told = 1 / 0"), head=head()),
    "d-alone": notebook(code(f"{BUSY}told = 'alone'"), text("It is {eval}`told`."), head=head()),
    "e-taker": notebook(
        code("first = 'e-taker.first.json'", "parameters"),
        code(
            "import json\nfrom pathlib import Path\ntold = json.loads(Path(first).read_text())['runs'][0]['results']['told']"
        ),
        head=head(INPUT),
    ),
}


class Heard:
    """What was told of runs that went on side by side; of a single article, nothing."""

    def __init__(self) -> None:
        self.labels: tuple[str, ...] = ()
        self.kinds: list[tuple[int, str]] = []
        self.alone: list[str] = []

    def __enter__(self) -> Heard:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to end."""

    def variants(self, name: str, labels: Any) -> None:
        self.labels += tuple(labels)

    def news(self, number: int, kind: str, text: str) -> None:
        if kind not in ("cell", "text"):
            self.kinds.append((number, kind))

    def article(self, path: Path, reasons: tuple[str, ...], python: str = "") -> None:
        self.alone.append(path.stem)

    def cell(self, number: int, total: int, source: str) -> None:
        """Nobody asks."""

    def text(self, text: str) -> None:
        """Nobody asks."""


def published(root: Path, **options: Any) -> tuple[list[Outcome], dict[str, str], Heard]:
    """Publish all notebooks; give the outcomes, the posts without their times, and what was told."""
    blog(root)
    paths = [saved(nb, root / "notebooks" / f"{name}.ipynb") for name, nb in NOTEBOOKS.items()]
    heard = Heard()
    outcomes = publish(paths, Options(root / "site", root / ".nbpress", **options), heard, lambda: heard)
    posts = {path.name[11:-3]: path.read_text() for path in sorted((root / "site" / "_posts").iterdir())}
    return outcomes, posts, heard


def test_articles_that_run_side_by_side_become_what_they_become_one_after_another(tmp_path: Path) -> None:
    outcomes, posts, heard = published(tmp_path / "beside", jobs=3)
    others, alone, _ = published(tmp_path / "alone")
    assert [each.error and each.error.what for each in outcomes] == [
        None,
        None,
        "ZeroDivisionError: division by zero",
        None,
        None,
    ]
    assert [(each.ran, each.reasons, each.results, each.files) for each in outcomes] == [
        (each.ran, each.reasons, each.results, each.files) for each in others
    ]
    assert {name: OF_THE_RUN.sub("", post) for name, post in posts.items()} == {
        name: OF_THE_RUN.sub("", post) for name, post in alone.items()
    }
    assert [name for name, post in posts.items() if "\n  beside: " in post] == ["a-writer", "d-alone"]
    assert heard.labels[:4] == ("a-writer", "b-reader", "c-failing", "d-alone"), "the one with an input waits"
    assert heard.alone == ["b-reader", "c-failing", "e-taker"], "those that may have missed a file, and the last one"


@pytest.mark.parametrize(
    ("touched", "again"),
    [
        ((Touched(frozenset({"x"})), Touched(frozenset({"x"}))), set()),
        ((Touched(frozenset({"x"})), Touched(writes=frozenset({"x"}))), {0}),
        ((Touched(writes=frozenset({"x"})), Touched(writes=frozenset({"x"}))), {0, 1}),
        ((Touched(frozenset({f"{LISTING}data/*.csv"})), Touched(writes=frozenset({"data/x.csv"}))), {0}),
        ((Touched(frozenset({f"{LISTING}data/*.csv"})), Touched(writes=frozenset({"data/x.txt"}))), set()),
        ((Touched(frozenset({"x"}), frozenset({"x"})), Touched(frozenset({"y"}), frozenset({"y"}))), set()),
    ],
)
def test_runs_meet_at_a_file_that_one_of_them_writes(touched: tuple[Touched, Touched], again: set[int]) -> None:
    assert met(dict(enumerate(touched))) == again
    assert touched[0].meets(touched[1]) == touched[1].meets(touched[0]) == bool(again)
