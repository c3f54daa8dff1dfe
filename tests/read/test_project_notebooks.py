"""Which files of a project are notebooks, what a name means, and that of a pair there is one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import code, notebook, saved, text
from text_notebooks import KINDS

from nbpress.cli import arguments
from nbpress.core import looks
from nbpress.publish import warned
from nbpress.read import context as contexts
from nbpress.read import pairs, project_notebooks
from nbpress.read import site as sites
from nbpress.read.notebook import load

CELL = "```{code-cell}\n1\n```\n"
FILES = {
    "a.ipynb": None,
    "b.qmd": "Words.\n",
    "c.Rmd": "Words.\n",
    "d.md": "---\nkernelspec: {name: python3}\n---\n",
    "e.md": "---\ntitle: a\njupytext: {formats: x}\n---\n",
    "f.md": f"# Words\n\n{CELL}",
    "g.py": KINDS["percent.py"],
    "page/index.qmd": "Words.\n",
    # no notebooks
    "README.md": "# Words\n",
    "head.md": "---\ntitle: a\n---\n\nA kernelspec: none.\n",
    "shown.md": f"````\n{CELL}````\n\n- {CELL}",
    "house.py": "# %%\nx = 1\n",
    "data.csv": "1\n",
    "page/other.qmd": "Words.\n",
    "_posts/index.qmd": "Words.\n",
    "_drafts/index.md": CELL,
}
FOUND = ["a.ipynb", "b.qmd", "c.Rmd", "d.md", "e.md", "f.md", "g.py", "page/index.qmd"]


def project(folder: Path, files: dict[str, Any], config: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "_config.yml").write_text(config)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            saved(notebook(code("1")), path)
        else:
            path.write_text(content)
    return folder


def test_what_is_a_notebook_is_found_and_nothing_else(tmp_path: Path) -> None:
    root = project(tmp_path, {f"_notebooks/{name}": content for name, content in FILES.items()})
    found = [path.relative_to(root / "_notebooks").as_posix() for path in project_notebooks.found(root)]
    assert sorted(found) == FOUND


def test_a_text_in_a_folder_of_a_collection_is_a_page_of_it(tmp_path: Path) -> None:
    root = project(tmp_path, {"_notebooks/a.md": CELL, "_notebooks/b.ipynb": None}, "collections: [notebooks]\n")
    assert [path.name for path in project_notebooks.found(root)] == ["b.ipynb"]


def test_a_pair_counts_once_and_is_known_by_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path, {"_notebooks/a.md": CELL, "_notebooks/a.ipynb": None, "_notebooks/b.ipynb": None})
    (root / "_notebooks/b.md").write_text("# No notebook\n")
    assert [path.name for path in project_notebooks.found(root)] == ["a.md", "b.ipynb"]
    monkeypatch.chdir(root / "_notebooks")
    for name in ("a", "a.ipynb", "a.md"):
        assert arguments.named(Path(name)) == root / "_notebooks/a.md"
    monkeypatch.chdir(root)
    assert arguments.named(Path("a")) == root / "_notebooks/a.md"
    assert pairs.text_of(root / "_notebooks/b.ipynb").name == "b.ipynb"


def test_to_find_notebooks_costs_no_question_about_each(tmp_path: Path) -> None:
    few, many = (
        project(tmp_path / str(count), {f"notebooks/{n}.ipynb": None for n in range(count)}) for count in (1, 9)
    )
    with looks.traced() as asked:
        assert len(project_notebooks.every(few)) == 1
    with looks.traced() as other:
        assert len(project_notebooks.every(many)) == 9
    assert len(asked.asked) == len(other.asked) > 0


def test_the_notebook_of_a_pair_gives_ids_and_outputs_of_the_cells_that_are_the_same(tmp_path: Path) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "1\n"}
    nb = notebook(text("Words."), code("print(1)", outputs=[printed]), code("print(2)", outputs=[printed]), head=None)
    nb["metadata"]["nbpress"] = {"notebook": "a.ipynb"}
    saved(nb, tmp_path / "a.ipynb")
    path = tmp_path / "a.md"
    head = "---\ntitle: a\nkernelspec: {name: python3}\n---\n\n"
    path.write_text(
        f"{head}Words.\n\n```{{code-cell}}\n:echo: false\nprint(1)\n```\n\n```{{code-cell}}\nprint(3)\n```\n"
    )
    source = load(path)
    cells = source.nb["cells"]
    assert [cell["id"] for cell in cells[:3]] == ["front-matter", "cell-0", "cell-1"]
    assert cells[3]["id"] != "cell-2"
    assert [cell.get("outputs") for cell in cells] == [None, None, [printed], []]
    assert "nbpress" not in source.nb["metadata"]  # the run was of other cells
    path.write_text(path.read_text().replace("print(3)", "print(2)"))
    assert load(path).nb["metadata"]["nbpress"] == {"notebook": "a.ipynb"}


def test_a_pair_that_cannot_be_read_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{")
    (tmp_path / "a.qmd").write_text("Words.\n")
    assert len(load(tmp_path / "a.qmd").nb["cells"]) == 1


def test_a_link_to_a_text_leads_to_its_article(tmp_path: Path) -> None:
    names = ("other.qmd", "other.md", "script.py", "house.py", "README.md", "new.Rmd")
    files: dict[str, Any] = {
        "a.qmd": " ".join(f"[x]({name})" for name in (*names, "other.ipynb")),
        "other.qmd": "---\ntitle: a\n---\n",
        "other.md": "# No notebook\n",
        "script.py": KINDS["percent.py"],
        "house.py": "x = 1\n",
        "README.md": "# Words\n",
        "new.Rmd": "Words.\n",
        "other.ipynb": None,
    }
    root = project(tmp_path, {f"_notebooks/{name}": content for name, content in files.items()})
    days = {"other": "2020-01-02"}
    found = contexts.read(
        load(root / "_notebooks/a.qmd"),
        sites.load(root),
        "2020-01-01",
        days=lambda other: days.get(other.path.stem, ""),
    )
    assert dict(found.links) == dict.fromkeys(("other.qmd", "other.ipynb"), "/2020/01/02/other.html")
    assert sorted(found.files) == ["README.md", "house.py", "other.md", "script.py"]
    assert dict(found.refused) == {"new.Rmd": contexts.NO_ARTICLE}


@pytest.mark.parametrize(
    ("name", "config", "count"),
    [
        ("notebooks/a.qmd", "", 1),
        ("notebooks/a.qmd", "exclude: [notebooks]\n", 0),
        ("notebooks/a.qmd", "exclude: notebooks/\n", 0),
        ("notebooks/a.qmd", "exclude: ['notebooks/*.qmd']\n", 0),
        ("notebooks/a.qmd", "exclude: [other]\n", 1),
        ("_notebooks/a.qmd", "", 0),
        ("notebooks/a.ipynb", "", 0),
    ],
)
def test_a_text_of_which_jekyll_makes_a_page_is_told(tmp_path: Path, name: str, config: str, count: int) -> None:
    from types import SimpleNamespace

    root = project(tmp_path, {name: None if name.endswith("b") else "Words.\n"}, config)
    source: Any = SimpleNamespace(
        context=SimpleNamespace(site=sites.load(root), layout="none", collection="", date="2020-01-02"),
        path=root / name,
        notebook=load(root / name),
        held=False,
        settings={},
    )
    assert [notice.code for notice in warned.told(source, ())] == ["nb-built-source"] * count


def test_ids_of_a_folder_hold_no_path_of_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "a.qmd"
    path.write_text("Words.\n\n```{python}\n1\n```\n")
    assert str(tmp_path) not in json.dumps(load(path).nb)
