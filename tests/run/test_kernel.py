"""A kernel that is started works in its folder, says nothing of its libraries, and ends with its context."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest
from builders import blog, code, notebook, saved, told
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.utils import run_sync

from nbpress.core.errors import RunError
from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks
from nbpress.run import kernel


def test_a_kernel_that_nobody_spoke_with_ends_with_its_context(tmp_path: Path) -> None:
    with kernel.started("python3", tmp_path) as started:
        assert run_sync(started.manager.is_alive)()
        sockets = Path(started.manager.ip)
    assert not started.manager.has_kernel
    assert not list(sockets.parent.glob(f"{sockets.name}-*")), "its sockets are gone"


def test_what_runs_have_shown_does_not_stay_in_memory(tmp_path: Path) -> None:
    site = blog(tmp_path)
    made = [notebook(code(f"print('{number}' * 1_000_000)")) for number in range(4)]
    paths = [saved(nb, tmp_path / "notebooks" / f"n{number}.ipynb") for number, nb in enumerate(made)]
    gc.collect()  # other tests may have left some
    gc.disable()  # a command has Python look for rings as seldom as that
    try:
        outcomes = publish_notebooks(paths, PublishOptions(site=site, store=tmp_path / ".nbpress"))
        kept = (each for each in gc.get_objects() if issubclass(type(each), dict))  # isinstance() wakes weak proxies
        left = [each for each in kept if len(str(each.get("text") or "")) > 500_000]
    finally:
        gc.enable()
    assert all(outcome.ran for outcome in outcomes) and len(left) <= 2, "of the last run at most"


def test_what_a_killed_process_left_of_its_kernel_goes_with_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as short:  # a socket's path has to be
        folder = Path(short)
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", short)
        program = (
            "import os, sys; from pathlib import Path; from nbpress.run import kernel\n"
            "with kernel.started('python3', Path(sys.argv[1])) as started:\n"
            "    client = started.manager.blocking_client(); client.start_channels(); client.wait_for_ready(60)\n"
            "    os.kill(os.getpid(), 9)"
        )
        killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
        left = set(folder.iterdir())
        assert killed.returncode == -9 and len(left) > 3, "sockets and a connection file"
        machine = next(iter(left)).name.split("-")[1]
        others = {
            folder / f"nbpress-{machine}-{os.getpid()}-0123ab-1",  # of a process that lives
            folder / "nbpress-zzzz-1-0123ab-1",  # of another machine, with the same home folder
            folder / "kernel-0123.json",
        }
        for path in others:
            path.touch()
        with kernel.started("python3", tmp_path):
            assert not left & set(folder.iterdir())
        assert set(folder.iterdir()) == others


def test_it_works_in_the_folder_of_the_notebook_and_its_libraries_are_silent(tmp_path: Path) -> None:
    with kernel.started("python3", tmp_path) as started:
        client = started.manager.client()
        client.start_channels()
        run_sync(client.wait_for_ready)(timeout=60)
        asked = {"answer": "(__import__('os').getcwd(), __import__('os').environ['TF_CPP_MIN_LOG_LEVEL'])"}
        wanted = client.execute("", user_expressions=asked)
        reply = run_sync(client.get_shell_msg)(timeout=60)
        while reply["parent_header"]["msg_id"] != wanted:
            reply = run_sync(client.get_shell_msg)(timeout=60)
        client.stop_channels()
    assert reply["content"]["user_expressions"]["answer"]["data"]["text/plain"].split() == [
        f"('{tmp_path}',",
        "'3')",
    ]


def test_a_kernel_is_given_no_variable_that_changes_what_it_computes(tmp_path: Path) -> None:
    site, program = blog(tmp_path), "import json, os\njson.dump(dict(os.environ), open('names.json', 'w'))"
    path = saved(notebook(code(program)), tmp_path / "notebooks" / "x.ipynb")
    assert publish_notebooks([path], PublishOptions(site=site, store=tmp_path / ".nbpress"))[0].ran
    given = set(json.loads(path.with_name("names.json").read_text())) - set(os.environ)
    of_ipykernel = {"CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "MPLBACKEND", "PAGER", "TERM"}
    assert {name for name in given - of_ipykernel if not name.startswith(("JPY_", "PYDEVD_USE_"))} <= {
        "TF_CPP_MIN_LOG_LEVEL",
        "GLOG_minloglevel",
        "ABSL_MIN_LOG_LEVEL",
        "GRPC_VERBOSITY",
        "PYDEVD_DISABLE_FILE_VALIDATION",
    }


def test_the_kernel_is_the_one_asked_for_else_the_notebooks_else_one_of_its_language() -> None:
    assert kernel.named(notebook(), None, "python") == "python3"
    foreign = notebook(kernel={"name": "gone", "display_name": "Gone", "language": "python"})
    assert kernel.named(foreign, None, "python") == "python3"
    with pytest.raises(RunError, match='no kernel "gone"'):
        kernel.named(notebook(), "gone", "python")
    with pytest.raises(RunError, match="no kernel for cobol"):
        kernel.named(foreign, None, "cobol")


def test_what_ctrl_c_makes_others_stumble_over_is_told_as_ctrl_c(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), kernel.started("python3", tmp_path):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            [].remove("the loop")


@pytest.mark.parametrize(
    "name, warned", [("gone-env", True), ("conda-env-x-py", True), ("python3", False), ("", False)]
)
def test_a_notebook_that_ran_in_another_kernel_than_it_names_says_so(tmp_path: Path, name: str, warned: bool) -> None:
    site = blog(tmp_path)
    made = notebook(code("1 + 1"), kernel={"name": name, "display_name": "Mine", "language": "python"})
    if not name:
        del made.metadata["kernelspec"]
    path = saved(made, tmp_path / "notebooks" / "x.ipynb")
    outcome = publish_notebooks([path], PublishOptions(site=site, store=tmp_path / ".nbpress"))[0]
    assert outcome.error is None and outcome.ran
    said = f'its kernel "{name}" is not installed here; it ran in "python3" (--kernel, or `kernel:` under `nbpress:`)'
    assert (said in told(outcome.warnings)) is warned and len(outcome.warnings) == warned


ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"IPYTHONDIR": "{home}/own"},
    {"IPYTHONDIR": "~nobody-of-this-name/x"},
    {"XDG_CONFIG_HOME": "{home}/x"},
)


@pytest.mark.parametrize("variables", ELSEWHERE)
@pytest.mark.parametrize("place", [".ipython", ".config/ipython", "own", "x/ipython", ".local/share/jupyter"])
def test_kernels_are_found_where_jupyter_finds_them(
    place: str, variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("IPYTHONDIR", "XDG_CONFIG_HOME", "JUPYTER_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "{home}", **variables}.items():
        monkeypatch.setenv(name, value.format(home=tmp_path))
    described = tmp_path / place / "kernels" / "there" / "kernel.json"
    described.parent.mkdir(parents=True)
    described.write_text('{"argv": ["true"], "display_name": "There", "language": "none"}')
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # IPython's, of folders that it would rather have elsewhere
        theirs = KernelSpecManager().get_all_specs()
    assert theirs.items() <= kernel.Specifications().get_all_specs().items()
