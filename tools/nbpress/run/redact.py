"""Take out of what a kernel says what is of this machine and this minute alone: paths, and absl's own notes.

In stderr and tracebacks every known path goes; in what the code itself prints, shows and answers those that tell of this
machine: of the project, and of a home folder that names somebody. Done while recording, so that a stored run and the page
of it hold the same text on every machine. TensorFlow 2.21 logs `I0000 00:00:… cudart_stub.cc:31] …` before it reads any
log level, so that no variable can silence it.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from nbpress.core import machine
from nbpress.core.machine import personal, spelled, telling
from nbpress.core.project import project_of
from nbpress.core.regex import regex

# The head of absl's log lines of severity INFO (abseil.io, "Logging library"): time and process number.
_NOISE = regex(
    r"^(?:I\d{4} \d\d:\d\d:[\d.]+ +\d+ [\w./-]+:\d+\] .*|WARNING: All log messages before absl::Initialize"
    r"Log\(\) is called are written to STDERR)\r?\n?",
    re.MULTILINE,
)
_NOTHING = regex(r"(?!)")


def _own(home: Path) -> dict[str, str]:
    """The paths that tell of a machine, as seen from the notebook's folder, each with what stands for it."""
    project = project_of(home / "any.ipynb")
    folders = {str(home.parent): ".."} if home.parent.is_relative_to(project) else {}
    folders |= {str(project): os.path.relpath(project, home), str(home): "."}
    found = {folder: name for folder, name in folders.items() if telling(folder)}
    return found | ({machine.home(): "~"} if personal(machine.home()) else {})


def _single(path: str) -> str:
    """A path as it is, where JSON doubled each of its backslashes."""
    return path.replace("\\\\", "\\")


class Redactor:
    """Knows the prefixes to replace.

    home: the notebook's folder. prefixes: of the kernel's environment, and of the Python that this was made with.
    """

    def __init__(self, home: Path, prefixes: tuple[str, ...] = ()) -> None:
        self._own = _own(home.resolve()) | _own(home)
        known = {
            str(home): ".",
            str(home.parent): "..",
            **dict(zip(prefixes or (sys.prefix, sys.base_prefix), ("<environment>", "<python>"), strict=True)),
            machine.home(): "~",
        }
        self._every = self._own | {prefix: name for prefix, name in known.items() if len(prefix) > 1}
        self._prefix = re.compile(spelled(self._every))
        self._telling = re.compile(spelled(self._own)) if self._own else _NOTHING
        temporary = re.escape(tempfile.gettempdir())
        self._cell = re.compile(temporary + r"/ipykernel_\d+/\d+\.py")

    def text(self, text: str) -> str:
        """Replace every known prefix in a text that a library or the interpreter wrote."""
        text = self._cell.sub("<cell>", text)
        return self._prefix.sub(lambda match: self._every[_single(match[0])], text)

    def said(self, value: Any) -> Any:
        """Copy what the code itself says, a text or JSON, without the paths that tell of this machine."""
        if isinstance(value, str):
            return self._telling.sub(lambda match: self._own[_single(match[0])], value)
        if isinstance(value, dict):
            return {key: self.said(item) for key, item in value.items()}
        return [self.said(item) for item in value] if isinstance(value, list) else value

    def output(self, output: Any) -> None:
        """Replace the prefixes in one output of a cell."""
        if output["output_type"] == "error":
            output["traceback"] = [self.text(line) for line in output["traceback"]]
            output["evalue"] = self.text(output["evalue"])
        elif output["output_type"] != "stream":
            output["data"] = self.said(output["data"])
        elif output["name"] == "stderr":
            output["text"] = self.text(_NOISE.sub("", output["text"]))
        else:
            output["text"] = self.said(output["text"])
