"""What an article says of its own making: the notebook that a reader downloads, and the command that makes it again."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import pytest
from builders import code, notebook, text

from nbpress.core.records import Context, Site
from nbpress.notebook import frontmatter
from nbpress.render.post import provenance

OUTPUT = {"output_type": "stream", "name": "stdout", "text": "5\n"}
DECLARED = code("epochs = 20\nname = 'a'\nday = None", "parameters")


def context(**more: Any) -> Context:
    site = Site(Path("site"), downloads=PurePosixPath("downloads"))
    return Context(**{"site": site, "name": "notebooks/a b.ipynb", "slug": "a-b", "date": "2020-01-01", **more})


def ran(*cells: Any, head: str = "---\ntitle: x\n---") -> Any:
    nb = notebook(*cells, head=head)
    nb["metadata"]["nbpress"] = {"notebook": "notebooks/a b.ipynb"}
    return nb


def command(nb: Any, **more: Any) -> str:
    return provenance.command(nb, frontmatter.read(nb).settings, context(**more))


def test_the_download_is_the_notebook_as_its_author_wrote_it() -> None:
    written = notebook(text("Some {eval}`epochs`."), DECLARED, code("epochs\nprint(epochs)"))
    executed = nbformat.from_dict(json.loads(json.dumps(written)))
    executed["cells"][1]["metadata"]["user_expressions"] = [{"expression": "epochs", "result": {}}]
    executed["cells"][3] |= {"outputs": [OUTPUT], "execution_count": 7}
    executed["cells"][3]["metadata"]["execution"] = {"iopub.execute_input": "2020-01-01T00:00:00"}
    executed["cells"].insert(3, code("epochs = 5", "injected-parameters"))
    executed["metadata"] |= {"nbpress": {"notebook": "x"}, "papermill": {"duration": 3}}
    executed["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}
    back = nbformat.reads(provenance.content(executed).decode(), as_version=4)
    nbformat.validate(back)
    assert back["cells"] == written["cells"]
    assert back["metadata"] == {**written["metadata"], "language_info": {"name": "python"}}


def test_the_download_of_the_same_run_has_the_same_bytes_and_ends_in_a_newline() -> None:
    nb = ran(DECLARED)
    assert provenance.content(nb) == provenance.content(json.loads(json.dumps(nb)))
    assert provenance.content(nb).endswith(b"}\n")


def test_a_site_without_a_folder_for_them_offers_no_notebook() -> None:
    assert provenance.path(context()) == PurePosixPath("downloads/a-b.ipynb")
    assert provenance.path(context(site=Site(Path("site")))) is None


def test_the_command_of_an_article_with_the_notebooks_own_parameters_names_none() -> None:
    assert command(ran(DECLARED)) == "nbpress publish 'notebooks/a b.ipynb'"


@pytest.mark.parametrize(
    ("injected", "typed"),
    [
        ("epochs = 5", "-p epochs 5"),
        ("name = 'x y'", "-p name 'x y'"),
        ("name = '5'", "-p name 5"),
        ("day = '5'", "-p day '\"5\"'"),
        ('day = __import__("datetime").date(2020, 1, 2)', "-p day 2020-01-02"),
        ("epochs = -0.5", "-p epochs -0.5"),
        ('epochs = float("inf")', "-p epochs .inf"),
    ],
)
def test_what_was_given_stands_in_the_command_as_it_is_typed(injected: str, typed: str) -> None:
    nb = ran(DECLARED, code(f"# Parameters\n{injected}", "injected-parameters"))
    assert command(nb) == f"nbpress publish 'notebooks/a b.ipynb' {typed}"


def test_a_private_parameter_and_one_that_the_front_matter_gives_are_no_part_of_the_command() -> None:
    head = "---\ntitle: x\nnbpress: {private: [name], parameters: {epochs: 5}}\n---"
    nb = ran(DECLARED, code("epochs = 5\nname = 'secret'", "injected-parameters"), head=head)
    assert command(nb) == "nbpress publish 'notebooks/a b.ipynb'"


def test_the_command_of_a_variant_gives_its_name() -> None:
    nb = ran(DECLARED, code("epochs = 5", "injected-parameters"))
    assert command(nb, variant=True, slug="short") == "nbpress publish 'notebooks/a b.ipynb' -p epochs 5 --as short"


def test_the_command_of_an_article_that_was_never_run_runs_nothing() -> None:
    assert command(notebook(DECLARED)) == "nbpress publish --no-run 'notebooks/a b.ipynb'"
