"""The first article in a real JupyterLab: it runs there by hand, and JupyterLab exports it as a post with its images."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
NAME = "keras-and-the-mnist-dataset"
MINUTE = 60_000


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what JupyterLab opens, the first article set to one epoch of few images."""
    project = tmp_path_factory.mktemp("lab") / "project"
    shutil.copytree(ROOT / "notebooks", project / "notebooks", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (project / "site").mkdir()
    shutil.copy(ROOT / "site" / "_config.yml", project / "site")
    path = project / "notebooks" / f"{NAME}.ipynb"
    nb = json.loads(path.read_text())
    cell = next(cell for cell in nb["cells"] if "parameters" in cell["metadata"].get("tags", ()))
    source = "".join(cell["source"])
    for name, value in {"num_epochs": "1", "max_images": "400"}.items():
        lines = [f"{name} = {value}" if line.startswith(f"{name} =") else line for line in source.splitlines()]
        assert lines != source.splitlines(), f"the article has no parameter {name}"
        source = "\n".join(lines)
    cell["source"] = source
    path.write_text(json.dumps(nb))
    return project


@pytest.fixture(scope="module")
def lab(project: Path) -> Iterator[str]:
    """Start JupyterLab as `make notebook` does, without a browser of its own; gives its address."""
    home = project.parent / "home"
    runtime = home / "runtime"
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "KERAS_HOME": str(home / "keras"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--notebook-dir=notebooks", "--no-browser", "--ip=127.0.0.1"]
    options = [
        "--port=0",
        "--allow-root",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (project.parent / "lab.txt").open("w") as log:
        process = subprocess.Popen([*command, *options], cwd=project, env=environment, stdout=log, stderr=log)
    try:
        yield _address(process, runtime, project.parent / "lab.txt")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            server = json.loads(path.read_text() or "{}")
            if server.get("port"):
                return f"{server['url']}lab/tree/{NAME}.ipynb?token={server['token']}"
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def page(browser: Browser, lab: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(MINUTE)
    page.goto(lab)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    yield page
    context.close()


def menu(page: Page, *names: str) -> None:
    """Choose an entry of JupyterLab's menus."""
    page.locator(".lm-MenuBar-itemLabel", has_text=names[0]).first.click()
    for name in names[1:]:
        page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(name)}$")).last.click()


def test_the_first_article_runs_by_run_all_and_is_exported_as_a_post_with_its_images(project: Path, page: Page) -> None:
    _idle(page)
    menu(page, "Run", "Run All Cells")
    nb = _run(page, project / "notebooks" / f"{NAME}.ipynb")
    assert _errors(nb) == []
    assert page.locator(".jp-RenderedImage img").count() > 0, "figures are on the page"
    with page.expect_download(timeout=MINUTE) as download:
        menu(page, "File", "Save and Export Notebook As", "Jekyll")
    with zipfile.ZipFile(download.value.path()) as exported:
        names = exported.namelist()
        post = exported.read(next(name for name in names if name.endswith(".md"))).decode()
    assert post.startswith("---\nlayout: article\n") and "{% highlight python %}" in post
    assert "Keras and the MNIST Dataset" in post
    images = {Path(name).name for name in names if name.endswith(".png")}
    assert {"MnistExamples_teaser.png", "MnistExamples_banner.png", "mnist-samples.png"} <= images
    assert all(f"/{name}" in post for name in images)


def _run(page: Page, path: Path) -> dict[str, Any]:
    """Wait until the kernel has nothing left to do; give the notebook as JupyterLab saves it.

    It is saved once: JupyterLab asks about a file that changed, where two of its own savings come close together.
    """
    _idle(page)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and path.name in answer.url):
        menu(page, "File", "Save Notebook")
    nb: dict[str, Any] = json.loads(path.read_text())
    code = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    assert _errors(nb) or all(cell["execution_count"] for cell in code), "the notebook did not come to its end"
    return nb


def _idle(page: Page) -> None:
    """Wait until there is a kernel, of which the page knows, and it has had nothing to do for two seconds."""
    quiet, end = 0, time.monotonic() + 300
    while quiet < 4 and time.monotonic() < end:
        page.wait_for_timeout(500)
        seen = page.locator(".jp-Notebook-ExecutionIndicator").first.get_attribute("data-status")
        states = page.evaluate(
            "async () => [(await (await fetch('/api/kernels')).json())].flat().map(one => one.execution_state)"
        )
        named = page.locator(".jp-KernelName").first.inner_text()
        quiet = quiet + 1 if seen == "idle" and states == ["idle"] and "No Kernel" not in named else 0


def _errors(nb: dict[str, Any]) -> list[str]:
    outputs = [output for cell in nb["cells"] for output in cell.get("outputs", ())]
    return [f"{output['ename']}: {output['evalue']}" for output in outputs if output["output_type"] == "error"]
