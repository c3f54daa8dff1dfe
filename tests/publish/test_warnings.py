"""Warnings: where they stand, that they stay, what silences them and what makes them errors."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, manifest, notebook, saved, text, tree

from nbpress.cli.main import main
from nbpress.core import notices
from nbpress.core.errors import CheckError, ReadError
from nbpress.core.notices import CellNotices, Notice
from nbpress.publish.inventory import listed
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.report.summary import listing, summary

PROSE = "# Head\n\nSee [the data](data.csv).\n\n$\\nosuch{x}$"
DEAD = Notice("nb-dead-link", "there is no file for the link to data.csv", 2, 3)


def head(**settings: Any) -> str:
    block = json.dumps({"run": "never", **settings})
    return f"---\ntitle: A title\ndate: 2020-01-02\nnbpress: {block}\n---"


def project(folder: Path, *cells: Any, **settings: Any) -> tuple[Path, Options]:
    blog(folder)
    path = saved(notebook(*(cells or (text(PROSE),)), head=head(**settings)), folder / "notebooks" / "x.ipynb")
    return path, Options(folder / "site", folder / ".nbpress")


def one(path: Path, options: Options, **changes: Any) -> Outcome:
    return publish([path], replace(options, **changes))[0]


def codes(outcome: Outcome) -> list[str]:
    assert outcome.error is None, outcome.error
    return [notice.code for notice in outcome.warnings]


@pytest.mark.parametrize(
    ("source", "about", "line"),
    [
        ("a\n\n[x](data.csv)", "data.csv", 3),
        ("data.csv is\n[x](data.csv)", "data.csv", 2),
        ('a\n<a href="data.csv">x</a>', "data.csv", 2),
        ("[x][1]\n\n[1]: data.csv", "data.csv", 3),
        ("mydata.csv\n../data.csv", "data.csv", 0),
        ("a word a\n[x](a)", "a", 2),
        ("a\n\n$$\n\\no\n{x}\n$$", "\n\\no\n{x}\n", 4),
        ("a b", "a", 0),
        ("a\nH{foo}`2`", "{foo}`2`", 2),
        ("a", "", 0),
    ],
)
def test_the_line_is_told_only_where_it_is_known(source: str, about: str, line: int) -> None:
    desk = CellNotices(cell=4, source=source)
    desk("nb-dead-link", "x", about)
    assert [(notice.cell, notice.line) for notice in desk.said] == [(4, line)]


def test_a_warning_reads_as_place_sentence_and_code() -> None:
    assert str(DEAD) == "cell 2, line 3: there is no file for the link to data.csv [nb-dead-link]"
    assert str(Notice("nb-warn", "v is 1")) == "v is 1 [nb-warn]"
    assert "to be set" not in str(Notice("nb-of-tomorrow", "x").kind)


def test_what_is_told_of_a_link_has_a_bound() -> None:
    desk = CellNotices()
    desk("nb-dead-link", "x" * 100_000)
    assert len(desk.said[0].what) <= notices.LONGEST + 1


def test_more_than_three_of_a_kind_are_one_line_with_a_count_and_the_first_cells() -> None:
    many = [Notice("nb-dead-link", f"there is no file for the link to {cell}", cell) for cell in (2, 2, 4, 5, 7)]
    few = [Notice("nb-formula", "a formula", 3, 2), Notice("nb-formula", "another", 9)]
    outcome = Outcome(Path("a.ipynb"), warnings=(*many[:2], *few, *many[2:]))
    assert summary([outcome, Outcome(Path("b.ipynb"))], Path("/s"), Path("/")).splitlines() == [
        "a: up to date",
        "b: up to date",
        "",
        "WARNING  a: 7 warnings: nb-dead-link, nb-formula",
        "  nb-dead-link: the reader sees a link that does nothing when it is pressed",
        "    5 times in cells 2, 4, 5, …, first: there is no file for the link to 2",
        "    to do: put the file into the project, or mend the link",
        "  nb-formula: the reader sees the TeX source of the formula",
        "    cell 3, line 2: a formula",
        "    cell 9: another",
        "    to do: write it another way; in the brackets stands what is not known",
    ]


def test_they_stay_in_the_manifest_and_every_later_call_tells_them(tmp_path: Path) -> None:
    path, options = project(tmp_path)
    first = one(path, options)
    assert first.files and DEAD in first.warnings and codes(first) == ["nb-dead-link", "nb-formula"]
    assert manifest(tmp_path / "site")["articles"]["x"]["warnings"][0] == {
        "code": "nb-dead-link", "what": DEAD.what, "cell": 2, "line": 3
    }  # fmt: skip
    before = tree(tmp_path / "site")
    for changes in ({}, {"frozen": True}):
        again = one(path, options, **changes)
        assert not again.files and again.warnings == first.warnings
    assert tree(tmp_path / "site") == before
    [line] = listed([path], options)
    assert line.warnings == first.warnings and "  2 warnings: nb-dead-link, nb-formula" in listing([line])
    saved(notebook(text("Mended.")), path)
    assert codes(one(path, options, no_run=True)) == [] and not listed([path], options)[0].warnings


def test_an_entry_without_warnings_is_valid_and_tells_none(tmp_path: Path) -> None:
    path, options = project(tmp_path)
    one(path, options)
    time.sleep(0.2)  # the folder is young no longer, and known by its times: an edit in a file's place leaves these
    one(path, options)
    entry = tmp_path / "site" / "_nbpress" / "x.json"
    values = json.loads(entry.read_text())
    del values["warnings"]
    entry.write_text(json.dumps(values))
    assert codes(one(path, options)) == [] and codes(one(path, options, strict=True)) == []


def test_strict_makes_them_errors_of_a_new_article_and_of_one_that_is_up_to_date(tmp_path: Path) -> None:
    path, options = project(tmp_path)
    before = tree(tmp_path / "site")
    refused = one(path, options, strict=True)
    assert isinstance(refused.error, CheckError) and "cell 2, line 3: there is no file for the" in str(refused.error)
    assert not (tmp_path / "site" / "_posts").exists() and tree(tmp_path / "site") == before
    assert one(path, options).error is None
    published = tree(tmp_path / "site")
    assert "--strict" in str(one(path, options, strict=True, frozen=True).error)
    assert tree(tmp_path / "site") == published


def test_the_command_ends_with_1_under_strict_and_the_sound_article_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = project(tmp_path)
    saved(notebook(text("Sound."), head=head()), path.with_name("y.ipynb"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["nbpress", "publish", "--strict"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().out
    assert ended.value.code == 1 and "x: NOT published" in said and "y: published" in said
    assert [post.name for post in (tmp_path / "site" / "_posts").iterdir()] == ["2020-01-02-y.md"]


@pytest.mark.parametrize("place", ["article", "site"])
def test_a_kind_that_is_quiet_is_not_told_nor_counted_and_nothing_is_written_anew(tmp_path: Path, place: str) -> None:
    path, options = project(tmp_path)
    one(path, options)
    before = tree(tmp_path / "site" / "_posts"), tree(tmp_path / "site" / "_nbpress")
    if place == "site":
        (tmp_path / "site" / "_config.yml").write_text("nbpress: {quiet: [nb-dead-link, nb-formula]}\n")
        quiet = one(path, options, strict=True)
        assert not quiet.reasons
    else:
        saved(notebook(text(PROSE), head=head(quiet=["nb-dead-link", "nb-formula"])), path)
        quiet = one(path, options, strict=True)
    assert codes(quiet) == [] and listed([path], options)[0].warnings == ()
    kept = manifest(tmp_path / "site")["articles"]["x"]["warnings"]
    assert len(kept) == 2, "one who hears them again needs no work"
    assert place == "article" or before == (tree(tmp_path / "site" / "_posts"), tree(tmp_path / "site" / "_nbpress"))


@pytest.mark.parametrize("place", ["article", "site"])
@pytest.mark.parametrize(
    ("given", "said"), [("nb-dead-lnk", "nb-dead-link"), (["x", "nb-warn"], '"x"'), ([5], "quiet:` takes")]
)
def test_a_code_that_there_is_not_is_an_error_that_names_the_nearest(
    tmp_path: Path, place: str, given: Any, said: str
) -> None:
    path, options = project(tmp_path, **({"quiet": given} if place == "article" else {}))
    if place == "article":
        assert said in str(one(path, options).error)
        return
    (tmp_path / "site" / "_config.yml").write_text(json.dumps({"nbpress": {"quiet": given}}))
    with pytest.raises(ReadError, match=r"_config\.yml") as caught:
        one(path, options)
    assert said in str(caught.value)


def test_what_depends_on_the_clock_or_on_the_file_alone_is_seen_each_time_and_not_kept(tmp_path: Path) -> None:
    path, options = project(tmp_path)
    nb = notebook(text("Words."), head=head().replace("2020", "2999"))
    path.write_text(json.dumps({**nb, "nbformat_minor": 99}))
    for _ in range(2):
        assert codes(one(path, options)) == ["nb-other-format", "nb-future-date"]
    assert manifest(tmp_path / "site")["articles"]["x"]["warnings"] == []
    saved(nb, path)
    mended = one(path, options)
    assert codes(mended) == ["nb-future-date"] and not mended.files
    (tmp_path / "site" / "_config.yml").write_text("future: true\n")
    assert codes(one(path, options)) == []


def test_a_broken_output_counts_only_where_the_page_shows_the_outputs_of_the_file(tmp_path: Path) -> None:
    shown = code("1", outputs=[{"output_type": "stream", "name": "stdout", "text": "told"}])
    path, options = project(tmp_path, shown)
    nb = json.loads(path.read_text())
    nb["cells"][1]["outputs"].append({"output_type": "comment"})
    path.write_text(json.dumps(nb))
    assert codes(one(path, options)) == ["nb-broken-output"]
    assert "told" in (tmp_path / "site" / "_posts" / "2020-01-02-x.md").read_text()


def test_a_manifest_that_cannot_be_read_keeps_back_its_own_article_alone(tmp_path: Path) -> None:
    path, options = project(tmp_path)
    other = saved(notebook(text("Sound."), head=head()), path.with_name("y.ipynb"))
    publish([path, other], options)
    entry = tmp_path / "site" / "_nbpress" / "x.json"
    for damage in ("{", "<<<<<<< HEAD\n{}\n", ""):
        entry.write_text(damage)
        saved(notebook(text(f"Anew {len(damage)}."), head=head()), other)
        refused, published = publish([path, other], options)
        assert str(entry) in str(refused.error) and published.files
        assert [bool(line.fault) for line in listed([path, other], options)] == [True, False]
        published, told = publish([other], replace(options, no_run=True))
        assert published.error is None and str(entry) in str(told.error), "nobody else tells of it"


def test_no_shared_file_goes_while_a_manifest_cannot_be_read(tmp_path: Path) -> None:
    path, options = project(tmp_path, text("[a](a.txt)"))
    (path.parent / "a.txt").write_text("shared")
    other = saved(notebook(text("[a](a.txt)"), head=head()), path.with_name("y.ipynb"))
    publish([path, other], options)
    shared = [name for name in tree(tmp_path / "site") if name.endswith("a.txt")]
    assert len(shared) == 2
    (tmp_path / "site" / "_nbpress" / "x.json").write_text("{")
    saved(notebook(text("No link."), head=head()), other)
    assert one(other, options).files and {*shared} <= tree(tmp_path / "site").keys()


def test_whatever_is_wrong_with_some_notebooks_the_others_are_published_and_each_fault_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project(tmp_path, text("Sound."))[0]
    folder = path.parent
    sound = json.loads(path.read_text())
    (folder / "papermill.ipynb").write_text(json.dumps({**sound, "metadata": {"papermill": 7}}))
    (folder / "rooted.ipynb").write_text(json.dumps({**sound, "metadata": {"papermill": {"input_path": "/"}}}))
    (folder / "json.ipynb").write_text("{")
    (folder / "bytes.ipynb").write_bytes(b"\xff\xfe")
    (folder / "folder.ipynb").mkdir()
    (folder / "gone.ipynb").symlink_to("/nowhere.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    saved(notebook(head="---\ntitle: [\n---"), folder / "front.ipynb")
    saved(notebook(head=head(rum="never")), folder / "key.ipynb")
    saved(notebook(head=head().replace("2020-01-02", "soon")), folder / "date.ipynb")
    saved(notebook(head=head().replace("title", "slug: x\ntitle")), folder / "slug.ipynb")
    saved(notebook(head=head().replace("title", f"slug: {'l' * 300}\ntitle")), folder / "long.ipynb")
    saved(notebook(head=head().replace("title", "image: {feature: no.png}\ntitle")), folder / "image.ipynb")
    saved(notebook(text("hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUi"), head=head()), folder / "secret.ipynb")
    saved(notebook(head=head(private=["nope"])), folder / "private.ipynb")
    entry = tmp_path / "site" / "_nbpress" / "entry.json"
    entry.mkdir(parents=True)
    saved(notebook(text("x"), head=head()), folder / "entry.ipynb")
    saved(notebook(text("Sound."), head=head()), folder / "zuletzt.ipynb")
    whole = {"papermill", "rooted", "x", "zuletzt"}
    monkeypatch.chdir(tmp_path)
    for words in (("publish",), ("publish", "--no-run")):
        monkeypatch.setattr("sys.argv", ["nbpress", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().out
        refused = {line.split(":")[0] for line in said.splitlines() if line.endswith(": NOT published")}
        known = {each.stem for each in folder.iterdir() if each.suffix == ".ipynb"} - whole
        assert ended.value.code == 1 and "fault of nbpress" not in said
        assert refused == known - ({"private"} if "--no-run" in words else set())
        for name in whole:
            assert (tmp_path / "site" / "_posts" / f"2020-01-02-{name}.md").is_file(), name
