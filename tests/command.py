"""The command in a child of a process that has loaded it: only the imports are not its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from children import child


def nbpress(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `nbpress` with these arguments in a folder; variables: of its environment, beside those that are there."""
    words = ["nbpress", *map(str, arguments)]
    with tempfile.TemporaryDirectory() as place:
        said = [Path(place, name) for name in ("out", "err")]
        process = child(_run, words, folder, {**os.environ, **variables}, said)
        process.join()
        texts = [path.read_text(encoding="utf-8") for path in said]
    assert process.exitcode is not None
    return subprocess.CompletedProcess(words, process.exitcode, *texts)


def _run(words: list[str], folder: Path, environment: Mapping[str, str], said: list[Path]) -> None:
    from nbpress.__main__ import main

    for descriptor, path in enumerate(said, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = words
    main()
