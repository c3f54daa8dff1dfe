"""A kernel that is started works in its folder, says nothing of its libraries, and ends with its context."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import notebook
from jupyter_core.utils import run_sync

from nbpress.core.errors import RunError
from nbpress.run import kernel


def test_a_kernel_that_nobody_spoke_with_ends_with_its_context(tmp_path: Path) -> None:
    with kernel.started("python3", tmp_path) as started:
        assert run_sync(started.manager.is_alive)()
        sockets = Path(started.manager.ip)
    assert not started.manager.has_kernel
    assert not list(sockets.parent.glob(f"{sockets.name}-*")), "its sockets are gone"


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
    assert reply["content"]["user_expressions"]["answer"]["data"]["text/plain"] == repr((str(tmp_path), "3"))


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
