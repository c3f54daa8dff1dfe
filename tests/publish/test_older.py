"""A new nbpress never trains again by itself: only what an author changes makes a run due."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, manifest, notebook, saved, text, tree

from nbpress.plan import keys
from nbpress.publish import due
from nbpress.publish.inventory import listed, prune
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks
from nbpress.report.summary import listing, summary

CELLS = [text("It is {eval}`answer`."), code("answer = 6 * 7")]


def one(path: Path, **more: Any) -> Outcome:
    return publish_notebooks([path], PublishOptions.of_project(path, **more))[0]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    blog(folder)
    path = saved(notebook(CELLS[1], CELLS[0]), folder / "notebooks" / "count.ipynb")
    assert one(path).ran
    return path


@pytest.fixture
def path(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base.parents[1], tmp_path / "project")
    return tmp_path / "project" / "notebooks" / "count.ipynb"


@pytest.fixture(params=["run", "render"])
def newer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a newer nbpress run, by whose rules other runs, or other pages, come out."""
    run, render = keys.FORMATS
    formats = (run + (request.param == "run"), render + (request.param == "render"))
    monkeypatch.setattr(keys, "FORMATS", formats)
    monkeypatch.setattr(due.run_key, "__defaults__", (formats[0],))
    monkeypatch.setattr(due.render_key, "__defaults__", (formats[1],))


@pytest.mark.usefixtures("newer")
def test_without_a_run_at_hand_the_article_stays_as_it_was_and_one_line_says_so(path: Path) -> None:
    shutil.rmtree(path.parents[1] / ".nbpress")
    before = tree(path.parents[1])
    outcome = one(path, kernel="none such")
    assert (outcome.error, outcome.ran, outcome.reasons, outcome.older) == (None, False, (), True)
    said = summary([outcome], path.parents[1] / "site", path.parent)
    assert said == (
        "count: up to date (written by an older nbpress; a run would refresh it: nbpress publish count --rerun)"
    )
    assert tree(path.parents[1]) == before
    assert listing(listed([path], PublishOptions.of_project(path))).startswith(said)


@pytest.mark.usefixtures("newer")
def test_with_a_run_at_hand_the_page_is_made_anew_without_one(path: Path) -> None:
    outcome = one(path, kernel="none such")
    assert (outcome.error, outcome.ran, outcome.reasons) == (None, False, (due.OLDER,))
    assert tuple(manifest(path.parents[1] / "site")["articles"]["count"]["formats"]) == keys.FORMATS
    assert one(path, kernel="none such").reasons == ()
    prune(PublishOptions.of_project(path))
    assert one(path, kernel="none such", run_missing=True).reasons == (), "its run is there, under today's key"


@pytest.mark.usefixtures("newer")
def test_what_the_author_changes_is_due_as_ever(path: Path) -> None:
    shutil.rmtree(path.parents[1] / ".nbpress")
    saved(notebook(code("answer = 6 * 8"), CELLS[0]), path)
    outcome = one(path)
    assert outcome.ran and outcome.reasons == ("cell 2 changed",)


@pytest.mark.usefixtures("newer")
def test_whoever_asks_for_runs_that_are_missing_gets_them(path: Path) -> None:
    shutil.rmtree(path.parents[1] / ".nbpress")
    outcome = one(path, run_missing=True)
    assert outcome.ran and outcome.reasons == (due.MISSING,)
    assert not one(path, run_missing=True).reasons


@pytest.mark.usefixtures("newer")
def test_a_frozen_publication_neither_runs_nor_complains(path: Path) -> None:
    shutil.rmtree(path.parents[1] / ".nbpress")
    outcome = one(path, frozen=True)
    assert outcome.error is None and outcome.older


def test_a_notebook_published_with_the_outputs_it_holds_is_rendered_anew(tmp_path: Path) -> None:
    blog(tmp_path)
    path = saved(notebook(code("6 * 7")), tmp_path / "notebooks" / "held.ipynb")
    assert one(path, no_run=True).files and not one(path, no_run=True).files
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "FORMATS", (1, keys.RENDER_FORMAT + 1))
        patch.setattr(due.render_key, "__defaults__", (keys.RENDER_FORMAT + 1,))
        assert one(path, no_run=True).reasons == (due.OLDER,)
        assert one(path, no_run=True).reasons == ()
