"""Nobody waits for a kernel longer than it takes, and what waits for nothing else still gets all that the kernel says."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from builders import blog, code, notebook, saved
from jupyter_core.utils import run_sync

from nbpress.core.errors import RunError
from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks
from nbpress.run import kernel

IPYKERNEL = (sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a kernel named `own`, which is yet to be given its command."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    folder = tmp_path / "share" / "kernels" / "own"
    folder.mkdir(parents=True)
    return folder


def specify(folder: Path, *command: str) -> None:
    (folder / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "Own", "language": "python"}))


@pytest.mark.parametrize(("command", "said"), [(("true",), "died"), (("sleep", "60"), "did not answer in 1 seconds")])
def test_a_kernel_that_does_not_answer_is_an_error(
    tmp_path: Path, installed: Path, command: tuple[str], said: str
) -> None:
    specify(installed, *command)
    with kernel.started("own", tmp_path) as started:
        client = started.manager.client()
        client.start_channels()
        with pytest.raises(RuntimeError, match=said):
            run_sync(client.wait_for_ready)(timeout=1)
        client.stop_channels()


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which kernels that run have their files; a socket's path has to be short."""
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", short)
        yield Path(short)


def test_ctrl_c_while_a_kernel_comes_up_ends_it(
    tmp_path: Path, installed: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specify(installed, *IPYKERNEL)

    def interrupted() -> None:
        assert list(runtime.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr(kernel.gc, "collect", interrupted)
    with pytest.raises(KeyboardInterrupt), kernel.started("own", tmp_path):
        pass
    assert not list(runtime.iterdir())


def test_a_kernel_that_cannot_be_started_leaves_no_file(tmp_path: Path, installed: Path, runtime: Path) -> None:
    specify(installed, "/nonexistent/python", "{connection_file}")
    with pytest.raises(RunError, match="could not be started"), kernel.started("own", tmp_path):
        pass
    assert not list(runtime.iterdir())


def run(tmp_path: Path, source: str) -> nbformat.NotebookNode:
    """Run a cell in the kernel `own`; give it as it was kept."""
    blog(tmp_path)
    made = notebook(code(source), kernel={"name": "own", "display_name": "Own", "language": "python"})
    path = saved(made, tmp_path / "notebooks" / "one.ipynb")
    outcome = publish_notebooks([path], PublishOptions(tmp_path / "site", tmp_path / ".nbpress"))[0]
    assert outcome.error is None, outcome.error
    (kept,) = (tmp_path / ".nbpress").rglob("*.ipynb")
    return nbformat.read(kept, as_version=4).cells[-1]


def test_what_a_kernel_says_while_it_comes_up_is_no_output_of_the_first_cell(tmp_path: Path, installed: Path) -> None:
    specify(installed, *IPYKERNEL, "--IPKernelApp.exec_lines=print('early')")
    assert [each.get("text") for each in run(tmp_path, "print('mine')").outputs] == ["mine\n"]


def test_a_kernel_comes_to_its_end_before_the_run_is_over(tmp_path: Path, installed: Path) -> None:
    specify(installed, *IPYKERNEL)
    run(tmp_path, "import atexit, time\natexit.register(lambda: (time.sleep(0.3), open('ended', 'w').close()))")
    assert (tmp_path / "notebooks" / "ended").exists()
