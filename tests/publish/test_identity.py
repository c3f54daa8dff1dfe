"""An article is its notebook's: not of another that shares its name, its pictures or its cells. Nothing runs here."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, manifest, notebook, saved, text, tree
from pictures import encoded, png

from nbpress.core.errors import CheckError, ReadError, WriteError
from nbpress.publish import inventory
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.read import identity

SHOWN = {"output_type": "stream", "name": "stdout", "text": "printed"}


def head(**more: str) -> str:
    return "\n".join(
        ["---", "title: T", "date: 2020-01-02", *(f"{key}: {value}" for key, value in more.items()), "---"]
    )


def written(path: Path, word: str = "one", **more: str) -> Path:
    """A notebook whose cells no other has, with an output."""
    nb = notebook(
        text(f"Words of {word}."), code(f"print({word!r})", outputs=[SHOWN]), text("The end."), head=head(**more)
    )
    for cell in nb.cells:
        cell["id"] = f"{word}-{cell['id']}"
    return saved(nb, path)


def all_of(*paths: Path, site: Path, **more: Any) -> list[Outcome]:
    return publish(paths, Options(site=site, store=site.parent / ".nbpress", no_run=True, **more))


def one(path: Path, site: Path, **more: Any) -> Outcome:
    return all_of(path, site=site, **more)[0]


def refused(path: Path, site: Path, **more: Any) -> str:
    """Publish what has to be refused; the site stays as it was."""
    before = tree(site)
    error = one(path, site, **more).error
    assert isinstance(error, ReadError) and tree(site) == before
    return str(error)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return blog(tmp_path / "blog")


# --- whose a name is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("x/Tutorial.ipynb", "y/Tutorial.ipynb", 'the name "tutorial" is taken by another Tutorial.ipynb'),
        ("x/Tutorial.ipynb", "y/tutorial.ipynb", 'the name "tutorial" is taken by Tutorial.ipynb'),
        ("x/café.ipynb", unicodedata.normalize("NFD", "x/café.ipynb"), "is taken by café.ipynb"),
        ("x/a.ipynb", "x/b.ipynb", "is taken by a.ipynb"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_a_notebook_outside_of_projects_never_takes_the_place_of_another(
    tmp_path: Path, site: Path, first: str, second: str, said: str, together: bool
) -> None:
    more = {"slug": "ab"} if second == "x/b.ipynb" else {}
    paths = [written(tmp_path / first, "first", **more), written(tmp_path / second, "second", **more)]
    outcomes = all_of(*paths, site=site) if together else [one(path, site) for path in paths]
    assert outcomes[0].error is None and isinstance(outcomes[1].error, ReadError)
    assert said in str(outcomes[1].error) and "another `slug:`" in str(outcomes[1].error)
    posts = list((site / "_posts").iterdir())
    assert len(posts) == 1 and "Words of first." in posts[0].read_text()
    assert not one(paths[0], site).reasons, "it is still its own"


def test_slugs_that_a_mac_or_windows_clone_cannot_hold_beside_each_other_clash(tmp_path: Path, site: Path) -> None:
    assert one(written(tmp_path / "a.ipynb", "a", slug="Post"), site).error is None
    other = written(tmp_path / "b.ipynb", "b", slug="post")
    said = refused(other, site)
    assert 'the name "post" is taken by a.ipynb (as "Post", which no Mac or Windows can hold beside it)' in said
    assert 'the name "POST" is taken by a.ipynb' in refused(written(tmp_path / "c.ipynb", "c"), site, variant="POST")
    outcomes = all_of(*(written(tmp_path / f"{n}.ipynb", n, slug=n) for n in ("Straße", "STRASSE")), site=site)
    assert outcomes[0].error is None and 'the name "STRASSE" is taken by Straße.ipynb' in str(outcomes[1].error)


def test_two_projects_with_notebooks_of_one_path_are_told_apart_and_two_clones_of_one_are_not(
    tmp_path: Path, site: Path
) -> None:
    for folder in ("a/project", "b/project", "c/project", "d/other"):
        blog(tmp_path / folder)
        written(tmp_path / folder / "notebooks" / "x.ipynb", "same" if folder != "c/project" else "else")
    first, clone, alike, other = (
        tmp_path / name / "notebooks" / "x.ipynb" for name in ("a/project", "b/project", "c/project", "d/other")
    )
    assert one(first, site).error is None
    assert "taken by another notebooks/x.ipynb" in refused(alike, site), "two projects may be called the same"
    assert "taken by another notebooks/x.ipynb" in refused(other, site), "the same cells in a project of another name"
    saved_text = clone.read_text().replace("Words of", "More words of")
    clone.write_text(saved_text)
    outcome = one(clone, site)
    assert outcome.error is None and outcome.reasons, "another clone of the project"
    assert not one(clone, site).reasons


def test_no_place_of_the_machine_stands_in_the_site_and_below_the_home_it_is_the_same_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = []
    for home in ("ann", "bob"):
        monkeypatch.setenv("HOME", str(tmp_path / home))
        site = blog(tmp_path / f"blog-of-{home}")
        assert one(written(tmp_path / home / "work" / "deep" / "x.ipynb"), site).error is None
        content = b"".join(tree(site).values()).decode("utf-8", "replace")
        assert "deep" not in content and home not in content.replace("blog-of", "") and str(tmp_path) not in content
        entries.append(manifest(site)["articles"]["x"])
    assert entries[0]["place"] and entries[0] == entries[1]


def test_a_notebook_of_the_sites_own_project_needs_no_place(tmp_path: Path) -> None:
    site = blog(tmp_path)
    assert one(written(tmp_path / "notebooks" / "x.ipynb"), site).error is None
    assert "place" not in manifest(site)["articles"]["x"]


# --- moved, or copied -------------------------------------------------------------------------------------------


def test_a_notebook_that_moved_within_its_project_keeps_its_article_and_a_copy_is_another(tmp_path: Path) -> None:
    site = blog(tmp_path)
    first = written(tmp_path / "notebooks" / "x.ipynb", slug="kept")
    assert one(first, site).error is None
    copy = first.with_name("copy.ipynb")
    shutil.copy(first, copy)
    said = refused(copy, site)
    assert "taken by notebooks/x.ipynb" in said and "--moved-from" not in said, "nothing has moved"
    assert "did not move" in refused(copy, site, moved_from="kept")
    first.unlink()
    copy.write_text(copy.read_text().replace("The end.", "The very end."))
    outcome = one(copy, site)
    assert outcome.error is None and manifest(site)["articles"]["kept"]["notebook"] == "notebooks/copy.ipynb"


def test_another_notebook_does_not_inherit_from_one_that_is_gone(tmp_path: Path) -> None:
    site = blog(tmp_path)
    first = saved(notebook(text("One."), text("Two."), head=head(slug="kept")), tmp_path / "notebooks" / "x.ipynb")
    assert one(first, site).error is None
    first.unlink()
    other = saved(notebook(text("Three."), text("Four."), head=head(slug="kept")), tmp_path / "notebooks" / "y.ipynb")
    said = refused(other, site)  # its cells are numbered, as some tools do, and so have the same ids
    assert "taken by notebooks/x.ipynb" in said and "notebooks/y.ipynb --moved-from kept" in said
    assert (
        one(other, site, moved_from="kept").error is None and "Three." in next((site / "_posts").iterdir()).read_text()
    )


def test_outside_of_projects_nothing_is_guessed_and_the_author_says_what_moved(tmp_path: Path, site: Path) -> None:
    first = written(tmp_path / "x" / "Tutorial.ipynb")
    assert one(first, site).error is None
    moved = tmp_path / "y" / "Tutorial.ipynb"
    moved.parent.mkdir()
    first.rename(moved)
    assert f"Tutorial.ipynb --moved-from tutorial --site {os.path.relpath(site)}" in refused(moved, site)
    assert 'the site holds no article "tutorail"\n  did you mean "tutorial"?' in refused(
        moved, site, moved_from="tutorail"
    )
    assert one(moved, site, moved_from="tutorial").error is None and not one(moved, site).reasons
    named = written(moved.with_name("New.ipynb"))
    moved.unlink()
    assert one(named, site, moved_from="tutorial").error is None
    assert set(manifest(site)["articles"]) == {"new"} and len(list((site / "_posts").iterdir())) == 1


def test_what_moved_is_replaced_also_where_the_article_under_the_new_name_is_up_to_date(tmp_path: Path) -> None:
    site = blog(tmp_path)
    old = written(tmp_path / "notebooks" / "old.ipynb")
    assert one(old, site).error is None
    new = old.rename(old.with_name("new.ipynb"))
    second = one(new, site)
    assert second.error is None and set(manifest(site)["articles"]) == {"old", "new"}
    (told,) = second.warnings
    assert told.code == "nb-left-behind" and "--moved-from old makes it this one" in told.what
    assert one(new, site, moved_from="old").reasons == ('the article "old" becomes this one',)
    assert set(manifest(site)["articles"]) == {"new"} and len(list((site / "_posts").iterdir())) == 1


def test_an_article_that_found_its_notebook_in_the_same_call_was_not_left_behind(tmp_path: Path) -> None:
    site, folder, never = blog(tmp_path), tmp_path / "notebooks", "{run: never}"
    options = Options(site=site, store=tmp_path / ".nbpress")
    old = written(folder / "old.ipynb", slug="a", nbpress=never)
    assert publish([old], options)[0].error is None
    moved = old.rename(folder / "moved.ipynb")
    other = written(folder / "other.ipynb", "other", nbpress=never)
    copy = written(folder / "copy.ipynb", slug="b", nbpress=never)
    outcomes = publish([other, moved, copy], options)
    assert [(outcome.error, outcome.warnings) for outcome in outcomes] == [(None, ())] * 3
    assert manifest(site)["articles"]["a"]["notebook"] == "notebooks/moved.ipynb"


def older(site: Path, slug: str, *, cells: bool) -> None:
    """Make an entry one that an nbpress wrote which kept no place, no outputs and, of held ones, no cells."""
    path = site / "_nbpress" / f"{slug}.json"
    entry = json.loads(path.read_text())
    del entry["place"], entry["outputs"]
    entry["cells"] = entry["cells"] if cells else {}
    path.write_text(json.dumps(entry))


@pytest.mark.parametrize("cells", [True, False])
def test_what_an_older_nbpress_published_from_outside_of_projects_stays_its_notebooks(
    tmp_path: Path, site: Path, cells: bool
) -> None:
    first = written(tmp_path / "x" / "Tutorial.ipynb")
    assert one(first, site).error is None
    older(site, "tutorial", cells=cells)
    other = written(tmp_path / "y" / "Tutorial.ipynb", "other")
    assert "another Tutorial.ipynb" in refused(other, site) and "--moved-from tutorial" in refused(other, site)
    assert not one(first, site).reasons and manifest(site)["articles"]["tutorial"]["place"], "it is known from now on"
    first.write_text(first.read_text().replace("The end.", "The very end."))
    outcome = one(first, site)
    assert outcome.error is None and not one(first, site).reasons
    assert "another Tutorial.ipynb" in refused(other, site)


@pytest.mark.parametrize("cells", [True, False])
def test_what_an_older_nbpress_published_and_somebody_rewrote_is_refused_with_the_way_on(
    tmp_path: Path, site: Path, cells: bool
) -> None:
    first = written(tmp_path / "x" / "Tutorial.ipynb")
    assert one(first, site).error is None
    older(site, "tutorial", cells=cells)
    first.write_text(
        first.read_text().replace("-cell", "-new" if cells else "-cell").replace("The end.", "The very end.")
    )
    assert "--moved-from tutorial" in refused(first, site), "nothing tells what it was"
    assert one(first, site, moved_from="tutorial").error is None and not one(first, site).reasons


# --- pictures ---------------------------------------------------------------------------------------------------


def drawn(path: Path, shade: int, *labels: str, teaser: str = "") -> Path:
    """A notebook whose cells draw a picture each, grey of a shade; a label may be empty."""
    cells = [
        code(f"#| label: {label}\ndraw()" if label else "draw()", outputs=[figure(shade, number)])
        for number, label in enumerate(labels, 1)
    ]
    return saved(notebook(*cells, head=head(image=f"{{teaser: general/{teaser or path.stem}.png}}")), path)


def figure(shade: int, number: int) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"image/png": encoded(png(number, 1, shade))}, "metadata": {}}


def pictures(site: Path, slug: str) -> dict[str, bytes]:
    entry = manifest(site)["articles"][slug]
    return {name: (site / name).read_bytes() for name in entry["files"] if name.endswith(".png")}


@pytest.mark.parametrize("together", [True, False])
def test_two_articles_with_one_folder_of_pictures_each_keep_their_own(tmp_path: Path, together: bool) -> None:
    site = blog(tmp_path)
    paths = [
        drawn(tmp_path / "notebooks" / f"{name}.ipynb", shade, "loss", name) for name, shade in (("a", 3), ("b", 5))
    ]
    outcomes = all_of(*paths, site=site) if together else [one(path, site) for path in paths]
    assert not any(outcome.error for outcome in outcomes)
    assert pictures(site, "a") == {"images/general/loss.png": png(1, 1, 3), "images/general/a.png": png(2, 1, 3)}
    assert pictures(site, "b") == {"images/general/b-loss.png": png(1, 1, 5), "images/general/b.png": png(2, 1, 5)}
    assert "/images/general/b-loss.png" in (site / "_posts" / "2020-01-02-b.md").read_text()
    assert not any(outcome.reasons for outcome in all_of(*paths, site=site)), "neither was changed by hand"
    drawn(paths[1], 3, "loss", "b")  # now it draws what the other draws
    assert one(paths[1], site).error is None and "images/general/b-loss.png" in pictures(site, "b"), "its address stays"


def test_a_copy_with_the_same_cells_has_pictures_of_its_own(tmp_path: Path) -> None:
    site, folder = blog(tmp_path), tmp_path / "notebooks"
    (site / "images" / "general").mkdir(parents=True)
    (site / "images" / "general" / "teaser.png").write_bytes(png())
    first, copy = (
        drawn(folder / f"{name}.ipynb", shade, "", "", teaser="teaser") for name, shade in (("a", 3), ("c", 7))
    )
    assert [outcome.error for outcome in all_of(first, copy, site=site)] == [None, None]
    kept, own = pictures(site, "a"), pictures(site, "c")
    assert list(kept) == ["images/general/cell-1.png", "images/general/cell-2.png"]
    assert list(own) == ["images/general/c-cell-1.png", "images/general/c-cell-2.png"]
    assert [*kept.values(), *own.values()] == [png(number, 1, shade) for shade in (3, 7) for number in (1, 2)]
    drawn(first, 9, "", "", teaser="teaser")
    assert one(first, site).error is None and pictures(site, "a").keys() == kept.keys(), "an address stays"
    assert pictures(site, "c") == own and not one(copy, site).reasons


def test_a_picture_that_two_articles_name_is_refused_where_it_is_not_the_same(tmp_path: Path) -> None:
    site, folder = blog(tmp_path), tmp_path / "notebooks"
    first, other = (
        drawn(folder / f"{name}.ipynb", shade, label, teaser=label)
        for name, shade, label in (("a", 3, "sea"), ("b", 5, "Sea"))
    )
    assert one(first, site).error is None
    before = tree(site)
    error = one(other, site).error
    assert isinstance(error, WriteError) and 'images/general/Sea.png belongs to the article "a"' in str(error)
    assert "--overwrite" in str(error) and tree(site) == before
    drawn(other, 3, "sea", teaser="sea")
    assert one(other, site).error is None, "the same picture can be that of both"
    drawn(other, 5, "sea", teaser="sea")
    assert one(other, site, overwrite=True).error is None
    assert pictures(site, "b") == {"images/general/sea.png": png(1, 1, 5)}


def test_a_style_sheet_of_another_nbpress_is_renewed_for_all_articles_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbpress.render.post import stylesheet

    site = blog(tmp_path)
    paths = [written(tmp_path / "notebooks" / f"{name}.ipynb", name) for name in "ab"]
    monkeypatch.setattr(stylesheet, "content", lambda: b"/* older */")
    all_of(*paths, site=site)
    monkeypatch.undo()
    paths[0].write_text(paths[0].read_text().replace("The end.", "An end."))
    assert [outcome.error for outcome in all_of(*paths, site=site)] == [None, None]
    assert b"older" not in (site / "images" / "nbpress" / "nbpress.css").read_bytes()
    assert not one(paths[1], site).reasons, "nobody changed it by hand"


# --- outputs that would go --------------------------------------------------------------------------------------


def cleared(path: Path, *numbers: int, count: int | None = None) -> None:
    nb = json.loads(path.read_text())
    for number in numbers:
        nb["cells"][number - 1] |= {"outputs": [], "execution_count": count}
    path.write_text(json.dumps(nb))


def shown(path: Path) -> Path:
    cells = [code(f"print({n})", outputs=[SHOWN]) for n in range(3)] + [code("x = 1")]
    return saved(notebook(*cells, head=head()), path)


@pytest.mark.parametrize(
    ("numbers", "count", "said"),
    [
        ((2, 3, 4, 5), None, "the outputs of 3 cells (cells 2, 3, 4)"),
        ((3,), None, "the outputs of 1 cell (cell 3)"),
        ((2, 3, 4), 7, "the outputs of 3 cells (cells 2, 3, 4)"),  # a tool cleared them that leaves the counts
    ],
)
def test_outputs_that_the_notebook_no_longer_holds_are_not_taken_away_unasked(
    tmp_path: Path, numbers: tuple[int, ...], count: int | None, said: str
) -> None:
    site, path = blog(tmp_path), shown(tmp_path / "notebooks" / "x.ipynb")
    assert one(path, site).error is None
    before = tree(site)
    cleared(path, *numbers, count=count)
    error = one(path, site).error
    assert isinstance(error, CheckError) and said in str(error) and "x.ipynb" in str(error) and tree(site) == before
    assert "nbpress publish" in str(error) and "--rerun" in str(error) and "--overwrite" in str(error)
    path.write_text(path.read_text().replace("title: T", r"slug: y\ntitle: T"))
    assert said in str(one(path, site).error), "under a new name as well"
    assert one(path, site, overwrite=True).error is None and not one(path, site).reasons


def test_outputs_that_an_older_nbpress_published_are_counted_too(tmp_path: Path, site: Path) -> None:
    path = shown(tmp_path / "x.ipynb")
    assert one(path, site).error is None
    older(site, "x", cells=True)
    cleared(path, 2, 3, 4, 5)
    assert "the outputs of 3 cells" in str(one(path, site).error)


def test_a_cell_that_goes_or_prints_nothing_any_more_takes_its_own_output_along(tmp_path: Path, site: Path) -> None:
    path = shown(tmp_path / "x.ipynb")
    assert one(path, site).error is None
    nb = json.loads(path.read_text())
    del nb["cells"][1]
    nb["cells"][1] |= {"outputs": [], "execution_count": 7}
    path.write_text(json.dumps(nb))
    assert one(path, site).error is None and (site / "_posts" / "2020-01-02-x.md").read_text().count("nb-output") == 1


def test_the_list_tells_a_clash_as_publishing_does(tmp_path: Path, site: Path) -> None:
    first, other = written(tmp_path / "x" / "t.ipynb"), written(tmp_path / "y" / "t.ipynb", "other")
    one(first, site)
    lines = inventory.listed([first, other], Options(site=site, store=tmp_path / ".nbpress", no_run=True))
    assert not lines[0].reasons and "taken by another t.ipynb" in lines[1].fault


@pytest.mark.parametrize("home", ["", "relative", "/nowhere"])
def test_where_a_notebook_lies_hangs_on_no_folder_that_somebody_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.setenv("HOME", home)
    (tmp_path / "site").mkdir()
    found = []
    for folder in (tmp_path, tmp_path.parent):
        monkeypatch.chdir(folder)
        found.append(identity.of(tmp_path / "own" / "x.ipynb", tmp_path / "site").lies)
    assert found == [str(tmp_path.resolve() / "own" / "x.ipynb")] * 2
