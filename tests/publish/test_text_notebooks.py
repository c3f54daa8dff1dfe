"""A blog whose every article is written as text: published in one call, cloned, edited, and the same as from an `.ipynb`."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import PYTHON, blog, code, git, manifest, notebook, raw, saved, text, tree
from nbformat.v4 import new_notebook
from pictures import encoded, png
from text_notebooks import IN_R, KINDS

from nbpress.core.errors import CellError
from nbpress.publish import inventory
from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks
from nbpress.read import project_notebooks
from nbpress.run.store import Store

TEXTS = {**KINDS, **({"script.R": IN_R} if shutil.which("R") or os.environ.get("CI") else {})}
SLUGS = {name: name.partition(".")[0] for name in TEXTS}
FAILS = "---\ntitle: a\n---\n\nWords.\n\n```{python}\nx = 1\n\nx / 0\n```\n"


def options(root: Path, **more: object) -> PublishOptions:
    return PublishOptions(root, root.parent / ".nbpress", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, with an article of each kind, one that fails, and the same once more as an `.ipynb`."""
    project = tmp_path_factory.mktemp("texts")
    root = blog(project)
    (project / "notebooks").mkdir()
    for name, written in TEXTS.items():
        (project / "notebooks" / name).write_text(written)
    (project / "notebooks/fails.qmd").write_text(FAILS)
    head = '---\ntitle: "One: two"\ndate: 2020-01-02\ntags: [a, b]\nnbpress:\n  results: {total: total}\n---'
    cells = [
        raw(head),
        text("# A heading\n\nWords."),
        code("number = 3", "parameters"),
        code('#| label: sum\n#| fig-cap: "A: sum, told"\n#| echo: false\ntotal = number + 1\nprint(total)'),
        text("It gives {eval}`total`."),
    ]
    saved(new_notebook(cells=cells, metadata={"kernelspec": PYTHON}), project / "notebooks/jupyter.ipynb")
    outcomes = publish_notebooks(project_notebooks.found(project), options(root))
    errors = {outcome.path.name: outcome.error for outcome in outcomes if outcome.error}
    assert list(errors) == ["fails.qmd"]
    error = errors["fails.qmd"]
    assert isinstance(error, CellError) and error.place == "line 10 (cell 3)"
    assert "x / 0" in FAILS.split("\n")[10 - 1]
    return project


def page(project: Path, slug: str) -> str:
    """A page, without what tells one notebook from another, and one run from another."""
    written = (project / f"site/_posts/2020-01-02-{slug}.md").read_text()
    lines = [line for line in written.splitlines() if not re.match(r"\s*(?:modified|last_mod|date: \"|duration)", line)]
    return re.sub(r"notebooks/[\w.]+|sha256\S+", "…", "\n".join(lines)).replace(slug, "…")


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_gives_the_page_that_the_notebook_of_jupyter_gives(published: Path, name: str) -> None:
    wanted, found = page(published, "jupyter"), page(published, SLUGS[name])
    assert "It gives 4." in wanted and 'nb-stdout"><pre>4' in wanted
    if "params:" in KINDS[name]:  # whose parameters are no code of the author's
        wanted = re.sub(r'<div class="nb-input">\n.*?number = 3.*?</div>\n\n', "", wanted, flags=re.S)
    assert found == wanted


def test_the_record_names_the_text(published: Path) -> None:
    for name, slug in SLUGS.items():
        entry = manifest(published / "site")["articles"][slug]
        assert entry["notebook"] == f"notebooks/{name}" and str(published) not in json.dumps(entry)
        written = (published / f"site/_posts/2020-01-02-{slug}.md").read_text()
        assert f"command: nbpress publish notebooks/{name}" in written


def test_a_clone_of_texts_alone_has_nothing_to_do(published: Path, tmp_path: Path) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    shutil.copytree(published, origin, ignore=shutil.ignore_patterns("fails.qmd", "jupyter.ipynb"))
    inventory.clean("jupyter", options(origin / "site"))
    git(origin, "init", "--initial-branch=main")
    git(origin, "add", ".")
    git(origin, "commit", "--message=All")
    git(tmp_path, "clone", str(origin), "clone")
    assert {path.name for path in (clone / "notebooks").iterdir()} == {*TEXTS} and not (clone / ".nbpress").exists()
    before, nothing = tree(clone / "site"), dict.fromkeys(TEXTS, (None, (), False))
    for frozen in (True, False):
        outcomes = publish_notebooks(project_notebooks.found(clone), options(clone / "site", frozen=frozen))
        assert {each.path.name: (each.error, each.reasons, each.ran) for each in outcomes} == nothing
    lines = inventory.listed([], options(clone / "site"), clone)
    assert {line.name: line.reasons for line in lines} == dict.fromkeys(SLUGS.values(), ())
    assert tree(clone / "site") == before and git(clone, "status", "--porcelain") == ""


def test_the_run_of_a_text_is_frozen_beside_it(published: Path) -> None:
    copy, _ = inventory.freeze(published, "quarto", options(published / "site"))
    assert copy.parent == published / "notebooks/_runs" and copy.name.startswith("quarto-")
    copy.unlink()


# --- without a run ------------------------------------------------------------------------------------------


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A text that is paired with a notebook which holds its outputs: two pictures, one of them twice."""
    root = blog(tmp_path)
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": encoded(png(9, 9))}}
    nb = notebook(text("Words."), code("draw(1)", outputs=[output]), code("draw(2)", outputs=[output]), head=None)
    for cell in nb["cells"]:
        del cell["id"]
    nb["nbformat_minor"] = 4
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/a.ipynb").write_text(json.dumps(nb))
    (tmp_path / "notebooks/a.qmd").write_text(TEXT)
    publish(root)
    yield root


TEXT = "---\ntitle: a\ndate: 2020-01-02\n---\n\nWords.\n\n```{python}\ndraw(1)\n```\n\nMore.\n\n```{python}\ndraw(2)\n```\n"


def publish(root: Path) -> None:
    [outcome] = publish_notebooks([root.parent / "notebooks/a.qmd"], options(root, no_run=True, overwrite=True))
    assert outcome.error is None


def ids(root: Path) -> list[str]:
    found: list[str] = manifest(root)["articles"]["a"]["order"]
    return found


def test_an_edited_cell_keeps_its_name_and_a_clone_gives_the_same(held: Path) -> None:
    path, first = held.parent / "notebooks/a.qmd", ids(held)
    assert len(set(first)) == 5
    path.write_text(TEXT.replace("draw(1)", "draw(1, 'red')"))
    publish(held)
    assert ids(held) == first
    path.write_text(
        TEXT.replace("draw(1)", "draw(1, 'red')").replace("Words.", "New.\n\n```{python}\nnew()\n```\n\nWords.")
    )
    publish(held)
    now = ids(held)
    assert [name for name in now if name in first] == first
    clone = held.parent.parent / f"{held.parent.name}-clone"
    shutil.copytree(held.parent, clone, ignore=shutil.ignore_patterns(".nbpress"))
    publish(clone / "site")
    assert ids(clone / "site") == now


def test_the_notebook_of_a_pair_hands_its_article_over_to_the_text(tmp_path: Path) -> None:
    root = blog(tmp_path)
    saved(notebook(text("Words.")), tmp_path / "notebooks/a.ipynb")
    assert not publish_notebooks([tmp_path / "notebooks/a.ipynb"], options(root, no_run=True))[0].error
    (tmp_path / "notebooks/a.qmd").write_text("---\ntitle: A title\ndate: 2020-01-02\n---\n\nWords.\n")
    publish(root)
    assert manifest(root)["articles"]["a"]["notebook"] == "notebooks/a.qmd"


def test_a_failed_run_of_a_text_is_kept_under_its_name(published: Path) -> None:
    assert Store(published / ".nbpress").unfinished("fails").is_file()
