"""A browser of this machine that opens one page of ours and tells what it became: no window, no network, a bounded time."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from nbpress.core import system

VARIABLE = "NBPRESS_BROWSER"  # names the program, where it is none of these
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")  # of a Mac
FLAGS = (
    *("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND"),
    *("--force-device-scale-factor=1", "--virtual-time-budget=60000", "--dump-dom"),
)


class BrowserError(Exception):
    """The browser did not open the page, or not in time."""


def program() -> str:
    """Find the browser; empty where there is none."""
    own = os.environ.get(VARIABLE)
    if own:
        return shutil.which(own) or ""
    there = (f"/Applications/{name}.app/Contents/MacOS/{name}" for name in APPLICATIONS)
    return next(filter(None, map(shutil.which, (*PROGRAMS, *there))), "")


def opened(page: str, seconds: float) -> str:
    """Open a page and give its HTML once its scripts are done; raise BrowserError where that does not come about in time."""
    with tempfile.TemporaryDirectory(prefix="nbpress-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "page.html")
        path.write_text(page, encoding="utf-8")
        command = [program(), *FLAGS, *_unfenced(), f"--user-data-dir={folder}/profile", path.as_uri()]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise BrowserError(f"it does not start: {error}") from error
        return _said(process, seconds)


def _unfenced() -> tuple[str, ...]:
    """Let a browser start whose user is root, in a container mostly: it has no fence of its own then."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _said(process: subprocess.Popen[bytes], seconds: float) -> str:
    """Give what the browser says; it is gone afterwards, with all its processes, whatever happens."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise BrowserError(f"it was not done after {seconds:g} seconds") from error
    finally:
        _end(process)
    if process.returncode or not out.strip():
        lines = err.decode("utf-8", "replace").strip().splitlines()
        raise BrowserError(f"it ended with {process.returncode}: {lines[-1] if lines else 'without a word'}")
    return out.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        system.end(process)
    process.wait()
