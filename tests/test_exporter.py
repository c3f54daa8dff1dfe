"""`jupyter nbconvert --to jekyll`: the same page as `nbpress publish`, for any notebook, from anywhere."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from builders import blog, code, notebook, saved, text, tree
from pictures import png
from traitlets.config import Config

from nbpress.exporter import JekyllExporter
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SHOWN = {"output_type": "display_data", "data": {"image/png": PIXEL, "text/plain": "<Figure>"}, "metadata": {}}
SESSION = [{"expression": "n", "result": {"status": "ok", "data": {"text/plain": "'late'"}, "metadata": {}}}]


def executed(**metadata: Any) -> Any:
    nb = notebook(
        text("# A title\n\nSome *prose* | more."),
        code("1 + 1", outputs=[SHOWN]),
        text("Value: {eval}`n`.", user_expressions=SESSION),
    )
    nb.metadata.update(metadata)
    return nb


def exported(path: Path, **options: Any) -> tuple[str, dict[str, bytes]]:
    body, resources = JekyllExporter(**options).from_filename(str(path))
    return body, resources["outputs"]


def test_the_exporter_gives_what_publish_gives_of_the_same_notebook(tmp_path: Path) -> None:
    site = blog(tmp_path, "baseurl: /b\nnbpress: {images: pics}\n")
    path = saved(executed(), tmp_path / "notebooks" / "one.ipynb")
    outcome = publish([path], Options(site=site, store=tmp_path / ".nbpress", no_run=True))[0]
    assert outcome.error is None
    body, outputs = exported(path)
    written = tree(site)
    assert body == written["_posts/2020-01-02-one.md"].decode() and "/b/pics/one/" in body
    assert outputs and {name: written[name] for name in outputs} == outputs


def test_the_site_is_an_option_or_that_of_the_project_or_jekylls_defaults(tmp_path: Path) -> None:
    path = saved(executed(), tmp_path / "alone" / "one.ipynb")
    assert 'src="/images/one/' in exported(path)[0]
    site = blog(tmp_path / "elsewhere", "baseurl: /there\n")
    assert 'src="/there/images/one/' in exported(path, site=str(site))[0]
    blog(tmp_path, "baseurl: /near\n")
    assert 'src="/near/images/one/' in exported(path)[0]


def test_a_sessions_own_values_are_used_and_a_missing_one_is_shown_as_code(tmp_path: Path) -> None:
    nb = executed()
    nb.cells.append(text("And {eval}`m`."))
    nb.cells[-1]["id"] = "last"
    body, _ = exported(saved(nb, tmp_path / "one.ipynb"))
    assert "Value: late." in body and "And `m`." in body


def test_a_runs_own_record_keeps_a_sessions_late_values_out(tmp_path: Path) -> None:
    body, _ = exported(saved(executed(nbpress={"notebook": "one.ipynb"}), tmp_path / "one.ipynb"))
    assert "late" not in body and "Value: `n`." in body


def test_the_notebook_that_it_is_given_stays_as_it_was() -> None:
    nb = executed()
    before = nbformat.writes(nb)
    JekyllExporter().from_notebook_node(nb)
    assert nbformat.writes(nb) == before


def test_preprocessors_that_somebody_switches_on_run() -> None:
    said = {"output_type": "stream", "name": "stdout", "text": "shouted"}
    nb = notebook(text("Words."), code("whisper()", "drop", outputs=[said]))
    before = nbformat.writes(nb)

    def shown(**settings: Any) -> str:
        return str(JekyllExporter(config=Config(settings)).from_notebook_node(nb)[0])

    assert "whisper" in shown() and "shouted" in shown()
    assert "whisper" not in shown(TagRemovePreprocessor={"remove_cell_tags": {"drop"}})
    silent = shown(TagRemovePreprocessor={"remove_input_tags": {"drop"}})
    assert "whisper" not in silent and "shouted" in silent
    cleared = shown(ClearOutputPreprocessor={"enabled": True})
    assert "whisper" in cleared and "shouted" not in cleared
    assert "shouted" not in shown(RegexRemovePreprocessor={"patterns": ["whisper.*"]})
    assert nbformat.writes(nb) == before


def test_code_that_runs_again_leaves_no_value_of_the_run_before() -> None:
    nb = executed(nbpress={"notebook": "one.ipynb", "results": {"n": "late"}})
    nb.cells[2].source, nb.cells[2].metadata = "print(6 * 7)", {}
    page = JekyllExporter(config=Config(ExecutePreprocessor={"enabled": True})).from_notebook_node(nb)[0]
    assert "42" in page and "Value: `n`." in page and "late" not in page


def test_nbconvert_and_jupyterlab_find_the_exporter_by_name() -> None:
    from nbconvert.exporters import get_export_names, get_exporter

    assert "jekyll" in get_export_names() and get_exporter("jekyll") is JekyllExporter
    assert JekyllExporter.export_from_notebook == "Jekyll", "without it JupyterLab's menu leaves the exporter out"


@pytest.mark.parametrize("name", ["one.ipynb", "two words.ipynb"])
def test_the_command_line_of_nbconvert_writes_post_and_images_side_by_side(tmp_path: Path, name: str) -> None:
    saved(executed(), tmp_path / name)
    command = [sys.executable, "-m", "nbconvert", "--to", "jekyll", name, "--output-dir", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = tree(tmp_path / "out")
    assert [name for name in made if name.endswith(".md")] == [f"{Path(name).stem}.md"]
    assert any(name.startswith("images/") and name.endswith(".png") for name in made)


def unnamed(path: Path) -> Path:
    """A notebook of the time before cells had ids."""
    nb = executed()
    nb.nbformat_minor = 4
    for cell in nb.cells:
        del cell["id"]
    path.write_text(nbformat.writes(nb))
    return path


def test_cells_without_ids_get_those_that_publish_gives_them_on_every_way_in(tmp_path: Path) -> None:
    path = unnamed(tmp_path / "one.ipynb")
    site = blog(tmp_path, "")
    assert publish([path], Options(site=site, store=tmp_path / ".nbpress", no_run=True))[0].error is None
    post = tree(site)["_posts/2020-01-02-one.md"].decode()
    drawn_by_chance = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(tmp_path), "name": "one"}}
    assert exported(path)[0] == post
    assert JekyllExporter().from_notebook_node(drawn_by_chance, resources)[0] == post


def test_a_notebook_that_is_piped_in_needs_no_file() -> None:
    content = nbformat.writes(executed())
    for stream in (StringIO(content), BytesIO(content.encode())):
        assert "Some *prose*" in JekyllExporter().from_file(stream)[0]


def test_pictures_that_outputs_name_come_along(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(png())
    linked = {"output_type": "display_data", "data": {"text/html": "<img src='x.png'>"}, "metadata": {}}
    path = saved(notebook(code("x", outputs=[linked])), tmp_path / "one.ipynb")
    site = blog(tmp_path, "")
    assert publish([path], Options(site=site, store=tmp_path / ".nbpress", no_run=True))[0].error is None
    assert tree(site)["images/one/x.png"] == exported(path)[1]["images/one/x.png"] == png()


def test_names_keep_their_order_in_a_notebook_that_nbformat_saved(tmp_path: Path) -> None:
    head = "---\ntitle: A title\ndate: 2020-01-02\nnbpress:\n  results: {zeta: z, alpha: a}\n---"
    cells = (code("z = 1\na = 2", "parameters"), code("import IPython"), text("It is {eval}`z`."))
    path = saved(notebook(*cells, head=head), tmp_path / "notebooks" / "one.ipynb")
    site = blog(tmp_path)
    assert publish([path], Options(site=site, store=tmp_path / ".nbpress"))[0].error is None
    run = nbformat.read(next((tmp_path / ".nbpress" / "runs").glob("*.ipynb")), 4)
    post = (site / "_posts" / "2020-01-02-one.md").read_text()
    assert post.index("zeta:") < post.index("alpha:") and post.index("python:") < post.index("ipython:")
    assert exported(saved(run, path.with_name("out.ipynb")))[0] == post
