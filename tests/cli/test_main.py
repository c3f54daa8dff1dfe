"""The command line: what it says and how it exits; bad input never ends in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from builders import blog, code, notebook, saved, text, tree
from children import child
from click.testing import CliRunner
from command import nbpress

from nbpress.cli.main import cli


@pytest.fixture
def project(tmp_path: Path) -> Path:
    blog(tmp_path)
    saved(notebook(text("Words."), code("n = 5", "parameters")), tmp_path / "notebooks" / "one.ipynb")
    return tmp_path


@pytest.mark.parametrize(("arguments", "status", "said"), [
    (["publish", "--no-such-option"], 2, "No such option"),
    (["publsh"], 2, "No such command"),
    (["publish", "notebooks/one.ipynb", "-p", "m", "5"], 2, 'no parameter "m"'),
    (["publish", "notebooks/one.ipynb", "-p", "n", "many"], 2, "n: int = 5"),
    (["publish", "notebooks/one.ipynb", "notebooks/two.ipynb", "-p", "n", "5"], 2, "parameters are for one notebook"),
    (["publish", "notebooks/two.ipynb"], 1, "there is no such notebook"),
    (["publish", "on"], 2, 'notebooks; did you mean "one"?'),
    (["list", "two"], 2, 'there is no notebook "two"'),
    (["publish", "notebooks"], 1, "this is a folder"),
    (["publish", "notebooks/one.ipynb", "--site", "notebooks"], 1, "no Jekyll site"),
    (["publish", "notebooks/one.ipynb", "-f", "absent.yml"], 2, "absent.yml"),
    (["publish", "notebooks/one.ipynb", "-f", "site/_layouts/post.html"], 2, "no mapping"),
    (["publish", "notebooks/one.ipynb", "--frozen", "--rerun"], 2, "--frozen runs nothing"),
    (["publish", "notebooks/one.ipynb", "--as", "Not a slug"], 2, "such as not-a-slug"),
    (["publish", "notebooks/one.ipynb", "--frozen"], 1, "it needs a run, since it is new; --frozen runs nothing"),
    (["publish", "notebooks/one.ipynb", "--no-run", "-p", "a", "1"], 2, "parameters need a run"),
    (["publish", "notebooks/one.ipynb", "--no-run", "--kernel", "none", "--rerun", "--cell-timeout", "0"], 2, "cell-timeout"),
])  # fmt: skip
def test_bad_input_is_told_to_a_person_and_changes_nothing(
    project: Path, arguments: list[str], status: int, said: str
) -> None:
    before = tree(project)
    done = nbpress(*arguments, folder=project)
    shown = done.stdout + done.stderr
    assert done.returncode == status, shown
    assert said in shown and "Traceback" not in shown
    assert tree(project) == before


def test_a_notebook_that_is_not_there_is_told_with_the_folder_that_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_config.yml").touch()
    monkeypatch.chdir(tmp_path)
    assert f'no notebook "one" in {tmp_path}/notebooks' in CliRunner().invoke(cli, ["publish", "one"]).output
    (tmp_path / "_notebooks").mkdir()
    assert f'no notebook "one" in {tmp_path}/_notebooks' in CliRunner().invoke(cli, ["publish", "one"]).output
    assert f"no notebook in {tmp_path}/_notebooks" in CliRunner().invoke(cli, ["publish"]).output


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"cells": [',
        "[]",
        "null",
        '{"a": 1}',
        '{"cells": null, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        '{"cells": {}, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        "\udcff\x00",
    ],
)
def test_a_broken_notebook_is_named_and_does_not_keep_the_others(project: Path, content: str) -> None:
    broken = project / "notebooks" / "broken.ipynb"
    broken.write_bytes(content.encode("utf-8", "surrogateescape"))
    done = nbpress("publish", "--no-run", folder=project)
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    assert "broken.ipynb" in done.stdout and "one: published" in done.stdout
    assert (project / "site" / "_posts" / "2020-01-02-one.md").is_file()


def test_a_misspelt_key_of_the_publishers_own_is_an_error_with_the_nearest(project: Path) -> None:
    saved(
        notebook(text("x"), head="---\ntitle: x\ndate: 2020-01-02\nnbpress: {result: {a: 1}}\n---"),
        project / "notebooks" / "one.ipynb",
    )
    done = nbpress("publish", "--no-run", folder=project)
    assert done.returncode == 1 and 'did you mean "results"?' in done.stdout


def test_drafts_are_left_out_unless_they_are_named(project: Path) -> None:
    draft = saved(
        notebook(text("x"), head="---\ntitle: x\ndate: 2020-01-02\ndraft: true\n---"),
        project / "notebooks" / "later.ipynb",
    )
    assert "not published: later (draft). nbpress publish NAME" in nbpress("publish", "--no-run", folder=project).stdout
    assert not (project / "site" / "_drafts").exists()
    assert nbpress("publish", "--no-run", draft, folder=project).returncode == 0
    assert (project / "site" / "_drafts" / "later.md").is_file()


def test_a_notebook_is_meant_by_its_slug_as_well(project: Path) -> None:
    head = "---\ntitle: Two\ndate: 2020-01-02\nslug: The-Second\n---"
    saved(notebook(text("Words."), head=head), project / "notebooks" / "two.ipynb")
    assert "ran in" in nbpress("publish", "two", folder=project / "notebooks").stdout
    for name in ("two", "The-Second"):
        done = nbpress("publish", name, folder=project)
        assert done.returncode == 0 and done.stdout.startswith("two: "), done.stdout + done.stderr
        assert nbpress("list", name, folder=project).stdout.startswith("The-Second: up to date")


def test_a_notebook_of_no_project_is_meant_by_its_name(project: Path, tmp_path: Path) -> None:
    alone = saved(notebook(text("Words.")), tmp_path / "alone" / "x.ipynb").parent
    assert nbpress("publish", "x", "--site", project / "site", folder=alone).stdout.startswith("x: published")


def test_what_papermill_made_of_a_notebook_beside_it_is_no_article_of_its_own(project: Path) -> None:
    papermill = str(Path(sys.executable).with_name("papermill"))
    program = [papermill, "one.ipynb", "out.ipynb", "-p", "n", "6"]
    subprocess.run(program, cwd=project / "notebooks", check=True, capture_output=True)
    assert "out" not in nbpress("list", folder=project).stdout
    assert nbpress("publish", folder=project).returncode == 0
    assert [post.name for post in (project / "site" / "_posts").iterdir()] == ["2020-01-02-one.md"]
    assert nbpress("publish", "--no-run", "notebooks/out.ipynb", folder=project).returncode == 0, (
        "when it is named, it is"
    )
    (project / "notebooks" / "one.ipynb").unlink()
    assert "out: " in nbpress("list", folder=project).stdout, "where its source is elsewhere it is an article"


def test_inside_a_blog_nothing_goes_into_another_one_unasked(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other, elsewhere = tmp_path_factory.mktemp("other"), tmp_path_factory.mktemp("elsewhere")
    blog(other)
    foreign = saved(notebook(text("Words.")), other / "notebooks" / "foreign.ipynb")
    for words in (("publish", foreign), ("publish", "--no-run", foreign), ("list", foreign)):
        done = nbpress(*words, folder=project)
        assert done.returncode == 2 and "say which with --site" in done.stderr, done.stdout + done.stderr
    assert not (other / "site" / "_posts").exists()
    assert nbpress("publish", "--no-run", foreign, "--site", other / "site", folder=project).returncode == 0
    assert nbpress("publish", "--no-run", foreign, folder=elsewhere).returncode == 0, (
        "outside of any blog it is its own"
    )


def test_a_project_without_a_site_asks_for_one(tmp_path: Path) -> None:
    path = saved(notebook(text("x")), tmp_path / "lonely" / "x.ipynb")
    done = nbpress("publish", path, folder=tmp_path)
    assert done.returncode == 2 and "--site PATH" in done.stderr


def test_parameters_come_from_a_file_and_the_command_line_wins(project: Path) -> None:
    (project / "given.yml").write_text("n: wrong\n")
    done = nbpress("publish", "notebooks/one.ipynb", "-f", "given.yml", folder=project)
    assert done.returncode == 2 and "takes an int, not 'wrong'" in done.stdout
    done = nbpress(
        "publish", "notebooks/one.ipynb", "-f", "given.yml", "-p", "n", "7", "--kernel", "absent", folder=project
    )
    assert done.returncode == 1 and 'no kernel "absent"' in done.stdout


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_and_option_has_help(name: str) -> None:
    command = cli.commands[name]
    assert command.help
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


def test_the_list_names_every_article_and_says_why_it_is_due(project: Path) -> None:
    assert nbpress("list", folder=project).stdout == "one: it is new\n"
    nbpress("publish", "--no-run", folder=project)
    assert nbpress("list", folder=project).stdout == "one: up to date\n"


def test_runs_are_pruned_and_frozen_by_command(project: Path) -> None:
    (project / ".nbpress" / "runs").mkdir(parents=True)
    (project / ".nbpress" / "runs" / "old.ipynb").write_text("{}")
    assert "removed runs/old.ipynb" in nbpress("prune", folder=project).stdout
    assert nbpress("prune", folder=project).stdout == "every stored run is needed\n"
    done = nbpress("freeze", "two", folder=project)
    assert done.returncode == 1 and 'no article "two"' in done.stderr


def test_an_article_is_taken_out_by_command_and_its_notebook_stays(project: Path) -> None:
    nbpress("publish", "--no-run", folder=project)
    done = nbpress("clean", "on", folder=project)
    assert done.returncode == 1 and 'no article "on"' in done.stderr and 'did you mean "one"?' in done.stderr
    done = nbpress("clean", "one", folder=project)
    assert done.returncode == 0 and "removed _posts/2020-01-02-one.md" in done.stdout
    assert "its notebook notebooks/one.ipynb stays, and publishes it again" in done.stdout
    assert not (project / "site" / "_posts").exists()


def test_the_list_names_articles_though_no_notebook_is_left(project: Path) -> None:
    nbpress("publish", "--no-run", folder=project)
    (project / "notebooks" / "one.ipynb").unlink()
    said = nbpress("list", folder=project).stdout
    assert said == "one: its notebook notebooks/one.ipynb is not in this project: it came from elsewhere, or is gone\n"
    nbpress("clean", "one", folder=project)
    assert nbpress("list", folder=project).stdout == "there is no article yet: nbpress new TITLE begins one\n"


def test_the_list_tells_a_draft(project: Path) -> None:
    head = "---\ntitle: x\ndate: 2020-01-02\ndraft: true\n---"
    saved(notebook(text("x"), head=head), project / "notebooks" / "later.ipynb")
    assert "later: it is a draft that nobody published" in nbpress("list", folder=project).stdout


def test_a_new_article_is_begun_by_command(project: Path) -> None:
    done = nbpress("new", "Of mice: and men", folder=project)
    assert done.returncode == 0 and "notebooks/of-mice-and-men.ipynb: written" in done.stdout
    done = nbpress("new", "Of mice: and men", folder=project)
    assert done.returncode == 1 and "is taken by of-mice-and-men.ipynb" in done.stderr
    assert nbpress("new", " ", folder=project).returncode == 2


def test_a_blog_is_made_ready_by_command(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("theme: minima\n")
    saved(notebook(text("x")), tmp_path / "notebooks" / "x.ipynb")
    done = nbpress("init", ".", folder=tmp_path)
    assert done.returncode == 0 and "theme minima (the theme is minima)" in done.stdout
    assert "name it _notebooks" in done.stdout
    assert "nothing was written" in nbpress("init", ".", folder=tmp_path).stdout
    assert nbpress("init", "notebooks", folder=tmp_path).returncode == 1


def test_commands_are_called_in_copies_of_a_process_that_has_loaded_them() -> None:
    process = child(_ends_with_what_is_loaded)
    process.join()
    assert process.exitcode == 0


def _ends_with_what_is_loaded() -> None:
    sys.exit(not {"loaded", "nbpress.publish.publish"} <= set(sys.modules))


def test_ctrl_c_while_the_program_loads_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    command = [sys.executable, "-m", "nbpress", "list"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 130 and done.stderr == ""


def test_what_renders_a_page_and_cannot_be_loaded_is_told_without_a_traceback(project: Path) -> None:
    broken = project / "broken"
    broken.mkdir()
    (broken / "jinja2.py").write_text("raise ImportError('half a jinja2')")
    paths = os.pathsep.join([str(broken), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "nbpress", "publish", "notebooks/one.ipynb"]
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "a package that is needed cannot be loaded: half a jinja2" in done.stdout and "report" not in done.stdout


def test_a_table_that_cannot_be_written_is_told_before_anything_runs(project: Path) -> None:
    (project / "file").touch()
    done = nbpress("sweep", "one", "--grid", "n=1,2", "--out", "file/below", folder=project)
    assert done.returncode == 1 and "the table cannot be written" in done.stderr and "Traceback" not in done.stderr
    assert not (project / ".nbpress" / "runs").exists()


def test_a_terminal_without_a_letter_is_shown_its_number(project: Path) -> None:
    (project / "notebooks" / "one.ipynb").rename(project / "notebooks" / "ωmega.ipynb")
    command = [sys.executable, "-m", "nbpress", "list"]
    plain = {**os.environ, "PYTHONIOENCODING": "latin-1:strict"}
    done = subprocess.run(command, cwd=project, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and r"\u03c9mega" in done.stdout, done.stdout + done.stderr
