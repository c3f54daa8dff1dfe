"""Start a kernel: it comes up on its own while this process loads what it needs to speak with it.

papermill, nbclient and nbconvert take longer to import than a kernel takes to start; here only `jupyter_client` is needed.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import gc
import os
import re
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager
from jupyter_core.paths import jupyter_path, jupyter_runtime_dir
from jupyter_core.utils import ensure_dir_exists, run_sync
from traitlets import default

from nbpress.core.errors import RunError
from nbpress.notebook import languages
from nbpress.run.kernel_client import KernelClient, KernelManager, ListeningSession

# Silent libraries: what TensorFlow, absl and gRPC log to stderr says nothing to a reader.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "GLOG_minloglevel": "3",
    "ABSL_MIN_LOG_LEVEL": "3",
    "GRPC_VERBOSITY": "ERROR",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
SOCKET_PATH = 100  # bytes; a little under what Linux and macOS allow


@dataclass(frozen=True, slots=True)
class Started:
    """A kernel that was started. name: of its kernelspec. manager: jupyter_client's. log: what its process says."""

    name: str
    manager: Any
    log: IO[bytes]


class Specifications(KernelSpecManager):  # type: ignore[misc]
    """Finds the kernels that Jupyter finds.

    python: the interpreter that `python3` stands for, which need not have a specification; None for Jupyter's.
    """

    def __init__(self, python: Path | None = None) -> None:
        super().__init__()
        self._python = python

    @default("kernel_dirs")  # type: ignore[untyped-decorator]
    def _folders(self) -> list[str]:
        """The folders that jupyter_client searches, which loads all of IPython to learn the name of the last one."""
        own = os.environ.get("IPYTHONDIR")
        older = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config", "ipython")
        folders = [Path("~/.ipython"), older] if own is None else [Path(own)]
        with contextlib.suppress(RuntimeError):  # a user whom nobody knows
            folders = [each.expanduser() for each in folders]
        return [*jupyter_path("kernels"), *(str(each / "kernels") for each in folders)]

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give the specification of a kernel."""
        if kernel_name != NATIVE_KERNEL_NAME or not self._python:
            return super().get_kernel_spec(kernel_name)
        command = [str(self._python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3 (ipykernel)", language="python")


@contextlib.contextmanager
def started(name: str, folder: Path, python: Path | None = None) -> Iterator[Started]:
    """Start a kernel that works in `folder`. Whoever speaks with it ends it; if nobody came to that, it ends here.

    python: the interpreter that `python3` stands for.
    """
    manager = KernelManager(kernel_name=name)
    private(manager, python)
    # without IPython's history in a file, as nbclient has it
    more = ["--HistoryManager.hist_file=:memory:"] if manager.ipykernel else []
    with tempfile.TemporaryFile() as log:
        try:
            _start(manager, folder, more, log)
            gc.collect()  # while it comes up: what nbclient left of the run before holds its outputs in rings
            yield Started(name, manager, log)
        except Exception as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            raise
        finally:
            if manager.has_kernel:
                with contextlib.suppress(asyncio.InvalidStateError, concurrent.futures.InvalidStateError):
                    run_sync(manager.shutdown_kernel)(now=True)


def _start(manager: KernelManager, folder: Path, more: list[str], log: IO[bytes]) -> None:
    try:
        run_sync(manager.start_kernel)(
            extra_arguments=more, cwd=str(folder), env={**QUIET, **os.environ}, stdout=log, stderr=log
        )
    except OSError as error:
        manager.cleanup_connection_file()
        raise RunError(f"the kernel could not be started: {error}") from error


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether something went wrong only while Ctrl-C was being heeded, which jupyter_client may trip over."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def private(manager: Any, python: Path | None = None) -> Any:
    """Speak with a kernel by our client, through sockets that are files of this user's, not TCP ports that runs might
    share.

    python: the interpreter that `python3` stands for.
    A kernel whose language does not say that it takes such sockets gets ports of its own: Deno's ends at once.
    """
    manager.kernel_spec_manager = Specifications(python)
    manager.session, manager.client_factory = ListeningSession(parent=manager), KernelClient
    if not languages.of(str(manager.kernel_spec.language)).sockets:
        return manager
    folder = Path(jupyter_runtime_dir())
    sockets = folder / f"nbpress-{_machine()}-{os.getpid()}-{uuid4().hex[:6]}"
    if os.name == "posix" and len(os.fsencode(sockets)) < SOCKET_PATH:
        ensure_dir_exists(folder, mode=0o700)
        _tidy(folder)
        manager.transport, manager.ip = "ipc", str(sockets)
        manager.connection_file = f"{sockets}.json"  # so that it can be told whose it is, too
    return manager


def _machine() -> str:
    """Tell this machine from others that may share a home folder with it: a process is another's there."""
    return sha256(socket.gethostname().encode()).hexdigest()[:4]


def _tidy(folder: Path) -> None:
    """Remove the sockets and connection files that processes left which were killed."""
    own = re.compile(rf"nbpress-{_machine()}-(\d+)-[0-9a-f]{{6}}(?:-\d+|\.json)")
    for path in folder.glob("nbpress-*"):
        owner = own.fullmatch(path.name)
        if owner and not _alive(int(owner[1])):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def named(nb: Any, wanted: str | None, language: str) -> str:
    """Name the kernel asked for, else the notebook's own, else any of its language."""
    specs = Specifications().get_all_specs()
    name = wanted or nb["metadata"].get("kernelspec", {}).get("name", "")
    if name in specs:
        return str(name)
    if wanted:
        raise RunError(f'there is no kernel "{wanted}"', hint=f"Installed are: {', '.join(sorted(specs)) or 'none'}.")
    own = languages.of(language).name
    same = sorted(key for key, spec in specs.items() if languages.of(str(spec["spec"].get("language"))).name == own)
    if not same:
        raise RunError(
            f"no kernel for {language} is installed", hint=f"Installed are: {', '.join(sorted(specs)) or 'none'}."
        )
    return "python3" if "python3" in same else same[0]
