"""The workflow that deploys the blog: what it calls exists, and its check of the articles tells current from stale."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import blog, code, git, notebook, saved, text

from nbpress.cli.main import cli
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "blog.yml").read_text())
STEPS: list[dict[str, Any]] = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
SCRIPTS = [step["run"] for step in STEPS if "run" in step]
CHECK = next(step["run"] for step in STEPS if step.get("name") == "Check that every article is current")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_a_major_version(path: Path) -> None:
    used = re.findall(r"uses: *(\S+)", path.read_text())
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)] == []


def test_scripts_are_sound_and_what_they_call_exists() -> None:
    for script in SCRIPTS:
        subprocess.run(["bash", "-n"], input=re.sub(r"\${{.*?}}", "x", script), text=True, check=True)
    text_ = "\n".join(SCRIPTS)
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    called = re.findall(r"^\s*make ([a-z]+)", text_, re.MULTILINE)
    assert called and set(called) <= {*targets}
    assert os.access(ROOT / ".ci" / "run", os.X_OK) and (ROOT / ".ci" / "packages").is_file()
    for name, option in re.findall(r"^nbpress (\w+) (--\w+)", text_, re.MULTILINE):
        assert option in {each for parameter in cli.commands[name].params for each in parameter.opts}


def test_only_the_main_branch_is_deployed_and_only_when_all_else_went_well() -> None:
    jobs = WORKFLOW["jobs"]
    deploy = jobs["deploy"]
    assert set(deploy["needs"]) == jobs.keys() - {"deploy"}
    assert "github.ref == 'refs/heads/main'" in deploy["if"] and "github.event_name != 'pull_request'" in deploy["if"]
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    writing = [name for name, job in jobs.items() if "write" in (job.get("permissions") or {}).values()]
    assert writing == ["deploy"] and WORKFLOW["permissions"] == {"contents": "read"}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A committed project with one published article, made from data that is not committed."""
    folder = tmp_path_factory.mktemp("origin")
    head = "---\ntitle: Rows\ndate: 2020-01-02\nnbpress: {depends: $ROWS}\n---"
    cells = (code("import os\nrows = len(open(os.environ['ROWS']).read())"), text("There are {eval}`rows`."))
    path = saved(notebook(*cells, head=head), folder / "notebooks" / "rows.ipynb")
    root = blog(folder)
    (folder.parent / "rows.csv").write_text("123")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROWS", str(folder.parent / "rows.csv"))
        outcome = publish([path], Options(root, folder / ".nbpress"))[0]
    assert outcome.error is None and "There are 3." in (root / "_posts" / "2020-01-02-rows.md").read_text()
    (folder / ".gitignore").write_text(".nbpress/\n")
    git(folder, "init", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--message=All")
    return folder


def checked(clone: Path) -> subprocess.CompletedProcess[str]:
    """Run the workflow's check in a clone that has neither the data nor a store."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if name not in ("ROWS", "NBPRESS_STORE")}
    return subprocess.run(
        ["bash", "-e", "-c", CHECK],
        cwd=clone,
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_current_article_passes_without_data_and_without_a_run(origin: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", str(origin), "clone")
    done = checked(tmp_path / "clone")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rows: up to date" in done.stdout


@pytest.mark.parametrize(("name", "old", "new", "said"), [
    ("notebooks/rows.ipynb", "There are", "Here are", "its text or settings changed"),
    ("notebooks/rows.ipynb", "rows = len", "rows = 1 + len", "cell 2 changed"),
    ("site/_posts/2020-01-02-rows.md", "There are 3.", "There are 4.", "was changed by hand"),
    ("site/_config.yml", "", "baseurl: /there\n", "its text or settings changed"),
])  # fmt: skip
def test_an_article_that_is_not_current_fails_and_is_named(
    origin: Path, tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    git(tmp_path, "clone", str(origin), "clone")
    path = tmp_path / "clone" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    git(path.parent, "commit", "--all", "--message=Edit")
    done = checked(tmp_path / "clone")
    assert done.returncode != 0 and said in done.stdout, done.stdout + done.stderr


def test_an_article_that_could_be_written_from_its_frozen_run_but_was_not_fails(origin: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", str(origin), "clone")
    clone = tmp_path / "clone"
    environment = {**os.environ, "ROWS": str(origin.parent / "rows.csv")}
    command = [sys.executable, "-m", "nbpress", "freeze", "rows", "--store", str(origin / ".nbpress")]
    subprocess.run(command, cwd=clone, env=environment, check=True, capture_output=True)
    path = clone / "notebooks" / "rows.ipynb"
    path.write_text(path.read_text().replace("There are", "Here are"))
    git(clone, "add", ".")
    git(clone, "commit", "--message=Edit")
    done = checked(clone)
    assert done.returncode != 0 and "Not published since the last change" in done.stdout
    assert "_posts/2020-01-02-rows.md" in done.stdout
