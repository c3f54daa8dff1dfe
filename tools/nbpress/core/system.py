"""What operating systems do each in their own way; what only POSIX has is called nowhere else. A leaf."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

_NAME = 255  # characters that a file's name may have where the system does not say


def name_limit(folder: Path) -> int:
    """Give the length that a file's name may have in a folder."""
    return os.pathconf(folder, "PC_NAME_MAX") if hasattr(os, "pathconf") else _NAME


def lasting(path: Path) -> None:
    """Make the content of a file, or the renames in a folder, last through a power cut; Windows opens no folder."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process at once, and all of its session where there are sessions."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def endings() -> tuple[signal.Signals, ...]:
    """Give the signals that ask a command to end: somebody terminates it, or closes its terminal."""
    return tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def has_keyboard(descriptor: int) -> bool:
    """Tell whether a terminal's single keys can be read, and are this process's."""
    return hasattr(os, "tcgetpgrp") and os.tcgetpgrp(descriptor) == os.getpgrp()
