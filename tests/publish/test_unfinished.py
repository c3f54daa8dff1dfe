"""Unfinished work stays at home: what is published, listed and checked though nobody names it, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import HEAD, blog, code, manifest, notebook, saved, text, tree
from click.testing import CliRunner, Result

from nbpress.cli.main import cli
from nbpress.publish import unfinished
from nbpress.report.summary import at_home

DRAFT = HEAD[:-3] + "draft: true\n---"
LEFT = "not published: later (draft); scratch (no front matter). nbpress publish NAME publishes one"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blog with an article, one without front matter, and a draft."""
    blog(tmp_path)
    for name, head in (("one", HEAD), ("scratch", None), ("later", DRAFT)):
        saved(notebook(text(f"Words of {name}."), head=head), tmp_path / "notebooks" / f"{name}.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def posts(project: Path) -> list[str]:
    return sorted(path.name[11:] for path in (project / "site" / "_posts").glob("*.md"))


def edited(project: Path, name: str, old: str, new: str) -> None:
    path = project / "notebooks" / f"{name}.ipynb"
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


@pytest.mark.parametrize("more", [["--no-run"], ["--no-run", "--frozen"], ["--no-run", "--strict"]])
def test_unasked_only_what_has_front_matter_and_is_no_draft_goes_out_and_one_line_says_so(
    project: Path, more: list[str]
) -> None:
    done = call("publish", *more)
    assert done.exit_code == 0 and done.stdout.splitlines()[-1] == LEFT, done.output
    assert posts(project) == ["one.md"] and not (project / "site" / "_drafts").exists()


def test_a_named_one_always_goes_out_and_from_then_on_it_is_kept_up_to_date(project: Path) -> None:
    assert call("publish", "--no-run", "scratch").exit_code == 0
    edited(project, "scratch", "Words of scratch", "Other words")
    done = call("publish")
    assert "scratch: published" in done.stdout and "(no front matter)" not in done.stdout, done.output
    assert manifest(project / "site")["articles"]["scratch"]["bare"] is True
    assert "bare" not in manifest(project / "site")["articles"]["one"]
    assert posts(project) == ["one.md", "scratch.md"]
    assert call("publish", "--no-run", "later").exit_code == 0
    assert (project / "site" / "_drafts" / "later.md").is_file()
    assert "later (draft)" in call("publish").stdout, "a draft is not run unasked because it once was"


def test_a_notebook_with_any_front_matter_has_one(project: Path) -> None:
    kinds = {
        "empty": notebook(text("Words."), head="---\n\n---"),
        "settings": notebook(text("Words."), head="---\nnbpress: {run: never}\n---"),
        "prose": notebook(text("---\ntitle: Prose\n---\nWords."), head=None),
        "metadata": notebook(text("Words."), head=None),
    }
    kinds["metadata"]["metadata"]["jekyll"] = {"title": "Metadata"}
    for name, nb in kinds.items():
        saved(nb, project / "notebooks" / f"{name}.ipynb")
    assert call("publish", "--no-run").exit_code == 0
    assert posts(project) == sorted(["one.md", *(f"{name}.md" for name in kinds)])


def test_an_article_that_lost_its_front_matter_stays_as_published_until_its_notebook_is_named(project: Path) -> None:
    head = HEAD[:-3] + "slug: the-second\ncategories: general\n---"
    second = saved(notebook(text("Words."), head=head), project / "notebooks" / "two.ipynb")
    assert call("publish", "--no-run").exit_code == 0
    saved(notebook(text("Words."), head=None), second)
    before = tree(project / "site")
    for words in (["publish"], ["publish", "--frozen"], ["publish", "--check"], ["list"]):
        done = call(*words)
        assert done.exit_code == 1 and "two.ipynb: the notebook has lost its front matter" in done.stdout, done.output
        assert "nbpress publish notebooks/two.ipynb" in done.stdout and tree(project / "site") == before
    assert call("publish", "--no-run", "two").exit_code == 0
    assert posts(project) == ["one.md", "two.md"] and "two: up to date" in call("publish").stdout


def test_what_an_nbpress_published_that_did_not_note_it_is_noted_once_it_is_named(project: Path) -> None:
    call("publish", "--no-run", "scratch")
    [entry] = (project / "site" / "_nbpress").glob("scratch.json")
    entry.write_text(entry.read_text().replace(' "bare": true,\n', ""))
    assert "bare" not in manifest(project / "site")["articles"]["scratch"]
    assert call("publish").exit_code == 1
    assert "scratch: up to date" in call("publish", "scratch").stdout
    assert call("publish").exit_code == 0 and manifest(project / "site")["articles"]["scratch"]["bare"] is True


def test_the_list_says_what_is_not_published(project: Path) -> None:
    call("publish", "--no-run")
    said = call("list").stdout.splitlines()
    assert said == [
        "later: it is a draft that nobody published",
        "one: up to date",
        "scratch: not published: no front matter",
    ]
    assert call("list", "scratch").stdout == "scratch: not published: no front matter\n"


def test_what_nobody_means_to_publish_clashes_with_no_article(project: Path) -> None:
    saved(notebook(text("Another."), head=None), project / "_notebooks" / "one.ipynb")
    saved(notebook(text("{eval}`x`"), code("1 +", "parameters"), head=None), project / "_notebooks" / "broken.ipynb")
    assert call("publish", "--no-run").exit_code == 0 and call("list").exit_code == 0


def test_where_nothing_is_to_be_published_that_is_told_and_parameters_need_a_name(project: Path) -> None:
    (project / "notebooks" / "one.ipynb").unlink()
    assert call("publish").stdout == f"{LEFT}\n" and call("publish", "--check").stdout == f"{LEFT}\n"
    done = call("publish", "-p", "n", "5")
    assert done.exit_code == 2 and "parameters are for one notebook; name it" in done.stderr


def test_many_names_stay_one_line() -> None:
    left = [unfinished.Left(Path(f"{number}.ipynb"), unfinished.BARE) for number in range(20)]
    said = at_home(left, "not published", "Name one")
    assert said == "not published: 0, 1, 2, 3, 4, 5, 6, 7, and 12 more (no front matter). Name one"
