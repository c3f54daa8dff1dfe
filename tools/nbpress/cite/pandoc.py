"""The pandoc that the package pypandoc-binary brings (the extra `nbpress[citations]`): no network, a bounded time."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbpress.core.errors import RenderError

PACKAGE, PROGRAM = "pypandoc", "files/pandoc"
SECONDS = 60  # of one call; a bibliography of ten thousand entries takes a few
MISSING = "citations need pandoc, which is not installed here"
INSTALL = "Install it: pip install 'nbpress[citations]'"


class PandocError(Exception):
    """What pandoc says of an input that it cannot read."""


def document(command: Sequence[str], content: bytes) -> dict[str, Any]:
    """Call pandoc for a document as JSON; raise PandocError where it cannot read what it gets."""
    called = [str(_program()), *command, "--to=json", "--sandbox"]
    try:
        done = subprocess.run(called, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PandocError(f"pandoc was not done after {SECONDS} seconds") from error
    except OSError as error:
        raise RenderError(f"pandoc does not start: {error}", hint=INSTALL) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise PandocError(said or f"pandoc ended with {done.returncode}")
    return dict(json.loads(done.stdout))


def _program() -> Path:
    """Find pandoc; raise RenderError where it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    places = [Path(folder, PROGRAM) for folder in (found.submodule_search_locations or ())] if found else []
    program = next((path for each in places for path in (each, each.with_suffix(".exe")) if path.is_file()), None)
    if program is None:
        raise RenderError(MISSING, hint=INSTALL)
    return program
