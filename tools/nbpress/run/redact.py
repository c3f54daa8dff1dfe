"""Take out of a kernel's stderr and tracebacks what is of this machine and this minute alone: paths, and absl's own notes.

Done while recording, so that a stored run and the page of it hold the same text on every machine. TensorFlow 2.21 logs
`I0000 00:00:… cudart_stub.cc:31] …` before it reads any log level, so that no variable can silence it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

# The head of absl's log lines of severity INFO (abseil.io, "Logging library"): time and process number.
_NOISE = re.compile(
    r"^(?:I\d{4} \d\d:\d\d:[\d.]+ +\d+ [\w./-]+:\d+\] .*|WARNING: All log messages before absl::Initialize"
    r"Log\(\) is called are written to STDERR)\r?\n?",
    re.MULTILINE,
)


class Redactor:
    """Knows the prefixes to replace; `home` is the notebook's folder."""

    def __init__(self, home: Path) -> None:
        known = {
            str(home): ".",
            str(home.parent): "..",
            sys.prefix: "<environment>",
            sys.base_prefix: "<python>",
            str(Path.home()): "~",
        }
        usable = {prefix: name for prefix, name in known.items() if len(prefix) > 1}
        self._names = usable
        longest = sorted(usable, key=len, reverse=True)
        self._prefix = re.compile(r"(?<![\w./-])(?:" + "|".join(map(re.escape, longest)) + r")(?=[/\\\s:'\")]|$)")
        temporary = re.escape(tempfile.gettempdir())
        self._cell = re.compile(temporary + r"/ipykernel_\d+/\d+\.py")

    def text(self, text: str) -> str:
        """Replace the known prefixes in a text."""
        text = self._cell.sub("<cell>", text)
        return self._prefix.sub(lambda match: self._names[match[0]], text)

    def output(self, output: Any) -> None:
        """Replace the known prefixes in one output of a cell, where it is stderr or a traceback."""
        if output["output_type"] == "stream" and output["name"] == "stderr":
            output["text"] = self.text(_NOISE.sub("", output["text"]))
        elif output["output_type"] == "error":
            output["traceback"] = [self.text(line) for line in output["traceback"]]
            output["evalue"] = self.text(output["evalue"])
