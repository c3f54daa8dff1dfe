"""The papermill engine `nbpress`: executes a notebook, answers its live values in place, and records the run.

In comes papermill's managed notebook; out goes the same notebook, executed, with `user_expressions` at its Markdown
cells and its record under `metadata.nbpress`. `nbpress publish` and `papermill --engine nbpress` both run this.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import uuid4

from jupyter_core.paths import jupyter_runtime_dir
from jupyter_core.utils import ensure_dir_exists
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from nbpress import cells, frontmatter, values
from nbpress.errors import RunError
from nbpress.run import record
from nbpress.run.redact import Redactor

# Silent libraries: what TensorFlow, absl and gRPC log to stderr says nothing to a reader.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "GLOG_minloglevel": "3",
    "ABSL_MIN_LOG_LEVEL": "3",
    "GRPC_VERBOSITY": "ERROR",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

SOCKET_PATH = 100  # bytes; a little under what Linux and macOS allow


class Watch(Protocol):
    """Who wants to see a run while it goes on."""

    def cell(self, number: int, total: int, source: str) -> None:
        """Cell `number` of `total` (both counted as the notebook counts them) begins."""

    def text(self, text: str) -> None:
        """The running cell printed `text`, control characters and all."""


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """Executes the cells, and asks the kernel for the live values between them."""

    def __init__(self, nb_man: Any, *, watch: Watch | None = None, home: Path | None = None, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self._watch = watch
        self._started = time.monotonic()
        self._redact = Redactor(home or Path.cwd())

    def create_kernel_manager(self) -> Any:
        """Speak with the kernel through sockets that are files of this user's, not TCP ports that runs might share."""
        manager = super().create_kernel_manager()
        sockets = Path(jupyter_runtime_dir()) / f"nbpress-{uuid4().hex[:12]}"
        if os.name == "posix" and len(os.fsencode(sockets)) < SOCKET_PATH:
            ensure_dir_exists(sockets.parent, mode=0o700)
            manager.transport, manager.ip = "ipc", str(sockets)
        return manager

    def execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
        """Execute a code cell; of a Markdown cell, ask for the live values."""
        if cell.cell_type != "code":
            self._answer(cell, values.in_cell(cell))
            return cell
        shown = cells.display(cell)
        if shown.skipped:
            return cell
        if self._watch:
            self._watch.cell(cell_index + 1, len(self.nb.cells), cell.source)
        try:
            return super().execute_cell(_allowed(cell) if shown.raises else cell, cell_index, **options)
        finally:
            for output in cell.outputs:
                self._redact.output(output)

    def papermill_execute_cells(self) -> None:
        """Execute all cells, then ask for what is known at the end: front matter values, results, versions."""
        super().papermill_execute_cells()
        if self.nb.metadata.papermill.get("exception"):
            return
        front = frontmatter.read(self.nb)
        if front.cell is not None:
            self._answer(self.nb.cells[front.cell], values.in_front_matter(front))
        record.complete(self.nb, front, self.ask, time.monotonic() - self._started)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Let the watcher see what the running cell prints."""
        if self._watch and msg["msg_type"] == "stream":
            self._watch.text(msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)

    def ask(self, expressions: dict[str, str]) -> dict[str, Any]:
        """Evaluate expressions in the kernel: its answers (Jupyter's `user_expressions`) by name."""
        if not expressions:
            return {}
        reply = self.wait_for_reply(
            self.kc.execute("", store_history=False, user_expressions=expressions, allow_stdin=False)
        )
        if reply is None:
            raise RunError("the kernel no longer answers")
        found: dict[str, Any] = reply["content"].get("user_expressions") or {}
        return found

    def _answer(self, cell: Any, wanted: tuple[str, ...]) -> None:
        if wanted:
            answers = self.ask({str(index): expression for index, expression in enumerate(wanted)})
            results = {expression: answers.get(str(index), {}) for index, expression in enumerate(wanted)}
            cell.metadata["user_expressions"] = values.entries(results)
        elif "user_expressions" in cell.metadata:
            del cell.metadata["user_expressions"]


def _allowed(cell: Any) -> Any:
    """Mark a cell that may fail in the word that nbclient knows."""
    tags = cell.metadata.setdefault("tags", [])
    if "raises-exception" not in tags:
        tags.append("raises-exception")
    return cell


def _last_words(log: IO[bytes]) -> str:
    """The last lines that a kernel wrote to its terminal before it died."""
    log.seek(max(0, log.seek(0, os.SEEK_END) - 2000))
    lines = log.read().decode("utf-8", "replace").splitlines()
    return "\n".join(line for line in lines[-8:] if line.strip())


class Engine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine `nbpress` (entry point group `papermill.engine`)."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        input_path: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        watch: Watch | None = None,
        source: Path | None = None,
        stdout_file: Any = None,
        stderr_file: Any = None,
        **options: Any,
    ) -> Any:
        """Execute the notebook in a kernel of its own and leave the record in its metadata.

        source: where the notebook stands, when papermill was given the notebook itself and not its path.
        """
        path = source or (Path(input_path) if isinstance(input_path, str) else Path("notebook.ipynb"))
        record.begin(nb_man.nb, path)
        place = {"resources": {"metadata": {"path": str(source.parent)}}} if source else {}
        client = Client(
            nb_man,
            watch=watch,
            home=path.absolute().parent,
            kernel_name=kernel_name,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            **place,
        )
        with tempfile.TemporaryFile() as log:  # what the kernel process itself says is news only when it dies
            try:
                return client.execute(env={**QUIET, **os.environ}, stdout=log, stderr=log)
            except DeadKernelError as error:
                raise DeadKernelError(_last_words(log)) from error
